"""A table as an outsider reads it: which persons each of its numbers counts, and what stands there.

Belongs here: a printed table with its specification to sums over unknowns. Does not: unknowns (clique_cells.py), all
tables of a theme together (external_problem.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.disclosure.arrays import BoolArray
from reports.disclosure.audit.category_classes import CategoryClasses
from reports.disclosure.audit.clique_cells import JunctionTreeCells, Places
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import Recoding
from reports.published.codes import NOT_ASKED, TOTAL, Codes
from reports.published.protected_table import Cell, ProtectedTable
from reports.statistics import TableSpec
from reports.statistics.dimensions import Corridor, Ranking, Region, Services, codes_of
from reports.statistics.measures import load_measures

PERSONS = "persons"
Condition = tuple[tuple[Recoding, bool], ...]  # recodings, and whether a person meets each


@dataclass(frozen=True)
class ExternalTable:
    """One table of persons or services: its specification, and the cells that it has of its own year."""

    spec: TableSpec
    cells: Mapping[Codes, Cell]  # of the table's own measure
    others: tuple[Cell, ...]  # shares, bases and responses
    axes: tuple[tuple[Recoding, Codes], ...]  # of each dimension the recoding, and the codes that it tells apart
    where: Condition
    asked: Condition

    @classmethod
    def of(cls, spec: TableSpec, table: ProtectedTable) -> "ExternalTable":
        """Return the table as printed, by the specification that it has."""
        own = [cell for cell in table.cells if cell.year == table.year]
        cells = {cell.codes: cell for cell in own if cell.measure == spec.measure}
        axes = []
        for at, (name, definition) in enumerate(zip(spec.dimensions, spec.definitions, strict=True)):
            printed = tuple(dict.fromkeys(codes[at] for codes in cells))
            ranking: Codes = ()
            if isinstance(definition, Ranking):
                ranking = tuple(code for code in printed if code not in codes_of(definition))
            elif isinstance(definition, Services):
                ranking = printed
            known = printed if isinstance(definition, Services) else codes_of(definition, ranking)
            axes.append((Recoding(name, ranking), known))
        where = [(Recoding(name, codes=codes), True) for name, codes in spec.where.items()]
        where += [(Recoding(name, codes=codes), False) for name, codes in spec.leave_out.items()]
        asked = tuple((Recoding(name, codes=codes), True) for name, codes in spec.asked.items())
        others = tuple(cell for cell in own if cell.measure != spec.measure)
        return cls(spec, cells, others, tuple(axes), tuple(where), asked)

    @property
    def universe(self) -> tuple[str, str]:
        """What is counted: the theme, and persons or which amount."""
        return self.spec.theme, load_measures()[self.spec.measure].amount or PERSONS

    @property
    def recodings(self) -> tuple[Recoding, ...]:
        """All that the table looks at."""
        return (*(recoding for recoding, _ in self.axes), *(recoding for recoding, _ in (*self.where, *self.asked)))

    @property
    def is_withheld_whole(self) -> bool:
        """Say whether no number of it is printed."""
        return not any(cell.status == "published" for cell in self.cells.values())

    @property
    def ranking(self) -> Codes:
        """The codes of a ranked table, in their order."""
        return self.axes[0][0].ranking if isinstance(self.spec.definitions[0], Ranking) else ()

    def counts_several(self, axis: int) -> bool:
        """Say whether a person may stand under several countries of a dimension."""
        definition = self.spec.definitions[axis]
        return isinstance(definition, Ranking | Region | Corridor)

    def is_sensitive(self, codes: Sequence[str]) -> bool:
        """Say whether nobody in the cell says something about somebody."""
        return self.spec.is_sensitive(codes)

    def places(self, codes: Codes, blocks: JunctionTreeCells, node_of: Mapping[str, Node]) -> Places:
        """Return the unknowns that a cell counts."""
        if codes[0] == NOT_ASKED:
            of_all = (TOTAL, *codes[1:])
            every = {node_of[recoding.variables[0]] for recoding in self.recodings}
            return np.setdiff1d(
                self._sum(of_all, (), blocks, node_of, every), self._sum(of_all, self.asked, blocks, node_of, every)
            )
        asked = self.asked if codes[0] != TOTAL else ()
        return self._sum(codes, asked, blocks, node_of, ())

    def _sum(
        self,
        codes: Codes,
        asked: Condition,
        blocks: JunctionTreeCells,
        node_of: Mapping[str, Node],
        within: set[Node] | tuple[()],
    ) -> Places:
        under: dict[Node, BoolArray] = {}

        def mark(recoding: Recoding, column: int, met: bool = True) -> None:
            node = node_of[recoding.variables[0]]
            classes: CategoryClasses = blocks.classes[node]
            bits = classes.under[recoding][:, column]
            chosen = bits if met else classes.of_persons & ~bits
            under[node] = under[node] & chosen if node in under else chosen

        for recoding, met in (*self.where, *asked):
            mark(recoding, 0, met)
        for (recoding, known), code in zip(self.axes, codes, strict=True):
            if code != TOTAL:
                mark(recoding, known.index(code))
        return blocks.places(under, within)
