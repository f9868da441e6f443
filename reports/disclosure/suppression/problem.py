"""The protection problem of an edition, as data: what persons could be where, and every number that stands on it.

Unknowns are the finest cells that the printed tables cross; each number is a sum of some of them. A joint table is a
whole number of persons in every unknown that keeps all relations; the true one is ``truth``.

Belongs here: the problem and its checks. Does not: making it from tables (model/linked_tables.py), suppression
(protect.py).
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

ALL_BUT = "all but"  # begins the end of the name of all in a line but a cell; the place of the line follows
Name = tuple[str, ...]  # table, then the codes of the cell
IntArray = npt.NDArray[np.int64]
BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]


@dataclass(frozen=True)
class SuppressionProblem:
    """Numbers, unknowns and relations. One row of ``sums`` a number, one column an unknown.

    The same sum is one number, whatever the tables that print it: ``names`` holds them all. ``printable`` is false of a
    number that no table prints, but that must not be known either (the complement of a cell). A confidential number
    must be able, as far as anyone can tell, to be ``low`` and ``high``. ``equal @ x == equal @ truth``,
    ``ordered @ x <= at_most`` and ``x >= 0`` hold for every joint table that an attacker can think of; they may say
    more than he knows, never less, so that what can be shown against them can be shown against him.
    """

    names: tuple[tuple[Name, ...], ...]
    sums: sparse.csr_matrix
    printable: BoolArray
    primary: BoolArray
    low: IntArray
    high: IntArray
    forced: BoolArray
    cost: FloatArray  # what a reader loses by suppression: from the specification and the place alone
    equal: sparse.csr_matrix
    ordered: sparse.csr_matrix
    at_most: FloatArray
    truth: IntArray
    movable: BoolArray  # unknowns whose persons are not taken as known to everybody
    universe: IntArray  # of each unknown: which theme's persons or amounts it counts, as a number
    of_any_part: BoolArray | None = None  # rows of ``ordered`` that hold of some of the persons alone, too
    own: sparse.csr_matrix | None = None  # one row an office: how many of the persons are in its own records

    @property
    def values(self) -> IntArray:
        """Return the true number of each sum."""
        return np.asarray(self.sums @ self.truth, dtype=np.int64)

    def check(self) -> None:
        """Raise ValueError where the true table breaks a relation, or arrays do not fit: a fault of its maker."""
        numbers, unknowns = self.sums.shape
        fits = all(
            len(array) == numbers
            for array in (self.names, self.printable, self.primary, self.low, self.high, self.cost)
        )
        of_unknowns = len(self.truth), len(self.movable), len(self.universe), self.equal.shape[1]
        if not fits or set(of_unknowns) != {unknowns}:
            raise ValueError("a protection problem whose parts are of different sizes")
        if (self.truth < 0).any() or (self.ordered @ self.truth > self.at_most + 1e-9).any():
            raise ValueError("a protection problem that its own true table does not fit")


def matrix(rows: list[dict[int, int]], width: int) -> sparse.csr_matrix:
    """Return rows of place to weight as a matrix."""
    ends = np.cumsum([0, *(len(row) for row in rows)])
    places = np.array([place for row in rows for place in row], dtype=np.int64)
    weights = np.array([weight for row in rows for weight in row.values()], dtype=np.float64)
    return sparse.csr_matrix((weights, places, ends), shape=(len(rows), width))
