"""Moves: another joint table that an outsider could hold to be the true one, with a given number changed as asked.

A move is a whole number of persons added to or taken from each unknown, keeping every relation. One model is kept
alive; from question to question only a bound and some costs change, and the simplex starts at the true table, where the
only thing wrong is what was asked: moves stay small.

Belongs here: the search for one move. Does not: whose numbers are to be moved (protection.py), believing it (proof.py).
"""

import highspy
import numpy as np
from scipy import sparse

from reports.disclosure.joint.problem import Flags, Problem, Reals, Whole

PERSON_COST = 1e-4  # of each person moved: among moves of equal loss the smallest
TOLERANCE = 1e-6
OTHER_PERSONS = 3
MOST_ATTEMPTS = 3
MOST_BRANCHES = 200
MOST_ITERATIONS = 1_500_000  # of the simplex, in one search: the same on every machine, unlike a time


class SolverFault(RuntimeError):
    """The solver gave neither a move nor the answer that there is none: out of time, or a numerical failure."""


class Quiet(highspy.Highs):
    """HiGHS without its callbacks: enabling them writes the solver's banner to the terminal of whoever runs it."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)


class Moves:
    """The living model. ``price`` sets what changing a number costs; ``find`` returns the cheapest move."""

    def __init__(self, problem: Problem) -> None:
        self._problem = problem
        self._chosen = np.flatnonzero(problem.movable)
        self._unknowns, self._numbers = len(self._chosen), len(problem.names)
        self._down = np.flatnonzero(problem.truth[self._chosen] > 0)
        self._first_up = self._unknowns + len(self._down)
        self._upper = np.full(2 * self._numbers, highspy.kHighsInf)
        self._upper[np.flatnonzero(np.tile(problem.never_withheld, 2))] = 0.0
        self._price = np.zeros(2 * self._numbers)
        self.solves = self._iterations = 0
        self._solver = Quiet()
        for option, value in (
            ("threads", 1),
            ("presolve", "off"),
            ("random_seed", 0),
        ):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(self._model())

    def _model(self) -> highspy.HighsLp:
        problem, down = self._problem, self._down
        relations = sparse.vstack([problem.equal, problem.ordered, problem.sums], format="csc").astype(np.float64)
        relations = relations[:, self._chosen]
        changes = sparse.identity(self._numbers, format="csc")
        held = relations.shape[0] - self._numbers
        above = sparse.csc_matrix((held, self._numbers))
        self._matrix = sparse.hstack(
            [relations, -relations[:, down], sparse.vstack([above, -changes]), sparse.vstack([above, changes])],
            format="csc",
        )
        self._row_of_change = held + np.tile(np.arange(self._numbers), 2)
        equal, ordered = problem.equal.shape[0], problem.ordered.shape[0]
        room = problem.at_most - problem.ordered @ problem.truth
        self._row_lower = np.concatenate(
            [np.zeros(equal), np.full(ordered, -highspy.kHighsInf), np.zeros(self._numbers)]
        )
        self._row_upper = np.concatenate([np.zeros(equal), room, np.zeros(self._numbers)])
        self._most_persons = np.concatenate(
            [np.full(self._unknowns, highspy.kHighsInf), problem.truth[self._chosen][down].astype(np.float64)]
        )
        model = highspy.HighsLp()
        _fill(
            model,
            self._matrix,
            (self._row_lower, self._row_upper),
            (np.zeros(self._matrix.shape[1]), np.concatenate([self._most_persons, self._upper])),
            np.concatenate([np.full(self._first_up, PERSON_COST), self._price]),
        )
        return model

    def price(self, cost: Reals, forbidden: Flags) -> None:
        """Set what a person's change in each number costs, and which numbers must not change at all."""
        places = np.arange(self._first_up, self._first_up + 2 * self._numbers, dtype=np.int32)
        self._price = np.tile(cost, 2)
        self._solver.changeColsCost(len(places), places, self._price)
        barred = np.tile(forbidden | self._problem.never_withheld, 2)
        self._upper = np.where(barred, 0.0, highspy.kHighsInf)
        self._solver.changeColsBounds(len(places), places, np.zeros(len(places)), self._upper)

    def find(self, number: int, shift: int, kept: Whole | None = None) -> Whole | None:
        """Return the cheapest move that changes ``number`` by ``shift``; None where there is none.

        ``kept``: how many persons stay in each unknown, since who is to believe the move knows them.
        Raises SolverFault where the solver could not tell.
        """
        everybody, places = self._most_persons, np.arange(self._unknowns, self._first_up, dtype=np.int32)
        if kept is not None:
            self._most_persons = everybody.copy()
            self._most_persons[self._unknowns :] -= kept[self._chosen][self._down]
            self._solver.changeColsBounds(
                len(places), places, np.zeros(len(places)), self._most_persons[self._unknowns :]
            )
            self._leave_room(kept)
        try:
            found = self._asked(number, shift, whole=True)
        finally:
            if kept is not None:
                self._leave_room(np.zeros_like(kept))
                self._most_persons = everybody
                self._solver.changeColsBounds(len(places), places, np.zeros(len(places)), everybody[self._unknowns :])
        if found is None:
            return None
        move = np.zeros(len(self._problem.truth), dtype=np.int64)
        move[self._chosen] = np.round(found).astype(np.int64)
        return move

    def _asked(self, number: int, shift: int, *, whole: bool) -> Reals | None:
        for place, amount in ((number, max(shift, 0)), (number + self._numbers, max(-shift, 0))):
            self._solver.changeColBounds(self._first_up + place, float(amount), float(amount))
        try:
            found = self._solved()
            if whole and found is not None and not _is_whole(found):
                asked = (number, float(shift)) if shift > 0 else (number + self._numbers, float(-shift))
                found = self._by_other_persons(asked, found)
        finally:
            for place in (number, number + self._numbers):
                self._solver.changeColBounds(self._first_up + place, 0.0, float(self._upper[place]))
        return found

    def _leave_room(self, kept: Whole) -> None:
        """Make what holds of any part of the persons hold of those who are not kept."""
        problem, equal = self._problem, self._problem.equal.shape[0]
        if problem.of_any_part is None or not problem.of_any_part.any():
            return
        held = np.flatnonzero(problem.of_any_part)
        room = problem.at_most[held] - problem.ordered[held] @ (problem.truth - kept)
        self._row_upper[equal + held] = room
        below = np.full(len(held), -highspy.kHighsInf)
        rows = (equal + held).astype(np.int32)
        self._solver.changeRowsBounds(len(rows), rows, below, room)  # type: ignore[attr-defined]  # not in its stub

    def could_change(self, number: int, shift: int) -> bool:
        """Say whether any move, of whole persons or not, changes ``number`` by ``shift``."""
        return self._asked(number, shift, whole=False) is not None

    def _solved(self) -> Reals | None:
        self.solves += 1
        self._solver.setBasis()
        self._solver.run()
        status = self._solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            return None
        self._iterations += max(int(self._solver.getInfo().simplex_iteration_count), 0)
        if self._iterations > MOST_ITERATIONS:
            raise SolverFault("the search was given up: there are too many tables, or they cross too much")
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverFault(f"the solver ended with {self._solver.modelStatusToString(status)}")
        values = np.array(self._solver.getSolution().col_value)
        move = values[: self._unknowns].copy()
        move[self._down] -= values[self._unknowns : self._first_up]
        return move

    def _by_other_persons(self, asked: tuple[int, float], seen: Reals) -> Reals | None:
        """Return a move in whole numbers where the cheapest is not one.

        First other persons are tried, then all those together who were moved in any of the tries.
        """
        places = np.arange(self._first_up, dtype=np.int32)
        rng = np.random.default_rng(self.solves)
        moved = [seen]
        try:
            for attempt in range(MOST_ATTEMPTS * OTHER_PERSONS):
                self._solver.changeColsCost(len(places), places, PERSON_COST * rng.uniform(1.0, 100.0, len(places)))
                found = self._solved()
                if found is None or _is_whole(found):
                    return found
                moved.append(found)
                if attempt % OTHER_PERSONS == OTHER_PERSONS - 1:
                    found = self._of_those(moved, asked)
                    if found is not None:
                        return found
        finally:
            self._solver.changeColsCost(len(places), places, np.full(len(places), PERSON_COST))
        return None  # not found is not shown: proof.py names the number

    def _of_those(self, moved: list[Reals], asked: tuple[int, float]) -> Reals | None:
        """Return the cheapest move in whole numbers of persons whom any of the moves moved; None where none is found.

        ``asked``: the column of what is asked for, and the amount.
        """
        up = np.flatnonzero(np.any([one > TOLERANCE for one in moved], axis=0))
        down = np.flatnonzero(np.any([one[self._down] < -TOLERANCE for one in moved], axis=0))
        persons = np.concatenate([up, self._unknowns + down])
        rows = np.unique(self._matrix[:, persons].indices)
        changes = np.arange(self._first_up, self._matrix.shape[1])
        chosen = np.concatenate([persons, changes[np.isin(self._row_of_change, rows)]])
        column, amount = asked
        lower, upper = np.zeros(self._matrix.shape[1]), np.concatenate([self._most_persons, self._upper])
        lower[self._first_up + column] = upper[self._first_up + column] = amount
        other = (column + self._numbers) % (2 * self._numbers)
        upper[self._first_up + other] = 0.0
        model = highspy.HighsLp()
        _fill(
            model,
            self._matrix[rows][:, chosen],
            (self._row_lower[rows], self._row_upper[rows]),
            (lower[chosen], upper[chosen]),
            np.concatenate([np.full(self._first_up, PERSON_COST), self._price])[chosen],
        )
        whole = highspy.HighsVarType.kInteger, highspy.HighsVarType.kContinuous
        model.integrality_ = [whole[at >= len(persons)] for at in range(len(chosen))]
        solver = Quiet()
        for option, value in (("threads", 1), ("random_seed", 0), ("mip_max_nodes", MOST_BRANCHES)):
            solver.setOptionValue(option, value)
        solver.passModel(model)
        solver.run()
        self.solves += 1
        if solver.getInfo().primal_solution_status != highspy.SolutionStatus.kSolutionStatusFeasible:
            return None
        values = np.zeros(self._first_up)
        values[persons] = np.array(solver.getSolution().col_value)[: len(persons)]
        move = values[: self._unknowns].copy()
        move[self._down] -= values[self._unknowns :]
        return move if _is_whole(move) else None


def _is_whole(move: Reals) -> bool:
    return bool(np.abs(move - np.round(move)).max(initial=0.0) <= TOLERANCE)


def _fill(
    model: highspy.HighsLp,
    matrix: sparse.csc_matrix,
    rows: tuple[Reals, Reals],
    columns: tuple[Reals, Reals],
    cost: Reals,
) -> None:
    model.num_row_, model.num_col_ = matrix.shape
    model.row_lower_, model.row_upper_ = rows
    model.col_lower_, model.col_upper_ = columns
    model.col_cost_ = cost
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_, model.a_matrix_.value_ = (
        matrix.indptr,
        matrix.indices,
        matrix.data,
    )
