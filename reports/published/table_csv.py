"""The published file of a table: tidy CSV, one row per cell.

Belongs here: its columns, writing and reading it. Does not: what may be in it (reports/disclosure/protect_table.py).
Columns: one per dimension (codes), then year, measure, unit, base, value, status, flag, cell_id; UTF-8, lines end with
LF; the value is empty unless the status is published.
"""

import csv
import io
from typing import cast

from expectations.errors import ReviewError
from reports.published.protected_table import STATUSES, Cell, Flag, ProtectedTable, Status, TableText, decimals_of
from reports.published.require_protected import require_protected_table

COLUMNS = ("year", "measure", "unit", "base", "value", "status", "flag", "cell_id")


class TableFileError(ReviewError, ValueError):
    """A file that is not a published table; the message has the line, never its content."""


def write_table_csv(table: ProtectedTable) -> bytes:
    """Return the file of ``table``, its cells in the table's own order."""
    require_protected_table(table)
    out = io.StringIO(newline="")
    lines = csv.writer(out, lineterminator="\n")
    lines.writerow((*table.dimensions, *COLUMNS))
    for cell in table.cells:
        described = (cell.year, cell.measure, cell.unit, cell.base, _number(cell), cell.status, cell.flag)
        lines.writerow((*cell.codes, *described, table.cell_id(cell)))
    return out.getvalue().encode()


def _number(cell: Cell) -> str:
    """Counts without, shares with one decimal, means with two."""
    return "" if cell.value is None else f"{cell.value:.{decimals_of(cell.measure)}f}"


def read_table_csv(content: bytes, key: str, theme: str, year: int, text: TableText) -> ProtectedTable:
    """Return the table that ``write`` wrote. ``text`` is not in the file; it comes from the table's specification.

    Raises TableFileError where the content is not such a file.
    """
    try:
        rows = list(csv.reader(io.StringIO(content.decode(), newline="")))
    except (UnicodeDecodeError, csv.Error):
        raise TableFileError("not a CSV file in UTF-8") from None
    if not rows or tuple(rows[0][-len(COLUMNS) :]) != COLUMNS or len(rows[0]) == len(COLUMNS):
        raise TableFileError("line 1: not the columns of a published table")
    dimensions = tuple(rows[0][: -len(COLUMNS)])
    cells = tuple(_cell(row, len(dimensions), line) for line, row in enumerate(rows[1:], start=2))
    return ProtectedTable(key, theme, year, dimensions, cells, text)


def _cell(row: list[str], dimensions: int, line: int) -> Cell:
    try:
        codes, (year, measure, unit, base, value, status, flag, _) = tuple(row[:dimensions]), row[dimensions:]
        if status not in STATUSES:
            raise ValueError
        number = float(value) if value else None
        return Cell(codes, int(year), measure, unit, base, number, cast(Status, status), cast(Flag, flag))
    except ValueError:
        raise TableFileError(f"line {line}: not a cell of a published table") from None
