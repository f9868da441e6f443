"""What one printed number leaves of another that counts all its persons and few more: these few by subtraction.

A table of some of the persons of another (returns without humanitarian return, adult victims) prints, read beside it,
how many the others are; where they are 1 to 10, that number is confidential like a cell. Of a number under the
threshold, which is suppressed itself, nothing can be subtracted.

Belongs here: finding such pairs, within one table and between tables. Does not: what a region leaves of its listed
countries (region_remainders.py), lines of one table (linked_tables.py).
"""

from collections.abc import Mapping, Sequence

import numpy as np

from reports.disclosure.model.inner_cells import InnerCellIndex
from reports.disclosure.model.recodings import VariableClasses
from reports.disclosure.model.table import TableModel
from reports.disclosure.suppression.primary import protection_interval
from reports.disclosure.suppression.problem import matrix
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.statistics.dimensions import TOTAL

LEAVES = "less"


def mark_nested_differences(
    draft: ProblemBuilder,
    tables: Sequence[TableModel],
    nodes: Mapping[str, VariableClasses],
    layouts: Mapping[tuple[str, str], InnerCellIndex],
    threshold: int,
) -> None:
    """Mark as confidential what is left of a number by another, where that is of fewer persons than ``threshold``."""
    for whole in tables:
        for part in tables:
            if whole.universe == part.universe and set(whole.conditions) < set(part.conditions):
                _hide_part(draft, whole, part, nodes[whole.spec.theme], layouts[whole.universe])
    _hide_pairs(draft, threshold)


def _hide_part(
    draft: ProblemBuilder, whole: TableModel, part: TableModel, nodes: VariableClasses, layout: InnerCellIndex
) -> None:
    """Hide what cells of a table leave of the same cells of a table of more persons."""
    views = [axis.view for axis in whole.axes]
    at = [views.index(axis.view) for axis in part.axes if axis.view in views]
    within = whole.nodes(nodes) | part.nodes(nodes)
    if len(at) < len(part.axes) or not any(within <= set(block.nodes) for block in layout.blocks):
        return
    if whole.asked != part.asked:
        return
    low, high = protection_interval(sensitive=False, threshold=whole.spec.threshold)
    for codes in part.cells():
        of_whole = [TOTAL] * len(whole.axes)
        for place, code in zip(at, codes, strict=True):
            of_whole[place] = code
        if any(code not in axis.printed for code, axis in zip(of_whole, whole.axes, strict=True)):
            continue
        all_of_them = whole.places(of_whole, nodes, layout, within)
        some = part.places(codes, nodes, layout, within)
        number, rest = draft.value(some), draft.value(all_of_them) - draft.value(some)
        if number < whole.spec.threshold or not 0 < rest < whole.spec.threshold:
            continue
        if not len(np.setdiff1d(some, all_of_them)):
            name = (whole.spec.key, *of_whole, f"{LEAVES} {':'.join((part.spec.key, *codes))}")
            draft.mark_complement_primary(name, all_of_them, some, low, high)


def _hide_pairs(draft: ProblemBuilder, threshold: int) -> None:
    """Hide what is left between any two printed numbers of the same unknowns."""
    numbers = draft.printed_cells()
    sums = matrix([dict.fromkeys(places, 1) for _, places in numbers], len(draft.truth))
    sizes, values = np.diff(sums.indptr), np.asarray(sums @ draft.truth, dtype=np.int64)
    shared = (sums @ sums.T).tocoo()
    low, high = protection_interval(sensitive=False, threshold=threshold)
    left = values[shared.row] - values[shared.col]
    is_part = (shared.data == sizes[shared.col]) & (sizes[shared.col] < sizes[shared.row])
    is_part &= values[shared.col] >= threshold
    for at in np.flatnonzero(is_part & (left > 0) & (left < threshold)).tolist():
        (name, whole), (of_part, part) = numbers[shared.row[at]], numbers[shared.col[at]]
        draft.mark_complement_primary((*name, f"{LEAVES} {':'.join(of_part)}"), whole, part, low, high)
