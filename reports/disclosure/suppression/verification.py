"""Verification: moves are checked against the problem in exact whole numbers, without a solver.

Belongs here: which cells the moves show to be protected. Does not: finding the moves (secondary.py).
"""

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.disclosure.arrays import BoolArray, IntArray
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
    values = problem.values
    realised_low, realised_high = values.copy(), values.copy()
    congruent = [move for move in moves.values() if is_congruent(problem, suppressed, move)]
    values_by_move = [np.asarray(values + problem.sums @ move, dtype=np.int64) for move in congruent]
    for moved in values_by_move:
        np.minimum(realised_low, moved, out=realised_low)
        np.maximum(realised_high, moved, out=realised_high)
    narrow = problem.primary & ((realised_low > problem.protection_low) | (realised_high < problem.protection_high))
    printed_though_primary = problem.primary & problem.printable & ~suppressed
    known = suppressed & ~problem.primary & (realised_low == realised_high)
    return UnderProtected(
        tuple(np.flatnonzero(narrow | printed_though_primary).tolist()),
        tuple(np.flatnonzero(known).tolist()),
        _to_contributors(problem, suppressed, congruent, values_by_move),
    )


def _to_contributors(
    problem: SuppressionProblem, suppressed: BoolArray, moves: Sequence[IntArray], values_by_move: Sequence[IntArray]
) -> tuple[int, ...]:
    """Return the cells of which the moves that a contributor holds possible do not show both ends of the interval."""
    found = {target.cell for target in targets_in_forced_cells(problem)}
    knowledge = ContributorKnowledge(problem, moves)
    for target in contributor_targets(problem):
        possible = knowledge.possible_moves(target.contributor).tolist()
        shown = [values[target.cell] for values in itertools.compress(values_by_move, possible)]
        shown.append(problem.values[target.cell])
        if not suppressed[target.cell] or min(shown) > target.low or max(shown) < target.high:
            found.add(target.cell)
    return tuple(sorted(found))
