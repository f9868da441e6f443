"""Closing: what could be confidential, as far as anybody can tell, keeps the interval rule as if it were.

Who knows the program but not the key may try every joint table that prints the same, and drop those that the program
would have had to protect by withholding more. So a withheld number that is not confidential, but could be in one of
those tables, is moved to both ends of the rule as well, and so is what lines tell of groups. Then what is withheld is
enough whichever of the tables is the true one, and none can be dropped.

Belongs here: the moves that this takes. Does not: those of numbers that are confidential (protection.py).
"""

import numpy as np

from reports.disclosure.joint.moves import Moves
from reports.disclosure.joint.problem import Flags, Problem, Reals, Whole

ROUNDS = 9  # each withholds more, so that there is an end; an edition takes two or three


def closed(problem: Problem, search: Moves, already: Flags, loss: Reals, moves: list[Whole]) -> list[Whole]:
    """Return the moves, and those that numbers take which are not confidential but could be."""
    values, withheld = problem.values, problem.confidential | already
    seen = [values, *(np.asarray(values + problem.sums @ move, dtype=np.int64) for move in moves)]
    least, most = np.min(seen, axis=0), np.max(seen, axis=0)
    withheld, moves, beyond = withheld | (least < most), [*moves], set[int]()
    asked = ~problem.confidential & (problem.high > 1) & ~problem.never_withheld
    for _ in range(ROUNDS):
        before = withheld
        for number in np.flatnonzero(asked & (withheld | ~problem.printable)).tolist():
            low, high = int(problem.low[number]), int(problem.high[number])
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
