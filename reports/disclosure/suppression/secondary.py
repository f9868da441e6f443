"""The search of one part: for each confidential number moves that bring it to both ends of its interval rule.

A move is sought at the least loss of printed numbers; what it changes is withheld. Once all are withheld that any move
needs, every number outside is barred and the moves are sought again at the least loss within: what no move needs any
more is printed after all. Then moves are added against offices that know their own records (contributor_attack.py), and
for what could be confidential as far as anybody can tell (minimality_attack.py).

Belongs here: which moves are asked for, in which order, at which price. Does not: searching one move (move_solver.py),
parts and what is remembered of them (protect.py).
"""

from collections.abc import Sequence

import numpy as np

from reports.disclosure.suppression.contributor_attack import against_offices
from reports.disclosure.suppression.minimality_attack import closed
from reports.disclosure.suppression.move_solver import Moves
from reports.disclosure.suppression.parallel import Watch
from reports.disclosure.suppression.problem import Flags, Problem, Reals, Whole

TIE_WEIGHT = 0.25  # keyed noise on a loss: who knows the program does not know which of similar numbers it takes
WITHIN = 1e-3  # of the loss of a number, where it is withheld already


def moves_of(
    problem: Problem, already: Flags, ties: Reals, known: Sequence[Whole], watch: Watch
) -> tuple[list[Whole], int]:
    """Return the moves of a part beside those ``known``, and how often the solver was asked."""
    search, loss = Moves(problem), problem.loss * (1 + TIE_WEIGHT * ties)
    first = _Attempt(problem, search, already, known, loss)
    first.search(watch)
    barred = ~first.withheld & problem.printable
    second = _Attempt(problem, search, already, known, np.where(barred, 0.0, loss * WITHIN), barred, first.moves)
    second.search(watch)
    moves = against_offices(problem, search, already, loss, [*known, *second.moves])
    moves += closed(problem, search, already, loss, moves)
    return moves[len(known) :], search.solves


class _Attempt:
    """What moves of all confidential numbers change is ``withheld``. ``spare``: moves that are taken if they cost
    nothing, before any is searched.
    """

    def __init__(
        self,
        problem: Problem,
        search: Moves,
        already: Flags,
        known: Sequence[Whole],
        price: Reals,
        barred: Flags | None = None,
        spare: Sequence[Whole] = (),
    ) -> None:
        self._problem, self._search, self._price = problem, search, price
        self._barred = np.zeros(len(price), dtype=bool) if barred is None else barred
        self._values, self._primary = problem.values, problem.confidential | already
        self._spare = list(spare)
        self._seen_in_spare = np.array([self._seen(move) for move in spare]).reshape(-1, len(price))
        self.withheld = self._primary.copy()
        self._least, self._most = self._values.copy(), self._values.copy()
        self.moves: list[Whole] = []
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
        for number in np.flatnonzero(self._primary & ~problem.confidential & problem.printable).tolist():
            for goal in (int(self._values[number]) + 1, int(self._values[number]) - 1):
                if self._least[number] == self._most[number] and goal >= 0:
                    self._ask(number, goal)

    def _ask(self, number: int, goal: int) -> None:
        spare = self._spare_moves(number, goal)
        move = next((own for own, extra in spare if extra == 0), None)
        if move is None:
            free = self.withheld | ~self._problem.printable
            self._search.price(np.where(free, 0.0, self._price), self._barred)
            move = self._search.find(number, goal - int(self._values[number]))
        if move is None and spare:  # what is not found in whole numbers now was found before
            move = min(spare, key=lambda own: own[1])[0]
        if move is not None:
            self._take(self._seen(move))
            self.moves.append(move)

    def _spare_moves(self, number: int, goal: int) -> list[tuple[Whole, float]]:
        """Return the spare moves that reach a goal, each with what it costs by now."""
        own, value = self._seen_in_spare[:, number], int(self._values[number])
        reaches = np.flatnonzero(own >= goal if goal > value else own <= goal)
        costs = np.where(self.withheld | ~self._problem.printable, 0.0, self._price)
        extra = (self._seen_in_spare[reaches] != self._values) @ costs
        return [(self._spare[at], float(cost)) for at, cost in zip(reaches, extra, strict=True)]

    def _seen(self, move: Whole) -> Whole:
        return np.asarray(self._values + self._problem.sums @ move, dtype=np.int64)

    def _take(self, seen: Whole) -> None:
        self.withheld = self.withheld | (seen != self._values)
        np.minimum(self._least, seen, out=self._least)
        np.maximum(self._most, seen, out=self._most)


def _hardest_first(problem: Problem, values: Whole) -> list[int]:
    """Return the confidential numbers, those of many persons first, then in their order."""
    chosen = np.flatnonzero(problem.confidential)
    return [int(n) for n in chosen[np.lexsort((chosen, -values[chosen]))]]
