"""From a form's sheet to converted columns, with what was noticed on the way.

Belongs here: converting the columns that the header found, and the findings about cells, rows and columns. Does not:
the conversion of one value (conversion.py), frames (submission.py).
"""

import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, field

from expectations.contract import NONE_OF_THEM, Field, FieldType, Form, Severity
from expectations.reading.conversion import MARKED, ConversionCache, Conversions, Converted, Fault
from expectations.reading.grid import CellValue, Grid, column_letters, is_blank
from expectations.reading.headers import Header
from expectations.reading.identifier_places import SHOWN_CELLS, identifier_findings, identifier_places
from expectations.reading.misread_columns import MisreadColumn, misread_answers
from expectations.reading.named_columns import NamedColumn
from expectations.reading.numbers_in_text import Mark, evident_mark
from expectations.reading.results import ReadFinding
from expectations.reading.rows import SortedRows, sorted_rows

MOST_MERGED = 5_000  # ranges examined in a sheet


@dataclass
class RecordBlock:
    """The records of one sheet. ``columns`` holds the converted values of the fields that the sheet has."""

    file_no: int
    sheet_no: int
    row_numbers: list[int]
    columns: dict[str, list[Converted]] = field(default_factory=dict)
    unread: dict[int, list[str]] = field(default_factory=dict)  # by the record's place in the block
    letters: dict[str, str] = field(default_factory=dict)
    findings: list[ReadFinding] = field(default_factory=list)
    misread: list[MisreadColumn] = field(default_factory=list)


class Pseudonyms:
    """Keyed hashes of references; an office's own within the office, link keys across offices."""

    def __init__(self, office: str, pseudonym: Callable[[str], str]) -> None:
        self.prefixes = {"case_ref": f"{office}|", "link_key": "link|"}
        self.pseudonym = pseudonym

    def of(self, name: str, references: Iterable[Converted]) -> list[Converted]:
        """Return the keyed hash of each reference of the field ``name``; None where there is none."""
        prefix = self.prefixes[name]
        return [None if reference is None else self.pseudonym(f"{prefix}{reference}") for reference in references]


def flags_of(answers: Sequence[Converted], question: str, flags: Sequence[Field]) -> dict[str, list[Converted]]:
    """Return the flags that answers to a whole question set: those named are yes, all others unknown, never no.

    Only a plain "no" sets all of them to no.
    """
    by_answer: dict[Converted, frozenset[str]] = {
        answer: frozenset(str(answer).split(";")) for answer in set(answers) - {None, NONE_OF_THEM}
    }
    columns: dict[str, list[Converted]] = {}
    for flag in flags:
        code = flag.name.removeprefix(f"{question}_")
        meaning: dict[Converted, Converted] = {answer: 1 for answer, codes in by_answer.items() if code in codes}
        meaning[NONE_OF_THEM] = 0
        columns[flag.name] = [meaning.get(answer, math.nan) for answer in answers]
    return columns


def _shown(row_numbers: list[int]) -> list[int | None]:
    return [*row_numbers] if len(row_numbers) <= SHOWN_CELLS else [None]


