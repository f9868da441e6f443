"""The rows of a form's sheet: which are records, which are blank, which is a total.

Belongs here: sorting rows by what they are. Does not: finding the header (headers.py), converting cells (records.py).
"""

from dataclasses import dataclass, field

from expectations.contract import FieldType, Form
from expectations.reading.answers import answers
from expectations.reading.grid import CellValue, Grid, is_blank
from expectations.reading.headers import Header


@dataclass
class SortedRows:
    """Rows of a sheet under its header; numbers as Excel counts them."""

    numbers: list[int] = field(default_factory=list)
    cells: list[list[CellValue]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    outside_the_form: list[int] = field(default_factory=list)  # content in columns that name no field, and in no other


def _says_total(cell: CellValue) -> bool:
    return isinstance(cell, str) and cell.strip().rstrip(" :.").casefold() in answers().totals


def sorted_rows(grid: Grid, header: Header, form: Form) -> SortedRows:
    """Sort the rows under the header.

    A row with nothing in the form's columns is no record. A row is a total where its case reference says so, or,
    without one, its first cell with content: it is never read as a person. (The sum itself may stand in any column, a
    link key's too.)
    """
    references = [
        header.columns[f.name] for f in form.fields if f.type is FieldType.REFERENCE and f.name in header.columns
    ]
    places = list(header.columns.values())
    rows = SortedRows()
    for number, row in enumerate(grid.rows[header.rows[-1] + 1 :], start=header.rows[-1] + 2):
        given = [row[place] for place in references if not is_blank(row[place])]
        if given and not _says_total(given[0]):
            rows.numbers.append(number)
            rows.cells.append(row)
            continue
        first = next((cell for cell in row if not is_blank(cell)), None)
        if first is None:
            continue
        if _says_total(first):
            rows.totals.append(number)
        elif all(is_blank(row[place]) for place in places):
            rows.outside_the_form.append(number)
        else:
            rows.numbers.append(number)
            rows.cells.append(row)
    return rows
