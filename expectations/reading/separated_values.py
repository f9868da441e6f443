"""Reading a CSV file into a grid: its encoding and its separator, each on evidence.

Belongs here: bytes to rows of text. Does not: which form the file is (headers.py).
"""

import csv
import re
from collections.abc import Callable, Iterator

from expectations.reading.archive_limits import LIMITS, Limits, has_endless_line
from expectations.reading.file_format import FileFormat
from expectations.reading.grid import CellValue, Grid, Sheets
from expectations.reading.refusal import DeliveryRejectedError
from expectations.reading.results import FileAsRead

SEPARATORS = (",", ";", "\t")
SEPARATOR_NAMES = {",": "comma", ";": "semicolon", "\t": "tab"}
LOOK_AT_ROWS = 30
BOMS = ((b"\xef\xbb\xbf", "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)|[^\r\n]+")
TWICE = re.compile(
    "[ÃÂ][\u0080-\u00bf\u20ac\u201a\u0192\u201e\u2026\u2020\u2021\u02c6\u2030\u0160\u2039\u0152\u017d\u2018\u2019\u201c\u201d\u2022\u2013\u2014\u02dc\u2122\u0161\u203a\u0153\u017e\u0178]"
)
WIDE_FROM = 8  # bytes: in fewer bytes two-byte letters cannot be recognised
ROWS_TOLD = Callable[[list[list[str]]], int]


def decoded(content: bytes) -> tuple[str, str]:
    """Return the text and its encoding: by a byte order mark, else by the places of zeros, UTF-8, Windows-1252.

    A text that was taken for Windows-1252 and saved as UTF-8 is turned back where all of it can be ("utf-8-twice").
    Raises DeliveryRejectedError("unreadable") for what is no text.
    """
    for mark, encoding in BOMS:
        if content.startswith(mark):
            text = content.decode(encoding)
            if "\0" in text:
                raise DeliveryRejectedError("unreadable")
            return (text, "utf-16") if encoding == "utf-16" else _once(text)
    if b"\x00" in content:
        return _wide(content), "utf-16"
    try:
        return _once(content.decode("utf-8"))
    except UnicodeDecodeError:
        return content.decode("cp1252"), "windows-1252"


def _wide(content: bytes) -> str:
    """Return the text of two-byte letters without a mark: every other byte is mostly zero, no other is."""
    head = content[:4096]
    zeros = head[0::2].count(0), head[1::2].count(0)
    if len(content) % 2 or len(head) < WIDE_FROM or min(zeros) or max(zeros) * 4 < len(head):
        raise DeliveryRejectedError("unreadable")
    text = content.decode("utf-16-be" if zeros[0] else "utf-16-le")
    if "\0" in text:
        raise DeliveryRejectedError("unreadable")
    return text


def _once(text: str) -> tuple[str, str]:
    if TWICE.search(text):
        try:
            return text.encode("cp1252").decode("utf-8"), "utf-8-twice"
        except UnicodeError:
            return text, "utf-8"
    return text, "utf-8"


def _lines(text: str) -> Iterator[str]:
    return (found[0] for found in LINE.finditer(text))


def _rows(text: str, separator: str, at_most: int | None = None) -> list[list[str]]:
    rows: list[list[str]] = []
    for row in csv.reader(_lines(text), delimiter=separator):
        rows.append(row)
        if at_most is not None and len(rows) >= at_most:
            break
    return rows


def _separator(text: str, fields_matched: ROWS_TOLD) -> str:
    """Return the separator with which the first rows show most known fields, then most columns."""
    evidence = []
    for rank, separator in enumerate(SEPARATORS):
        rows = _rows(text, separator, LOOK_AT_ROWS)
        evidence.append((fields_matched(rows), max(map(len, rows), default=0), -rank, separator))
    return max(evidence)[3]


def read_separated(
    content: bytes, file_no: int, stem: str, fields_matched: ROWS_TOLD, limits: Limits = LIMITS
) -> Sheets:
    """Return a CSV file as a grid; ``fields_matched`` counts the known fields in the first rows.

    A first line ``sep=;`` decides the separator and, as in Excel, is no row. Raises DeliveryRejectedError, or csv's own
    error.
    """
    if has_endless_line(content, limits):
        raise DeliveryRejectedError("too_big")
    text, encoding = decoded(content)
    if text[:4].casefold() == "sep=" and text[4:5] in SEPARATORS:
        separator = text[4]
        text = text.partition("\n")[2]
    else:
        separator = _separator(text, fields_matched)
    rows = _rows(text, separator)
    width = max(map(len, rows), default=0)
    if width > limits.columns or width * len(rows) > limits.cells:
        raise DeliveryRejectedError("too_big")
    filled: list[list[CellValue]] = [[*row, *[""] * (width - len(row))] for row in rows]
    grid = Grid(file_no=file_no, sheet_no=1, name=stem, rows=filled)
    as_read = FileAsRead(file_no, FileFormat.SEPARATED.value, encoding, SEPARATOR_NAMES[separator])
    return Sheets([grid], as_read, ("encoded_twice",) if encoding == "utf-8-twice" else ())
