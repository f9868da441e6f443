"""A linear program that is solved many times with a warm start: between solves only costs and bounds change.

Of thousands of inequalities a solution meets few (cutting planes): rows with many columns are left out until a solution
violates them, then they are added and the program is solved again. Every solution satisfies the rows still left out, so
it is a solution of the full program.

Belongs here: LinearProgram, WarmStartedLP, the solver without its banner. Does not: what the columns mean
(move_solver.py).
"""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from expectations.errors import ReviewError
from reports.disclosure.arrays import BoolArray, FloatArray, IntArray

TOLERANCE = 1e-6
MAX_ITERATIONS = 1_500_000  # simplex iterations of one search; unlike a time limit, the same on every machine


class SolverError(ReviewError, RuntimeError):
    """The solver found neither a solution nor that there is none: too many iterations, or a numerical failure."""


class SilentHighs(highspy.Highs):
    """HiGHS without its callbacks: enabling them writes the solver's banner to the operator's terminal."""

    def __init__(self) -> None:
        super(highspy.Highs, self).__init__()
        self.setOptionValue("output_flag", False)


@dataclass(frozen=True)
class LinearProgram:
    """Minimise cost @ x, where lower <= matrix @ x <= upper and least <= x <= most. Costs and bounds may change."""

    matrix: sparse.csr_matrix
    lower: FloatArray
    upper: FloatArray
    least: FloatArray
    most: FloatArray
    cost: FloatArray

    def part(self, rows: IntArray, columns: IntArray) -> highspy.HighsLp:
        """Return the program restricted to some rows and columns, as a model of the solver."""
        matrix = self.matrix[rows][:, columns].tocsc()
        model = highspy.HighsLp()
        model.num_row_, model.num_col_ = matrix.shape
        model.row_lower_, model.row_upper_ = self.lower[rows], self.upper[rows]
        model.col_lower_, model.col_upper_ = self.least[columns], self.most[columns]
        model.col_cost_ = self.cost[columns]
        model.a_matrix_.format_ = highspy.MatrixFormat.kColwise
        model.a_matrix_.start_, model.a_matrix_.index_ = matrix.indptr, matrix.indices
        model.a_matrix_.value_ = matrix.data
        return model


class WarmStartedLP:
    """A linear program loaded in the solver. Each solve starts from the basis in which every column is 0."""

    def __init__(self, program: LinearProgram, active_rows: BoolArray) -> None:
        """Load the program with ``active_rows``; the other rows are added when a solution violates them."""
        self.program = program
        self.solves = self._iterations = 0
        self._ray: tuple[bool, FloatArray] = (False, np.zeros(0))
        self._left_out, self._first_rows = np.flatnonzero(~active_rows), np.flatnonzero(active_rows)
        self._solver_row = np.full(len(active_rows), -1, dtype=np.int64)  # -1: the row is left out
        self._solver_row[self._first_rows] = np.arange(len(self._first_rows))
        self._solver = SilentHighs()
        for option, value in (("threads", 1), ("presolve", "off"), ("random_seed", 0)):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(program.part(self._first_rows, np.arange(program.matrix.shape[1])))

    def change_columns(self, columns: IntArray, cost: FloatArray, least: FloatArray, most: FloatArray) -> None:
        """Change costs and bounds of columns."""
        program, indices = self.program, columns.astype(np.int32)
        program.cost[columns], program.least[columns], program.most[columns] = cost, least, most
        self._solver.changeColsCost(len(indices), indices, cost)
        self._solver.changeColsBounds(len(indices), indices, least, most)

    def change_upper_bounds(self, rows: IntArray, upper: FloatArray) -> None:
        """Change the upper bounds of rows."""
        program, solver_rows = self.program, self._solver_row[rows]
        program.upper[rows] = upper
        active = solver_rows >= 0
        chosen = solver_rows[active].astype(np.int32)
        self._solver.changeRowsBounds(  # type: ignore[attr-defined] # highspy's stubs lack it
            len(chosen), chosen, program.lower[rows][active], upper[active]
        )

    def solve(self) -> FloatArray | None:
        """Return the optimal value of each column; None where the program is infeasible.

        Raises SolverError where the solver does not say which.
        """
        self._solver.setBasis()
        while True:
            self.solves += 1
            self._solver.run()
            status = self._solver.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                self._ray = self._solver.getDualRay()[1:]  # type: ignore[attr-defined] # highspy's stubs lack it
                return None
            self._iterations += max(int(self._solver.getInfo().simplex_iteration_count), 0)
            if self._iterations > MAX_ITERATIONS:
                raise SolverError("the search was given up: there are too many tables, or they cross too much")
            if status != highspy.HighsModelStatus.kOptimal:
                raise SolverError(f"the solver ended with {self._solver.modelStatusToString(status)}")
            values = np.array(self._solver.getSolution().col_value)
            if not self._add_violated_rows(values):
                return values

    def dual_ray(self) -> FloatArray | None:
        """Return the weight of each row in the proof that the last solve was infeasible; None where there is none."""
        known, ray = self._ray
        if not known:
            return None
        weights = np.zeros(len(self._solver_row))
        active = np.flatnonzero(self._solver_row >= 0)
        weights[active] = np.asarray(ray)[self._solver_row[active]]
        return weights

    def infeasible_rows(self) -> IntArray:
        """Return the first active rows that made the last solve infeasible; all of them where the solver has no proof.

        The program stays infeasible as long as none of their columns gets wider bounds.
        """
        known, ray = self._ray
        return self._first_rows[np.abs(ray[: len(self._first_rows)]) > 0] if known else self._first_rows

    def _add_violated_rows(self, values: FloatArray) -> bool:
        """Add the rows left out that a solution violates; return whether there were any."""
        program, left = self.program, self._left_out
        activity = program.matrix[left] @ values if len(left) else np.zeros(0)
        violated = (activity > program.upper[left] + TOLERANCE) | (activity < program.lower[left] - TOLERANCE)
        if not violated.any():
            return False
        rows, self._left_out = left[violated], left[~violated]
        self._solver_row[rows] = self._solver_row.max() + 1 + np.arange(len(rows))
        added = program.matrix[rows]
        self._solver.addRows(
            len(rows),
            program.lower[rows],
            program.upper[rows],
            added.nnz,
            added.indptr[:-1].astype(np.int32),
            added.indices.astype(np.int32),
            added.data,
        )
        return True
