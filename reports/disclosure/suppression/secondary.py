"""The search of one part: for each confidential number moves that bring it to both ends of its interval rule.

A move is sought at the least cost of printed numbers; what it changes is suppressed. Once all are suppressed that any
move needs, every number outside is barred and the moves are sought again at the least cost within: what no move needs
any more is printed after all. Then moves are added against offices that know their own records (contributor_attack.py),
and for what could be confidential as far as anybody can tell (minimality_attack.py).

Belongs here: which moves are asked for, in which order, at which price. Does not: searching one move (move_solver.py),
parts and what is remembered of them (protect.py).
"""

from collections.abc import Sequence

import numpy as np

from reports.disclosure.suppression.contributor_attack import protect_against_contributors
from reports.disclosure.suppression.minimality_attack import protect_against_minimality_attack
from reports.disclosure.suppression.move_solver import MoveSolver
from reports.disclosure.suppression.parallel import Watch
from reports.disclosure.suppression.problem import BoolArray, FloatArray, IntArray, SuppressionProblem

TIE_WEIGHT = 0.25  # keyed noise on a cost: who knows the program does not know which of similar numbers it takes
WITHIN = 1e-3  # of the cost of a number, where it is suppressed already


def find_moves(
    problem: SuppressionProblem, already: BoolArray, ties: FloatArray, known: Sequence[IntArray], watch: Watch
) -> tuple[list[IntArray], int]:
    """Return the moves of a part beside those ``known``, and how often the solver was asked."""
    search, cost = MoveSolver(problem), problem.cost * (1 + TIE_WEIGHT * ties)
    first = _Attempt(problem, search, already, known, cost)
    first.search(watch)
    barred = ~first.suppressed & problem.printable
    second = _Attempt(problem, search, already, known, np.where(barred, 0.0, cost * WITHIN), barred, first.moves)
    second.search(watch)
    moves = protect_against_contributors(problem, search, already, cost, [*known, *second.moves])
    moves += protect_against_minimality_attack(problem, search, already, cost, moves)
    return moves[len(known) :], search.solves


class _Attempt:
    """What moves of all confidential numbers change is ``suppressed``. ``spare``: moves that are taken if they cost
    nothing, before any is searched.
    """

    def __init__(
        self,
        problem: SuppressionProblem,
        search: MoveSolver,
        already: BoolArray,
        known: Sequence[IntArray],
        price: FloatArray,
        barred: BoolArray | None = None,
        spare: Sequence[IntArray] = (),
    ) -> None:
        self._problem, self._search, self._price = problem, search, price
        self._barred = np.zeros(len(price), dtype=bool) if barred is None else barred
        self._values, self._primary = problem.values, problem.primary | already
        self._spare = list(spare)
        self._seen_in_spare = np.array([self._seen(move) for move in spare]).reshape(-1, len(price))
        self.suppressed = self._primary.copy()
        self._least, self._most = self._values.copy(), self._values.copy()
        self.moves: list[IntArray] = []
        for move in known:
            self._take(self._seen(move))

    def search(self, watch: Watch) -> None:
        """Find what is to be found; of a number of which a move is not found, verification.py tells."""
        problem = self._problem
        for number in _hardest_first(problem, self._values):
            for goal in (int(problem.high[number]), int(problem.low[number])):
                if not self._least[number] <= goal <= self._most[number]:
                    self._ask(number, goal)
            watch.advance()
        for number in np.flatnonzero(self._primary & ~problem.primary & problem.printable).tolist():
            for goal in (int(self._values[number]) + 1, int(self._values[number]) - 1):
                if self._least[number] == self._most[number] and goal >= 0:
                    self._ask(number, goal)

    def _ask(self, number: int, goal: int) -> None:
        spare = self._spare_moves(number, goal)
        move = next((own for own, extra in spare if extra == 0), None)
        if move is None:
            free = self.suppressed | ~self._problem.printable
            self._search.price(np.where(free, 0.0, self._price), self._barred)
            move = self._search.find(number, goal - int(self._values[number]))
        if move is None and spare:  # what is not found in whole numbers now was found before
            move = min(spare, key=lambda own: own[1])[0]
        if move is not None:
            self._take(self._seen(move))
            self.moves.append(move)

    def _spare_moves(self, number: int, goal: int) -> list[tuple[IntArray, float]]:
        """Return the spare moves that reach a goal, each with what it costs by now."""
        own, value = self._seen_in_spare[:, number], int(self._values[number])
        reaches = np.flatnonzero(own >= goal if goal > value else own <= goal)
        costs = np.where(self.suppressed | ~self._problem.printable, 0.0, self._price)
        extra = (self._seen_in_spare[reaches] != self._values) @ costs
        return [(self._spare[at], float(cost)) for at, cost in zip(reaches, extra, strict=True)]

    def _seen(self, move: IntArray) -> IntArray:
        return np.asarray(self._values + self._problem.sums @ move, dtype=np.int64)

    def _take(self, seen: IntArray) -> None:
        self.suppressed = self.suppressed | (seen != self._values)
        np.minimum(self._least, seen, out=self._least)
        np.maximum(self._most, seen, out=self._most)


def _hardest_first(problem: SuppressionProblem, values: IntArray) -> list[int]:
    """Return the confidential numbers, those of many persons first, then in their order."""
    chosen = np.flatnonzero(problem.primary)
    return [int(n) for n in chosen[np.lexsort((chosen, -values[chosen]))]]
