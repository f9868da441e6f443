"""Moves: another joint table that an outsider could hold to be the true one, with a given number changed as asked.

A move is a whole number of persons added to or taken from each unknown, keeping every relation. One model is kept
alive; from question to question only a bound and some costs change, and the simplex starts at the true table, where the
only thing wrong is what was asked: moves stay small.

Belongs here: the search for one move. Does not: whose numbers are to be moved (protect.py), believing it
(verification.py).
"""

import highspy
import numpy as np
from scipy import sparse

from reports.disclosure.suppression.problem import BoolArray, FloatArray, IntArray, SuppressionProblem
from reports.disclosure.suppression.warm_started_lp import (
    TOLERANCE,
    LinearProgram,
    SilentHighs,
    SolverError,
    WarmStartedLP,
)

PERSON_COST = 1e-4  # of each person moved: among moves of equal cost the smallest
OTHER_PERSONS = 3
MOST_ATTEMPTS = 3
MOST_BRANCHES = 200
FEW = 2  # unknowns of an inequality that is held from the beginning


class MoveSolver:
    """The living model. ``price`` sets what changing a number costs; ``find`` returns the cheapest move.

    Its columns: persons added, persons taken away, each number's change upwards, each number's change downwards.
    """

    def __init__(self, problem: SuppressionProblem) -> None:
        self._problem = problem
        self._chosen = np.flatnonzero(problem.movable)
        self._unknowns, self._numbers = len(self._chosen), len(problem.names)
        self._down = np.flatnonzero(problem.truth[self._chosen] > 0)
        self._persons = self._unknowns + len(self._down)
        self._changes = np.arange(self._persons, self._persons + 2 * self._numbers)
        self._program = self._whole_program()
        self._row_of_change = self._program.matrix.shape[0] - self._numbers + np.tile(np.arange(self._numbers), 2)
        held = np.ones(self._program.matrix.shape[0], dtype=bool)
        equal = problem.equal.shape[0]
        held[equal : equal + problem.ordered.shape[0]] = np.diff(problem.ordered.indptr) <= FEW
        self._model = WarmStartedLP(self._program, held)
        self._other_solves = 0

    @property
    def solves(self) -> int:
        """How often the solver was asked."""
        return self._model.solves + self._other_solves

    def _whole_program(self) -> LinearProgram:
        problem, down = self._problem, self._down
        relations = sparse.vstack([problem.equal, problem.ordered, problem.sums], format="csc").astype(np.float64)
        relations = relations[:, self._chosen]
        changes = sparse.identity(self._numbers, format="csc")
        above = sparse.csc_matrix((relations.shape[0] - self._numbers, self._numbers))
        matrix = sparse.hstack(
            [relations, -relations[:, down], sparse.vstack([above, -changes]), sparse.vstack([above, changes])],
            format="csr",
        )
        equal, ordered = problem.equal.shape[0], problem.ordered.shape[0]
        room = problem.at_most - problem.ordered @ problem.truth
        anything = np.full(self._unknowns, highspy.kHighsInf)
        of_changes = np.full(2 * self._numbers, highspy.kHighsInf)
        of_changes[np.flatnonzero(np.tile(problem.forced, 2))] = 0.0
        return LinearProgram(
            matrix,
            np.concatenate([np.zeros(equal), np.full(ordered, -highspy.kHighsInf), np.zeros(self._numbers)]),
            np.concatenate([np.zeros(equal), room, np.zeros(self._numbers)]),
            np.zeros(matrix.shape[1]),
            np.concatenate([anything, problem.truth[self._chosen][down].astype(np.float64), of_changes]),
            np.concatenate([np.full(self._persons, PERSON_COST), np.zeros(2 * self._numbers)]),
        )

    def price(self, cost: FloatArray, forbidden: BoolArray) -> None:
        """Set what a person's change in each number costs, and which numbers must not change at all."""
        barred = np.tile(forbidden | self._problem.forced, 2)
        most = np.where(barred, 0.0, highspy.kHighsInf)
        self._model.change(self._changes, np.tile(cost, 2), np.zeros(len(most)), most)

    def find(self, number: int, shift: int, kept: IntArray | None = None) -> IntArray | None:
        """Return the cheapest move that changes ``number`` by ``shift``; None where there is none.

        ``kept``: how many persons stay in each unknown, since who is to believe the move knows them.
        Raises SolverError where the solver could not tell.
        """
        if kept is not None:
            self._keep(kept)
        try:
            found = self._asked(number, shift)
        finally:
            if kept is not None:
                self._keep(np.zeros_like(kept))
        if found is None:
            return None
        move = np.zeros(len(self._problem.truth), dtype=np.int64)
        move[self._chosen] = np.round(found).astype(np.int64)
        return move

    def _keep(self, kept: IntArray) -> None:
        """Let as many persons stay; what holds of any part of the persons is to hold of the others."""
        problem, taken = self._problem, np.arange(self._unknowns, self._persons)
        left = (problem.truth - kept)[self._chosen][self._down].astype(np.float64)
        self._model.change(taken, self._program.cost[taken], np.zeros(len(taken)), left)
        if problem.of_any_part is not None and problem.of_any_part.any():
            held = np.flatnonzero(problem.of_any_part)
            room = problem.at_most[held] - problem.ordered[held] @ (problem.truth - kept)
            self._model.limit(problem.equal.shape[0] + held, np.asarray(room, dtype=np.float64))

    def farthest(self, numbers: IntArray, shifts: IntArray) -> FloatArray:
        """Return by how much each number changes in a move, of whole persons or not, that takes those named as far
        towards their shifts as it can, all together.

        Raises SolverError where the solver could not tell.
        """
        amounts = np.zeros(2 * self._numbers)
        amounts[np.where(shifts > 0, numbers, numbers + self._numbers)] = np.abs(shifts)
        opposite = np.roll(amounts, self._numbers)
        cost = np.where(amounts > 0, -1.0, np.where(opposite > 0, 1.0, self._program.cost[self._changes]))
        before, most = self._program.cost[self._changes], self._program.most[self._changes]
        none = np.zeros(len(amounts))
        self._model.change(self._changes, cost, none, np.where(amounts > 0, amounts, most))
        try:
            found = self._found()
        finally:
            self._model.change(self._changes, before, none, most)
        if found is None:
            raise SolverError("the solver found no room where nothing need move")
        return np.asarray(self._problem.sums[:, self._chosen] @ found, dtype=np.float64)

    def blocking_cells(self, number: int, shift: int) -> IntArray | None:
        """Return the numbers of which one would have to be free for any move to change ``number`` by ``shift``.

        None where a move, of whole persons or not, does so as it is.
        """
        if self._asked(number, shift, whole=False) is not None:
            return None
        rows: IntArray = self._model.infeasible_rows() - (self._program.matrix.shape[0] - self._numbers)
        return np.flatnonzero(np.isin(np.arange(self._numbers), rows))

    def _asked(self, number: int, shift: int, *, whole: bool = True) -> FloatArray | None:
        both = self._persons + np.array([number, number + self._numbers])
        amounts = np.array([max(shift, 0), max(-shift, 0)], dtype=np.float64)
        cost, most = self._program.cost[both], self._program.most[both]
        self._model.change(both, cost, amounts, amounts)
        try:
            found = self._found()
            if whole and found is not None and not _is_whole(found):
                found = self._by_other_persons(found)
        finally:
            self._model.change(both, cost, np.zeros(2), most)
        return found

    def _found(self) -> FloatArray | None:
        values = self._model.solved()
        return None if values is None else self._move_of(values)

    def _move_of(self, values: FloatArray) -> FloatArray:
        move = values[: self._unknowns].copy()
        move[self._down] -= values[self._unknowns : self._persons]
        return move

    def _by_other_persons(self, seen: FloatArray) -> FloatArray | None:
        """Return a move in whole numbers where the cheapest is not one.

        First other persons are tried, then all those together who were moved in any of the tries.
        """
        persons = np.arange(self._persons)
        least, most = self._program.least[persons], self._program.most[persons]
        rng = np.random.default_rng(self.solves)
        moved = [seen]
        try:
            for attempt in range(MOST_ATTEMPTS * OTHER_PERSONS):
                self._model.change(persons, PERSON_COST * rng.uniform(1.0, 100.0, len(persons)), least, most)
                found = self._found()
                if found is None or _is_whole(found):
                    return found
                moved.append(found)
                if attempt % OTHER_PERSONS == OTHER_PERSONS - 1:
                    found = self._of_those(moved)
                    if found is not None:
                        return found
        finally:
            self._model.change(persons, np.full(len(persons), PERSON_COST), least, most)
        return None  # not found is not shown: verification.py names the number

    def _of_those(self, moved: list[FloatArray]) -> FloatArray | None:
        """Return the cheapest move in whole numbers of persons whom any of these moved; None where none is found."""
        up = np.flatnonzero(np.any([one > TOLERANCE for one in moved], axis=0))
        down = np.flatnonzero(np.any([one[self._down] < -TOLERANCE for one in moved], axis=0))
        persons = np.concatenate([up, self._unknowns + down])
        rows = np.flatnonzero(np.diff(self._program.matrix[:, persons].indptr))
        columns = np.concatenate([persons, self._changes[np.isin(self._row_of_change, rows)]])
        model = self._program.part(rows, columns)
        model.col_cost_ = np.concatenate(
            [np.full(len(persons), PERSON_COST), self._program.cost[columns[len(persons) :]]]
        )
        whole = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        model.integrality_ = [whole[at >= len(persons)] for at in range(len(columns))]
        solver = SilentHighs()
        for option, value in (("threads", 1), ("random_seed", 0), ("mip_max_nodes", MOST_BRANCHES)):
            solver.setOptionValue(option, value)
        solver.passModel(model)
        solver.run()
        self._other_solves += 1
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        values = np.zeros(self._persons)
        values[persons] = np.array(solver.getSolution().col_value)[: len(persons)]
        move = self._move_of(values)
        return move if _is_whole(move) else None


def _is_whole(move: FloatArray) -> bool:
    return bool(np.abs(move - np.round(move)).max(initial=0.0) <= TOLERANCE)
