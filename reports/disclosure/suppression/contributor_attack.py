"""The contributor attack: an office knows its own records, and subtracts them from what is printed.

A cell is *dominated* if one contributor (an office) accounts for all but 1 to 10 of its persons: subtracting its own
records, that contributor learns the rest. A suppressed primary cell gives each contributor with records in it a
narrower interval for the others' persons. Against a contributor the protection interval is that of the others' persons:
they could be 1, and as many as the threshold, in congruent tables that hold at least the contributor's own records.

Belongs here: which contributor threatens which cell, and the moves that protect it. Does not: searching a move
(move_solver.py), verification (verification.py).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from reports.disclosure.arrays import BoolArray, FloatArray, IntArray, sparse_moves
from reports.disclosure.suppression.move_solver import MoveSolver
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.warm_started_lp import TOLERANCE


@dataclass(frozen=True)
class ContributorTarget:
    """A cell that a contributor could attack; it is protected if the whole cell can be ``low``, and ``high``."""

    cell: int
    contributor: int
    low: int
    high: int


def contributor_targets(problem: SuppressionProblem) -> list[ContributorTarget]:
    """Return the targets by cell; of one cell the contributor with most persons comes first.

    Forced cells are left out, since they cannot be protected (targets_in_forced_cells).
    """
    return _targets(problem, ~problem.forced)


def targets_in_forced_cells(problem: SuppressionProblem) -> list[ContributorTarget]:
    """Return the targets among cells that are always printed: what a contributor learns from them cannot be avoided."""
    return _targets(problem, problem.forced)


def _targets(problem: SuppressionProblem, chosen: BoolArray) -> list[ContributorTarget]:
    if problem.own is None or not problem.own.shape[0]:
        return []
    cells = np.flatnonzero(chosen & problem.printable & (problem.protection_high > 1))
    own = np.asarray((problem.sums[cells] @ problem.own.T).todense(), dtype=np.int64)
    others = problem.values[cells][:, None] - own
    highs = problem.protection_high[cells]
    rows, contributors = np.nonzero((own > 0) & (others > 0) & (others < highs[:, None]))
    found = [
        ContributorTarget(
            int(cells[row]), int(contributor), int(own[row, contributor]) + 1, int(own[row, contributor] + high)
        )
        for row, contributor, high in zip(rows.tolist(), contributors.tolist(), highs[rows].tolist(), strict=True)
    ]
    return sorted(found, key=lambda target: (target.cell, -target.low, target.contributor))


@dataclass(frozen=True)
class _OwnRecords:
    """What one contributor knows: its own records by inner cell, and the constraints on all other persons.

    ``least_change``: by inner cell. ``room``: by constraint that holds for every subset of the persons; infinite where
    it touches none of the own records.
    """

    least_change: IntArray
    room: FloatArray


@dataclass(frozen=True)
class _Batch:
    """Moves that were added together: what they change of inner cells, and of constraints."""

    moves: sparse.coo_matrix  # one row per move, one column per inner cell
    shifts: sparse.coo_matrix  # one row per constraint, one column per move


class ContributorKnowledge:
    """Which of the known moves each contributor holds possible.

    These are the moves that leave its own records in place, and after which the other persons satisfy the constraints.
    """

    def __init__(self, problem: SuppressionProblem, moves: Sequence[IntArray] = ()) -> None:
        self._problem = problem
        of_any_part = (
            problem.of_any_part if problem.of_any_part is not None else np.zeros(len(problem.at_most), dtype=bool)
        )
        rows = np.flatnonzero(of_any_part)
        self._rows, self._most = problem.inequalities[rows], problem.at_most[rows]
        self._columns = self._rows.tocsc()
        self._batches: list[_Batch] = []
        self._known: dict[int, _OwnRecords] = {}
        self._possible: dict[int, list[BoolArray]] = {}
        self.add(moves)

    def add(self, moves: Sequence[IntArray]) -> None:
        """Add moves to the known ones; their effect on the constraints is computed once for all contributors."""
        if moves:
            together = sparse_moves(moves, len(self._problem.truth))
            self._batches.append(_Batch(together.tocoo(), (self._rows @ together.T).tocoo()))

    def possible_moves(self, contributor: int) -> BoolArray:
        """Return which of the known moves, in the order in which they were added, a contributor holds possible."""
        known = self._known.get(contributor) or self._known.setdefault(contributor, self._of(contributor))
        possible = self._possible.setdefault(contributor, [])
        possible += [_possible_of(known, batch) for batch in self._batches[len(possible) :]]
        return np.concatenate(possible) if possible else np.zeros(0, dtype=bool)

    def _of(self, contributor: int) -> _OwnRecords:
        own = self._problem.own
        if own is None:
            raise ValueError("the problem does not say whose records its persons are in")
        row = own[contributor]
        touched = np.unique(self._columns[:, row.indices].indices)
        others = self._problem.truth - row.toarray()[0]
        room = np.full(self._rows.shape[0], np.inf)
        room[touched] = self._most[touched] - self._rows[touched] @ others + TOLERANCE
        least_change = np.full(len(others), np.iinfo(np.int64).min)
        least_change[row.indices] = -others[row.indices]
        return _OwnRecords(least_change, room)


def _possible_of(known: _OwnRecords, batch: _Batch) -> BoolArray:
    possible = np.ones(batch.moves.shape[0], dtype=bool)
    if (known.room < 0).any():
        return ~possible
    possible[batch.moves.row[batch.moves.data < known.least_change[batch.moves.col]]] = False
    possible[batch.shifts.col[batch.shifts.data > known.room[batch.shifts.row]]] = False
    return possible


def protect_against_contributors(
    problem: SuppressionProblem,
    solver: MoveSolver,
    presuppressed: BoolArray,
    cost: FloatArray,
    moves: Sequence[IntArray],
) -> list[IntArray]:
    """Return ``moves`` and those by which each target reaches both ends of its interval, at the least ``cost``.

    The cells that they change are suppressed. A target without such a move is reported by verification.py.
    """
    values, found = problem.values, list(moves)
    values_by_move = [np.asarray(values + problem.sums @ move, dtype=np.int64) for move in found]
    suppressed = problem.primary | presuppressed | np.any([v != values for v in [values, *values_by_move]], axis=0)
    knowledge = ContributorKnowledge(problem, found)
    for target in contributor_targets(problem):
        own = problem.own[target.contributor].toarray()[0].astype(np.int64) if problem.own is not None else None
        for goal in (target.high, target.low):
            possible = knowledge.possible_moves(target.contributor).tolist()
            shown = [int(v[target.cell]) for v in (values, *itertools.compress(values_by_move, possible))]
            if min(shown) <= goal <= max(shown):
                continue
            free = suppressed | ~problem.printable
            solver.price(np.where(free, 0.0, cost), np.zeros(len(values), dtype=bool))
            move = solver.find(target.cell, goal - int(values[target.cell]), own)
            if move is not None:
                found.append(move)
                knowledge.add([move])
                values_by_move.append(np.asarray(values + problem.sums @ move, dtype=np.int64))
                suppressed = suppressed | (values_by_move[-1] != values)
    return found
