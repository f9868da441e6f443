"""Protection against the minimality attack of an algorithm-aware intruder.

The algorithm-aware intruder knows the program but not the key. From the congruent tables with the same printed cells
this intruder drops those for which the program would have had to suppress more (Wong et al. 2007). The defence: every
suppressed cell that *could* be primary in some congruent table is protected as a primary cell, and so are complements.
Then the suppression pattern is sufficient whichever congruent table is the true one, and none can be dropped.

Belongs here: the moves for cells that could be primary. Does not: those for primary cells (secondary.py).
"""

import numpy as np

from reports.disclosure.arrays import BoolArray, FloatArray, IntArray
from reports.disclosure.suppression.cell_ref import CellKind
from reports.disclosure.suppression.move_solver import MoveSolver
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.warm_started_lp import TOLERANCE

MAX_ROUNDS = 9  # each round suppresses more; an edition takes two or three


def protect_against_minimality_attack(
    problem: SuppressionProblem, solver: MoveSolver, presuppressed: BoolArray, cost: FloatArray, moves: list[IntArray]
) -> list[IntArray]:
    """Return the moves, besides ``moves``, of cells that are not primary but could be in a congruent table."""
    values, free = problem.values, ~problem.printable
    values_by_move = [values, *(np.asarray(values + problem.sums @ move, dtype=np.int64) for move in moves)]
    realised_low, realised_high = np.min(values_by_move, axis=0), np.max(values_by_move, axis=0)
    suppressed = problem.primary | presuppressed | (realised_low < realised_high)
    ranges = _KnownRanges(problem, solver, realised_low - values, realised_high - values)
    found, unreachable = list[IntArray](), set[int]()
    candidates = ~problem.primary & (problem.protection_high > 1) & ~problem.forced
    complements = _complements(problem)
    for _ in range(MAX_ROUNDS):
        before = suppressed
        for complement, minuend_and_cell in complements.items():  # if both are printed, so is their difference
            candidates[complement] = suppressed[list(minuend_and_cell)].any() and not problem.primary[complement]
        narrow = (realised_low > problem.protection_low) | (realised_high < problem.protection_high)
        open_cells = np.flatnonzero(candidates & (suppressed | free) & narrow)
        for cell in ranges.could_be_primary(np.setdiff1d(open_cells, list(unreachable)), suppressed):
            for goal in (int(problem.protection_low[cell]), int(problem.protection_high[cell])):
                if realised_low[cell] <= goal <= realised_high[cell]:
                    continue
                solver.price(np.where(suppressed | free, 0.0, cost), np.zeros(len(values), dtype=bool))
                move = solver.find(cell, goal - int(values[cell]))
                if move is None:
                    unreachable.add(cell)
                    continue
                found.append(move)
                moved = np.asarray(values + problem.sums @ move, dtype=np.int64)
                realised_low, realised_high = np.minimum(realised_low, moved), np.maximum(realised_high, moved)
                ranges.take(moved - values)
                suppressed = suppressed | (moved != values)
        if (suppressed == before).all():
            break
    return found


def _complements(problem: SuppressionProblem) -> dict[int, tuple[int, int]]:
    """Return, of each complement with a protection interval, the indices of the margin and of the cell subtracted."""
    index_of = {ref: index for index, refs in enumerate(problem.refs) for ref in refs}
    found: dict[int, tuple[int, int]] = {}
    for index in np.flatnonzero(~problem.printable & (problem.protection_high > 1) & ~problem.forced).tolist():
        ref = problem.refs[index][0]
        if ref.kind is CellKind.COMPLEMENT and ref.axis is not None:
            margin, cell = ref.margin(ref.axis), ref.cell
            if margin in index_of and cell in index_of:
                found[index] = index_of[margin], index_of[cell]
    return found


class _KnownRanges:
    """By how much cells can certainly change, in whole persons or not, while all printed cells stay as they are."""

    def __init__(self, problem: SuppressionProblem, solver: MoveSolver, down: IntArray, up: IntArray) -> None:
        self._problem, self._solver = problem, solver
        self._down, self._up = down.astype(np.float64), up.astype(np.float64)
        values = problem.values
        nearest_primary = np.where(
            values >= problem.protection_high, problem.protection_high - 1, problem.protection_low
        )
        self._shift_to_primary = nearest_primary - values
        self._blocked_by: dict[int, IntArray] = {}  # of cells that cannot change so far while these are printed

    def take(self, changes: FloatArray | IntArray) -> None:
        """Widen the ranges by a move."""
        np.minimum(self._down, changes, out=self._down)
        np.maximum(self._up, changes, out=self._up)

    def could_be_primary(self, cells: IntArray, suppressed: BoolArray) -> list[int]:
        """Return which of the cells are primary in some congruent table with the same printed cells.

        All cells are first pushed as far as they go together; only those that are still open are tried one by one, and
        not again while the cells that block them are printed.
        """
        self._solver.price(np.zeros(len(self._shift_to_primary)), self._problem.printable & ~suppressed)
        alone: list[int] = []
        blocked = [cell for cell, by in self._blocked_by.items() if not suppressed[by].any()]
        left = self._unreached(np.setdiff1d(cells, blocked))
        while len(left):
            self.take(self._solver.farthest(left, self._shift_to_primary[left]))
            fewer = self._unreached(left)
            if len(fewer) == len(left):
                break
            left = fewer
        for cell in left.tolist():
            by = self._solver.blocking_cells(cell, int(self._shift_to_primary[cell]))
            if by is None:
                alone.append(cell)
            else:
                self._blocked_by[cell] = np.setdiff1d(by, [cell])
        return sorted({*alone, *np.setdiff1d(cells, self._unreached(cells)).tolist()})

    def _unreached(self, cells: IntArray) -> IntArray:
        shift = self._shift_to_primary[cells]
        reached = (self._down[cells] <= shift + TOLERANCE) & (shift - TOLERANCE <= self._up[cells])
        return cells[~reached]
