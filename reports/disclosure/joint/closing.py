"""Closing: what could be confidential, as far as anybody can tell, keeps the interval rule as if it were.

Who knows the program but not the key may try every joint table that prints the same, and drop those that the program
would have had to protect by withholding more. So a withheld number that is not confidential, but could be in one of
those tables, is moved to both ends of the rule as well, and so is what lines tell of groups. Then what is withheld is
enough whichever of the tables is the true one, and none can be dropped.

Belongs here: the moves that this takes. Does not: those of numbers that are confidential (protection.py).
"""

import numpy as np

from reports.disclosure.joint.moves import Moves
from reports.disclosure.joint.problem import ALL_BUT, Flags, Problem, Reals, Whole
from reports.statistics.dimensions import TOTAL

ROUNDS = 9  # each withholds more, so that there is an end; an edition takes two or three


def _lines(problem: Problem) -> dict[int, tuple[int, int]]:
    """Return of each number that is all but a part the numbers of the whole and of the part."""
    place = {name: at for at, names in enumerate(problem.names) for name in names}
    found: dict[int, tuple[int, int]] = {}
    for at in np.flatnonzero(~problem.printable).tolist():
        *cell, said = problem.names[at][0]
        if said.startswith(ALL_BUT):
            axis = 1 + int(said.removeprefix(f"{ALL_BUT}, "))
            whole, part = (*cell[:axis], TOTAL, *cell[axis + 1 :]), tuple(cell)
            if whole in place and part in place:
                found[at] = place[whole], place[part]
    return found


def closed(problem: Problem, search: Moves, already: Flags, loss: Reals, moves: list[Whole]) -> list[Whole]:
    """Return the moves, and those that numbers take which are not confidential but could be."""
    values, withheld = problem.values, problem.confidential | already
    seen = [values, *(np.asarray(values + problem.sums @ move, dtype=np.int64) for move in moves)]
    least, most = np.min(seen, axis=0), np.max(seen, axis=0)
    withheld, moves, beyond = withheld | (least < most), [*moves], set[int]()
    asked = ~problem.confidential & (problem.high > 1) & ~problem.never_withheld
    lines = _lines(problem)
    for _ in range(ROUNDS):
        before = withheld
        for number in np.flatnonzero(asked & (withheld | ~problem.printable)).tolist():
            low, high = int(problem.low[number]), int(problem.high[number])
            line = lines.get(number)
            if line is not None and not withheld[list(line)].any():
                continue  # both are printed, and so is what they differ by
            if number in beyond or (least[number] <= low and most[number] >= high):
                continue
            near = high - 1 if values[number] >= high else low
            within = problem.printable & ~withheld
            search.price(np.zeros(len(values)), within)
            if not search.could_change(number, near - int(values[number])):
                continue
            for goal in (low, high):
                if least[number] <= goal <= most[number]:
                    continue
                search.price(np.where(withheld | ~problem.printable, 0.0, loss), np.zeros(len(values), dtype=bool))
                move = search.find(number, goal - int(values[number]))
                if move is None:
                    beyond.add(number)
                    continue
                moves.append(move)
                changed = np.asarray(values + problem.sums @ move, dtype=np.int64)
                least, most = np.minimum(least, changed), np.maximum(most, changed)
                withheld = withheld | (changed != values)
        if (withheld == before).all():
            break
    return moves
