"""Protection: which numbers of an edition are withheld, so that no confidential number can be computed.

For each confidential number a move is sought that brings it to each end of its interval rule, at the least loss of
printed numbers; what the move changes is withheld. Once all are withheld that any move needs, every number outside is
barred and the moves are sought again at the least loss within: what no move needs any more is printed after all. Then
moves are added against offices that know their own records (insiders.py), and for what could be confidential as far as
anybody can tell (closing.py).

Belongs here: protect. Does not: searching one move (moves.py), proving (proof.py), the problem (edition.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

from reports.disclosure.joint.closing import closed
from reports.disclosure.joint.insiders import against_offices
from reports.disclosure.joint.moves import Moves
from reports.disclosure.joint.parts import digest_of, parts_of
from reports.disclosure.joint.problem import Flags, Problem, Reals, Whole
from reports.disclosure.joint.proof import Exposed, exposed

TIE_WEIGHT = 0.25  # keyed noise on a loss: who knows the program does not know which of similar numbers it takes
ALGORITHM = "3"  # what is remembered was found by this way of searching
WITHIN = 1e-3  # of the loss of a number, where it is withheld already


@dataclass(frozen=True)
class Protection:
    """What is withheld, the moves that show it to be enough, and what could not be protected."""

    withheld: Flags
    moves: dict[int, Whole]
    exposed: Exposed
    solves: int


class Memory(Protocol):
    """Where the moves of a part are kept from run to run, by digest."""

    def recall(self, digest: str) -> list[Whole] | None:
        """Return the moves kept under a digest."""

    def keep(self, digest: str, moves: list[Whole]) -> None:
        """Keep moves."""


class Forgetful:
    """No memory."""

    def recall(self, digest: str) -> list[Whole] | None:
        """Return nothing."""

    def keep(self, digest: str, moves: list[Whole]) -> None:
        """Keep nothing."""


class Watch(Protocol):
    """Told how far the search is."""

    def begin(self, numbers: int) -> None:
        """Take notice of how many confidential numbers are to be searched for."""

    def advance(self) -> None:
        """Take notice that one is done."""


class Unwatched:
    """Told nothing."""

    def begin(self, numbers: int) -> None:
        """Take no notice."""

    def advance(self) -> None:
        """Take no notice."""


def protect(
    problem: Problem,
    ties: Sequence[float],
    already_withheld: Flags | None = None,
    memory: Memory = Forgetful(),  # noqa: B008 (it holds nothing)
    watch: Watch = Unwatched(),  # noqa: B008 (it holds nothing)
) -> Protection:
    """Return what to withhold. ``ties`` holds a keyed number from 0 to 1 a number; ``already_withheld`` is withheld
    whatever happens.

    What ``memory`` holds of an unchanged part is not searched again, but it is proved again. Raises SolverFault where
    the solver could not tell.
    """
    problem.check()
    already = np.zeros(len(problem.names), dtype=bool) if already_withheld is None else already_withheld
    keyed, solves = np.asarray(ties, dtype=np.float64), 0
    moves: dict[int, Whole] = {}
    parts = parts_of(problem)
    watch.begin(2 * int(problem.confidential.sum()))
    for part in parts:
        within = already[part.numbers], keyed[part.numbers]
        digest = digest_of(part.problem, ALGORITHM, within[0].tobytes().hex(), within[1].tobytes().hex())
        found = memory.recall(digest)
        if found is None:
            search = Moves(part.problem)
            found = _moves_of(part.problem, search, *within, watch)
            solves += search.solves
            memory.keep(digest, found)
        for one in found:
            move = np.zeros(len(problem.truth), dtype=np.int64)
            move[part.unknowns] = one
            moves[len(moves)] = move
    withheld = problem.confidential | already
    for move in moves.values():
        withheld = withheld | (problem.sums @ move != 0)
    withheld = withheld & problem.printable & ~problem.never_withheld
    return Protection(withheld, moves, exposed(problem, withheld, moves), solves)


def _moves_of(problem: Problem, search: Moves, already: Flags, ties: Reals, watch: Watch) -> list[Whole]:
    """Return the moves of a part: the first time wherever the loss is least, the second within what that withholds."""
    primary = problem.confidential | already
    loss = problem.loss * (1 + TIE_WEIGHT * ties)
    withheld, _ = _attempt(problem, search, primary, loss, barred=None, watch=watch)
    barred = ~(withheld | ~problem.printable)
    _, moves = _attempt(problem, search, primary, loss, barred=barred, watch=watch)
    return closed(problem, search, already, loss, against_offices(problem, search, already, loss, moves))


def _attempt(
    problem: Problem,
    search: Moves,
    primary: Flags,
    loss: Reals,
    barred: Flags | None,
    watch: Watch,
) -> tuple[Flags, list[Whole]]:
    """Return what the moves of all confidential numbers change, and the moves."""
    values, withheld, free = problem.values, primary.copy(), ~problem.printable
    least, most = values.copy(), values.copy()
    moves: list[Whole] = []
    price = loss if barred is None else np.where(barred, 0.0, loss * WITHIN)
    nothing = np.zeros(len(values), dtype=bool)

    def ask(number: int, goal: int) -> None:
        nonlocal withheld
        search.price(np.where(withheld | free, 0.0, price), nothing if barred is None else barred)
        move = search.find(number, goal - int(values[number]))
        if move is None:
            return  # proof.py names it
        seen = np.asarray(values + problem.sums @ move, dtype=np.int64)
        withheld = withheld | (seen != values)
        np.minimum(least, seen, out=least)
        np.maximum(most, seen, out=most)
        moves.append(move)

    for number in _hardest_first(problem, values):
        for goal in (int(problem.high[number]), int(problem.low[number])):
            if not least[number] <= goal <= most[number]:
                ask(number, goal)
        watch.advance()
    for number in np.flatnonzero(primary & ~problem.confidential & problem.printable).tolist():
        for goal in (int(values[number]) + 1, int(values[number]) - 1):
            if least[number] == most[number] and goal >= 0:
                ask(number, goal)
    return withheld, moves


def _hardest_first(problem: Problem, values: Whole) -> list[int]:
    """Return the confidential numbers, those of many persons first, then in their order."""
    chosen = np.flatnonzero(problem.confidential)
    return [int(n) for n in chosen[np.lexsort((chosen, -values[chosen]))]]
