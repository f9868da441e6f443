"""Differencing between tables of different cliques: a printed cell minus another of some of its persons.

The total of all victims less the total of a table of adult victims counts the children. Both are printed, and the inner
cells of the one are none of the other's: the tables are in different cliques of the junction tree. A cell counts some
persons of another if its codes and conditions include those of the other; both are then sums of inner cells of the
narrower cell's clique.

Belongs here: finding such differences of 1 to 10 persons. Does not: differences within a clique (differencing.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import ClassFlags
from reports.disclosure.model.table import TableModel, Universe, UniverseModel
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import protection_interval
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.published.codes import NOT_ASKED


@dataclass(frozen=True)
class _Cell:
    """One cell: its value, and by node the classes of the persons that it counts."""

    ref: CellRef
    value: int
    classes: dict[Node, ClassFlags]

    def counts_persons_of(self, other: "_Cell") -> bool:
        """Return whether each person of another cell is a person of this one, by definition."""
        return self.classes.keys() <= other.classes.keys() and all(
            not (other.classes[node] & ~flags).any() for node, flags in self.classes.items()
        )


def mark_differences_across_cliques(
    builder: ProblemBuilder, printed: Sequence[tuple[TableModel, UniverseModel]], threshold: int
) -> None:
    """Mark as primary each difference of printed cells of different cliques that is of fewer than ``threshold``."""
    cells: dict[Universe, list[_Cell]] = {}
    universes: dict[Universe, UniverseModel] = {}
    for table, universe in printed:
        universes[table.universe] = universe
        for codes, value in table.values.items():
            if value is not None and value >= threshold and codes[0] != NOT_ASKED:
                cell = _Cell(CellRef(table.spec.key, codes), value, table.classes_of(codes, universe.variables))
                cells.setdefault(table.universe, []).append(cell)
    for key, of_universe in cells.items():
        _mark_within(builder, of_universe, universes[key], threshold)


def _mark_within(builder: ProblemBuilder, cells: list[_Cell], universe: UniverseModel, threshold: int) -> None:
    low, high = protection_interval(sensitive=False, threshold=threshold)
    firsts: dict[frozenset[Node], int] = {}
    for cell in cells:
        nodes = frozenset(cell.classes)
        if nodes not in firsts:
            firsts[nodes] = universe.index.block_of(nodes).first
    by_value = sorted(cells, key=lambda cell: (cell.value, str(cell.ref)))
    for place, part in enumerate(by_value):
        for whole in by_value[place + 1 :]:
            if whole.value - part.value >= threshold:
                break
            if whole.value == part.value or not whole.counts_persons_of(part):
                continue
            if firsts[frozenset(whole.classes)] != firsts[frozenset(part.classes)]:
                crossing = frozenset(part.classes)
                minuend = universe.inner_cells(whole.classes, crossing)
                subtrahend = universe.inner_cells(part.classes, crossing)
                ref = whole.ref.minus(str(part.ref))
                builder.mark_difference_primary(ref, minuend.tolist(), subtrahend.tolist(), low, high)
