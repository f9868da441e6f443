"""Drafting a protection problem: numbers, relations and unknowns gathered one by one, then made into arrays.

Belongs here: Draft. Does not: what is printed of an edition (model/linked_tables.py), what a rule calls confidential
(primary.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np

from reports.disclosure.suppression.problem import BoolArray, IntArray, Name, SuppressionProblem, matrix

Row = dict[int, int]
Weights = tuple[tuple[int, int], ...]  # of each unknown of a sum: how often it counts


@dataclass
class _CellEntry:
    names: dict[Name, None]
    weights: Weights
    printable: bool = False
    primary: bool = False
    low: int = 1
    high: int = 1
    forced: bool = False
    known: bool = False
    cost: float = 0.0


@dataclass
class ProblemBuilder:
    """A problem in the making."""

    truth: IntArray
    movable: BoolArray
    universe: IntArray | None = None  # of each unknown; one universe holds all where none is named
    _numbers: dict[Weights, _CellEntry] = field(default_factory=dict)
    _suspects: dict[Weights, tuple[Name, int, int]] = field(default_factory=dict)
    _equal: list[Row] = field(default_factory=list)
    _ordered: list[tuple[Row, int, bool]] = field(default_factory=list)

    def add_cell(
        self,
        name: Name,
        places: Iterable[int],
        cost: float,
        forced: bool = False,
        rule: tuple[int, int] = (1, 1),
    ) -> int:
        """Add a number that a table prints, the sum of the unknowns at ``places``; return its true value.

        ``rule`` is the interval rule that it would have, were it confidential.
        The same sum is the same number, whatever it is called: it is lost in every table that prints it.
        """
        number = self._of(name, places)
        number.printable = True
        if not number.primary:
            number.low, number.high = min(number.low, rule[0]), max(number.high, rule[1])
        number.cost += cost
        number.forced |= forced
        return self.value(places)

    def mark_primary(self, name: Name, places: Iterable[int], low: int, high: int) -> None:
        """Mark a sum as confidential: anybody must hold it possible that it is ``low``, and that it is ``high``."""
        self.mark_complement_primary(name, places, (), low, high)

    def mark_complement_primary(
        self, name: Name, whole: Iterable[int], part: Iterable[int], low: int, high: int
    ) -> None:
        """Mark all of a sum but a part as confidential."""
        number = self._of_weights(name, _difference(whole, part))
        number.low = min(number.low, low) if number.primary else low
        number.high = max(number.high, high)
        number.primary = True
        number.forced = False

    def set_complement_interval(
        self, name: Name, whole: Iterable[int], part: Iterable[int], low: int, high: int
    ) -> None:
        """Give all of a sum but a part the rule that it would have, were it confidential."""
        self._suspects.setdefault(_difference(whole, part), (name, low, high))

    def mark_revision_primary(self, name: Name, now: Iterable[int], before: Iterable[int], threshold: int) -> None:
        """Mark as confidential by how few persons a number changed, more or fewer; nothing where it changed by more."""
        weights = _difference(now, before)
        change = sum(int(self.truth[place]) * weight for place, weight in weights)
        if 0 < abs(change) < threshold:
            number = self._of_weights(name, weights)
            number.primary = True
            number.low, number.high = (1, threshold) if change > 0 else (-threshold, -1)

    def add_known_cell(self, name: Name, places: Iterable[int]) -> None:
        """Add a number that an outsider has from elsewhere, whatever this edition prints."""
        number = self._of(name, places)
        number.printable = number.known = True

    def printed_cells(self) -> list[tuple[Name, tuple[int, ...]]]:
        """Return name and places of every number that a table prints and that counts each of its unknowns once."""
        return [
            (next(iter(number.names)), tuple(place for place, _ in number.weights))
            for number in self._numbers.values()
            if number.printable and number.weights and all(weight == 1 for _, weight in number.weights)
        ]

    def value(self, places: Iterable[int]) -> int:
        """Return the true value of a sum."""
        return int(self.truth[np.fromiter(places, dtype=np.int64)].sum())

    def add_equalities(self, rows: Iterable[Row]) -> None:
        """Add equations: each row is known to sum to what it truly sums to."""
        self._equal += [row for row in rows if row]

    def add_upper_bound(self, row: Row, most: int, *, of_any_part: bool = False) -> None:
        """Add an inequality; where the true table itself goes beyond ``most``, it is held at what is true.

        ``of_any_part``: it holds of any of the persons by themselves, too.
        """
        true = sum(int(self.truth[place]) * weight for place, weight in row.items())
        self._ordered.append((row, max(most, true), of_any_part))

    def _of(self, name: Name, places: Iterable[int]) -> _CellEntry:
        return self._of_weights(name, tuple(sorted((int(place), 1) for place in places)))

    def _of_weights(self, name: Name, weights: Weights) -> _CellEntry:
        number = self._numbers.setdefault(weights, _CellEntry({}, weights))
        number.names[name] = None
        return number

    def build(self) -> SuppressionProblem:
        """Return the problem; sums of nothing, which are always 0, are left out."""
        for weights, (name, low, high) in self._suspects.items():
            number = self._numbers.setdefault(weights, _CellEntry({name: None}, weights))
            if not number.primary:
                number.low, number.high = min(number.low, low), max(number.high, high)
        numbers = [number for number in self._numbers.values() if number.weights]
        width = len(self.truth)
        return SuppressionProblem(
            names=tuple(tuple(number.names) for number in numbers),
            sums=matrix([dict(number.weights) for number in numbers], width),
            printable=np.array([number.printable for number in numbers], dtype=bool),
            primary=np.array([number.primary for number in numbers], dtype=bool),
            low=np.array([number.low for number in numbers], dtype=np.int64),
            high=np.array([number.high for number in numbers], dtype=np.int64),
            forced=np.array([n.known or (n.forced and not n.primary) for n in numbers], dtype=bool),
            cost=np.array([number.cost for number in numbers], dtype=np.float64),
            equal=matrix(self._equal, width),
            ordered=matrix([row for row, _, _ in self._ordered], width),
            at_most=np.array([most for _, most, _ in self._ordered], dtype=np.float64),
            of_any_part=np.array([of_any for _, _, of_any in self._ordered], dtype=bool),
            truth=self.truth,
            movable=self.movable,
            universe=np.zeros(width, dtype=np.int64) if self.universe is None else self.universe,
        )


def _difference(whole: Iterable[int], part: Iterable[int]) -> Weights:
    weights: Row = dict.fromkeys((int(place) for place in whole), 1)
    for place in part:
        weights[int(place)] = weights.get(int(place), 0) - 1
    return tuple(sorted((place, weight) for place, weight in weights.items() if weight))
