"""Reading an old Excel workbook (.xls): one pass over its records, then cells.

Belongs here: which records mark formulas, errors, hidden rows, merged cells, dates, links and locks. Does not: the
file that holds them (compound_file.py), cells (cells.py).
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field

from expectations.reading.archive_limits import LIMITS, Limits
from expectations.reading.cells import grids_of
from expectations.reading.compound_file import CompoundFile
from expectations.reading.file_format import FileFormat
from expectations.reading.grid import Sheets, Traces
from expectations.reading.refusal import DeliveryRejectedError
from expectations.reading.results import FileAsRead

BEGIN, END = 0x0809, 0x000A
LOCK, DATES, SHEET, LINK, ROW, MERGED = 0x002F, 0x0022, 0x0085, 0x01AE, 0x0208, 0x00E5
FORMULA, TRUTH_OR_ERROR, SEVERAL_NUMBERS = 0x0006, 0x0205, 0x00BD
CELLS = frozenset({0x0203, 0x00FD, 0x027E, 0x0204, 0x00D6, FORMULA, TRUTH_OR_ERROR, SEVERAL_NUMBERS})
OUR_OWN_LINKS = (0x0401, 0x3A01)
HIDDEN = 0x20
FORMULA_TRUTH, FORMULA_ERROR = 1, 2


@dataclass
class _Sheet:
    rows: int = 0
    columns: int = 0
    formulas: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    has_true_or_false: bool = False

    def take(self, kind: int, body: bytes) -> None:
        if kind == ROW:
            if len(body) >= 16 and struct.unpack_from("<I", body, 12)[0] & HIDDEN:
                self.hidden.add(struct.unpack_from("<H", body)[0] + 1)
        elif kind == MERGED:
            count = min(struct.unpack_from("<H", body)[0], (len(body) - 2) // 8)
            for first_row, last_row, first, last in struct.iter_unpack("<4H", body[2 : 2 + 8 * count]):
                self.merged.append((first_row + 1, first + 1, last_row + 1, last + 1))
        elif kind in CELLS:
            self._take_cell(kind, body)

    def _take_cell(self, kind: int, body: bytes) -> None:
        row, column = struct.unpack_from("<HH", body)
        last = struct.unpack_from("<H", body, len(body) - 2)[0] if kind == SEVERAL_NUMBERS else column
        self.rows, self.columns = max(self.rows, row + 1), max(self.columns, last + 1)
        where = (row + 1, column + 1)
        if kind == FORMULA:
            self.formulas.append(where)
            special = body[6] if body[12:14] == b"\xff\xff" else None
            if special == FORMULA_ERROR:
                self.errors.append(where)
            self.has_true_or_false = self.has_true_or_false or special == FORMULA_TRUTH
        elif kind == TRUTH_OR_ERROR:
            if body[7]:
                self.errors.append(where)
            else:
                self.has_true_or_false = True

    def traces(self) -> Traces:
        return Traces(
            formulas=tuple(self.formulas),
            errors=tuple(self.errors),
            hidden_rows=frozenset(self.hidden),
            has_true_or_false=self.has_true_or_false,
            merged=tuple(self.merged),
        )


def _records(stream: bytes, start: int) -> Iterator[tuple[int, bytes]]:
    """Yield the records of one part of the stream up to its end; parts within it (charts) are left out."""
    depth, offset = 0, start
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        depth += (kind == BEGIN) - (kind == END)
        if depth <= 0:
            return
        if depth == 1:
            yield kind, stream[offset + 4 : offset + 4 + length]
        offset += 4 + length


def read_old_workbook(content: bytes, file_no: int, limits: Limits = LIMITS) -> Sheets:
    """Return the sheets of a workbook as grids, in its order.

    Raises DeliveryRejectedError, or a parser's own error for a broken workbook; the caller turns that into a refusal.
    """
    book = CompoundFile(content)
    stream = book.stream("Workbook") or book.stream("Book")
    if stream is None:
        raise DeliveryRejectedError("not_what_its_name_says")
    sheets: list[tuple[int, int]] = []
    starts_in_1904 = has_links = False
    for kind, body in _records(stream, 0):
        if kind == LOCK:
            raise DeliveryRejectedError("locked")
        if kind == SHEET:
            sheets.append((struct.unpack_from("<I", body)[0], body[5]))
        elif kind == DATES:
            starts_in_1904 = body[:2] == b"\x01\x00"
        elif kind == LINK:
            has_links = has_links or (len(body) >= 4 and struct.unpack_from("<H", body, 2)[0] not in OUR_OWN_LINKS)
    traces: list[Traces | None] = []
    for start, kind_of_sheet in sheets:
        sheet = _Sheet()
        for kind, body in _records(stream, start):
            sheet.take(kind, body)
        if sheet.rows * sheet.columns > limits.cells:
            raise DeliveryRejectedError("too_big")
        traces.append(None if kind_of_sheet else sheet.traces())
    noted = {
        "macros_ignored": any(name.startswith("_VBA_PROJECT") for name in book.names)
        or any(kind == 1 for _, kind in sheets),
        "links_ignored": has_links,
        "objects_ignored": any(name.startswith(("MBD", "LNK")) for name in book.names),
    }
    notes = tuple(rule for rule, is_so in noted.items() if is_so)
    as_read = FileAsRead(file_no, FileFormat.OLD_WORKBOOK.value)
    return Sheets(grids_of(content, file_no, traces, starts_in_1904), as_read, notes)
