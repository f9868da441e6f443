"""ProtectedTable: a table after disclosure control. Everything published is a ProtectedTable or made from them only.

Belongs here: the table as published, its cells and their lookup. Does not: deciding what to suppress
(reports/disclosure/protect_table.py), its file on the shelf (table_csv.py).
"""

from dataclasses import dataclass
from typing import Literal, get_args

from reports.published.codes import RESERVED_CODES

Status = Literal["published", "confidential", "not_available", "not_applicable"]
Flag = Literal["", "b", "p", "r", "e"]
STATUSES: tuple[str, ...] = get_args(Status)
SYMBOLS = {"confidential": "[c]", "not_available": "[x]", "not_applicable": "[z]"}  # printed in place of a value
NOT_RANKED = "[n]"  # printed for a code that the ranking of that year does not name: it may have persons


def decimals_of(measure: str) -> int:
    """Return with how many decimals numbers of a measure are published, by the ending of its name."""
    relative = measure.endswith(("_pct", "_pp", "_index"))
    return 1 if relative else 2 if measure.startswith("mean_") else 0


@dataclass(frozen=True)
class Cell:
    """One published cell: its codes in the order of the table's dimensions, and a value only where it is published."""

    codes: tuple[str, ...]
    year: int
    measure: str  # persons, share_pct, base, response_pct ...; _pct is in per cent, _pp in percentage points
    unit: str
    base: str  # all | known | asked; empty for counts
    value: float | None
    status: Status
    flag: Flag = ""

    def __post_init__(self) -> None:
        if (self.value is not None) != (self.status == "published"):
            raise ValueError("a cell has a value if, and only if, it is published")


@dataclass(frozen=True)
class TableText:
    """What a reader sees around a table, in English; labels of codes by (dimension, code)."""

    title: str
    subtitle: str
    notes: tuple[str, ...]
    dimension_labels: dict[str, str]
    code_labels: dict[tuple[str, str], str]
    unit: str = ""  # of the table's own measure
    from_submissions: bool = True  # otherwise the nature of the submissions (a demonstration) does not apply
    rows_are_years: bool = False  # a series: years down, the codes of its one dimension across
    ranked: tuple[str, ...] = ()  # the dimensions of which a table names the greatest codes alone


@dataclass(frozen=True)
class ProtectedTable:
    """One table after disclosure control. Grain: one Cell per combination of codes, year and measure."""

    key: str
    theme: str
    year: int
    dimensions: tuple[str, ...]
    cells: tuple[Cell, ...]
    text: TableText

    def __post_init__(self) -> None:
        if type(self.cells) is not tuple or any(type(cell) is not Cell for cell in self.cells):
            raise TypeError("a protected table is made of cells, and of nothing that looks like them")
        if any(len(cell.codes) != len(self.dimensions) for cell in self.cells):
            raise ValueError("a cell has as many codes as its table has dimensions")

    def cell_id(self, cell: Cell) -> str:
        """Return the cell's name, stable over editions: table, codes, measure, year."""
        return ":".join((self.key, *cell.codes, cell.measure, str(cell.year)))

    def cell(self, *codes: str, measure: str = "persons", year: int | None = None) -> Cell | None:
        """Return the cell of these codes, of this table's year unless another is named; None where there is none."""
        wanted = (codes, measure, self.year if year is None else year)
        return next((cell for cell in self.cells if (cell.codes, cell.measure, cell.year) == wanted), None)

    def codes_of(self, dimension: str) -> tuple[str, ...]:
        """Return the codes of a dimension in the order in which they are printed."""
        place = self.dimensions.index(dimension)
        return tuple(dict.fromkeys(cell.codes[place] for cell in self.cells))

    def symbol(self, status: Status, codes: tuple[str, ...], year: int) -> str:
        """Return what is printed for a cell without a value; "[n]" for a code that was not ranked in its year."""
        return NOT_RANKED if status == "not_available" and self._lacks_rank(codes, year) else SYMBOLS[status]

    def _lacks_rank(self, codes: tuple[str, ...], year: int) -> bool:
        """Say whether a year has a ranking that does not name a code."""
        of_year = [cell.codes for cell in self.cells if cell.year == year and cell.status != "not_available"]
        for place in map(self.dimensions.index, self.text.ranked):
            named = {other[place] for other in of_year} - set(RESERVED_CODES)
            if named and codes[place] not in named and codes[place] not in RESERVED_CODES:
                return True
        return False

    def label(self, dimension: str, code: str) -> str:
        """Return the label of a code; the code itself where there is none."""
        return self.text.code_labels.get((dimension, code), code)
