"""A sheet as cells with addresses: what every file format is turned into before anything is understood.

Belongs here: the grid, a file as its grids, and how Excel names a column. Does not: any one format, any form.
"""

import datetime
import re
from dataclasses import dataclass, field

from expectations.reading.results import FileAsRead

CellValue = str | int | float | bool | datetime.date | datetime.time | datetime.timedelta
LETTERS = re.compile(r"[A-Z]{1,3}")


@dataclass(frozen=True)
class Traces:
    """What the raw XML of a sheet holds and its cells do not; rows and columns count from 1, as (row, column)."""

    formulas: tuple[tuple[int, int], ...] = ()
    formulas_without_value: tuple[tuple[int, int], ...] = ()
    errors: tuple[tuple[int, int], ...] = ()
    hidden_rows: frozenset[int] = frozenset()
    has_true_or_false: bool = False
    merged: tuple[tuple[int, int, int, int], ...] = ()  # first row, first column, last row, last column


@dataclass(frozen=True)
class Grid:
    """One sheet of one file. ``rows[0]`` is row 1 in Excel's numbering; an empty cell is the empty text.

    ``name`` is the sheet's name or the file's stem: it serves to recognise the form and never leaves the reader.
    """

    file_no: int
    sheet_no: int
    name: str
    rows: list[list[CellValue]]
    traces: Traces = field(default_factory=Traces)
    starts_in_1904: bool = False  # serial day numbers count from 1904-01-01
    is_hidden: bool = False


@dataclass(frozen=True)
class Sheets:
    """One file as its sheets. ``notes`` are rules about the file: content that was not read, such as macros."""

    grids: list[Grid]
    as_read: FileAsRead
    notes: tuple[str, ...] = ()


def column_letters(place: int) -> str:
    """Return Excel's letters of the column at ``place``, counted from 1."""
    letters = ""
    while place:
        place, rest = divmod(place - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def column_place(letters: str) -> int:
    """Return the place, counted from 1, of the column with these letters."""
    place = 0
    for letter in letters.upper():
        place = place * 26 + ord(letter) - ord("A") + 1
    return place


def is_blank(cell: CellValue) -> bool:
    """Whether a cell holds nothing that a person could see."""
    return isinstance(cell, str) and not cell.strip()
