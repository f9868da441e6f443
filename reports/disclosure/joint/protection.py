"""Protection: which numbers of an edition are withheld, so that no confidential number can be computed.

For each confidential number a move is sought that brings it to each end of its interval rule, at the least loss of
printed numbers; what the move changes is withheld. Once all are withheld that any move needs, every number outside is
barred and the moves are sought again at the least loss within: what no move needs any more is printed after all.

Belongs here: protect. Does not: searching one move (moves.py), proving (proof.py), the problem (edition.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from reports.disclosure.joint.moves import Moves
from reports.disclosure.joint.problem import Flags, Problem, Whole
from reports.disclosure.joint.proof import Exposed, exposed

TIE_WEIGHT = 0.25  # keyed noise on a loss: who knows the program does not know which of similar numbers it takes
WITHIN = 1e-3  # of the loss of a number, where it is withheld already


@dataclass(frozen=True)
class Protection:
    """What is withheld, the moves that show it to be enough, and what could not be protected."""

    withheld: Flags
    moves: dict[int, Whole]
    exposed: Exposed
    solves: int


def protect(
    problem: Problem,
    ties: Sequence[float],
    already_withheld: Flags | None = None,
    advance: Callable[[], None] = lambda: None,
) -> Protection:
    """Return what to withhold. ``ties`` holds a keyed number from 0 to 1 a number; ``already_withheld`` is withheld
    whatever happens. Raises SolverFault where the solver could not tell.
    """
    problem.check()
    search = Moves(problem)
    primary = problem.confidential | (
        np.zeros(len(problem.names), dtype=bool) if already_withheld is None else already_withheld
    )
    loss = problem.loss * (1 + TIE_WEIGHT * np.asarray(ties))
    free = ~problem.printable
    first = _attempt(problem, search, primary, loss, free, barred=None, advance=advance)
    second = _attempt(problem, search, primary, loss, free, barred=~(first[0] | free), advance=advance)
    withheld, moves = second
    withheld = withheld & problem.printable
    return Protection(withheld, moves, exposed(problem, withheld, moves), search.solves)


def _attempt(
    problem: Problem,
    search: Moves,
    primary: Flags,
    loss: np.ndarray,
    free: Flags,
    barred: Flags | None,
    advance: Callable[[], None],
) -> tuple[Flags, dict[int, Whole]]:
    """Return what the moves of all confidential numbers change, and the moves."""
    values, withheld = problem.values, primary.copy()
    least, most = values.copy(), values.copy()
    moves: dict[int, Whole] = {}
    price = loss if barred is None else np.where(barred, 0.0, loss * WITHIN)
    nothing = np.zeros(len(values), dtype=bool)
    for number in _hardest_first(problem, values):
        for goal in (int(problem.high[number]), int(problem.low[number])):
            if least[number] <= goal <= most[number]:
                continue
            search.price(np.where(withheld | free, 0.0, price), nothing if barred is None else barred)
            move = search.find(number, goal - int(values[number]))
            if move is None:
                continue  # proof.py names it
            seen = np.asarray(values + problem.sums @ move, dtype=np.int64)
            withheld |= seen != values
            np.minimum(least, seen, out=least)
            np.maximum(most, seen, out=most)
            moves[len(moves)] = move
        advance()
    return withheld, moves


def _hardest_first(problem: Problem, values: Whole) -> list[int]:
    """Return the confidential numbers, those of many persons first, then in their order."""
    chosen = np.flatnonzero(problem.confidential)
    return [int(n) for n in chosen[np.lexsort((chosen, -values[chosen]))]]
