"""Closing: what could be confidential, as far as anybody can tell, keeps the interval rule as if it were.

Who knows the program but not the key may try every joint table that prints the same, and drop those that the program
would have had to protect by suppression more. So a suppressed number that is not confidential, but could be in one of
those tables, is moved to both ends of the rule as well, and so is what lines tell of groups. Then what is suppressed is
enough whichever of the tables is the true one, and none can be dropped.

Belongs here: the moves that this takes. Does not: those of numbers that are confidential (secondary.py).
"""

import numpy as np

from reports.disclosure.suppression.move_solver import MoveSolver
from reports.disclosure.suppression.problem import ALL_BUT, BoolArray, FloatArray, IntArray, SuppressionProblem
from reports.disclosure.suppression.warm_started_lp import TOLERANCE
from reports.statistics.dimensions import TOTAL

ROUNDS = 9  # each suppresses more, so that there is an end; an edition takes two or three


def protect_against_minimality_attack(
    problem: SuppressionProblem, search: MoveSolver, already: BoolArray, cost: FloatArray, moves: list[IntArray]
) -> list[IntArray]:
    """Return the moves, beside those given, of numbers that are not confidential but could be."""
    values, free = problem.values, ~problem.printable
    seen = [values, *(np.asarray(values + problem.sums @ move, dtype=np.int64) for move in moves)]
    least, most = np.min(seen, axis=0), np.max(seen, axis=0)
    suppressed = problem.primary | already | (least < most)
    room, found, beyond = _KnownRanges(problem, search, least - values, most - values), list[IntArray](), set[int]()
    asked = ~problem.primary & (problem.high > 1) & ~problem.forced
    lines = _lines(problem)
    for _ in range(ROUNDS):
        before = suppressed
        for number, line in lines.items():  # where both are printed, what they differ by is, too
            asked[number] = suppressed[list(line)].any() and not problem.primary[number]
        narrow = asked & (suppressed | free) & ((least > problem.low) | (most < problem.high))
        for number in room.could_be_confidential(np.setdiff1d(np.flatnonzero(narrow), list(beyond)), suppressed):
            for goal in (int(problem.low[number]), int(problem.high[number])):
                if least[number] <= goal <= most[number]:
                    continue
                search.price(np.where(suppressed | free, 0.0, cost), np.zeros(len(values), dtype=bool))
                move = search.find(number, goal - int(values[number]))
                if move is None:
                    beyond.add(number)
                    continue
                found.append(move)
                changed = np.asarray(values + problem.sums @ move, dtype=np.int64)
                least, most = np.minimum(least, changed), np.maximum(most, changed)
                room.take(changed - values)
                suppressed = suppressed | (changed != values)
        if (suppressed == before).all():
            break
    return found


def _lines(problem: SuppressionProblem) -> dict[int, tuple[int, int]]:
    """Return of each number that is all but a part, and has a rule, the numbers of the whole and of the part."""
    place = {name: at for at, names in enumerate(problem.names) for name in names}
    found: dict[int, tuple[int, int]] = {}
    for at in np.flatnonzero(~problem.printable & (problem.high > 1) & ~problem.forced).tolist():
        *cell, said = problem.names[at][0]
        if said.startswith(ALL_BUT):
            axis = 1 + int(said.removeprefix(f"{ALL_BUT}, "))
            whole, part = (*cell[:axis], TOTAL, *cell[axis + 1 :]), tuple(cell)
            if whole in place and part in place:
                found[at] = place[whole], place[part]
    return found


class _KnownRanges:
    """How far numbers are known to move, in whole persons or not, while all that is printed stays as it is."""

    def __init__(self, problem: SuppressionProblem, search: MoveSolver, down: IntArray, up: IntArray) -> None:
        self._problem, self._search = problem, search
        self._down, self._up = down.astype(np.float64), up.astype(np.float64)
        values = problem.values
        self._near = np.where(values >= problem.high, problem.high - 1, problem.low) - values
        self._blocked_by: dict[int, IntArray] = {}  # of numbers that cannot go so far while these are printed

    def take(self, changes: FloatArray | IntArray) -> None:
        """Take note of a move."""
        np.minimum(self._down, changes, out=self._down)
        np.maximum(self._up, changes, out=self._up)

    def could_be_confidential(self, numbers: IntArray, suppressed: BoolArray) -> list[int]:
        """Return which of the numbers could be confidential, as far as anybody can tell who sees what is printed.

        All are taken as far as they go together; only of what this leaves open is each asked by itself, and not again
        while what holds it back is printed.
        """
        self._search.price(np.zeros(len(self._near)), self._problem.printable & ~suppressed)
        alone: list[int] = []
        held_back = [one for one, by in self._blocked_by.items() if not suppressed[by].any()]
        left = self._unreached(np.setdiff1d(numbers, held_back))
        while len(left):
            self.take(self._search.farthest(left, self._near[left]))
            fewer = self._unreached(left)
            if len(fewer) == len(left):
                break
            left = fewer
        for number in left.tolist():
            by = self._search.blocking_cells(number, int(self._near[number]))
            if by is None:
                alone.append(number)
            else:
                self._blocked_by[number] = np.setdiff1d(by, [number])
        return sorted({*alone, *np.setdiff1d(numbers, self._unreached(numbers)).tolist()})

    def _unreached(self, numbers: IntArray) -> IntArray:
        near = self._near[numbers]
        reached = (self._down[numbers] <= near + TOLERANCE) & (near - TOLERANCE <= self._up[numbers])
        return numbers[~reached]
