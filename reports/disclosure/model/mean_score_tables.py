"""Tables of scores in the suppression problem: of each score, how many persons have it, out of how many.

No other printed table crosses who has a score, so each score has two inner cells of its own: those who have it, and
those who have not. Everybody together is taken as known. A mean is printed of many persons only and reveals no count.

Belongs here: their inner cells and cells. Does not: means (reports/disclosure/protect_table.py).
"""

import numpy as np
import pandas as pd

from reports.disclosure.arrays import IntArray
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import is_primary, protection_interval, suppression_cost
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.statistics import StatisticTable
from reports.statistics.conditions import meets, meets_none
from reports.statistics.statistic import WITH_VALUE


def inner_cells_of_scores(statistic: StatisticTable, cube: pd.DataFrame) -> IntArray:
    """Return the true inner cells of a table: of each score those who have it, and those who have not."""
    spec = statistic.spec
    chosen = meets(cube, spec.where, statistic.year) & meets_none(cube, spec.leave_out, statistic.year)
    everybody = int(cube.loc[chosen, "persons"].sum())
    have = statistic.counts()["value"].fillna(0).to_numpy(dtype=np.int64)
    return np.stack([have, everybody - have], axis=1).ravel()


def add_score_cells(builder: ProblemBuilder, statistic: StatisticTable, first: int) -> int:
    """Add the cells of a table whose inner cells begin at ``first``; return where the next begin."""
    spec, frame = statistic.spec, statistic.counts()
    interval = protection_interval(False, spec.threshold)
    for code, state in zip(frame[spec.dimensions[0]], frame["state"], strict=True):
        ref, value, rest = CellRef(spec.key, (str(code),)), builder.value([first]), builder.value([first + 1])
        builder.add_equalities([{first: 1, first + 1: 1}])
        if state in WITH_VALUE:
            builder.add_cell(ref, [first], suppression_cost((str(code),)))
            if is_primary(value, False, spec.threshold):
                builder.mark_primary(ref, [first], *interval)
            if 0 < rest < spec.threshold <= value:
                builder.mark_primary(ref.complement(0), [first + 1], *interval)
        else:
            builder.add_equalities([{first: 1}])
        first += 2
    return first
