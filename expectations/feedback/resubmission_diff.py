"""A resubmission compared with the submission before it: which findings were mended, which remain, which are new.

Belongs here: recognising a remark again. A row is recognised by its keyed reference, wherever it has moved; what has
none by its place. Does not: which submission was before (the register).
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from expectations.checks.consistency_rules import ABOVE, BELOW, LINKED
from expectations.feedback.remarks import Remark, in_order

Anchor = tuple[object, ...]
NOT_COMPARED = frozenset({BELOW, ABOVE, LINKED, "correction_superseded"})
"""Rules that look beyond the submission: another year, another office, headquarters' corrections."""


def _anchor(remark: Remark) -> Anchor:
    what = (remark.form, remark.rule, remark.field)
    if remark.row_key is not None:
        return (*what, remark.row_key)
    column = None if remark.field else remark.column_letters
    return (*what, remark.file_no, remark.sheet_no, remark.row_no, column)


def compared(
    remarks: Iterable[Remark], before: Iterable[Remark], not_compared: frozenset[str] = NOT_COMPARED
) -> tuple[tuple[Remark, ...], tuple[Remark, ...]]:
    """Return the remarks with their state, ``remains`` or ``new``; and those of ``before`` that were mended.

    Remarks of the rules ``not_compared`` have no state, and are never mended: of an office's own submission, those that
    look beyond it.
    Two equal remarks on one person count as two: of two before and one now, one remains and one was mended.
    """
    former = in_order(remark for remark in before if remark.rule not in not_compared)
    left = Counter(map(_anchor, former))
    stated = []
    for remark in in_order(remarks):
        if remark.rule in not_compared:
            stated.append(replace(remark, state=""))
            continue
        anchor = _anchor(remark)
        stated.append(replace(remark, state="remains" if left[anchor] else "new"))
        left[anchor] -= bool(left[anchor])
    mended = []
    for remark in former:
        anchor = _anchor(remark)
        if left[anchor]:
            left[anchor] -= 1
            mended.append(remark)
    return tuple(stated), tuple(mended)
