"""Reading an OpenDocument spreadsheet (.ods): limits, one pass over its XML, then cells.

Belongs here: the places of cells in content.xml, with repeated rows and cells counted and never unrolled. Does not:
limits (archive_limits.py), cells (cells.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from expectations.reading.archive_limits import LIMITS, Limits, unpacked
from expectations.reading.cells import grids_of
from expectations.reading.file_format import FileFormat
from expectations.reading.grid import Sheets, Traces
from expectations.reading.refusal import DeliveryRejectedError
from expectations.reading.results import FileAsRead

SPREADSHEET = b"application/vnd.oasis.opendocument.spreadsheet"
HIDDEN = ("collapse", "filter")
ADDRESSES = ("http:", "https:", "file:", "ftp:", "//", "mailto:")


@dataclass
class _Table:
    """A sheet while it is read: the places of the next row and cell, counted from 0, and the traces found."""

    row: int = 0
    column: int = 0
    row_repeats: int = 1
    is_hidden_row: bool = False
    rows: int = 0
    columns: int = 0
    formulas: list[tuple[int, int]] = field(default_factory=list)
    without_value: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    merged: list[tuple[int, int, int, int]] = field(default_factory=list)
    has_true_or_false: bool = False

    def traces(self) -> Traces:
        return Traces(
            formulas=tuple(self.formulas),
            formulas_without_value=tuple(self.without_value),
            errors=tuple(self.errors),
            hidden_rows=frozenset(self.hidden),
            has_true_or_false=self.has_true_or_false,
            merged=tuple(self.merged),
        )


@dataclass
class _Content:
    """The events of content.xml."""

    limits: Limits
    tables: list[_Table] = field(default_factory=list)
    depth: int = 0  # of tables: one within a cell belongs to the cell
    cell: dict[str, str] | None = None
    has_text: bool = False
    has_links: bool = False
    has_objects: bool = False
    has_macros: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        self.has_links = self.has_links or name in (
            "table:table-source",
            "table:cell-range-source",
            "office:dde-source",
        )
        self.has_links = self.has_links or attributes.get("xlink:href", "").casefold().startswith(ADDRESSES)
        self.has_objects = self.has_objects or name in ("draw:object", "draw:object-ole", "draw:plugin", "draw:applet")
        self.has_macros = self.has_macros or name == "script:event-listener"
        if name == "table:table":
            self.depth += 1
            if self.depth == 1:
                self.tables.append(_Table())
        elif self.depth == 1 and name == "table:table-row":
            table = self.tables[-1]
            table.column = 0
            table.row_repeats = _count(attributes, "table:number-rows-repeated")
            table.is_hidden_row = attributes.get("table:visibility") in HIDDEN
        elif self.depth == 1 and name in ("table:table-cell", "table:covered-table-cell"):
            self.cell, self.has_text = dict(attributes), False

    def text(self, text: str) -> None:
        self.has_text = self.has_text or (self.cell is not None and bool(text.strip()))

    def end(self, name: str) -> None:
        if name == "table:table":
            self.depth -= 1
        elif self.depth == 1 and name == "table:table-row":
            self.tables[-1].row += self.tables[-1].row_repeats
        elif self.depth == 1 and name in ("table:table-cell", "table:covered-table-cell") and self.cell is not None:
            self._end_cell(self.tables[-1], self.cell)
            self.cell = None

    def _end_cell(self, table: _Table, cell: Mapping[str, str]) -> None:
        repeats = _count(cell, "table:number-columns-repeated")
        where = (table.row + 1, table.column + 1)
        kind = cell.get("office:value-type")
        if kind is not None or self.has_text or "table:formula" in cell:
            table.rows = max(table.rows, table.row + table.row_repeats)
            table.columns = max(table.columns, table.column + repeats)
            if table.rows * table.columns > self.limits.cells:
                raise DeliveryRejectedError("too_big")
            self._note_cell(table, cell, where, kind)
        rows, columns = _count(cell, "table:number-rows-spanned"), _count(cell, "table:number-columns-spanned")
        if rows > 1 or columns > 1:
            table.merged.append((*where, where[0] + rows - 1, where[1] + columns - 1))
        table.column += repeats

    def _note_cell(self, table: _Table, cell: Mapping[str, str], where: tuple[int, int], kind: str | None) -> None:
        if table.is_hidden_row:
            table.hidden.update(range(where[0], where[0] + table.row_repeats))
        table.has_true_or_false = table.has_true_or_false or kind == "boolean"
        if "error" in (cell.get("calcext:value-type"), kind):
            table.errors.append(where)
        if "table:formula" in cell:
            (table.formulas if kind is not None else table.without_value).append(where)


def _count(attributes: Mapping[str, str], name: str) -> int:
    return max(1, int(attributes.get(name, "1")))


def _refuse_document_type(*_: object) -> None:
    raise DeliveryRejectedError("unreadable")


def read_open_document(content: bytes, file_no: int, limits: Limits = LIMITS) -> Sheets:
    """Return the sheets of a document as grids, in its order.

    Raises DeliveryRejectedError, or a parser's own error for a broken document; the caller turns that into a refusal.
    """
    parts = unpacked(content, limits)
    if "content.xml" not in parts or not parts.get("mimetype", SPREADSHEET).strip().startswith(SPREADSHEET):
        raise DeliveryRejectedError("not_what_its_name_says")
    if b"encryption-data" in parts.get("META-INF/manifest.xml", b""):
        raise DeliveryRejectedError("locked")
    events = _Content(limits)
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = events.start
    parser.EndElementHandler = events.end
    parser.CharacterDataHandler = events.text
    parser.Parse(parts["content.xml"], True)
    noted = {
        "macros_ignored": events.has_macros or any(name.startswith(("Basic/", "Scripts/")) for name in parts),
        "links_ignored": events.has_links,
        "objects_ignored": events.has_objects or any(name.startswith("Object ") for name in parts),
    }
    notes = tuple(rule for rule, is_so in noted.items() if is_so)
    traces = [table.traces() for table in events.tables]
    parts.clear()
    return Sheets(grids_of(content, file_no, traces, False), FileAsRead(file_no, FileFormat.OPEN_DOCUMENT.value), notes)
