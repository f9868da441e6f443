"""One pass over the raw XML of a sheet: the area it uses, formulas, error cells, hidden rows.

Belongs here: a quick search for XML as spreadsheet programs write it, and how that is recognised. Does not: XML
in any other shape, which sheet_events.py reads exactly and slowly; what a cell means.
"""

import re
from dataclasses import dataclass, replace

from expectations.reading.archive_limits import LIMITS, Limits
from expectations.reading.grid import Traces, column_place
from expectations.reading.refusal import DeliveryRejectedError
from expectations.reading.sheet_events import traces_by_events

CELL = b'<c r="'
ADDRESS = re.compile(rb'<c r="([A-Z]{1,3})([0-9]{1,7})"')
FAR_OUT = re.compile(rb'<c r="(?:[A-Z]{3}|[A-Z]{1,2}[0-9]{5})')
COLUMNS = re.compile(rb'<c r="([A-Z]+)')
ROWS = re.compile(rb'<c r="[A-Z]+([0-9]+)"')
FORMULA = re.compile(rb"<f[ />]")
NO_VALUE = re.compile(rb"<v */>|<v></v>|<is */>")
HIDDEN_ROW = re.compile(rb'<row r="([0-9]+)"[^>]*? hidden="(?:1|true)"')
MERGED = re.compile(rb'<(?:\w+:)?mergeCell ref="([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})"')
NEAR_CELLS = 702 * 9_999  # the rectangle up to ZZ9999


@dataclass(frozen=True)
class SheetXml:
    """The part of a sheet's XML that holds its rows, known to be in the usual shape."""

    rows: bytes

    def used_cells(self) -> int:
        """Return how many cells the rectangle from A1 holds at most, blank formatted cells included."""
        if not FAR_OUT.search(self.rows):
            return 0
        columns = {column_place(letters.decode()) for letters in set(COLUMNS.findall(self.rows))}
        rows = {int(digits) for digits in set(ROWS.findall(self.rows))}
        return max(columns, default=0) * max(rows, default=0)

    def _cell_around(self, place: int) -> tuple[tuple[int, int], bytes] | None:
        start = self.rows.rfind(CELL, 0, place)
        address = ADDRESS.match(self.rows, start) if start >= 0 else None
        if address is None:
            return None
        end = self.rows.find(b"</c>", place)
        where = (int(address[2]), column_place(address[1].decode()))
        return where, self.rows[start : end if end >= 0 else None]

    def traces(self) -> Traces:
        """Return formulas, error cells and hidden rows with their addresses."""
        with_value: list[tuple[int, int]] = []
        without: list[tuple[int, int]] = []
        errors: list[tuple[int, int]] = []
        if b"<f" in self.rows:
            for found in FORMULA.finditer(self.rows):
                if cell := self._cell_around(found.start()):
                    has_value = b' t="str"' in cell[1] or (b"<v" in cell[1] and not NO_VALUE.search(cell[1]))
                    (with_value if has_value else without).append(cell[0])
        place = self.rows.find(b' t="e"')
        while place >= 0:
            if cell := self._cell_around(place):
                errors.append(cell[0])
            place = self.rows.find(b' t="e"', place + 1)
        hidden = HIDDEN_ROW.findall(self.rows) if b' hidden="' in self.rows else []
        return Traces(
            formulas=tuple(with_value),
            formulas_without_value=tuple(without),
            errors=tuple(errors),
            hidden_rows=frozenset(map(int, hidden)),
            has_true_or_false=b' t="b"' in self.rows,
        )


def _is_odd(rows: bytes) -> bool:
    """Whether a cell is written otherwise than usual: without an address, or with a prefix."""
    cells = rows.count(b"<c")
    usual = rows.count(CELL)
    if cells != usual:
        cells -= rows.count(b"<color") + rows.count(b"<charset") + rows.count(b"<condense")
    return cells != usual or (b":" in rows and b":c " in rows)


def _in_usual_shape(xml: bytes) -> SheetXml | None:
    """Return the rows where every cell and row is written as Excel, LibreOffice, openpyxl and xlsxwriter do."""
    start, end = xml.find(b"<sheetData"), xml.rfind(b"</sheetData>")
    if start < 0 or end < 0 or b"<!" in xml[:start] or CELL in xml[:start] or CELL in xml[end:]:
        return None
    rows = xml[start:end]
    return None if _is_odd(rows) else SheetXml(rows)


def traces_of_sheet(xml: bytes, limits: Limits = LIMITS) -> Traces:
    """Return what the raw XML of a sheet holds.

    Raises DeliveryRejectedError: too_big where the cells with content span more than ``limits.cells``, counted from A1,
    so that no parser ever allocates the rectangle; unreadable where the XML is broken or declares a document type.
    """
    usual = _in_usual_shape(xml)
    if usual is not None and usual.used_cells() <= limits.cells:
        return replace(usual.traces(), merged=_merged(xml))
    traces, used_rows, used_columns = traces_by_events(xml)
    if used_rows > limits.rows or used_columns > limits.columns or used_rows * used_columns > limits.cells:
        raise DeliveryRejectedError("too_big")
    return replace(traces, merged=_merged(xml))


def _merged(xml: bytes) -> tuple[tuple[int, int, int, int], ...]:
    """Return the merged ranges: first row, first column, last row, last column."""
    if b"mergeCell " not in xml:
        return ()
    ranges = (found.groups() for found in MERGED.finditer(xml))
    return tuple(
        (int(top), column_place(left.decode()), int(bottom), column_place(right.decode()))
        for left, top, right, bottom in ranges
    )
