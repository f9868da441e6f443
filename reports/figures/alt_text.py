"""The alternative text and the CSV of a figure: what is drawn, in words and in rows.

Belongs here: both, from a Picture. Does not: drawing. Neither holds a number that the figure does not show.
"""

import csv
import io

from reports.figures.picture import Picture
from reports.figures.specification import YEAR
from reports.published.codes import TOTAL

MOST_MARKS = 40
GREATEST = 5
COLUMNS = ("row_code", "row", "series_code", "series", "year", "measure", "value", "status", "cell_id")


def alt_text(picture: Picture) -> str:
    """Return the alternative text: kind of figure, its values row by row, and how many are confidential."""
    values = _row_by_row(picture) if len(picture.marks) <= MOST_MARKS else _greatest(picture)
    confidential = sum(mark.is_confidential for mark in picture.marks.values())
    several = "One number is confidential." if confidential == 1 else f"{confidential} numbers are confidential."
    note = several if confidential else ""
    return " ".join(dated(picture.spec.alt, picture).format(values=values, withheld=note).split())


def _row_by_row(picture: Picture) -> str:
    rows = []
    for row in picture.rows:
        marks = [picture.marks[row, one] for one in picture.series if (row, one) in picture.marks]
        if len(picture.series) == 1:
            rows += [f"{picture.row_label(row)} {mark.text}" for mark in marks]
        else:
            said = ", ".join(f"{picture.series_label(mark.series)} {mark.text}" for mark in marks)
            rows.append(f"{picture.row_label(row)}: {said}")
    return "; ".join(rows) + "."


def _greatest(picture: Picture) -> str:
    published = [mark for mark in picture.marks.values() if mark.cell.value is not None]
    first = sorted(published, key=lambda mark: -mark.value)[:GREATEST]
    said = [f"{picture.row_label(mark.row)}, {picture.series_label(mark.series)}: {mark.text}" for mark in first]
    return f"The greatest numbers are: {'; '.join(said)}. All stand in the table."


def dated(text: str, picture: Picture) -> str:
    """Return a text of the specification with its years; without the year before where none is drawn."""
    year = picture.table.year
    if picture.spec.series == YEAR and len(picture.series) == 1:
        text = text.replace("{before} and {year}", "{year}")
    return text.replace("{year}", str(year)).replace("{before}", str(year - 1))


def drawn_csv(picture: Picture) -> bytes:
    """Return the CSV of a figure: one row per mark, the value empty unless published (UTF-8, LF)."""
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(COLUMNS)
    marks = [picture.marks[row, one] for row in picture.rows for one in picture.series if (row, one) in picture.marks]
    for mark in [*marks, *(picture.totals[row] for row in picture.rows if row in picture.totals)]:
        cell = mark.cell
        value = "" if cell.value is None else f"{cell.value:.10g}"
        label = "Total" if mark.series == TOTAL else picture.series_label(mark.series)
        row = (mark.row, picture.row_label(mark.row), mark.series, label, cell.year, cell.measure, value, cell.status)
        writer.writerow([_as_text(str(entry)) for entry in (*row, picture.table.cell_id(cell))])
    return out.getvalue().encode()


def _as_text(entry: str) -> str:
    """Keep a spreadsheet from taking a text for a formula."""
    return "'" + entry if entry[:1] in ("=", "+", "-", "@", "|", "%") else entry
