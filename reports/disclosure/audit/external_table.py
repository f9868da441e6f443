"""A printed table as an external intruder reads it: the inner cells that each cell counts, and what is printed.

Belongs here: a printed table with its specification, as sums of inner cells. Does not: inner cells (clique_cells.py),
all tables of a theme together (external_problem.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.disclosure.arrays import BoolArray
from reports.disclosure.audit.clique_cells import JunctionTreeCells
from reports.disclosure.model.inner_cells import CellNumbers
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import Recoding
from reports.disclosure.model.table import PERSONS, PersonCondition
from reports.published.codes import NOT_ASKED, TOTAL, Codes
from reports.published.protected_table import Cell, ProtectedTable
from reports.statistics import TableSpec
from reports.statistics.dimensions import Corridor, Ranking, Region, Services, codes_of
from reports.statistics.measures import load_measures


@dataclass(frozen=True)
class ExternalAxis:
    """One dimension: its recoding, and the codes that the recoding knows."""

    recoding: Recoding
    known: Codes


@dataclass(frozen=True)
class ExternalTable:
    """One table of persons or services as printed, for its own year.

    ``cells``: those of the table's own measure, by codes; ``derived``: shares, bases and responses.
    """

    spec: TableSpec
    cells: Mapping[Codes, Cell]
    derived: tuple[Cell, ...]
    axes: tuple[ExternalAxis, ...]
    conditions: tuple[PersonCondition, ...]
    asked: tuple[PersonCondition, ...]

    @classmethod
    def of(cls, spec: TableSpec, table: ProtectedTable) -> "ExternalTable":
        """Return a printed table with its specification."""
        of_year = [cell for cell in table.cells if cell.year == table.year]
        cells = {cell.codes: cell for cell in of_year if cell.measure == spec.measure}
        axes = []
        for axis, (name, definition) in enumerate(zip(spec.dimensions, spec.definitions, strict=True)):
            printed = tuple(dict.fromkeys(codes[axis] for codes in cells))
            ranking: Codes = ()
            if isinstance(definition, Ranking):
                ranking = tuple(code for code in printed if code not in codes_of(definition))
            elif isinstance(definition, Services):
                ranking = printed
            known = printed if isinstance(definition, Services) else codes_of(definition, ranking)
            axes.append(ExternalAxis(Recoding(name, ranking), known))
        conditions = (*PersonCondition.all_of(spec.where), *PersonCondition.all_of(spec.leave_out, met=False))
        derived = tuple(cell for cell in of_year if cell.measure != spec.measure)
        return cls(spec, cells, derived, tuple(axes), conditions, PersonCondition.all_of(spec.asked))

    @property
    def universe(self) -> tuple[str, str]:
        """Return what is counted: the theme, and persons or which amount."""
        return self.spec.theme, load_measures()[self.spec.measure].amount or PERSONS

    @property
    def recodings(self) -> tuple[Recoding, ...]:
        """Return the recodings of all axes and conditions."""
        conditions = (*self.conditions, *self.asked)
        return (*(axis.recoding for axis in self.axes), *(condition.recoding for condition in conditions))

    @property
    def is_suppressed_completely(self) -> bool:
        """Return whether no cell of the table is printed."""
        return not any(cell.status == "published" for cell in self.cells.values())

    @property
    def ranking(self) -> Codes:
        """Return the ranked codes in their order; none where the table is no ranking."""
        return self.axes[0].recoding.ranking if isinstance(self.spec.definitions[0], Ranking) else ()

    def has_several_countries(self, axis: int) -> bool:
        """Return whether a person may have several countries, and so several codes, in a dimension."""
        return isinstance(self.spec.definitions[axis], Ranking | Region | Corridor)

    def is_sensitive(self, codes: Sequence[str]) -> bool:
        """Return whether a zero in this cell reveals something about somebody."""
        return self.spec.is_sensitive(codes)

    def inner_cells(self, codes: Codes, index: JunctionTreeCells, node_of: Mapping[str, Node]) -> CellNumbers:
        """Return the inner cells that a cell counts; ``node_of``: the node of each variable."""
        if codes[0] == NOT_ASKED:
            of_all = (TOTAL, *codes[1:])
            nodes = {node_of[recoding.variables[0]] for recoding in self.recodings}
            everybody = self._inner_cells(of_all, (), index, node_of, nodes)
            return np.setdiff1d(everybody, self._inner_cells(of_all, self.asked, index, node_of, nodes))
        asked = self.asked if codes[0] != TOTAL else ()
        return self._inner_cells(codes, asked, index, node_of)

    def _inner_cells(
        self,
        codes: Codes,
        asked: tuple[PersonCondition, ...],
        index: JunctionTreeCells,
        node_of: Mapping[str, Node],
        crossing: Collection[Node] = (),
    ) -> CellNumbers:
        marked: dict[Node, BoolArray] = {}

        def mark(recoding: Recoding, column: int, met: bool = True) -> None:
            node = node_of[recoding.variables[0]]
            classes = index.classes[node]
            flags = classes.flags[recoding][:, column]
            chosen = flags if met else classes.of_persons & ~flags
            marked[node] = marked[node] & chosen if node in marked else chosen

        for condition in (*self.conditions, *asked):
            mark(condition.recoding, 0, condition.met)
        for axis, code in zip(self.axes, codes, strict=True):
            if code != TOTAL:
                mark(axis.recoding, axis.known.index(code))
        return index.sum_over(marked, crossing)
