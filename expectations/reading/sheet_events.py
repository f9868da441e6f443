"""The exact reading of a sheet's raw XML, event by event: for XML in an unusual shape, or with a suspicious area.

Belongs here: the expat handlers. Does not: the quick way (sheet_xml.py), limits.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from xml.parsers import expat

from expectations.reading.grid import Traces, column_place
from expectations.reading.refusal import DeliveryRejectedError

YES = ("1", "true")


def _refuse_document_type(*_: object) -> None:
    raise DeliveryRejectedError("unreadable")


@dataclass
class _Events:
    """The place of the parser, and the traces found. A cell without an address follows the one before it."""

    row: int = 0
    column: int = 0
    kind: str = ""
    depth: int = 0
    is_formula: bool = False
    has_content: bool = False
    rows: int = 0
    columns: int = 0
    formulas: list[tuple[int, int]] = field(default_factory=list)
    without_value: list[tuple[int, int]] = field(default_factory=list)
    errors: list[tuple[int, int]] = field(default_factory=list)
    hidden: set[int] = field(default_factory=set)
    has_true_or_false: bool = False

    def start(self, name: str, attributes: Mapping[str, str]) -> None:
        local = name.rpartition(":")[2]
        if local == "row":
            self.row = int(attributes.get("r", self.row + 1))
            self.column = 0
            if attributes.get("hidden") in YES:
                self.hidden.add(self.row)
        elif local == "c":
            self._start_cell(attributes)
        elif local == "f":
            self.is_formula = True
        elif local in ("v", "t"):
            self.depth += 1

    def _start_cell(self, attributes: Mapping[str, str]) -> None:
        self.is_formula = self.has_content = False
        self.depth = 0
        self.kind = attributes.get("t", "")
        address = attributes.get("r")
        if address is None:
            self.column += 1
            return
        letters = address.rstrip("0123456789")
        self.column, self.row = column_place(letters), int(address[len(letters) :])

    def text(self, text: str) -> None:
        self.has_content = self.has_content or (self.depth > 0 and bool(text))

    def end(self, name: str) -> None:
        local = name.rpartition(":")[2]
        if local in ("v", "t"):
            self.depth -= 1
        if local != "c":
            return
        where = (self.row, self.column)
        if self.is_formula:
            has_value = self.has_content or self.kind == "str"
            (self.formulas if has_value else self.without_value).append(where)
        if self.kind == "e":
            self.errors.append(where)
        self.has_true_or_false = self.has_true_or_false or self.kind == "b"
        if self.has_content:
            self.rows, self.columns = max(self.rows, self.row), max(self.columns, self.column)


def traces_by_events(xml: bytes) -> tuple[Traces, int, int]:
    """Return a sheet's traces, and the last row and the last column that hold content.

    Raises DeliveryRejectedError("unreadable") for a document type, and expat's or int's own error for broken XML.
    """
    events = _Events()
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = _refuse_document_type
    parser.StartElementHandler = events.start
    parser.EndElementHandler = events.end
    parser.CharacterDataHandler = events.text
    parser.Parse(xml, True)
    traces = Traces(
        formulas=tuple(events.formulas),
        formulas_without_value=tuple(events.without_value),
        errors=tuple(events.errors),
        hidden_rows=frozenset(events.hidden),
        has_true_or_false=events.has_true_or_false,
    )
    return traces, events.rows, events.columns
