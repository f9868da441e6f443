"""A resubmission compared with the submission before it: which findings were mended, which remain, which are new.

Belongs here: recognising a remark again. A row is recognised by its keyed reference, wherever it has moved; what has
none by its place. Does not: which submission was before (the register).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from expectations.checks.consistency_rules import ABOVE, BELOW, LINKED
from expectations.feedback.remarks import Remark, State, in_order

Anchor = tuple[object, ...]
NOT_COMPARED = frozenset({BELOW, ABOVE, LINKED, "correction_superseded"})
"""Rules that look beyond the submission: another year, another office, headquarters' corrections."""


def _what(remark: Remark) -> Anchor:
    return remark.form, remark.rule, remark.field


def _anchor(remark: Remark) -> Anchor:
    if remark.row_key is not None:
        return (*_what(remark), remark.row_key)
    column = None if remark.field else remark.column_letters
    return (*_what(remark), remark.file_no, remark.sheet_no, remark.row_no, column)


@dataclass
class _Former:
    """What is left of the remarks before: ``places`` by anchor; by rule and field, findings ``beyond`` kept places."""

    remarks: tuple[Remark, ...]
    places: Counter[Anchor] = field(default_factory=Counter)
    beyond: Counter[Anchor] = field(default_factory=Counter)

    @classmethod
    def of(cls, remarks: tuple[Remark, ...]) -> "_Former":
        former = cls(remarks)
        for remark in remarks:
            if remark.times > 1:
                former.beyond[_what(remark)] += remark.times
            else:
                former.places[_anchor(remark)] += 1
        return former

    def takes(self, remark: Remark) -> bool:
        """Whether a remark with a place was there before; it is then taken away. One beyond the places may be it."""
        for left, key in ((self.places, _anchor(remark)), (self.beyond, _what(remark))):
            if left[key]:
                left[key] -= 1
                return True
        return False

    def unmatched(self) -> list[Remark]:
        """Return the remarks with a place that nothing took away."""
        left = Counter(self.places)
        unmatched = []
        for remark in self.remarks:
            if remark.times == 1 and left[_anchor(remark)]:
                left[_anchor(remark)] -= 1
                unmatched.append(remark)
        return unmatched


def compared(
    remarks: Iterable[Remark], before: Iterable[Remark], not_compared: frozenset[str] = NOT_COMPARED
) -> tuple[tuple[Remark, ...], tuple[Remark, ...]]:
    """Return the remarks with their state, ``remains`` or ``new``; and those of ``before`` that were mended.

    Remarks of the rules ``not_compared`` have no state, and are never mended: of an office's own submission, those that
    look beyond it.
    Two equal remarks on one person count as two: of two before and one now, one remains and one was mended. Findings
    beyond the places that are kept have only a number: as many of them remain as there were before.
    """
    former = _Former.of(in_order(remark for remark in before if remark.rule not in not_compared))
    stated: list[Remark] = []
    beyond: list[Remark] = []
    for remark in in_order(remarks):
        if remark.rule in not_compared:
            stated.append(replace(remark, state=""))
        elif remark.times > 1:
            beyond.append(remark)
        else:
            stated.append(replace(remark, state="remains" if former.takes(remark) else "new"))
    mended = former.unmatched()
    for remark in beyond:
        what = _what(remark)
        moved = [candidate for candidate in mended if _what(candidate) == what]
        moved = moved[: max(remark.times - former.beyond[what], 0)]
        remaining = min(remark.times, former.beyond[what] + len(moved))
        former.beyond[what] = max(former.beyond[what] - remark.times, 0)
        taken = set(map(id, moved))
        mended = [candidate for candidate in mended if id(candidate) not in taken]
        parts: tuple[tuple[int, State], ...] = ((remaining, "remains"), (remark.times - remaining, "new"))
        stated += [replace(remark, times=times, state=state) for times, state in parts if times]
    for remark in former.remarks:
        if remark.times > 1 and (left := former.beyond.pop(_what(remark), 0)):
            mended.append(replace(remark, times=left))
    return in_order(stated), in_order(mended)
