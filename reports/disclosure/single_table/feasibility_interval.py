"""The feasibility interval of a suppressed cell, given everything that its own table prints.

Belongs here: the interval by linear programming. Does not: choosing what to suppress (secondary.py), intervals over
linked tables and editions (reports/disclosure/audit). Intervals are never published (field rule 9.6).
"""

import math

import numpy as np
from scipy.optimize import linprog

from reports.disclosure.arrays import BoolArray
from reports.disclosure.single_table.table_constraints import TableConstraints

TOLERANCE = 1e-6
_UNBOUNDED = 3


def feasibility_interval(relations: TableConstraints, suppressed: BoolArray, cell: int) -> tuple[float, float]:
    """Return the least and the greatest count that ``cell`` can have, given every count that is not suppressed.

    A count that is printed is its own interval.
    """
    if not suppressed[cell]:
        return float(relations.counts[cell]), float(relations.counts[cell])
    printed = np.where(suppressed, 0.0, relations.counts)
    columns = np.flatnonzero(suppressed)
    sought = (columns == cell).astype(np.float64)
    ends = []
    for sign in (1.0, -1.0):
        for presolve in (True, False):  # presolve calls some unbounded problems infeasible
            result = linprog(
                sign * sought,
                A_ub=relations.inequalities[:, columns],
                b_ub=relations.inequalities_to - relations.inequalities @ printed,
                A_eq=relations.equalities[:, columns],
                b_eq=relations.equalities_to - relations.equalities @ printed,
                bounds=[(least, None) for least in relations.least[columns]],
                method="highs",
                options={"presolve": presolve},
            )
            if result.status in (0, _UNBOUNDED):
                break
        else:
            raise ArithmeticError(f"the audit of a table found no table that fits it (solver status {result.status})")
        ends.append(sign * float(result.fun) if result.status == 0 else math.inf)
    return ends[0], ends[1]


def under_protected_cells(
    relations: TableConstraints, suppressed: BoolArray, primary: BoolArray, threshold: int
) -> list[int]:
    """Return the confidential cells whose interval does not reach down to the least count and up to the threshold."""
    found = []
    for cell in np.flatnonzero(primary).tolist():
        low, high = feasibility_interval(relations, suppressed, cell)
        if low > relations.least[cell] + TOLERANCE or high < threshold - TOLERANCE:
            found.append(cell)
    return found
