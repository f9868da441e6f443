"""Feasibility intervals: between which values a suppressed cell must lie, as far as an intruder can compute.

One linear program is kept loaded, and only its objective changes. Each solution shows possible values of all cells at
once, so random signed sums of the cells in question are tried first; only what they leave open is asked cell by cell.

Belongs here: the attack on plain data, without the true table. Does not: what is printed (external_problem.py,
model/linked_tables.py).
"""

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from reports.disclosure.arrays import BoolArray, FloatArray, IntArray
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.warm_started_lp import SilentHighs, SolverError

MAX_PERSONS = 1e7  # in one inner cell: more than any review has
MAX_IDLE_ROUNDS = 8
TOLERANCE = 1e-6
OpenCells = Callable[[FloatArray, FloatArray], BoolArray]  # from the ends of all intervals to the cells in question


class InfeasibleError(SolverError):
    """What is printed contradicts itself: no table of persons has all these numbers."""


@dataclass(frozen=True)
class IntruderKnowledge:
    """What an intruder knows: which cells, their values, and constraints on the inner cells. One row of ``sums`` per
    cell, one column per inner cell.
    """

    sums: sparse.csr_matrix
    known: BoolArray
    values: FloatArray  # of the known cells; without meaning for others
    equalities: sparse.csr_matrix
    equalities_to: FloatArray
    inequalities: sparse.csr_matrix
    at_most: FloatArray


@dataclass(frozen=True)
class FeasibilityIntervals:
    """The ends of each cell's interval, as far as they were asked for: the true interval is at least as wide."""

    feasible_low: FloatArray
    feasible_high: FloatArray
    solves: int

    def narrow(self, asked: BoolArray, low: IntArray, high: IntArray) -> BoolArray:
        """Return which of the cells asked about cannot be ``low``, or cannot be ``high``."""
        too_high, too_low = self.feasible_low > low + TOLERANCE, self.feasible_high < high - TOLERANCE
        return np.asarray(asked & (too_high | too_low), dtype=np.bool_)


def intruder_knowledge(problem: SuppressionProblem, suppressed: BoolArray) -> IntruderKnowledge:
    """Return what an intruder knows of an edition that prints all cells but the ``suppressed`` ones."""
    return IntruderKnowledge(
        problem.sums,
        problem.printable & ~suppressed,
        problem.values.astype(np.float64),
        problem.equalities,
        np.asarray(problem.equalities @ problem.truth, dtype=np.float64),
        problem.inequalities,
        problem.at_most,
    )


def feasibility_intervals(
    knowledge: IntruderKnowledge, asked: BoolArray, low: IntArray, high: IntArray, seed: int = 0
) -> FeasibilityIntervals:
    """Return intervals of the cells ``asked`` about; each is widened until it contains ``low`` and ``high``, if it can.

    Raises SolverError where no table satisfies what is printed, or the solver gives no answer.
    """

    def open_cells(feasible_low: FloatArray, feasible_high: FloatArray) -> BoolArray:
        return asked & ((feasible_low > low + TOLERANCE) | (feasible_high < high - TOLERANCE))

    return feasibility_intervals_until(knowledge, open_cells, seed)


def feasibility_intervals_until(
    knowledge: IntruderKnowledge, open_cells: OpenCells, seed: int = 0
) -> FeasibilityIntervals:
    """Return intervals that are widened until no cell is open, or the open ones cannot be wider.

    ``open_cells``: from the ends found so far to the cells in question. Raises as ``feasibility_intervals``.
    """
    solver, solves = _model(knowledge), 0
    cells, inner_cells = knowledge.sums.shape
    low, high = np.full(cells, np.inf), np.full(cells, -np.inf)
    columns = np.arange(inner_cells, dtype=np.int32)
    rng = np.random.default_rng(seed)

    def minimise(objective: FloatArray) -> None:
        nonlocal solves
        solver.changeColsCost(len(columns), columns, objective)
        solver.run()
        solves += 1
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise InfeasibleError("no joint table fits what is printed")
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"the solver ended with {solver.modelStatusToString(status)}")
        values = knowledge.sums @ np.array(solver.getSolution().col_value)
        np.minimum(low, values, out=low)
        np.maximum(high, values, out=high)

    idle_rounds, left = 0, cells + 1
    minimise(np.zeros(inner_cells))
    while left and idle_rounds < MAX_IDLE_ROUNDS:
        in_question = open_cells(low, high)
        now_left = int(in_question.sum())
        idle_rounds, left = (idle_rounds + 1 if now_left == left else 0), now_left
        if left:
            signs = np.where(in_question, rng.choice([-1.0, 1.0], cells), 0.0)
            minimise(np.asarray(knowledge.sums.T @ signs, dtype=np.float64))
    for cell in np.flatnonzero(open_cells(low, high)).tolist():
        row = np.asarray(knowledge.sums[cell].toarray()[0], dtype=np.float64)
        for sign in (1.0, -1.0):
            if open_cells(low, high)[cell]:
                minimise(sign * row)
    return FeasibilityIntervals(low, high, solves)


def _model(knowledge: IntruderKnowledge) -> highspy.Highs:
    known_sums = knowledge.sums[np.flatnonzero(knowledge.known)]
    constraints = sparse.vstack([knowledge.equalities, knowledge.inequalities, known_sums], format="csc")
    known, equalities_to, at_most = knowledge.values[knowledge.known], knowledge.equalities_to, knowledge.at_most
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = constraints.shape
    model.row_lower_ = np.concatenate([equalities_to, np.full(len(at_most), -highspy.kHighsInf), known])
    model.row_upper_ = np.concatenate([equalities_to, at_most, known])
    model.col_lower_, model.col_upper_ = np.zeros(model.num_col_), np.full(model.num_col_, MAX_PERSONS)
    model.col_cost_ = np.zeros(model.num_col_)
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = constraints.indptr, constraints.indices
    model.a_matrix_.value_ = constraints.data.astype(np.float64)
    solver = SilentHighs()
    for option, value in (("threads", 1), ("random_seed", 0), ("time_limit", 600.0)):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    return solver
