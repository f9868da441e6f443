"""Proof: a joint table that differs from the true one and prints the same is shown, not believed.

Belongs here: checking moves against a problem in exact whole numbers, without a solver. Does not: finding them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.disclosure.suppression.contributor_attack import (
    ContributorKnowledge,
    contributor_targets,
    targets_in_forced_cells,
)
from reports.disclosure.suppression.problem import BoolArray, IntArray, SuppressionProblem


@dataclass(frozen=True)
class UnderProtected:
    """Numbers that are not shown to keep the interval rule; nothing of their size. True where outsiders find any."""

    primary: tuple[int, ...]
    secondary: tuple[int, ...]
    to_contributors: tuple[int, ...] = ()  # of which an office that knows its own records finds the others' few persons

    def __bool__(self) -> bool:
        return bool(self.primary or self.secondary)


def is_congruent(problem: SuppressionProblem, suppressed: BoolArray, move: IntArray) -> bool:
    """Say whether the true table with ``move`` is a joint table that prints exactly the same numbers."""
    other = problem.truth + move
    if move.dtype != np.int64 or (other < 0).any() or (problem.equal @ move != 0).any():
        return False
    if (problem.ordered @ other > problem.at_most).any():
        return False
    changed = problem.sums @ move != 0
    return not bool((changed & problem.printable & ~suppressed).any())


def under_protected_cells(
    problem: SuppressionProblem, suppressed: BoolArray, moves: Mapping[int, IntArray]
) -> UnderProtected:
    """Return what the moves do not show to be safe. Moves that do not hold show nothing.

    That is a confidential number that is not seen at both ends of its rule, and a number suppressed for others that is
    seen with its true value alone.
    """
    values = problem.values
    least, most = values.copy(), values.copy()
    holding = [move for move in moves.values() if is_congruent(problem, suppressed, move)]
    every = [np.asarray(values + problem.sums @ move, dtype=np.int64) for move in holding]
    for seen in every:
        np.minimum(least, seen, out=least)
        np.maximum(most, seen, out=most)
    narrow = problem.primary & ((least > problem.low) | (most < problem.high))
    printed_though_confidential = problem.primary & problem.printable & ~suppressed
    known = suppressed & ~problem.primary & (least == most)
    return UnderProtected(
        tuple(np.flatnonzero(narrow | printed_though_confidential).tolist()),
        tuple(np.flatnonzero(known).tolist()),
        _to_an_office(problem, suppressed, holding, every),
    )


def _to_an_office(
    problem: SuppressionProblem, suppressed: BoolArray, moves: Sequence[IntArray], seen: Sequence[IntArray]
) -> tuple[int, ...]:
    """Return the numbers of which the moves that an office can believe do not show both ends of its rule."""
    found = {question.number for question in targets_in_forced_cells(problem)}
    offices, believed = ContributorKnowledge(problem), dict[int, BoolArray]()
    for question in contributor_targets(problem):
        if question.office not in believed:
            believed[question.office] = offices.by(question.office, moves)
        own = [one[question.number] for one, can in zip(seen, believed[question.office], strict=True) if can]
        own.append(problem.values[question.number])
        if not suppressed[question.number] or min(own) > question.low or max(own) < question.high:
            found.add(question.number)
    return tuple(sorted(found))
