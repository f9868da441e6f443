"""The suppression problem of an edition, as data: inner cells, and every cell that is a sum of them.

An inner cell is one of the finest cells that the printed tables cross; every printed cell is a sum of inner cells. A
*congruent table* gives every inner cell a whole number of persons and satisfies all constraints; the true one is
``truth``.

Belongs here: the problem and the checks of its consistency. Does not: making it from tables (model/build_problem.py),
solving it (protect.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from scipy import sparse

from reports.disclosure.arrays import BoolArray, FloatArray, IntArray
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.coalitions import Coalitions


@dataclass(frozen=True)
class SuppressionProblem:
    """Cells, inner cells and constraints. One row of ``sums`` per cell, one column per inner cell.

    Cells with the same set of inner cells are one cell, whatever tables print it: ``refs`` holds all their references.
    ``printable`` is false for a cell that no table prints but that must not become known either (a complement, a
    revision, a difference). A primary cell is protected if an intruder must hold it possible that it is
    ``protection_low``, and that it is ``protection_high``: the ends of its protection interval.

    The constraints ``equalities @ x == equalities @ truth``, ``inequalities @ x <= at_most`` and ``x >= 0`` hold for
    every congruent table. They describe an intruder at least as well informed as any real one: a cell protected against
    that intruder is protected against the real one.
    """

    refs: tuple[tuple[CellRef, ...], ...]
    sums: sparse.csr_matrix
    printable: BoolArray
    primary: BoolArray
    protection_low: IntArray
    protection_high: IntArray
    forced: BoolArray  # printed whatever happens
    cost: FloatArray  # the information that a reader loses by suppression; depends on the cell's place alone
    equalities: sparse.csr_matrix
    inequalities: sparse.csr_matrix
    at_most: FloatArray
    truth: IntArray
    movable: BoolArray  # inner cells whose persons are not taken as known to everybody (a-priori information)
    universe: IntArray  # of each inner cell: the number of the universe (theme and unit) that it belongs to
    of_any_part: BoolArray | None = None  # rows of ``inequalities`` that hold for every subset of the persons, too
    own: sparse.csr_matrix | None = None  # one row per contributor: how many of the persons are in its own records
    coalitions: Coalitions | None = None  # offices that may combine their records; they protect nothing
    missing_codes: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    """By table and place of the dimension, the missing code that is not an attribute (model/missing_codes.py)."""

    @property
    def values(self) -> IntArray:
        """Return the true value of each cell."""
        return np.asarray(self.sums @ self.truth, dtype=np.int64)

    def check(self) -> None:
        """Raise ValueError where arrays have different sizes, or the true table violates a constraint."""
        cells, inner_cells = self.sums.shape
        fits = all(
            len(array) == cells
            for array in (
                self.refs,
                self.printable,
                self.primary,
                self.protection_low,
                self.protection_high,
                self.cost,
            )
        )
        of_inner_cells = len(self.truth), len(self.movable), len(self.universe), self.equalities.shape[1]
        if not fits or set(of_inner_cells) != {inner_cells}:
            raise ValueError("the arrays of a suppression problem have different sizes")
        if (self.truth < 0).any() or (self.inequalities @ self.truth > self.at_most + 1e-9).any():
            raise ValueError("the true table violates a constraint of its own suppression problem")
