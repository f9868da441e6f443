"""A printed table as an external intruder reads it: its model, and what is printed.

Belongs here: a printed table with its specification. Does not: which inner cells a cell counts (model/table.py), all
tables of a theme together (external_problem.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.disclosure.model.missing_codes import TableMissingCodes
from reports.disclosure.model.structural_zeros import follows_from_definitions
from reports.disclosure.model.table import TableModel, Universe
from reports.published.codes import TOTAL, Codes
from reports.published.protected_table import Cell, ProtectedTable
from reports.statistics import TableSpec
from reports.statistics.dimensions import Corridor, Ranking, Region

NOT_COUNTED = ("not_applicable", "not_available")  # the status of cells that no person can be in, or none is


@dataclass(frozen=True)
class ExternalTable:
    """One table of persons or services as printed, for its own year.

    ``model``: the table without values, as the suppression problem sees it. ``cells``: those of the table's own
    measure, by codes; ``derived``: shares, bases and responses.
    ``missing_not_an_attribute``: place of the dimension and missing code of which the public audit report says that it
    is no attribute in this table (model/missing_codes.py).
    """

    model: TableModel
    cells: Mapping[Codes, Cell]
    derived: tuple[Cell, ...]
    missing_not_an_attribute: frozenset[tuple[int, str]] = frozenset()

    @classmethod
    def of(
        cls, spec: TableSpec, table: ProtectedTable, missing_not_an_attribute: frozenset[tuple[int, str]] = frozenset()
    ) -> "ExternalTable":
        """Return a printed table with its specification."""
        of_year = [cell for cell in table.cells if cell.year == table.year]
        cells = {cell.codes: cell for cell in of_year if cell.measure == spec.measure}
        derived = tuple(cell for cell in of_year if cell.measure != spec.measure)
        return cls(TableModel.external(spec, cells, ()), cells, derived, missing_not_an_attribute)

    @property
    def spec(self) -> TableSpec:
        """Return the specification of the table."""
        return self.model.spec

    @property
    def universe(self) -> Universe:
        """Return what is counted: the theme, and persons or which amount."""
        return self.model.universe

    @property
    def is_suppressed_completely(self) -> bool:
        """Return whether no cell of the table is printed."""
        return not any(cell.status == "published" for cell in self.cells.values())

    @property
    def ranking(self) -> Codes:
        """Return the ranked codes in their order; none where the table is no ranking."""
        return self.model.axes[0].recoding.ranking if isinstance(self.spec.definitions[0], Ranking) else ()

    def has_several_countries(self, axis: int) -> bool:
        """Return whether a person may have several countries, and so several codes, in a dimension."""
        return isinstance(self.spec.definitions[axis], Ranking | Region | Corridor)

    @property
    def missing_codes(self) -> TableMissingCodes:
        """Return the missing codes that are not an attribute; a suppressed cell may be of many persons."""
        values = {codes: self.value(codes) for codes in self.cells}
        return TableMissingCodes(dict(self.missing_not_an_attribute), values, self.spec.threshold, without_count=True)

    def known_margin(self, codes: Codes, axis: int, missing: TableMissingCodes) -> int | None:
        """Return the printed margin of a line, without persons of whom the dimension is not known; None if suppressed.

        Without them only where their code is no attribute, and is printed.
        """
        margin, of_missing = self.value((*codes[:axis], TOTAL, *codes[axis + 1 :])), missing.known_line(codes, axis)
        return margin if margin is None or of_missing is None else margin - (self.value(of_missing) or 0)

    def is_by_definition(self, codes: Codes, axis: int) -> bool:
        """Return whether the line of a cell has no other code that a person can have, but the missing code."""
        others = dict.fromkeys(cell[axis] for cell in self.cells)
        return follows_from_definitions(self.spec, codes, axis, others, self._is_counted)

    def value(self, codes: Codes) -> int | None:
        """Return the printed count of a cell; None where none is printed."""
        cell = self.cells.get(codes)
        return None if cell is None or cell.value is None else int(cell.value)

    def _is_counted(self, codes: Codes) -> bool:
        return codes not in self.cells or self.cells[codes].status not in NOT_COUNTED
