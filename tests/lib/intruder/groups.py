"""The intruder who knows sums of groups of whole persons, and seeks other persons who print the same.

A *group* is the finest that the facts of a year tell apart. Each solution that the solver finds is kept: what it shows
of one number, it may show of others, too.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy.optimize import Bounds, LinearConstraint, milp

Row = npt.NDArray[np.int64]  # how often a number counts each group


@dataclass
class GroupIntruder:
    """What is printed of groups of persons. ``at_most``: sums that everybody knows to be no greater than zero."""

    width: int
    solutions: list[Row] = field(default_factory=list)
    solves: int = 0
    _rows: dict[bytes, tuple[Row, int]] = field(default_factory=dict)
    _at_most: list[Row] = field(default_factory=list)

    def know(self, row: Row, value: int) -> None:
        """Know the exact value of a sum."""
        self._rows[np.asarray(row, dtype=np.int64).tobytes()] = np.asarray(row, dtype=np.int64), int(value)

    def know_at_most_zero(self, row: Row) -> None:
        """Know that a sum is not greater than zero."""
        self._at_most.append(np.asarray(row, dtype=np.int64))

    def fits(self, groups: Row) -> bool:
        """Say whether persons print what is known."""
        exact = all(int(row @ groups) == value for row, value in self._rows.values())
        return exact and all(int(row @ groups) <= 0 for row in self._at_most)

    def can_be(self, row: Row, least: int, most: int) -> bool:
        """Say whether a sum can be ``least`` or less, and whether it can be ``most`` or more."""
        return self._reaches(row, -least, -1) and self._reaches(row, most, 1)

    def _reaches(self, row: Row, goal: int, sign: int) -> bool:
        if any(sign * int(row @ found) >= goal for found in self.solutions):
            return True
        known = list(self._rows.values())
        nobody = [counted > 0 for counted, value in known if value == 0 and (counted >= 0).all()]
        most = np.where(np.any(nobody, axis=0) if nobody else False, 0.0, np.inf) * np.ones(self.width)
        rows = np.stack([*(counted for counted, _ in known), *self._at_most, sign * row])
        lower = [*(value for _, value in known), *(-np.inf for _ in self._at_most), goal]
        upper = [*(value for _, value in known), *(0 for _ in self._at_most), np.inf]
        self.solves += 1
        found = milp(
            np.zeros(self.width),
            integrality=np.ones(self.width),
            bounds=Bounds(np.zeros(self.width), most),
            constraints=LinearConstraint(rows, lower, upper),
        )
        assert found.status in (0, 2), found.message  # solved, or no such persons
        if found.status == 2:
            return False
        solution = np.round(found.x).astype(np.int64)
        assert (solution >= 0).all()
        assert self.fits(solution)
        self.solutions.append(solution)
        return sign * int(row @ solution) >= goal


def unique_rows(rows: Iterable[tuple[Row, int, int]]) -> list[tuple[Row, int, int]]:
    """Return each number once, with the widest interval that any rule asks for."""
    found: dict[bytes, tuple[Row, int, int]] = {}
    for row, least, most in rows:
        key = row.tobytes()
        _, low, high = found.get(key, (row, least, most))
        found[key] = row, min(least, low), max(most, high)
    return list(found.values())
