"""Bounds on the changes of cells, proved by questions that the solver could not answer with a move.

Where no move changes a cell by some amount, the solver returns a dual ray: a weighted sum of constraints (Farkas 1902)
that bounds a sum of inner cells. The same sum bounds every other cell of which no inner cell weighs more than in it, so
that one question answers many. In a year of few persons nearly all primary cells are out of reach, and are known to be
after a handful of questions. A bound never makes a cell count as protected: verification.py looks at moves alone.

Belongs here: reading bounds from dual rays. Does not: asking the solver (move_solver.py).
"""

import numpy as np
from scipy import sparse

from reports.disclosure.arrays import BoolArray, FloatArray, IntArray
from reports.disclosure.suppression.problem import SuppressionProblem

ROUNDING = 1e-7  # of a weight in a dual ray
MAX_ROUNDS = 6  # in which a bound of one inner cell gives bounds of others
MARGIN = 1e-4  # a bound is taken to be wider by so much; changes are whole numbers


class ProvedBounds:
    """By how much each cell can change at most, whatever cells are printed."""

    def __init__(self, problem: SuppressionProblem, movable: IntArray) -> None:
        """``movable``: the inner cells that can change."""
        cells = len(problem.refs)
        self._rows = sparse.vstack([problem.equalities, problem.inequalities], format="csr")[:, movable]
        self._sums, self._truth = problem.sums[:, movable].tocsr(), problem.truth[movable]
        self._values = np.asarray(self._sums @ self._truth, dtype=np.float64)
        self._cell_of_entry = np.repeat(np.arange(cells), np.diff(self._sums.indptr))
        self._forced = problem.forced
        of_inequalities = problem.at_most - problem.inequalities @ problem.truth
        self._room = np.concatenate([np.zeros(problem.equalities.shape[0]), of_inequalities])
        self._is_inequality = np.arange(len(self._room)) >= problem.equalities.shape[0]
        most = self._most_persons()
        above, below = self._sums.maximum(0), (-self._sums).maximum(0)
        self._greatest, self._least = above @ most - self._values, -(below @ most) - self._values

    def _most_persons(self) -> FloatArray:
        """Return how many persons each inner cell can have at most, as far as single constraints show."""
        forced = self._sums[np.flatnonzero(self._forced)]
        rows = sparse.vstack([self._rows, forced], format="csr")
        total = np.concatenate([self._rows @ self._truth + self._room, forced @ self._truth])
        no_upper = np.concatenate([self._is_inequality, np.zeros(forced.shape[0], dtype=bool)])
        of_entry = np.repeat(np.arange(rows.shape[0]), np.diff(rows.indptr))
        above, below = rows.maximum(0).tocsr(), (-rows).maximum(0).tocsr()
        is_above, columns = rows.data > 0, rows.indices
        usable = is_above | ~no_upper[of_entry]
        most = np.full(rows.shape[1], np.inf)
        for _ in range(MAX_ROUNDS):
            up_to = np.where(is_above, (total + below @ most)[of_entry], (above @ most - total)[of_entry])
            bounds = np.floor(up_to / np.abs(rows.data) + MARGIN)
            fewer = most.copy()
            np.minimum.at(fewer, columns[usable], bounds[usable])
            if (fewer == most).all():
                break
            most = fewer
        return most

    def exclude(self, cell: int, shift: int) -> bool:
        """Return whether no move changes a cell by ``shift``."""
        return not self._least[cell] <= shift <= self._greatest[cell]

    def learn(self, ray: FloatArray, cell: int, shift: int) -> None:
        """Learn from the dual ray of the question that found no move which changes ``cell`` by ``shift``.

        ``ray``: one weight per equality, inequality and sum. A ray that needs other printed cells to stay as they are
        proves nothing for other questions.
        """
        constraints, of_cells = ray[: len(self._room)], ray[len(self._room) :]
        other = np.abs(of_cells) > ROUNDING * abs(of_cells[cell])
        other[cell] = False
        if not of_cells[cell] or (other & ~self._forced).any():
            return
        direction = 1.0 if shift > 0 else -1.0
        weights, of_forced = -direction * constraints / of_cells[cell], -direction * of_cells / of_cells[cell]
        weights = np.where(self._is_inequality, np.maximum(weights, 0.0), weights)
        weights[np.abs(weights) <= ROUNDING] = 0.0
        bounded = weights @ self._rows + np.where(other, of_forced, 0.0) @ self._sums
        most = bounded @ self._truth + weights @ self._room + MARGIN
        covered = self._covered_by(np.asarray(bounded).ravel(), direction)
        change = np.floor(most - direction * self._values)
        if direction > 0:
            self._greatest = np.where(covered, np.minimum(self._greatest, change), self._greatest)
        else:
            self._least = np.where(covered, np.maximum(self._least, -change), self._least)

    def _covered_by(self, bounded: FloatArray, direction: float) -> BoolArray:
        """Return of which cells, times ``direction``, no inner cell weighs more than in a bounded sum."""
        below_zero = bounded < -ROUNDING
        entries, columns = direction * self._sums.data, self._sums.indices
        exceeding = np.bincount(self._cell_of_entry[entries > bounded[columns] + ROUNDING], minlength=len(self._values))
        counted = np.bincount(self._cell_of_entry[below_zero[columns]], minlength=len(self._values))
        return np.asarray((exceeding == 0) & (counted == below_zero.sum()), dtype=np.bool_)
