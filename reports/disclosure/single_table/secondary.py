"""Primary and secondary suppression in one table.

Primary cells are counts from 1 to under the threshold, and zeros where the table is sensitive. For each primary cell a
linear program finds two congruent tables: in one the cell is at least the threshold, in the other it is at its least
value. Cells that differ from the true table in either are suppressed. Cells with few persons cost least, margins most.

Belongs here: choosing cells. Does not: what can be computed from a table (feasibility_interval.py), the table as
published (protect_table.py).
"""

from collections.abc import Sequence

import numpy as np
from scipy import sparse
from scipy.optimize import linprog

from reports.disclosure.arrays import BoolArray, FloatArray
from reports.disclosure.single_table.feasibility_interval import TOLERANCE, under_protected_cells
from reports.disclosure.single_table.table_constraints import TableConstraints

MARGIN_COSTS = 20.0  # a margin is suppressed only where no cells within can do it, at up to so many times their persons
TIE_WEIGHT = 1e-3


def primary_cells(relations: TableConstraints, threshold: int) -> BoolArray:
    """Return the primary cells."""
    small = (relations.counts < threshold) & ((relations.counts > 0) | relations.sensitive)
    return np.asarray(small & ~relations.unavailable, dtype=np.bool_)


def suppressed_cells(relations: TableConstraints, threshold: int, ties: Sequence[float]) -> BoolArray:
    """Return which counts must not be printed.

    ``ties`` holds one number from 0 to 1 per cell: of equally costly cells the lowest is suppressed. A keyed number
    keeps an algorithm-aware intruder from repeating the choice (docs/the_way_of_a_number.md). Where printed zeros
    disclose too much (three suppressed cells of at least 1 make a margin of at least 3), zeros are suppressed like
    other cells. Raises ArithmeticError where no suppression protects the table.
    """
    for known in (relations, relations.with_zeros_suppressed()):
        suppressed = _attempt(known, threshold, ties)
        if suppressed is not None and not under_protected_cells(
            known, suppressed, primary_cells(known, threshold), threshold
        ):
            return suppressed
    raise ArithmeticError("a table cannot be protected by suppressing any of its counts")


def _attempt(known: TableConstraints, threshold: int, ties: Sequence[float]) -> BoolArray | None:
    suppressed = primary_cells(known, threshold)
    persons = np.maximum(known.counts, threshold)
    cost = persons * np.where(known.is_margin, MARGIN_COSTS, 1.0) * (1 + TIE_WEIGHT * np.asarray(ties))
    seen_low, seen_high = known.counts.copy(), known.counts.copy()
    largest_first = sorted(np.flatnonzero(suppressed).tolist(), key=lambda cell: (-known.counts[cell], cell))
    for cell in largest_first:
        for goal in (float(threshold), float(known.least[cell])):
            if seen_low[cell] <= goal + TOLERANCE and seen_high[cell] >= goal - TOLERANCE:
                continue
            other = _other_table(known, np.where(suppressed, 0.0, cost), cell, goal)
            if other is None:
                return None
            suppressed |= np.abs(other - known.counts) > TOLERANCE
            seen_low, seen_high = np.minimum(seen_low, other), np.maximum(seen_high, other)
    return suppressed


def _other_table(known: TableConstraints, cost: FloatArray, cell: int, goal: float) -> FloatArray | None:
    """Return the congruent table with ``goal`` in ``cell`` whose changed cells cost least.

    None where there is no such table.
    """
    size = len(known.counts)
    room_up = np.where(known.known_zero, 0.0, np.inf)
    room_down = np.where(known.known_zero, 0.0, known.counts - known.least)
    shift = goal - known.counts[cell]
    up, down = [(0.0, room) for room in room_up], [(0.0, room) for room in room_down]
    up[cell], down[cell] = (max(shift, 0.0),) * 2, (max(-shift, 0.0),) * 2
    result = linprog(
        np.concatenate([cost, cost]),
        A_ub=sparse.hstack([known.inequalities, -known.inequalities], format="csr"),
        b_ub=known.inequalities_to - known.inequalities @ known.counts,
        A_eq=sparse.hstack([known.equalities, -known.equalities], format="csr"),
        b_eq=np.zeros(known.equalities.shape[0]),
        bounds=[*up, *down],
        method="highs",
    )
    if result.status != 0:
        return None
    return np.asarray(known.counts + result.x[:size] - result.x[size:], dtype=np.float64)
