"""The rows of a form's sheet: which are records, which are blank, a total or a footnote.

Belongs here: sorting rows by what they are, and whether a total is that of the rows above it. Does not: finding the
header (headers.py), converting cells (records.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from expectations.contract import FieldType, Form
from expectations.reading.answer_lists import answers
from expectations.reading.grid import CellValue, Grid, is_blank
from expectations.reading.headers import Header
from expectations.reading.numbers_in_text import Unclear, number_of
from expectations.reading.text_normalisation import folded

LONGEST_REFERENCE = 60  # letters; a longer text alone in its row is a sentence
FEWEST_WORDS = 4  # of a sentence
FOOTNOTE = ("*", "†", "‡", "¹", "²", "(1)", "note:", "notes:", "source:", "nota:", "fuente:", "n.b.", "nb:")


@dataclass
class SortedRows:
    """Rows of a sheet under its header; numbers as Excel counts them."""

    numbers: list[int] = field(default_factory=list)
    cells: list[list[CellValue]] = field(default_factory=list)
    totals: list[int] = field(default_factory=list)
    wrong_totals: list[tuple[int, int]] = field(default_factory=list)  # row, and place of the first number that differs
    outside_the_form: list[int] = field(default_factory=list)  # content in columns that name no field, or a footnote


def _says_total(cell: CellValue) -> bool:
    return isinstance(cell, str) and cell.strip().rstrip(" :.").casefold() in answers().totals


def _is_footnote(row: list[CellValue], places: Sequence[int], reference: int | None) -> bool:
    """Whether a row is a sentence in its first column and nothing else: a footnote under the table is no person."""
    start = places[0] if reference is None or is_blank(row[reference]) else reference
    text = row[start]
    if not isinstance(text, str) or is_blank(text):
        return False
    if any(place != start and not is_blank(row[place]) for place in places):
        return False
    plain = folded(text.strip())
    return len(plain) > LONGEST_REFERENCE or len(plain.split()) >= FEWEST_WORDS or plain.startswith(FOOTNOTE)


def _number(cell: CellValue) -> float | None:
    if isinstance(cell, int | float):
        return float(cell)
    number = number_of(cell, None) if isinstance(cell, str) else Unclear.NOT_A_NUMBER
    return None if isinstance(number, Unclear) else number


def _differs(row: list[CellValue], places: Sequence[int], above: Sequence[list[CellValue]]) -> int | None:
    """Return the place of the first number of a total that is neither the number of rows, of answers, nor their sum."""
    for place in places:
        stated = _number(row[place])
        if stated is None or stated == len(above):
            continue
        cells = [other[place] for other in above if not is_blank(other[place])]
        flags = (answers().flags.get(folded(cell)) if isinstance(cell, str) else None for cell in cells)
        numbers = [_number(cell) for cell in cells]
        sums = {sum(flag for flag in flags if flag), sum(number for number in numbers if number is not None)}
        if stated != len(cells) and not any(abs(stated - total) < 1e-6 for total in sums):
            return place
    return None


def sorted_rows(grid: Grid, header: Header, form: Form) -> SortedRows:
    """Sort the rows under the header.

    A row with nothing in the form's columns is no record. A row is a total where its case reference is a word for a
    total, or, without one, its first cell with content: it is never read as a person. (The sum itself may be in any
    column, a link key's too.)
    """
    references = [
        header.columns[f.name]
        for f in form.fields
        if (f.type is FieldType.REFERENCE or f.name == form.reference_field) and f.name in header.columns
    ]
    places = list(header.columns.values())
    rows = SortedRows()
    from_here = 0  # the first row that the next subtotal may be of
    for number, row in enumerate(grid.rows[header.rows[-1] + 1 :], start=header.rows[-1] + 2):
        given = [row[place] for place in references if not is_blank(row[place])]
        first = given[0] if given else next((cell for cell in row if not is_blank(cell)), None)
        if first is None:
            continue
        if _says_total(first):
            rows.totals.append(number)
            wrong = _differs(row, places, rows.cells)
            if wrong is not None and _differs(row, places, rows.cells[from_here:]) is not None:
                rows.wrong_totals.append((number, wrong))
            from_here = len(rows.cells)
        elif all(is_blank(row[place]) for place in places) or _is_footnote(row, places, min(references, default=None)):
            rows.outside_the_form.append(number)
        else:
            rows.numbers.append(number)
            rows.cells.append(row)
    return rows
