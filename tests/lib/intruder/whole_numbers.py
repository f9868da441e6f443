"""An intruder who knows sums of unknown whole numbers, none of them negative, and solves for one more sum.

The unknowns are the innermost cells; a row says how often a sum counts each.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy.optimize import Bounds, LinearConstraint, linprog, milp

TOTAL = "total"


def counts_cell(margin: Sequence[str], cell: Sequence[str]) -> bool:
    """Say whether the number under the codes ``margin`` counts the innermost cell."""
    return all(code in (TOTAL, own) for code, own in zip(margin, cell, strict=True))


def row_of(margin: Sequence[str], cells: Sequence[Sequence[str]]) -> np.ndarray:
    """Return which of the innermost cells the number under the codes ``margin`` counts."""
    return np.array([counts_cell(margin, cell) for cell in cells], dtype=float)


@dataclass
class Knowledge:
    """Rows with the least and the greatest that each sum can be; ``bounds`` are those of the unknowns themselves."""

    width: int
    bounds: tuple[Any, Any] = (0, np.inf)
    rows: list[np.ndarray] = field(default_factory=list)
    least: list[float] = field(default_factory=list)
    most: list[float] = field(default_factory=list)

    @classmethod
    def of(
        cls, rows: Sequence[np.ndarray], values: Sequence[float], bounds: tuple[Any, Any] = (0, np.inf)
    ) -> "Knowledge":
        """Know the exact value of each sum; at least one."""
        return cls(len(rows[0]), bounds, list(rows), list(values), list(values))

    def know(self, row: np.ndarray, least: float, most: float) -> None:
        """Add a sum that lies between two numbers."""
        self.rows.append(row)
        self.least.append(least)
        self.most.append(most)

    def interval(self, row: np.ndarray) -> tuple[int, int]:
        """Return the least and the greatest whole number that a sum can be."""
        ends = [sign * self._solved(sign * row).fun for sign in (1, -1)]
        return round(ends[0]), round(ends[1])

    def can_be(self, row: np.ndarray, number: float, **options: float) -> bool:
        """Say whether a sum can be this number."""
        asked = Knowledge(self.width, self.bounds, [*self.rows, row], [*self.least, number], [*self.most, number])
        return bool(asked._found(np.zeros(self.width), options).status == 0)

    def _solved(self, aim: np.ndarray) -> Any:
        found = self._found(aim)
        assert found.status == 0, found.message
        return found

    def _found(self, aim: np.ndarray, options: dict[str, float] | None = None) -> Any:
        known = LinearConstraint(np.stack(self.rows), self.least, self.most) if self.rows else ()
        found = milp(
            aim, integrality=np.ones(self.width), bounds=Bounds(*self.bounds), constraints=known, options=options or {}
        )
        assert found.status in (0, 2), found.message  # solved, or no such numbers
        return found


def is_narrow(interval: tuple[int, int], least: int, most: int) -> bool:
    """Say whether an interval tells more than that a number lies between ``least`` and ``most``."""
    return interval[0] > least or interval[1] < most


def real_interval(row: np.ndarray, rows: np.ndarray, values: Sequence[float]) -> tuple[float, float]:
    """Return between which real numbers a sum lies: what an intruder without whole numbers finds."""
    found = [linprog(sign * row, A_eq=rows, b_eq=values, method="highs") for sign in (1, -1)]
    assert all(one.status == 0 for one in found)
    return float(found[0].fun), -float(found[1].fun)
