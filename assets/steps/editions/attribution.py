"""Attribution of a change to its causes, by counting again with one cause alone and with all causes but one.

A cause is a set of slots (office and form) that changed for one reason. ``alone``: the change of a cell when this cause
is added to the state before. ``without``: the change that is missing when this cause is left out of the state after.
``together``: the change minus the sum of all ``alone``; -1 where two offices report one person. So the change is always
the sum of ``alone`` and ``together``.

Belongs here: the causes between two pedigrees, and the effect of each on a cell. Does not: which cells changed
(comparison.py), counting (recount.py).
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
    """Why slots changed: a new submission, one that is not current any more, corrections, or contract and code."""

    kind: Kind
    office: str
    submission: str
    delivery: str
    slots: frozenset[Slot]


@dataclass(frozen=True)
class Effect:
    """The effect of one cause on one cell; None where the cell does not exist in one of the two counts compared.

    ``share``: the mean of ``alone`` and ``without``. For two causes this is the Shapley value, and the shares add up.
    """

    cause: Cause
    alone: float | None
    without: float | None

    @property
    def share(self) -> float | None:
        """The mean of the effect as first cause and as last cause."""
        if self.alone is None or self.without is None:
            return None
        return round((self.alone + self.without) / 2, 6)


@dataclass(frozen=True)
class AttributedChange:
    """A change of one cell with its causes.

    ``program``: the part of the change that is due to contract and code alone. ``reason``: why the cell changed where
    no submission is a cause: the year before, the suppression of other cells, the states of offices, tables of another
    kind.
    """

    change: CellChange
    effects: tuple[Effect, ...] = ()
    together: float | None = None
    program: float | None = None
    reason: str = ""


def causes_between(before: Pedigree, after: Pedigree) -> tuple[Cause, ...]:
    """Return the causes between two pedigrees of a year, by office."""
    submissions_before, submissions_after = before.submissions, after.submissions
    slots: dict[tuple[Kind, str, str, str], set[Slot]] = {}
    for slot in sorted(set(submissions_before) | set(submissions_after)):
        office, old, new = slot[0], submissions_before.get(slot), submissions_after.get(slot)
        if new is None and old is not None:
            slots.setdefault(("withdrawn", office, old.digest, old.delivery), set()).add(slot)
        elif new is not None and (old is None or old.digest != new.digest):
            slots.setdefault(("submission", office, new.digest, new.delivery), set()).add(slot)
        elif _digest(before, slot) != _digest(after, slot) and new is not None:
            corrected = before.corrections_of.get(office) != after.corrections_of.get(office)
            kind: Kind = "corrections" if corrected else "program"
            slots.setdefault((kind, office, new.digest, new.delivery), set()).add(slot)
    return tuple(Cause(*key, frozenset(of_cause)) for key, of_cause in slots.items())


def _digest(pedigree: Pedigree, slot: Slot) -> str:
    records = pedigree.records.get(slot[0])
    return records.forms.get(slot[1], "") if records else ""


def attribute_changes(
    changes: Sequence[CellChange], causes: Sequence[Cause], recount: Recount, reasons: Mapping[str, str]
) -> tuple[AttributedChange, ...]:
    """Return each change with the causes that the recount finds. ``reasons``: by cell_id, for changes without a cause.

    For n causes there are 2n + 2 recounts; records that no cause changed are counted once.
    """
    everything = frozenset[Slot]().union(*(cause.slots for cause in causes))
    choices = [frozenset[Slot](), everything, *(cause.slots for cause in causes)]
    choices += [everything - cause.slots for cause in causes]
    before, after, *counts = map(_by_cell, recount.numbers_of_each(choices))
    counts_alone, counts_without = counts[: len(causes)], counts[len(causes) :]
    attributed = []
    for change in changes:
        cell = change.cell_id
        was, now = before.get(cell), after.get(cell)
        effects = []
        for cause, with_alone, with_others in zip(causes, counts_alone, counts_without, strict=True):
            alone, without = with_alone.get(cell), with_others.get(cell)
            if alone != was or without != now:
                effects.append(Effect(cause, _difference(alone, was), _difference(now, without)))
        counted = _difference(now, was)
        together = None
        if counted is not None and all(effect.alone is not None for effect in effects):
            together = round(counted - sum(effect.alone or 0.0 for effect in effects), 6)
        program = None
        if change.change is not None and counted is not None:
            program = round(change.change - counted, 6) or None
        reason = "" if effects or program else reasons.get(change.cell_id, "")
        attributed.append(AttributedChange(change, tuple(effects), together if effects else None, program, reason))
    return tuple(attributed)


def _by_cell(numbers: Numbers) -> dict[str, float | None]:
    return {cell_id: value for cells in numbers.values() for cell_id, value in cells.items()}


def _difference(minuend: float | None, subtrahend: float | None) -> float | None:
    return None if minuend is None or subtrahend is None else round(minuend - subtrahend, 6)
