"""The outsider's intervals: between which numbers a suppressed number must lie, by all that is printed.

One linear program is kept alive and only its objective changes. Every solution is a witness for all numbers at once, so
random signed sums of those still open go first, and only what they leave open is asked about one by one.

Belongs here: the attack on plain data, without the truth. Does not: what is printed (model/linked_tables.py, outside).
"""

from collections.abc import Callable
from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from reports.disclosure.arrays import BoolArray, FloatArray, IntArray
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.warm_started_lp import SilentHighs, SolverError

MOST_PERSONS = 1e7  # in one unknown: more than any review has
ROUNDS_IN_VAIN = 8
TOLERANCE = 1e-6


class InfeasibleError(SolverError):
    """What is printed contradicts itself: no table of persons has all these numbers."""


@dataclass(frozen=True)
class IntruderKnowledge:
    """What an outsider has: sums of which he knows some, and what he knows of the unknowns."""

    sums: sparse.csr_matrix
    known: BoolArray
    values: FloatArray  # of the sums that are known; of others without meaning
    equal: sparse.csr_matrix
    equal_to: FloatArray
    ordered: sparse.csr_matrix
    at_most: FloatArray


@dataclass(frozen=True)
class FeasibilityIntervals:
    """The least and the greatest that each number can be, as far as it was asked: at least as wide as shown."""

    least: FloatArray
    most: FloatArray
    solves: int

    def narrow(self, asked: BoolArray, low: IntArray, high: IntArray) -> BoolArray:
        """Return which of the numbers asked about cannot be ``low``, or cannot be ``high``."""
        return np.asarray(asked & ((self.least > low + TOLERANCE) | (self.most < high - TOLERANCE)), dtype=np.bool_)


def intruder_knowledge(problem: SuppressionProblem, suppressed: BoolArray) -> IntruderKnowledge:
    """Return what an outsider has of an edition of which ``suppressed`` is not printed."""
    return IntruderKnowledge(
        problem.sums,
        problem.printable & ~suppressed,
        problem.values.astype(np.float64),
        problem.equal,
        np.asarray(problem.equal @ problem.truth, dtype=np.float64),
        problem.ordered,
        problem.at_most,
    )


def feasibility_intervals(
    attack: IntruderKnowledge, asked: BoolArray, low: IntArray, high: IntArray, seed: int = 0
) -> FeasibilityIntervals:
    """Return intervals of the numbers ``asked`` about, found until they span ``low`` to ``high`` or can be no wider.

    Raises SolverError where no joint table fits what is printed, or the solver could not tell.
    """

    def still_open(least: FloatArray, most: FloatArray) -> BoolArray:
        return asked & ((least > low + TOLERANCE) | (most < high - TOLERANCE))

    return feasibility_intervals_until(attack, still_open, seed)


def feasibility_intervals_until(
    attack: IntruderKnowledge, still_open: Callable[[FloatArray, FloatArray], BoolArray], seed: int = 0
) -> FeasibilityIntervals:
    """Return intervals of the numbers that are ``still_open`` by the least and the greatest seen so far.

    They are widened until none is open, or those that are can be no wider. Raises as ``intervals``.
    """
    solver, solves = _model(attack), 0
    least, most = np.full(len(attack.known), np.inf), np.full(len(attack.known), -np.inf)
    columns = np.arange(attack.sums.shape[1], dtype=np.int32)
    rng = np.random.default_rng(seed)

    def ask(objective: FloatArray) -> None:
        nonlocal solves
        solver.changeColsCost(len(columns), columns, objective)
        solver.run()
        solves += 1
        status = solver.getModelStatus()
        if status == highspy.HighsModelStatus.kInfeasible:
            raise InfeasibleError("no joint table fits what is printed")
        if status != highspy.HighsModelStatus.kOptimal:
            raise SolverError(f"the solver ended with {solver.modelStatusToString(status)}")
        seen = attack.sums @ np.array(solver.getSolution().col_value)
        np.minimum(least, seen, out=least)
        np.maximum(most, seen, out=most)

    in_vain, left = 0, len(least) + 1
    ask(np.zeros(len(columns)))
    while left and in_vain < ROUNDS_IN_VAIN:
        now_open = still_open(least, most)
        now = int(now_open.sum())
        in_vain, left = (in_vain + 1 if now == left else 0), now
        if left:
            signs = np.where(now_open, rng.choice([-1.0, 1.0], len(attack.known)), 0.0)
            ask(np.asarray(attack.sums.T @ signs, dtype=np.float64))
    for number in np.flatnonzero(still_open(least, most)).tolist():
        row = np.asarray(attack.sums[number].toarray()[0], dtype=np.float64)
        for sign in (1.0, -1.0):
            if still_open(least, most)[number]:
                ask(sign * row)
    return FeasibilityIntervals(least, most, solves)


def _model(attack: IntruderKnowledge) -> highspy.Highs:
    matrix = sparse.vstack([attack.equal, attack.ordered, attack.sums[np.flatnonzero(attack.known)]], format="csc")
    known = attack.values[attack.known]
    model = highspy.HighsLp()
    model.num_row_, model.num_col_ = matrix.shape
    model.row_lower_ = np.concatenate([attack.equal_to, np.full(len(attack.at_most), -highspy.kHighsInf), known])
    model.row_upper_ = np.concatenate([attack.equal_to, attack.at_most, known])
    model.col_lower_, model.col_upper_ = np.zeros(matrix.shape[1]), np.full(matrix.shape[1], MOST_PERSONS)
    model.col_cost_ = np.zeros(matrix.shape[1])
    model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
    model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
    model.a_matrix_.value_ = matrix.data.astype(np.float64)
    solver = SilentHighs()
    for option, value in (("threads", 1), ("random_seed", 0), ("time_limit", 600.0)):
        solver.setOptionValue(option, value)
    solver.passModel(model)
    return solver
