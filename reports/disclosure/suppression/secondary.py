"""Secondary suppression within one subproblem: for each primary cell, moves that show both ends of its interval.

A move leads from the true table to a congruent table. Each move is sought at the least cost of printed cells; the cells
that it changes are suppressed. In a second pass all cells outside the suppressed set are fixed, and the moves are
sought again at the least cost within the set: cells that no move needs any more are printed after all. Further moves
protect against contributors (contributor_attack.py) and against the minimality attack (minimality_attack.py).

After a draft, moves are sought first among the cells that this draft and those before it suppressed
(pattern_before.py).

Belongs here: which moves are sought, in which order, at which cost. Does not: searching one move (move_solver.py),
subproblems and the cache of moves (protect.py).
"""

from collections.abc import Sequence

import numpy as np

from expectations.progress import Progress
from reports.disclosure.arrays import BoolArray, FloatArray, IntArray
from reports.disclosure.suppression.contributor_attack import protect_against_contributors
from reports.disclosure.suppression.minimality_attack import protect_against_minimality_attack
from reports.disclosure.suppression.move_solver import MoveSolver
from reports.disclosure.suppression.pattern_before import PatternBefore
from reports.disclosure.suppression.problem import SuppressionProblem

TIE_WEIGHT = 0.25  # keyed noise on a cost: without the key nobody can predict which of similar cells is chosen
COST_OF_SUPPRESSED = 1e-3  # of a cell's cost, once the cell is suppressed
COST_OF_SUPPRESSED_BEFORE = 0.01  # of a cell's cost, where the draft before suppressed the cell


def find_moves(
    problem: SuppressionProblem,
    presuppressed: BoolArray,
    ties: FloatArray,
    known_moves: Sequence[IntArray],
    progress: Progress,
    before: PatternBefore | None = None,
) -> tuple[list[IntArray], int]:
    """Return the moves of a subproblem besides ``known_moves``, and how often the solver ran.

    ``before``: the pattern of the draft before.
    """
    solver, cost = MoveSolver(problem), problem.cost * (1 + TIE_WEIGHT * ties)
    if before is not None:
        cost = np.where(before.suppressed, cost * COST_OF_SUPPRESSED_BEFORE, cost)
    first = _Pass(problem, solver, presuppressed, known_moves, cost, before)
    first.run(progress)
    fixed = ~first.suppressed & problem.printable
    reduced = np.where(fixed, 0.0, cost * COST_OF_SUPPRESSED)
    second = _Pass(problem, solver, presuppressed, known_moves, reduced, before, fixed, first.moves)
    second.run(progress)
    moves = protect_against_contributors(problem, solver, presuppressed, cost, [*known_moves, *second.moves])
    moves += protect_against_minimality_attack(problem, solver, presuppressed, cost, moves)
    return moves[len(known_moves) :], solver.solves


class _Pass:
    """One pass over all primary cells; ``suppressed`` are the cells that its moves change.

    ``spare``: moves of an earlier pass, which are used where they cost nothing before a new one is searched.
    """

    def __init__(
        self,
        problem: SuppressionProblem,
        solver: MoveSolver,
        presuppressed: BoolArray,
        known_moves: Sequence[IntArray],
        cost: FloatArray,
        before: PatternBefore | None,
        fixed: BoolArray | None = None,
        spare: Sequence[IntArray] = (),
    ) -> None:
        self._problem, self._solver, self._cost = problem, solver, cost
        self._fixed = np.zeros(len(cost), dtype=bool) if fixed is None else fixed
        self._values, self._to_protect = problem.values, problem.primary | presuppressed
        self._targets = problem.primary if before is None else problem.primary | before.was_primary
        self._before = before
        self._spare = list(spare)
        self._values_by_spare = np.array([self._values_after(move) for move in spare]).reshape(-1, len(cost))
        self.suppressed = self._to_protect | self._targets
        self._realised_low, self._realised_high = self._values.copy(), self._values.copy()
        self.moves: list[IntArray] = []
        for move in known_moves:
            self._take(self._values_after(move))

    def run(self, progress: Progress) -> None:
        """Search the moves; a cell for which no move is found is reported by verification.py."""
        problem = self._problem
        for cell in _largest_first(self._targets, self._values):
            for goal in (int(problem.protection_high[cell]), int(problem.protection_low[cell])):
                if not self._realised_low[cell] <= goal <= self._realised_high[cell]:
                    self._reach(cell, goal)
            progress.advance()
        for cell in np.flatnonzero(self._to_protect & ~self._targets & problem.printable).tolist():
            for goal in (int(self._values[cell]) + 1, int(self._values[cell]) - 1):
                if self._realised_low[cell] == self._realised_high[cell] and goal >= 0:
                    self._reach(cell, goal)

    def _reach(self, cell: int, goal: int) -> None:
        """Add a move by which ``cell`` has the value ``goal``, if possible one of cells suppressed as long as it."""
        printable, move = self._problem.printable, None
        all_barred = [] if self._before is None else [barred & printable for barred in self._before.barred(cell)]
        for barred in (*(barred for barred in all_barred if barred.any()), np.zeros_like(printable)):
            move = self._move_to(cell, goal, barred)
            if move is not None:
                break
        if move is not None:
            self._take(self._values_after(move))
            self.moves.append(move)

    def _move_to(self, cell: int, goal: int, barred: BoolArray) -> IntArray | None:
        """Return a spare move that costs nothing, or else the cheapest one; it changes no cell that is ``barred``."""
        spare = self._spare_moves(cell, goal, barred)
        move = next((candidate for candidate, extra_cost in spare if extra_cost == 0), None)
        if move is None:
            free = self.suppressed | ~self._problem.printable
            self._solver.price(np.where(free, 0.0, self._cost), self._fixed | barred)
            move = self._solver.find(cell, goal - int(self._values[cell]))
        if move is None and spare:  # no whole-number move is found now, but the earlier pass found one
            move = min(spare, key=lambda candidate: candidate[1])[0]
        return move

    def _spare_moves(self, cell: int, goal: int, barred: BoolArray) -> list[tuple[IntArray, float]]:
        """Return the spare moves that reach a goal and change no cell that is ``barred``, each with its cost now."""
        by_spare, value = self._values_by_spare[:, cell], int(self._values[cell])
        changed = self._values_by_spare != self._values
        reached = by_spare >= goal if goal > value else by_spare <= goal
        reaches = np.flatnonzero(reached & ~changed[:, barred].any(axis=1))
        costs = np.where(self.suppressed | ~self._problem.printable, 0.0, self._cost)
        extra = changed[reaches] @ costs
        return [(self._spare[index], float(cost)) for index, cost in zip(reaches, extra, strict=True)]

    def _values_after(self, move: IntArray) -> IntArray:
        return np.asarray(self._values + self._problem.sums @ move, dtype=np.int64)

    def _take(self, values: IntArray) -> None:
        """Take in a move; it protects the cells that are suppressed no longer than every cell that it changes."""
        changed = values != self._values
        self.suppressed = self.suppressed | changed
        shown = True if self._before is None else self._before.protected_by(changed & self._problem.printable)
        np.minimum(self._realised_low, values, out=self._realised_low, where=shown)
        np.maximum(self._realised_high, values, out=self._realised_high, where=shown)


def _largest_first(chosen: BoolArray, values: IntArray) -> list[int]:
    """Return the chosen cells, those of most persons first, then in their order."""
    cells = np.flatnonzero(chosen)
    return [int(cell) for cell in cells[np.lexsort((cells, -values[cells]))]]
