"""Verification: moves are checked against the problem in exact whole numbers, without a solver.

Belongs here: which cells the moves show to be protected. Does not: finding the moves (secondary.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from reports.disclosure.arrays import BoolArray, IntArray, sparse_moves
from reports.disclosure.suppression.contributor_attack import (
    ContributorKnowledge,
    contributor_targets,
    targets_in_forced_cells,
)
from reports.disclosure.suppression.problem import SuppressionProblem


@dataclass(frozen=True)
class UnderProtected:
    """Cells that no move shows to be protected; nothing about their size. True where an external intruder finds any.

    ``primary``: cells narrower than their protection interval. ``secondary``: suppressed cells whose value is known.
    ``to_contributors``: cells of which a contributor finds the few persons of all other contributors.
    """

    primary: tuple[int, ...]
    secondary: tuple[int, ...]
    to_contributors: tuple[int, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.primary or self.secondary)


def is_congruent(problem: SuppressionProblem, suppressed: BoolArray, move: IntArray) -> bool:
    """Return whether the true table plus ``move`` is a congruent table with the same printed cells."""
    other = problem.truth + move
    if move.dtype != np.int64 or (other < 0).any() or (problem.equalities @ move != 0).any():
        return False
    if (problem.inequalities @ other > problem.at_most).any():
        return False
    changed = problem.sums @ move != 0
    return not bool((changed & problem.printable & ~suppressed).any())


def under_protected_cells(
    problem: SuppressionProblem, suppressed: BoolArray, moves: Mapping[int, IntArray]
) -> UnderProtected:
    """Return the cells that the moves do not show to be protected. Moves that violate a constraint are ignored.

    These are primary cells of which no move reaches an end of the protection interval, and cells suppressed to protect
    others of which every move leaves the true value.
    """
    values, candidates = problem.values, list(moves.values())
    congruent = [candidates[move] for move in np.flatnonzero(_are_congruent(problem, suppressed, candidates)).tolist()]
    changes = (problem.sums @ sparse_moves(congruent, len(problem.truth)).T).tocsr()
    realised_low, realised_high = realised_ranges(values, changes)
    narrow = problem.primary & ((realised_low > problem.protection_low) | (realised_high < problem.protection_high))
    printed_though_primary = problem.primary & problem.printable & ~suppressed
    known = suppressed & ~problem.primary & (realised_low == realised_high)
    return UnderProtected(
        tuple(np.flatnonzero(narrow | printed_though_primary).tolist()),
        tuple(np.flatnonzero(known).tolist()),
        _to_contributors(problem, suppressed, congruent, changes),
    )


def realised_ranges(values: IntArray, changes: sparse.csr_matrix) -> tuple[IntArray, IntArray]:
    """Return the least and the greatest value of each cell. ``changes``: one row per cell, one column per move."""
    if not changes.shape[1]:
        return values.copy(), values.copy()
    least, greatest = (np.asarray(of.toarray(), dtype=np.int64).ravel() for of in (changes.min(1), changes.max(1)))
    return values + np.minimum(least, 0), values + np.maximum(greatest, 0)


def _are_congruent(problem: SuppressionProblem, suppressed: BoolArray, moves: Sequence[IntArray]) -> BoolArray:
    """Return what is_congruent says of each move, at once."""
    room = problem.at_most - problem.inequalities @ problem.truth
    if (room < 0).any() or any(move.dtype != np.int64 for move in moves):
        return np.array([is_congruent(problem, suppressed, move) for move in moves], dtype=bool)
    together = sparse_moves(moves, len(problem.truth))
    fails = np.zeros(len(moves), dtype=bool)
    of_move = np.repeat(np.arange(len(moves)), np.diff(together.indptr))
    fails[of_move[problem.truth[together.indices] + together.data < 0]] = True
    printed = problem.sums[np.flatnonzero(problem.printable & ~suppressed)]
    for matrix, most in ((problem.equalities, 0), (printed, 0), (problem.inequalities, None)):
        effect = (matrix @ together.T).tocoo()
        fails[effect.col[effect.data != most if most is not None else effect.data > room[effect.row]]] = True
    return ~fails


def _to_contributors(
    problem: SuppressionProblem, suppressed: BoolArray, moves: Sequence[IntArray], changes: sparse.csr_matrix
) -> tuple[int, ...]:
    """Return the cells of which the moves that a contributor holds possible do not show both ends of the interval."""
    values = problem.values
    found = {target.cell for target in targets_in_forced_cells(problem)}
    knowledge = ContributorKnowledge(problem, moves)
    for target in contributor_targets(problem):
        possible, value = knowledge.possible_moves(target.contributor), values[target.cell]
        of_cell = slice(changes.indptr[target.cell], changes.indptr[target.cell + 1])
        shown = value + changes.data[of_cell][possible[changes.indices[of_cell]]]
        lowest, highest = shown.min(initial=value), shown.max(initial=value)
        if not suppressed[target.cell] or lowest > target.low or highest < target.high:
            found.add(target.cell)
    return tuple(sorted(found))
