"""Reading a CSV file into a grid: its encoding and its separator, each on evidence.

Belongs here: bytes to rows of text. Does not: which form the file is (headers.py).
"""

import csv
import io
from collections.abc import Callable

from expectations.reading.grid import CellValue, Grid
from expectations.reading.refusal import Refused

SEPARATORS = (",", ";", "\t")
LOOK_AT_ROWS = 30
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))


def decoded(content: bytes) -> str:
    """Return the text; its encoding is told by a byte order mark, else UTF-8, else Windows-1252.

    Raises Refused("unreadable") for what is no text.
    """
    for mark, encoding in BOMS:
        if content.startswith(mark):
            return content.decode(encoding)
    if b"\x00" in content:
        raise Refused("unreadable")
    try:
        return content.decode("utf-8")
    except UnicodeDecodeError:
        return content.decode("cp1252")


def _rows(text: str, separator: str, at_most: int | None = None) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator):
        rows.append(row)
        if at_most is not None and len(rows) >= at_most:
            break
    return rows


def _separator(text: str, fields_matched: Callable[[list[list[str]]], int]) -> str:
    """Return the separator with which the first rows show most known fields, then most columns."""
    evidence = []
    for rank, separator in enumerate(SEPARATORS):
        rows = _rows(text, separator, LOOK_AT_ROWS)
        evidence.append((fields_matched(rows), max(map(len, rows), default=0), -rank, separator))
    return max(evidence)[3]


def read_separated(content: bytes, file_no: int, stem: str, fields_matched: Callable[[list[list[str]]], int]) -> Grid:
    """Return a CSV file as a grid; ``fields_matched`` says how many known fields stand in the first rows.

    A first line ``sep=;`` decides the separator and, as in Excel, is no row. Raises Refused, or csv's own error.
    """
    text = decoded(content)
    if text[:4].casefold() == "sep=" and text[4:5] in SEPARATORS:
        separator = text[4]
        text = text.partition("\n")[2]
    else:
        separator = _separator(text, fields_matched)
    rows = _rows(text, separator)
    width = max(map(len, rows), default=0)
    filled: list[list[CellValue]] = [[*row, *[""] * (width - len(row))] for row in rows]
    return Grid(file_no=file_no, sheet_no=1, name=stem, rows=filled)
