"""Kept cells: what earlier drafts needed to suppress stays suppressed while its value is almost the same.

A reader of two drafts takes the number that one of them prints for the number that the other suppresses. So a cell
that a draft needed to suppress is not printed again by a later draft before its value differs by the threshold.

Belongs here: the moves of cells that are kept and that this draft itself does not need. Does not: which cells these
are (pattern_before.py), the search for what this draft needs (secondary.py).
"""

import numpy as np

from reports.disclosure.arrays import BoolArray, IntArray
from reports.disclosure.suppression.move_solver import MoveSolver
from reports.disclosure.suppression.problem import SuppressionProblem


def find_moves_of_kept_cells(
    problem: SuppressionProblem, suppressed: BoolArray, kept: BoolArray
) -> tuple[list[IntArray], int]:
    """Return moves that change cells to be ``kept``, and how often the solver ran.

    They change only cells that are ``suppressed`` or kept. A cell that no such move changes can be computed from what
    is printed; to suppress it would protect nothing, and it is printed.
    """
    to_move = kept & ~suppressed & problem.printable & ~problem.forced
    if not to_move.any():
        return [], 0
    solver, found = MoveSolver(problem), list[IntArray]()
    solver.price(np.zeros(len(kept)), problem.printable & ~(suppressed | to_move))
    moved = suppressed.copy()
    for cell in np.flatnonzero(to_move).tolist():
        for shift in (1, -1):
            move = None if moved[cell] else solver.find(cell, shift)
            if move is not None:
                found.append(move)
                moved |= problem.sums @ move != 0
    return found, solver.solves
