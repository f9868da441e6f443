"""A linear program kept alive: from question to question only costs and bounds of its columns change.

Of thousands of inequalities a solution meets few. Those of many columns are left out until a solution breaks them: it
is then looked for again, from where it was. What is left out is kept by every solution, so it is that of the whole.

Belongs here: Program, LivingModel, the solver. Does not: what the columns mean (move_solver.py).
"""

from dataclasses import dataclass

import highspy
import numpy as np
from scipy import sparse

from expectations.errors import ReviewError
from reports.disclosure.suppression.problem import BoolArray, FloatArray, IntArray

TOLERANCE = 1e-6
MOST_ITERATIONS = 1_500_000  # of the simplex, in one search: the same on every machine, unlike a time


class SolverError(ReviewError, RuntimeError):
    """The solver gave neither a solution nor the answer that there is none: out of time, or a numerical failure."""


class SilentHighs(highspy.Highs):
    """HiGHS without its callbacks: enabling them writes the solver's banner to the terminal of whoever runs it."""

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
        """Return some rows of some columns, for the solver."""
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
    """The program in the solver. Each question starts where every column is nothing."""

    def __init__(self, program: LinearProgram, held: BoolArray) -> None:
        """Begin with these rows."""
        self.program = program
        self.solves = self._iterations = 0
        self._ray: tuple[bool, FloatArray] = (False, np.zeros(0))
        self._left_out, self._first_rows = np.flatnonzero(~held), np.flatnonzero(held)
        self._place = np.full(len(held), -1, dtype=np.int64)  # of each row in the solver
        self._place[self._first_rows] = np.arange(len(self._first_rows))
        self._solver = SilentHighs()
        for option, value in (("threads", 1), ("presolve", "off"), ("random_seed", 0)):
            self._solver.setOptionValue(option, value)
        self._solver.passModel(program.part(self._first_rows, np.arange(program.matrix.shape[1])))

    def change(self, columns: IntArray, cost: FloatArray, least: FloatArray, most: FloatArray) -> None:
        """Change costs and bounds of columns."""
        program, places = self.program, columns.astype(np.int32)
        program.cost[columns], program.least[columns], program.most[columns] = cost, least, most
        self._solver.changeColsCost(len(places), places, cost)
        self._solver.changeColsBounds(len(places), places, least, most)

    def limit(self, rows: IntArray, upper: FloatArray) -> None:
        """Change the most that rows may sum to."""
        program, places = self.program, self._place[rows]
        program.upper[rows] = upper
        held = places >= 0
        chosen = places[held].astype(np.int32)
        self._solver.changeRowsBounds(  # type: ignore[attr-defined] # highspy's stubs lack it
            len(chosen), chosen, program.lower[rows][held], upper[held]
        )

    def solved(self) -> FloatArray | None:
        """Return the optimum, a value a column; None where nothing fits. Raises SolverError where that is not clear."""
        self._solver.setBasis()
        while True:
            self.solves += 1
            self._solver.run()
            status = self._solver.getModelStatus()
            if status == highspy.HighsModelStatus.kInfeasible:
                self._ray = self._solver.getDualRay()[1:]  # type: ignore[attr-defined] # highspy's stubs lack it
                return None
            self._iterations += max(int(self._solver.getInfo().simplex_iteration_count), 0)
            if self._iterations > MOST_ITERATIONS:
                raise SolverError("the search was given up: there are too many tables, or they cross too much")
            if status != highspy.HighsModelStatus.kOptimal:
                raise SolverError(f"the solver ended with {self._solver.modelStatusToString(status)}")
            values = np.array(self._solver.getSolution().col_value)
            if not self._add_violated_rows(values):
                return values

    def infeasible_rows(self) -> IntArray:
        """Return the rows of the beginning that together let nothing fit, when nothing did: all where it is not known.

        Nothing fits as long as none of their columns is given more room.
        """
        known, ray = self._ray
        return self._first_rows[np.abs(ray[: len(self._first_rows)]) > 0] if known else self._first_rows

    def _add_violated_rows(self, values: FloatArray) -> bool:
        """Hold the rows left out that a solution breaks from now on; say whether there were any."""
        program, left = self.program, self._left_out
        activity = program.matrix[left] @ values if len(left) else np.zeros(0)
        broken = (activity > program.upper[left] + TOLERANCE) | (activity < program.lower[left] - TOLERANCE)
        if not broken.any():
            return False
        rows, self._left_out = left[broken], left[~broken]
        self._place[rows] = self._place.max() + 1 + np.arange(len(rows))
        own = program.matrix[rows]
        self._solver.addRows(
            len(rows),
            program.lower[rows],
            program.upper[rows],
            own.nnz,
            own.indptr[:-1].astype(np.int32),
            own.indices.astype(np.int32),
            own.data,
        )
        return True