class SheetReader:
    """Reads one sheet of a form; the caller has found the header."""

    def __init__(
        self,
        grid: Grid,
        form: Form,
        header: Header,
        year: int,
        declared_mark: Mark | None = None,
        answer_words: Collection[str] = (),
    ) -> None:
        self.grid, self.form, self.header, self.declared_mark = grid, form, header, declared_mark
        self.rows: SortedRows = sorted_rows(grid, header, form)
        self.identifiers = identifier_places(grid, form, header, year, self.rows.numbers, answer_words)
        self.block = RecordBlock(grid.file_no, grid.sheet_no, self.rows.numbers)

    def read(self, conversions: Conversions, pseudonyms: Pseudonyms) -> RecordBlock:
        """Return the sheet's records and findings."""
        by_place: Sequence[tuple[CellValue, ...]] = list(zip(*self.rows.cells, strict=True))
        for name, place in self.header.columns.items():
            self.block.letters[name] = column_letters(place + 1)
            if by_place and by_place[place].count("") < len(self.rows.cells):
                self._take(name, by_place[place], conversions, pseudonyms)
        self._note_columns(by_place)
        self._note_rows()
        self._note_cells()
        self._note_merged()
        self.block.findings += identifier_findings(self.grid, self.form, self.header, self.identifiers)
        return self.block

    def _take(self, name: str, cells: tuple[CellValue, ...], conversions: Conversions, pseudonyms: Pseudonyms) -> None:
        """Convert a column: of a field, or of a several-answer question in one cell, which answers its flags."""
        field = self.form.by_name.get(name)
        if field is None:
            converted = self._converted(name, cells, conversions.of_question(self.form.questions[name]))
            self.block.columns |= flags_of(converted, name, self.form.group(name))
            return
        mark = self._mark(cells) if field.type in MARKED else None
        values = self._converted(name, cells, conversions.of(field, self.grid.starts_in_1904, mark))
        if field.type is FieldType.REFERENCE:
            values = pseudonyms.of(name, values)
        self.block.columns[name] = values

    def _converted(self, name: str, cells: tuple[CellValue, ...], memory: ConversionCache) -> list[Converted]:
        """Return the converted cells and note those that were not understood; understood parts are kept.

        A column of which most answers were not understood is noted as such, and none of its cells.
        """
        values = list(map(memory.__getitem__, cells))
        if not memory.faulty or memory.faulty.isdisjoint(cells):
            return values
        known = {value: memory[value] for value in memory.faulty.intersection(cells)}
        notes = {value: fault.of(name) for value, fault in known.items() if isinstance(fault, Fault)}
        misread = self._misread(name, cells, memory)
        for place, cell in enumerate(cells):
            if cell in notes:
                fault = known[cell]
                if misread is None:
                    self.block.unread.setdefault(place, []).append(notes[cell])
                parts = fault.known if isinstance(fault, Fault) else None
                values[place] = memory.blank if parts is None else parts
        return values

    def _misread(self, name: str, cells: tuple[CellValue, ...], memory: ConversionCache) -> MisreadColumn | None:
        """Note and return the column if most of its answers were not understood."""
        counted = misread_answers(self._without_identifiers(name, cells), memory)
        if counted is None:
            return None
        place = (self.form.key, self.grid.file_no, self.grid.sheet_no, self.block.letters[name], name)
        column = MisreadColumn(counted.reason, NamedColumn(*place, counted.understood, counted.given))
        self.block.misread.append(column)
        return column

    def _without_identifiers(self, name: str, cells: tuple[CellValue, ...]) -> Sequence[CellValue]:
        """Return the cells of a column that hold no identifier: names in the place of answers are no code list."""
        place = self.header.columns[name]
        if all(column != place for _, column in self.identifiers.cells):
            return cells
        rows = zip(self.rows.numbers, cells, strict=True)
        return [cell for number, cell in rows if (number - 1, place) not in self.identifiers.cells]

    def _mark(self, cells: tuple[CellValue, ...]) -> Mark | None:
        """Return the column's decimal mark: the one that its own numbers show, else the one of the cover's language."""
        texts = {cell for cell in cells if isinstance(cell, str) and ("." in cell or "," in cell)}
        return (evident_mark(texts) or self.declared_mark) if texts else None

    def _note(
        self,
        rule: str,
        severity: Severity,
        row_no: int | None = None,
        place: int | None = None,
        name: str | None = None,
    ) -> None:
        letters = None if place is None else column_letters(place + 1)
        where = (self.form.key, self.grid.file_no, self.grid.sheet_no, row_no, letters, name)
        self.block.findings.append(ReadFinding(*where, rule, "layout", severity.value))

    def _note_columns(self, by_place: Sequence[tuple[CellValue, ...]]) -> None:
        named = {*self.header.columns.values(), *self.header.unknown, *self.header.repeated}
        nameless = [p for p, cells in enumerate(by_place) if p not in named and not all(map(is_blank, cells))]
        for place in sorted({*self.header.unknown, *nameless} - self.identifiers.columns):
            self._note("column_unknown", Severity.WARNING, place=place)
        for place in self.header.repeated:
            self._note("column_repeated", Severity.WARNING, place=place)

    def _note_rows(self) -> None:
        hidden = self.grid.traces.hidden_rows
        noted = {
            "total_row": (Severity.INFO, self.rows.totals),
            "hidden_row": (
                Severity.INFO,
                [number for number in self.rows.numbers if number in hidden] if hidden else [],
            ),
            "row_outside_the_form": (Severity.WARNING, self.rows.outside_the_form),
        }
        for rule, (severity, numbers) in noted.items():
            for number in _shown(numbers):
                self._note(rule, severity, number)
        for number, place in self.rows.wrong_totals[:SHOWN_CELLS]:
            name = next(name for name, where in self.header.columns.items() if where == place)
            self._note("total_row_disagrees", Severity.WARNING, number, place, name)
        if self.grid.is_hidden and self.rows.numbers:
            self._note("hidden_sheet", Severity.INFO)

    def _note_merged(self) -> None:
        """Note ranges of merged cells among the records: their value was read for the first row and field alone."""
        if not self.grid.traces.merged:
            return
        numbers = set(self.rows.numbers)
        fields = {place + 1: name for name, place in self.header.columns.items()}
        merged = [
            (top, left)
            for top, left, bottom, right in self.grid.traces.merged[:MOST_MERGED]
            if left in fields and not numbers.isdisjoint(range(top, min(bottom, len(self.grid.rows)) + 1))
        ]
        by_column: dict[int, list[int]] = {}
        for row_no, column in sorted(merged):
            by_column.setdefault(column, []).append(row_no)
        for column, row_numbers in sorted(by_column.items()):
            for number in _shown(row_numbers):
                self._note("merged_cells", Severity.WARNING, number, column - 1, fields[column])

    def _note_cells(self) -> None:
        traces = self.grid.traces
        noted = {
            "error_cell": (Severity.BLANK, traces.errors),
            "formula_without_value": (Severity.BLANK, set(traces.formulas_without_value) - set(traces.errors)),
            "formula_cell": (Severity.WARNING, set(traces.formulas) - set(traces.errors)),
        }
        if not any(cells for _, cells in noted.values()):
            return
        numbers = set(self.rows.numbers)
        fields = {place + 1: name for name, place in self.header.columns.items()}
        for rule, (severity, cells) in noted.items():
            by_column: dict[int, list[int]] = {}
            for row_no, column in sorted(cells):
                if row_no in numbers and column in fields:
                    by_column.setdefault(column, []).append(row_no)
            for column, row_numbers in sorted(by_column.items()):
                for number in _shown(row_numbers):
                    self._note(rule, severity, number, column - 1, fields[column])
