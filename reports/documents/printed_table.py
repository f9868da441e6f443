"""PrintedTable: a protected table as people read it, rows by columns, with the year before.

Belongs here: layout and the text of a cell, for every document. Does not: markup (html.py, docx.py, workbook.py).
Columns: of one dimension, count and share of each year; of two with at most four columns, all of both years; of more,
this year, and the total alone of the year before. Of three, the rows are the pairs of the first two. A table with the
dimension series_year shows years as rows or columns, and its headers name no other; a series of our own editions has
one row per year, its codes across. Changes come last, in per cent and in percentage points apart.
Below shares are their base and the response; [z] where a column has none.
"""

from dataclasses import dataclass

from reports.published import SYMBOLS, Cell, ProtectedTable, decimals_of, require_protected_table
from reports.published.codes import CODES_WITHOUT_KNOWN_ANSWER, NONE, TOTAL
from reports.sentences.numbers import written

FEW_COLUMNS = 4
SERIES_YEAR = "series_year"
BESIDE_COUNTS = ("share_pct", "base", "response_pct")
BASES = {
    "all": "per cent of all",
    "known": "per cent of known",
    "asked": "per cent of asked",
    "required": "per cent provided",
    "read": "per cent of records read",
}
YEAR = "Year"
CHANGES = {"change_pct": "change in per cent", "change_pp": "change in percentage points"}
INDEX = {"chained_index": "chained index, first year = 100"}
BASE_ROW = "Base of the shares, and response in per cent"


@dataclass(frozen=True)
class PrintedCell:
    """One cell of a printed table: its text in house format, and its number where it is published."""

    text: str
    value: float | None
    decimals: int


@dataclass(frozen=True)
class PrintedRow:
    """One row: its label, its cells, and whether it is the total."""

    label: str
    cells: tuple[PrintedCell, ...]
    is_total: bool


@dataclass(frozen=True)
class PrintedTable:
    """One table ready to be set. ``columns`` are the headers of the cells; ``stub`` is the header of the row labels."""

    key: str
    title: str
    subtitle: str
    stub: str
    columns: tuple[str, ...]
    rows: tuple[PrintedRow, ...]
    notes: tuple[str, ...]
    from_submissions: bool = True

    @property
    def is_wide(self) -> bool:
        """Whether it needs a page on its side."""
        return len(self.columns) > 10


@dataclass(frozen=True)
class _Column:
    header: str
    code: str | None  # of the last dimension, where there are two or more
    measure: str
    year: int


def print_table(table: ProtectedTable) -> PrintedTable | None:
    """Return a table for print; None where nothing of its year was reported. Tables of four dimensions: ValueError."""
    require_protected_table(table)
    if len(table.dimensions) > 3:
        raise ValueError(f"table {table.key} has {len(table.dimensions)} dimensions; three can be printed")
    cells = {(cell.codes, cell.measure, cell.year): cell for cell in table.cells}
    if not any(cell.year == table.year and cell.status in ("published", "confidential") for cell in table.cells):
        return None
    if table.text.rows_are_years:
        return _print_series(table, cells)
    columns = _columns(table)
    down = max(1, len(table.dimensions) - 1)  # dimensions in the rows
    rows_of = dict.fromkeys(cell.codes[:down] for cell in table.cells if cell.year == table.year)
    rows = tuple(_row(table, codes, columns, cells) for codes in rows_of if not _says_nothing(table, codes, down))
    if any(cell.measure == "base" for cell in table.cells):
        rows = (*rows, _base_row(table, columns, cells))
    stub = ": ".join(table.text.dimension_labels.get(name, "") for name in table.dimensions[:down])
    headers = tuple(column.header for column in columns)
    text = table.text
    return PrintedTable(table.key, text.title, text.subtitle, stub, headers, rows, text.notes, text.from_submissions)


def is_unanswered(table: ProtectedTable) -> bool:
    """Say whether the table has persons of its year, and no answer of them is known: every code is [x]."""
    counts = [cell for cell in table.cells if cell.year == table.year and cell.measure == table.cells[0].measure]
    answers = [cell for cell in counts if not CODES_WITHOUT_KNOWN_ANSWER & set(cell.codes)]
    reported = any(cell.status in ("published", "confidential") for cell in counts)
    return reported and bool(answers) and all(cell.status == "not_available" for cell in answers)


