"""Tables of scores in the protection problem: of each score, how many persons have it, out of how many.

Nothing else that is printed crosses who has a score, so each is a matter of its own: those who have it, those who have
not, and everybody, who is taken as known. A mean is printed of many persons only and tells no count.

Belongs here: their unknowns and numbers. Does not: means (reports/disclosure/single_table/protect_table.py).
"""

import numpy as np
import pandas as pd

from reports.disclosure.suppression.primary import is_primary, protection_interval, suppression_cost
from reports.disclosure.suppression.problem import IntArray
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.statistics import StatisticTable
from reports.statistics.conditions import meets, meets_none
from reports.statistics.statistic import WITH_VALUE


def inner_cells_of_scores(statistic: StatisticTable, cube: pd.DataFrame) -> IntArray:
    """Return the true unknowns of a table: of each score those who have it, and those who have not."""
    spec = statistic.spec
    chosen = meets(cube, spec.where, statistic.year) & meets_none(cube, spec.leave_out, statistic.year)
    everybody = int(cube.loc[chosen, "persons"].sum())
    have = statistic.counts()["value"].fillna(0).to_numpy(dtype=np.int64)
    return np.stack([have, everybody - have], axis=1).ravel()


def add_score_cells(draft: ProblemBuilder, statistic: StatisticTable, first: int) -> int:
    """Add the numbers of a table whose unknowns begin at ``first``; return where the next begin."""
    spec, frame = statistic.spec, statistic.counts()
    for code, state in zip(frame[spec.dimensions[0]], frame["state"], strict=True):
        name, value, rest = (spec.key, str(code)), draft.value([first]), draft.value([first + 1])
        draft.add_equalities([{first: 1, first + 1: 1}])
        if state in WITH_VALUE:
            draft.add_cell(name, [first], suppression_cost((str(code),)))
            if is_primary(value, False, spec.threshold):
                draft.mark_primary(name, [first], *protection_interval(False, spec.threshold))
            if 0 < rest < spec.threshold <= value:
                draft.mark_primary((*name, "all but, 0"), [first + 1], *protection_interval(False, spec.threshold))
        else:
            draft.add_equalities([{first: 1}])
        first += 2
    return first
