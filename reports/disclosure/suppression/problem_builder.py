"""Building a suppression problem: cells, constraints and inner cells are added one by one, then made into arrays.

Belongs here: ProblemBuilder. Does not: which cells an edition prints (model/build_problem.py), primary rules
(primary.py).
"""

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

import numpy as np

from reports.disclosure.arrays import BoolArray, IntArray, SparseRow, sparse_rows
from reports.disclosure.suppression.cell_ref import CellKind, CellRef
from reports.disclosure.suppression.problem import SuppressionProblem

Weights = tuple[tuple[int, int], ...]  # inner cell and weight of each term of a sum
Interval = tuple[int, int]  # the ends of a protection interval


@dataclass
class _CellEntry:
    refs: dict[CellRef, None]
    weights: Weights
    printable: bool = False
    primary: bool = False
    protection_low: int = 1
    protection_high: int = 1
    forced: bool = False
    known: bool = False
    suppressed_before: bool = False
    cost: float = 0.0

    def widen(self, interval: Interval) -> None:
        self.protection_low = min(self.protection_low, interval[0])
        self.protection_high = max(self.protection_high, interval[1])


@dataclass
class ProblemBuilder:
    """A suppression problem under construction. The order in which cells are added is the order of the problem's."""

    truth: IntArray
    movable: BoolArray
    universe: IntArray | None = None  # of each inner cell; None where there is one universe
    is_exempt: Callable[[Weights], bool] = lambda _: False  # differences that need no protection; not complements
    released: Collection[Weights] = frozenset()  # sums that earlier releases print: nothing can protect them any more
    _cells: dict[Weights, _CellEntry] = field(default_factory=dict)
    _difference_intervals: dict[Weights, tuple[CellRef, Interval]] = field(default_factory=dict)
    _equalities: list[SparseRow] = field(default_factory=list)
    _inequalities: list[tuple[SparseRow, int, bool]] = field(default_factory=list)

    def add_cell(
        self,
        ref: CellRef,
        inner_cells: Iterable[int],
        cost: float,
        forced: bool = False,
        interval: Interval = (1, 1),
    ) -> int:
        """Add a cell that a table prints, the sum of ``inner_cells``; return its true value.

        ``interval`` is the protection interval that it would have, were it primary. Cells with the same set of inner
        cells are one variable: suppressing one suppresses all.
        """
        cell = self._of(ref, inner_cells)
        cell.printable = True
        if not cell.primary:
            cell.widen(interval)
        cell.cost += cost
        cell.forced |= forced
        return self.value(inner_cells)

    def mark_primary(self, ref: CellRef, inner_cells: Iterable[int], low: int, high: int) -> None:
        """Mark a cell as primary, with the protection interval [``low``, ``high``]."""
        self.mark_difference_primary(ref, inner_cells, (), low, high)

    def mark_difference_primary(
        self, ref: CellRef, minuend: Iterable[int], subtrahend: Iterable[int], low: int, high: int
    ) -> None:
        """Mark a sum of inner cells minus another as primary, with the protection interval [``low``, ``high``]."""
        minuend, subtrahend = list(minuend), list(subtrahend)
        weights = _difference(minuend, subtrahend)
        if self.is_released(minuend) and self.is_released(subtrahend):
            return
        if self._needs_no_protection(ref, weights):
            return
        cell = self._of_weights(ref, weights)
        cell.protection_low = min(cell.protection_low, low) if cell.primary else low
        cell.protection_high = max(cell.protection_high, high)
        cell.primary = True
        cell.forced = False

    def set_difference_interval(
        self, ref: CellRef, minuend: Iterable[int], subtrahend: Iterable[int], low: int, high: int
    ) -> None:
        """Set the protection interval that a difference would have, were it primary."""
        minuend, subtrahend = list(minuend), list(subtrahend)
        if not (self.is_released(minuend) and self.is_released(subtrahend)):
            self._difference_intervals.setdefault(_difference(minuend, subtrahend), (ref, (low, high)))

    def mark_revision_primary(self, ref: CellRef, now: Iterable[int], before: Iterable[int], threshold: int) -> None:
        """Mark a revision of 1 to ``threshold`` - 1 persons, up or down, as primary; leave larger revisions alone."""
        weights = _difference(now, before)
        revision = sum(int(self.truth[inner_cell]) * weight for inner_cell, weight in weights)
        if 0 < abs(revision) < threshold:
            cell = self._of_weights(ref, weights)
            cell.primary = True
            cell.protection_low, cell.protection_high = (1, threshold) if revision > 0 else (-threshold, -1)

    def add_known_cell(self, ref: CellRef, inner_cells: Iterable[int]) -> None:
        """Add a cell whose value an intruder knows from elsewhere, whatever this edition prints."""
        cell = self._of(ref, inner_cells)
        cell.printable = cell.known = True

    def add_suppressed_cell(self, ref: CellRef, inner_cells: Iterable[int], interval: Interval) -> None:
        """Add a cell that an earlier release suppressed: it must not become known. ``interval``: see ``add_cell``."""
        cell = self._of(ref, inner_cells)
        cell.printable = cell.suppressed_before = True
        if not cell.primary:
            cell.widen(interval)

    def is_released(self, inner_cells: Iterable[int]) -> bool:
        """Return whether an earlier release prints a sum; the empty sum is 0, which everybody knows."""
        weights = weights_of(inner_cells)
        return not weights or weights in self.released

    def printed_cells(self) -> list[tuple[CellRef, tuple[int, ...]]]:
        """Return reference and inner cells of every printable cell that counts each of its inner cells once."""
        return [
            (next(iter(cell.refs)), tuple(inner_cell for inner_cell, _ in cell.weights))
            for cell in self._cells.values()
            if cell.printable and cell.weights and all(weight == 1 for _, weight in cell.weights)
        ]

    def value(self, inner_cells: Iterable[int]) -> int:
        """Return the true value of a sum of inner cells."""
        return int(self.truth[_array(inner_cells)].sum())

    def add_equalities(self, rows: Iterable[SparseRow]) -> None:
        """Add equations: everybody knows the true value of each row."""
        self._equalities += [row for row in rows if row]

    def add_upper_bound(self, row: SparseRow, most: int, *, of_any_part: bool = False) -> None:
        """Add an inequality; where the true table exceeds ``most``, the bound is the true value.

        ``of_any_part``: the inequality holds for every subset of the persons, too.
        """
        inner_cells, weights = (np.fromiter(part, dtype=np.int64, count=len(row)) for part in (row, row.values()))
        true = int(self.truth[inner_cells] @ weights)
        self._inequalities.append((row, max(most, true), of_any_part))

    def build(self) -> SuppressionProblem:
        """Return the problem; empty sums, whose value is always 0, are left out."""
        for weights, (ref, interval) in self._difference_intervals.items():
            if weights not in self._cells and self._needs_no_protection(ref, weights):
                continue
            cell = self._cells.setdefault(weights, _CellEntry({ref: None}, weights))
            if not cell.primary:
                cell.widen(interval)
        cells = [cell for cell in self._cells.values() if cell.weights]
        width = len(self.truth)
        return SuppressionProblem(
            refs=tuple(tuple(cell.refs) for cell in cells),
            sums=sparse_rows([dict(cell.weights) for cell in cells], width),
            printable=np.array([cell.printable for cell in cells], dtype=bool),
            primary=np.array([cell.primary for cell in cells], dtype=bool),
            protection_low=np.array([cell.protection_low for cell in cells], dtype=np.int64),
            protection_high=np.array([cell.protection_high for cell in cells], dtype=np.int64),
            forced=np.array(
                [cell.known or (cell.forced and not cell.primary and not cell.suppressed_before) for cell in cells],
                dtype=bool,
            ),
            cost=np.array([cell.cost for cell in cells], dtype=np.float64),
            equalities=sparse_rows(self._equalities, width),
            inequalities=sparse_rows([row for row, _, _ in self._inequalities], width),
            at_most=np.array([most for _, most, _ in self._inequalities], dtype=np.float64),
            of_any_part=np.array([of_any for _, _, of_any in self._inequalities], dtype=bool),
            truth=self.truth,
            movable=self.movable,
            universe=np.zeros(width, dtype=np.int64) if self.universe is None else self.universe,
        )

    def _needs_no_protection(self, ref: CellRef, weights: Weights) -> bool:
        return ref.kind is CellKind.DIFFERENCE and self.is_exempt(weights)

    def _of(self, ref: CellRef, inner_cells: Iterable[int]) -> _CellEntry:
        return self._of_weights(ref, weights_of(inner_cells))

    def _of_weights(self, ref: CellRef, weights: Weights) -> _CellEntry:
        cell = self._cells.setdefault(weights, _CellEntry({}, weights))
        cell.refs[ref] = None
        return cell


def weights_of(inner_cells: Iterable[int]) -> Weights:
    """Return the weights of a sum that counts each of its inner cells once."""
    return tuple((inner_cell, 1) for inner_cell in np.sort(_array(inner_cells)).tolist())


def _difference(minuend: Iterable[int], subtrahend: Iterable[int]) -> Weights:
    of_minuend, of_subtrahend = np.unique(_array(minuend)), _array(subtrahend)
    inner_cells, place = np.unique(np.concatenate([of_minuend, of_subtrahend]), return_inverse=True)
    sign = np.repeat([1, -1], [len(of_minuend), len(of_subtrahend)])
    weights = np.bincount(place, weights=sign, minlength=len(inner_cells)).astype(np.int64)
    chosen = weights != 0
    return tuple(zip(inner_cells[chosen].tolist(), weights[chosen].tolist(), strict=True))


def _array(inner_cells: Iterable[int]) -> IntArray:
    return inner_cells if isinstance(inner_cells, np.ndarray) else np.fromiter(inner_cells, dtype=np.int64)