def _columns(table: ProtectedTable) -> list[_Column]:
    now = [cell for cell in table.cells if cell.year == table.year]
    known_before = any(c.year == table.year - 1 and c.status in ("published", "confidential") for c in table.cells)
    years = (table.year, table.year - 1) if known_before else (table.year,)
    count = now[0]
    is_series = SERIES_YEAR in table.dimensions  # then the years are codes, and the table's own year is not printed
    share = next((cell for cell in now if cell.measure == "share_pct"), None)
    columns: list[_Column] = []
    if len(table.dimensions) == 1:
        measures = dict.fromkeys(cell.measure for cell in now if cell.measure not in ("base", "response_pct"))
        units = {cell.measure: cell.unit.capitalize() for cell in now}
        if share is not None:
            units["share_pct"] = BASES[share.base].capitalize()
        columns = [
            _Column(f"{units[measure]}, {year}", None, measure, year)
            for year in years
            for measure in measures
            if measure not in CHANGES
        ]
        return columns + [_Column(CHANGES[m].capitalize(), None, m, table.year) for m in measures if m in CHANGES]
    across = table.dimensions[-1]
    codes = tuple(dict.fromkeys(cell.codes[-1] for cell in now))
    shares = tuple(dict.fromkeys(cell.codes[-1] for cell in now if cell.measure == "share_pct"))
    of_code = {cell.codes[-1]: cell.measure for cell in reversed(now) if cell.measure not in BESIDE_COUNTS}
    for year in years:
        shown = codes if year == table.year or len(codes) <= FEW_COLUMNS else (TOTAL,)
        for code in shown:
            label = table.label(across, code)
            header = label if is_series else f"{label}, {year}"
            columns.append(_Column(header, code, of_code.get(code, count.measure), year))
        if share is not None:
            for code in (TOTAL,) if TOTAL in shares else shares:
                header = f"{table.label(across, code)}, {BASES[share.base]}, {year}"
                columns.append(_Column(header, code, "share_pct", year))
    return columns


CellsByPlace = dict[tuple[tuple[str, ...], str, int], Cell]


def _print_series(table: ProtectedTable, cells: CellsByPlace) -> PrintedTable:
    """Lay a series out: a row a year, the latest last; under each code its count, then what is relative."""
    name = table.dimensions[0]
    measures = dict.fromkeys((cell.codes[0], cell.measure) for cell in table.cells)
    counts = [key for key in measures if not decimals_of(key[1])]
    columns = []
    for code, measure in [*counts, *(key for key in measures if key not in counts)]:
        of = next(cell for cell in table.cells if (cell.codes[0], cell.measure) == (code, measure))
        words = CHANGES.get(measure) or INDEX.get(measure) or (BASES[of.base] if of.base else "")
        header = ", ".join(part for part in (table.label(name, code), words) if part)
        columns.append(_Column(header, code, measure, table.year))
    rows = []
    for year in sorted({cell.year for cell in table.cells}):
        found = (_cell(table, ((str(c.code),), c.measure, year), cells) for c in columns)
        rows.append(PrintedRow(str(year), tuple(found), is_total=False))
    headers = tuple(column.header for column in columns)
    return PrintedTable(table.key, table.text.title, table.text.subtitle, YEAR, headers, tuple(rows), table.text.notes)


def _says_nothing(table: ProtectedTable, row: tuple[str, ...], down: int) -> bool:
    """Say whether a row is that of code `none` and is zero in every year: it is left out."""
    own = [cell for cell in table.cells if cell.codes[:down] == row]
    return row[-1] == NONE and all(cell.value == 0 or cell.status == "not_available" for cell in own)


def _row(table: ProtectedTable, down: tuple[str, ...], columns: list[_Column], cells: CellsByPlace) -> PrintedRow:
    found = []
    for column in columns:
        codes = down if column.code is None else (*down, column.code)
        found.append(_cell(table, (codes, column.measure, column.year), cells))
    label = ": ".join(table.label(name, code) for name, code in zip(table.dimensions, down, strict=False))
    return PrintedRow(label, tuple(found), down[0] == TOTAL)


def _base_row(table: ProtectedTable, columns: list[_Column], cells: CellsByPlace) -> PrintedRow:
    """The base of the shares under the counts, and the response under the shares (field rule 8.3)."""
    total = (TOTAL,) * len(table.dimensions)
    found = []
    for column in columns:
        measure = "response_pct" if column.measure == "share_pct" else "base"
        applies = column.code in (None, TOTAL) and (total, measure, column.year) in cells
        if applies:
            found.append(_cell(table, (total, measure, column.year), cells))
        else:
            found.append(PrintedCell(SYMBOLS["not_applicable"], None, 0))
    return PrintedRow(BASE_ROW, tuple(found), False)


def _cell(table: ProtectedTable, place: tuple[tuple[str, ...], str, int], cells: CellsByPlace) -> PrintedCell:
    cell, (codes, measure, year) = cells.get(place), place
    decimals = decimals_of(measure)
    if cell is None or cell.value is None:
        status = "not_available" if cell is None else cell.status
        return PrintedCell(table.symbol(status, codes, year), None, decimals)
    flag = f" [{cell.flag}]" if cell.flag else ""
    return PrintedCell(written(cell.value, decimals=decimals) + flag, None if flag else cell.value, decimals)
