"""A printed table as an external intruder reads it: its model, and what is printed.

Belongs here: a printed table with its specification. Does not: which inner cells a cell counts (model/table.py), all
tables of a theme together (external_problem.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from reports.disclosure.model.missing_codes import without_missing_codes
from reports.disclosure.model.table import TableModel, Universe
from reports.disclosure.suppression.primary import is_primary
from reports.published.codes import TOTAL, Codes
from reports.published.protected_table import Cell, ProtectedTable
from reports.statistics import TableSpec
from reports.statistics.dimensions import Corridor, Ranking, Region, missing_code

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

    def covers(self, codes: Codes) -> bool:
        """Return whether a cell has a missing code that is no attribute, and is not printed small without that code."""
        crossed = without_missing_codes(codes, dict(self.missing_not_an_attribute))
        return crossed != codes and not self._is_small(self.value(crossed))

    def covers_complement(self, codes: Codes, axis: int) -> bool:
        """Return whether a line has a missing code that is no attribute, and is not small without that code.

        The complement of the cell along ``axis`` is then allowed to be small.
        """
        margin = (*codes[:axis], TOTAL, *codes[axis + 1 :])
        if not self.covers(margin):
            return False
        of_line = {place: code for place, code in self.missing_not_an_attribute if place != axis}
        of_margin, of_cell = (self.value(without_missing_codes(one, of_line)) for one in (margin, codes))
        return of_margin is None or of_cell is None or not self._is_small(of_margin - of_cell)

    def known_margin(self, codes: Codes, axis: int) -> int | None:
        """Return the printed margin of a line, without persons of whom the dimension is not known; None if suppressed.

        Without them only where their code is no attribute, and is printed.
        """
        margin = self.value((*codes[:axis], TOTAL, *codes[axis + 1 :]))
        code = dict(self.missing_not_an_attribute).get(axis)
        if margin is None or code is None:
            return margin
        of_missing = (*codes[:axis], code, *codes[axis + 1 :])
        return margin - (self.value(of_missing) or 0) if self.covers(of_missing) else margin

    def is_by_definition(self, codes: Codes, axis: int) -> bool:
        """Return whether the line of a cell has no other code that a person can have, but the missing code."""
        reserved = (TOTAL, missing_code(self.spec.definitions[axis]), codes[axis])
        others = dict.fromkeys(cell[axis] for cell in self.cells if cell[axis] not in reserved)
        line = [self.cells.get((*codes[:axis], other, *codes[axis + 1 :])) for other in others]
        return bool(line) and all(cell is not None and cell.status in NOT_COUNTED for cell in line)

    def value(self, codes: Codes) -> int | None:
        """Return the printed count of a cell; None where none is printed."""
        cell = self.cells.get(codes)
        return None if cell is None or cell.value is None else int(cell.value)

    def _is_small(self, value: int | None) -> bool:
        return value is not None and is_primary(value, False, self.spec.threshold)
