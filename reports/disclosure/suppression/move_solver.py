"""The solver of moves: congruent tables in which a given cell differs from the true table by a given amount.

A *move* is an array of whole numbers, one per inner cell, that keeps all constraints when it is added to the true table
(Diaconis & Sturmfels 1998 call the moves that connect all congruent tables a Markov basis). One linear program is kept
loaded; between questions only a bound and some costs change, and the simplex starts at the true table, so moves stay
small.

Belongs here: the search for one move. Does not: which cells are to be moved (secondary.py), verification
(verification.py).
"""

import highspy
import numpy as np
from scipy import sparse

from reports.disclosure.arrays import BoolArray, FloatArray, IntArray
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.proved_bounds import ProvedBounds
from reports.disclosure.suppression.warm_started_lp import (
    TOLERANCE,
    LinearProgram,
    SilentHighs,
    SolverError,
    WarmStartedLP,
)

PERSON_COST = 1e-4  # of each person moved: among moves of equal cost the smallest is chosen
TRIES_PER_ATTEMPT = 3  # with other random costs of persons
MAX_ATTEMPTS = 3
MAX_BRANCHES = 200
FIRST_ROW_SIZE = 2  # an inequality of at most so many inner cells is active from the beginning


class MoveSolver:
    """The loaded linear program. ``price`` sets the cost of changing a cell; ``find`` returns the cheapest move.

    Its columns: persons added to each movable inner cell, persons taken from it, each cell's change upwards, each
    cell's change downwards.
    """

    def __init__(self, problem: SuppressionProblem) -> None:
        self._problem = problem
        self._chosen = np.flatnonzero(problem.movable)
        self._inner_cells, self._cells = len(self._chosen), len(problem.refs)
        self._down = np.flatnonzero(problem.truth[self._chosen] > 0)
        self._persons = self._inner_cells + len(self._down)
        self._changes = np.arange(self._persons, self._persons + 2 * self._cells)
        self._program = self._linear_program()
        self._row_of_change = self._program.matrix.shape[0] - self._cells + np.tile(np.arange(self._cells), 2)
        active = np.ones(self._program.matrix.shape[0], dtype=bool)
        equalities = problem.equalities.shape[0]
        active[equalities : equalities + problem.inequalities.shape[0]] = (
            np.diff(problem.inequalities.indptr) <= FIRST_ROW_SIZE
        )
        self._model = WarmStartedLP(self._program, active)
        self._bounds = ProvedBounds(problem, self._chosen)
        self._integer_solves = self._excluded = 0

    @property
    def solves(self) -> int:
        """Return how often the solver ran."""
        return self._model.solves + self._integer_solves

    def _linear_program(self) -> LinearProgram:
        problem, down = self._problem, self._down
        constraints = sparse.vstack([problem.equalities, problem.inequalities, problem.sums], format="csc").astype(
            np.float64
        )
        constraints = constraints[:, self._chosen]
        changes = sparse.identity(self._cells, format="csc")
        above = sparse.csc_matrix((constraints.shape[0] - self._cells, self._cells))
        matrix = sparse.hstack(
            [constraints, -constraints[:, down], sparse.vstack([above, -changes]), sparse.vstack([above, changes])],
            format="csr",
        )
        equalities, inequalities = problem.equalities.shape[0], problem.inequalities.shape[0]
        room = problem.at_most - problem.inequalities @ problem.truth
        unlimited = np.full(self._inner_cells, highspy.kHighsInf)
        most_change = np.full(2 * self._cells, highspy.kHighsInf)
        most_change[np.flatnonzero(np.tile(problem.forced, 2))] = 0.0
        return LinearProgram(
            matrix,
            np.concatenate([np.zeros(equalities), np.full(inequalities, -highspy.kHighsInf), np.zeros(self._cells)]),
            np.concatenate([np.zeros(equalities), room, np.zeros(self._cells)]),
            np.zeros(matrix.shape[1]),
            np.concatenate([unlimited, problem.truth[self._chosen][down].astype(np.float64), most_change]),
            np.concatenate([np.full(self._persons, PERSON_COST), np.zeros(2 * self._cells)]),
        )

    def price(self, cost: FloatArray, fixed: BoolArray) -> None:
        """Set what a person's change in each cell costs, and which cells must not change at all."""
        barred = np.tile(fixed | self._problem.forced, 2)
        most = np.where(barred, 0.0, highspy.kHighsInf)
        self._model.change_columns(self._changes, np.tile(cost, 2), np.zeros(len(most)), most)

    def find(self, cell: int, shift: int, kept: IntArray | None = None) -> IntArray | None:
        """Return the cheapest move that changes ``cell`` by ``shift``; None where there is none.

        ``kept``: how many persons stay in each inner cell, because the contributor who is to hold the move possible
        knows them. Raises SolverError where the solver gives no answer.
        """
        if self._bounds.exclude(cell, shift):
            self._excluded += 1
            return None
        if kept is not None:
            self._keep(kept)
        try:
            found = self._solve_for(cell, shift, learn=kept is None)
        finally:
            if kept is not None:
                self._keep(np.zeros_like(kept))
        if found is None:
            return None
        move = np.zeros(len(self._problem.truth), dtype=np.int64)
        move[self._chosen] = np.round(found).astype(np.int64)
        return move

    def _keep(self, kept: IntArray) -> None:
        """Keep so many persons in place; constraints on every subset of persons must hold for the others."""
        problem, taken = self._problem, np.arange(self._inner_cells, self._persons)
        left = (problem.truth - kept)[self._chosen][self._down].astype(np.float64)
        self._model.change_columns(taken, self._program.cost[taken], np.zeros(len(taken)), left)
        if problem.of_any_part is not None and problem.of_any_part.any():
            rows = np.flatnonzero(problem.of_any_part)
            room = problem.at_most[rows] - problem.inequalities[rows] @ (problem.truth - kept)
            self._model.change_upper_bounds(problem.equalities.shape[0] + rows, np.asarray(room, dtype=np.float64))

    def farthest(self, cells: IntArray, shifts: IntArray) -> FloatArray:
        """Return the changes of all cells in one move, not necessarily whole, that pushes ``cells`` towards ``shifts``.

        Their changes together are as large as possible. Raises SolverError where the solver gives no answer.
        """
        amounts = np.zeros(2 * self._cells)
        amounts[np.where(shifts > 0, cells, cells + self._cells)] = np.abs(shifts)
        opposite = np.roll(amounts, self._cells)
        cost = np.where(amounts > 0, -1.0, np.where(opposite > 0, 1.0, self._program.cost[self._changes]))
        before, most = self._program.cost[self._changes], self._program.most[self._changes]
        none = np.zeros(len(amounts))
        self._model.change_columns(self._changes, cost, none, np.where(amounts > 0, amounts, most))
        try:
            found = self._solution()
        finally:
            self._model.change_columns(self._changes, before, none, most)
        if found is None:
            raise SolverError("the solver found no solution where the true table is one")
        return np.asarray(self._problem.sums[:, self._chosen] @ found, dtype=np.float64)

    def blocking_cells(self, cell: int, shift: int) -> IntArray | None:
        """Return the cells of which one would have to be free for any move to change ``cell`` by ``shift``.

        None where such a move, not necessarily whole, exists.
        """
        if self._bounds.exclude(cell, shift):
            self._excluded += 1
            return np.zeros(0, dtype=np.int64)
        if self._solve_for(cell, shift, whole=False) is not None:
            return None
        rows: IntArray = self._model.infeasible_rows() - (self._program.matrix.shape[0] - self._cells)
        return np.flatnonzero(np.isin(np.arange(self._cells), rows))

    def _solve_for(self, cell: int, shift: int, *, whole: bool = True, learn: bool = True) -> FloatArray | None:
        both = self._persons + np.array([cell, cell + self._cells])
        amounts = np.array([max(shift, 0), max(-shift, 0)], dtype=np.float64)
        cost, most = self._program.cost[both], self._program.most[both]
        self._model.change_columns(both, cost, amounts, amounts)
        try:
            found = self._solution()
            ray = self._model.dual_ray() if learn and found is None else None
            if ray is not None:
                self._bounds.learn(ray, cell, shift)
            if whole and found is not None and not _is_whole(found):
                found = self._whole_solution(found)
        finally:
            self._model.change_columns(both, cost, np.zeros(2), most)
        return found

    def _solution(self) -> FloatArray | None:
        values = self._model.solve()
        return None if values is None else self._move_from(values)

    def _move_from(self, values: FloatArray) -> FloatArray:
        move = values[: self._inner_cells].copy()
        move[self._down] -= values[self._inner_cells : self._persons]
        return move

    def _whole_solution(self, fractional: FloatArray) -> FloatArray | None:
        """Return a move in whole numbers where the cheapest is fractional.

        First the persons get other random costs, then an integer program is solved over all persons moved so far.
        """
        persons = np.arange(self._persons)
        least, most = self._program.least[persons], self._program.most[persons]
        rng = np.random.default_rng(self.solves + self._excluded)  # of how many questions were asked
        moved = [fractional]
        try:
            for attempt in range(MAX_ATTEMPTS * TRIES_PER_ATTEMPT):
                costs = PERSON_COST * rng.uniform(1.0, 100.0, len(persons))
                self._model.change_columns(persons, costs, least, most)
                found = self._solution()
                if found is None or _is_whole(found):
                    return found
                moved.append(found)
                if attempt % TRIES_PER_ATTEMPT == TRIES_PER_ATTEMPT - 1:
                    found = self._integer_solution(moved)
                    if found is not None:
                        return found
        finally:
            self._model.change_columns(persons, np.full(len(persons), PERSON_COST), least, most)
        return None  # verification.py reports the cell

    def _integer_solution(self, moved: list[FloatArray]) -> FloatArray | None:
        """Return the cheapest whole move of persons that any of ``moved`` moves; None where none is found."""
        up = np.flatnonzero(np.any([move > TOLERANCE for move in moved], axis=0))
        down = np.flatnonzero(np.any([move[self._down] < -TOLERANCE for move in moved], axis=0))
        persons = np.concatenate([up, self._inner_cells + down])
        rows = np.flatnonzero(np.diff(self._program.matrix[:, persons].indptr))
        columns = np.concatenate([persons, self._changes[np.isin(self._row_of_change, rows)]])
        model = self._program.part(rows, columns)
        model.col_cost_ = np.concatenate(
            [np.full(len(persons), PERSON_COST), self._program.cost[columns[len(persons) :]]]
        )
        kinds = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        model.integrality_ = [kinds[column >= len(persons)] for column in range(len(columns))]
        solver = SilentHighs()
        for option, value in (("threads", 1), ("random_seed", 0), ("mip_max_nodes", MAX_BRANCHES)):
            solver.setOptionValue(option, value)
        solver.passModel(model)
        solver.run()
        self._integer_solves += 1
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        values = np.zeros(self._persons)
        values[persons] = np.array(solver.getSolution().col_value)[: len(persons)]
        move = self._move_from(values)
        return move if _is_whole(move) else None


def _is_whole(move: FloatArray) -> bool:
    return bool(np.abs(move - np.round(move)).max(initial=0.0) <= TOLERANCE)
