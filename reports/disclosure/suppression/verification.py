"""Proof: a joint table that differs from the true one and prints the same is shown, not believed.

Belongs here: checking moves against a problem in exact whole numbers, without a solver. Does not: finding them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.disclosure.suppression.contributor_attack import Believed, questions_of, told_by_totals
from reports.disclosure.suppression.problem import Flags, Problem, Whole


@dataclass(frozen=True)
class Exposed:
    """Numbers that are not shown to keep the interval rule; nothing of their size. True where outsiders find any."""

    confidential: tuple[int, ...]
    withheld_for_others: tuple[int, ...]
    to_an_office: tuple[int, ...] = ()  # of which an office that knows its own records finds the others' few persons

    def __bool__(self) -> bool:
        return bool(self.confidential or self.withheld_for_others)


def holds(problem: Problem, withheld: Flags, move: Whole) -> bool:
    """Say whether the true table with ``move`` is a joint table that prints exactly the same numbers."""
    other = problem.truth + move
    if move.dtype != np.int64 or (other < 0).any() or (problem.equal @ move != 0).any():
        return False
    if (problem.ordered @ other > problem.at_most).any():
        return False
    changed = problem.sums @ move != 0
    return not bool((changed & problem.printable & ~withheld).any())


def exposed(problem: Problem, withheld: Flags, moves: Mapping[int, Whole]) -> Exposed:
    """Return what the moves do not show to be safe. Moves that do not hold show nothing.

    That is a confidential number that is not seen at both ends of its rule, and a number withheld for others that is
    seen with its true value alone.
    """
    values = problem.values
    least, most = values.copy(), values.copy()
    holding = [move for move in moves.values() if holds(problem, withheld, move)]
    every = [np.asarray(values + problem.sums @ move, dtype=np.int64) for move in holding]
    for seen in every:
        np.minimum(least, seen, out=least)
        np.maximum(most, seen, out=most)
    narrow = problem.confidential & ((least > problem.low) | (most < problem.high))
    printed_though_confidential = problem.confidential & problem.printable & ~withheld
    known = withheld & ~problem.confidential & (least == most)
    return Exposed(
        tuple(np.flatnonzero(narrow | printed_though_confidential).tolist()),
        tuple(np.flatnonzero(known).tolist()),
        _to_an_office(problem, withheld, holding, every),
    )


def _to_an_office(problem: Problem, withheld: Flags, moves: Sequence[Whole], seen: Sequence[Whole]) -> tuple[int, ...]:
    """Return the numbers of which the moves that an office can believe do not show both ends of its rule."""
    found = {question.number for question in told_by_totals(problem)}
    offices, believed = Believed(problem), dict[int, Flags]()
    for question in questions_of(problem):
        if question.office not in believed:
            believed[question.office] = offices.by(question.office, moves)
        own = [one[question.number] for one, can in zip(seen, believed[question.office], strict=True) if can]
        own.append(problem.values[question.number])
        if not withheld[question.number] or min(own) > question.low or max(own) < question.high:
            found.add(question.number)
    return tuple(sorted(found))
