"""Causes: because of which submission a number changed, by counting again without it and with it alone.

Belongs here: which causes lie between two pedigrees, and what each does to a cell. Does not: which cells changed
(comparison.py), the counting (recount.py).

A cause is a set of slots (an office's forms) that changed for one reason. ``alone``: what the cell becomes more than
before with this cause only; ``without``: what the cell would be less had this cause not come. ``together``: what the
causes do only together, which is the change less all that each does alone; where two offices report one person, minus
one. So the change is always the sum of ``alone`` and ``together``.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from assets.steps.editions.comparison import CellChange
from assets.steps.editions.recount import Numbers, Recount
from assets.steps.provenance.pedigree import Pedigree
from assets.steps.provenance.record_snapshots import Slot

Kind = Literal["submission", "withdrawn", "corrections", "program"]


@dataclass(frozen=True)
class Cause:
    """Why slots changed: a submission that came, one that stands no more, corrections, or contract and code."""

    kind: Kind
    office: str
    submission: str
    delivery: str
    slots: frozenset[Slot]


@dataclass(frozen=True)
class Effect:
    """What one cause does to one cell; None where the cell does not exist in one of the two cases compared.

    ``share``: the fair part, the mean of ``alone`` and ``without``; of two causes it is Shapley's, and the two add up.
    """

    cause: Cause
    alone: float | None
    without: float | None

    @property
    def share(self) -> float | None:
        """Half of what it does first and half of what it does last."""
        if self.alone is None or self.without is None:
            return None
        return round((self.alone + self.without) / 2, 6)


@dataclass(frozen=True)
class AttributedChange:
    """A change of a cell with its causes. ``program``: by how much contract and code alone changed it.

    ``reason`` says why where no submission does: the year before, the withholding of other cells, the states of
    offices, tables of another kind.
    """

    change: CellChange
    effects: tuple[Effect, ...] = ()
    together: float | None = None
    program: float | None = None
    reason: str = ""


def causes_between(before: Pedigree, after: Pedigree) -> tuple[Cause, ...]:
    """Return the causes that lie between two pedigrees of a year, by office."""
    was, now = before.submissions, after.submissions
    slots: dict[tuple[Kind, str, str, str], set[Slot]] = {}
    for slot in sorted(set(was) | set(now)):
        office, old, new = slot[0], was.get(slot), now.get(slot)
        if new is None and old is not None:
            slots.setdefault(("withdrawn", office, old.digest, old.delivery), set()).add(slot)
        elif new is not None and (old is None or old.digest != new.digest):
            slots.setdefault(("submission", office, new.digest, new.delivery), set()).add(slot)
        elif _digest(before, slot) != _digest(after, slot) and new is not None:
            corrected = before.corrections_of.get(office) != after.corrections_of.get(office)
            kind: Kind = "corrections" if corrected else "program"
            slots.setdefault((kind, office, new.digest, new.delivery), set()).add(slot)
    return tuple(Cause(*key, frozenset(own)) for key, own in slots.items())


def _digest(pedigree: Pedigree, slot: Slot) -> str:
    records = pedigree.records.get(slot[0])
    return records.forms.get(slot[1], "") if records else ""


def attribute_changes(
    changes: Sequence[CellChange], causes: Sequence[Cause], recount: Recount, reasons: Mapping[str, str]
) -> tuple[AttributedChange, ...]:
    """Return each change with the causes that the recount finds; ``reasons``: of other changes, by cell_id.

    Of n causes the year is counted 2n + 2 times; what no change touches is never counted again.
    """
    everything = frozenset[Slot]().union(*(cause.slots for cause in causes))
    choices = [frozenset[Slot](), everything, *(cause.slots for cause in causes)]
    choices += [everything - cause.slots for cause in causes]
    before, after, *each = map(_flat, recount.numbers_of_each(choices))
    of_causes = list(zip(causes, each[: len(causes)], each[len(causes) :], strict=True))
    found = []
    for change in changes:
        cell = change.cell_id
        was, now = before.get(cell), after.get(cell)
        effects = []
        for cause, alone, others in of_causes:
            with_it, without_it = alone.get(cell), others.get(cell)
            if with_it != was or without_it != now:
                effects.append(Effect(cause, _less(with_it, was), _less(now, without_it)))
        counted = _less(now, was)
        together = None
        if counted is not None and all(effect.alone is not None for effect in effects):
            together = round(counted - sum(effect.alone or 0.0 for effect in effects), 6)
        program = None
        if change.change is not None and counted is not None:
            program = round(change.change - counted, 6) or None
        reason = "" if effects or program else reasons.get(change.cell_id, "")
        found.append(AttributedChange(change, tuple(effects), together if effects else None, program, reason))
    return tuple(found)


def _flat(numbers: Numbers) -> dict[str, float | None]:
    return {cell_id: value for cells in numbers.values() for cell_id, value in cells.items()}


def _less(one: float | None, other: float | None) -> float | None:
    return None if one is None or other is None else round(one - other, 6)
