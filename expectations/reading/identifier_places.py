"""The places of identifiers in a sheet: whole columns, cells, and references that look like one.

Belongs here: which cells of a sheet are examined, and the findings about them. Does not: what an identifier looks like
(identifiers.py), emptying cells (redaction.py).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from expectations.contract import Field, FieldType, Form, Severity
from expectations.reading.conversion import text_of
from expectations.reading.grid import CellValue, Grid, column_letters, is_blank
from expectations.reading.headers import LOOK_AT_ROWS, Header
from expectations.reading.identifiers import (
    CHILDHOOD,
    is_identifier,
    looks_like_identifier,
    looks_like_name,
    looks_like_name_for_an_answer,
    names_identifier,
)
from expectations.reading.results import ReadFinding

SHOWN_CELLS = 25  # of one column and rule; where there are more, the column has one finding
DATED = frozenset({FieldType.MONTH, FieldType.DATE, FieldType.YEAR, FieldType.TEXT})  # an old day is an answer there
OPEN = frozenset({FieldType.TEXT, FieldType.REFERENCE})  # free words are allowed there
Place = tuple[int, int]  # row and column, counted from 0


@dataclass
class IdentifierPlaces:
    """Places counted from 0. ``columns`` are named for an identifier and filled; ``first_row`` is below their name."""

    columns: set[int] = field(default_factory=set)
    first_row: int = 0
    cells: set[Place] = field(default_factory=set)
    references: set[Place] = field(default_factory=set)

    @property
    def are_there(self) -> bool:
        """Whether there is any."""
        return bool(self.columns or self.cells or self.references)


def _marked(
    rows: Sequence[list[CellValue]],
    first_row: int,
    places: Iterable[int],
    tells: Callable[[CellValue], bool],
    texts_alone: bool = False,
) -> set[Place]:
    """Return the cells of which ``tells`` is true; each different cell of a column is examined once."""
    marked: set[Place] = set()
    for place in places:
        column = [row[place] for row in rows]
        matching = {
            cell
            for cell in set(column)
            if not isinstance(cell, int | float) and not (texts_alone and not isinstance(cell, str))
            if tells(cell)
        }
        if matching:
            marked |= {(row, place) for row, cell in enumerate(column, start=first_row) if cell in matching}
    return marked


def _without_header(grid: Grid, before: int) -> IdentifierPlaces:
    """Examine a sheet that is no form: all its cells, and the columns that its first rows name for an identifier."""
    width = max(map(len, grid.rows), default=0)
    places = IdentifierPlaces(cells=_marked(grid.rows, 0, range(width), lambda cell: is_identifier(cell, before)))
    for row_no, row in enumerate(grid.rows[:LOOK_AT_ROWS]):
        named = {place for place, cell in enumerate(row) if isinstance(cell, str) and names_identifier(cell)}
        filled = {place for place in named if any(not is_blank(below[place]) for below in grid.rows[row_no + 1 :])}
        if filled:
            places.columns, places.first_row = filled, row_no + 1
            return places
    return places


def _names_for_answers(
    rows: Sequence[list[CellValue]], first_row: int, fields: Mapping[int, Field], answer_words: Collection[str]
) -> set[Place]:
    """Return the cells where an answer is asked for by list, number or date and a name is given instead."""
    asked = {place: field.type for place, field in fields.items() if field.type not in OPEN}
    countries = [place for place, kind in asked.items() if kind is FieldType.COUNTRY]
    others = [place for place in asked if place not in countries]
    marked = _marked(
        rows, first_row, others, lambda cell: looks_like_name_for_an_answer(cell, answer_words), texts_alone=True
    )
    return marked | _marked(
        rows, first_row, countries, lambda cell: looks_like_name_for_an_answer(cell, answer_words, True), True
    )


def identifier_places(
    grid: Grid,
    form: Form | None,
    header: Header | None,
    year: int,
    records: Sequence[int] = (),
    answer_words: Collection[str] = (),
) -> IdentifierPlaces:
    """Return the places of identifiers in a sheet; ``header`` and ``form`` where it is one of a form.

    ``records`` are the rows of its records, as Excel numbers them: references are examined in these alone.
    ``answer_words`` are those of Vocabulary: with them, a name in the place of an answer is found as well.
    """
    before = year - CHILDHOOD
    if form is None or header is None:
        return _without_header(grid, before)
    below = header.rows[-1] + 1
    rows = grid.rows[below:]
    width = max(map(len, grid.rows), default=0)
    found = IdentifierPlaces(first_row=below)
    fields = {place: form.questions[name] for name, place in header.columns.items()}
    for place in set(range(width)) - set(fields):
        texts = (grid.rows[row][place] for row in header.rows if place < len(grid.rows[row]))
        is_named = any(names_identifier(text_of(cell)) for cell in texts if not is_blank(cell))
        if is_named and any(not is_blank(row[place]) for row in rows):
            found.columns.add(place)
    looked_at = [place for place in range(width) if place not in found.columns]
    references = [place for place in looked_at if place in fields and fields[place].type is FieldType.REFERENCE]
    dated = [place for place in looked_at if place in fields and fields[place].type in DATED]
    others = [place for place in looked_at if place not in references and place not in dated]

    def tells(cell: CellValue) -> bool:
        return is_identifier(cell, before)

    found.cells = _marked(rows, below, others, tells)
    found.cells |= _marked(rows, below, dated, lambda cell: is_identifier(cell, 0), texts_alone=True)
    found.cells |= _marked(grid.rows[: header.rows[0]], 0, range(width), tells)
    if answer_words:
        found.cells |= _names_for_answers(rows, below, {p: fields[p] for p in looked_at if p in fields}, answer_words)
    found.cells |= {
        (row, place)
        for place in set(looked_at) - set(fields)
        for row, cells in enumerate(rows, start=below)
        if looks_like_name(cells[place])
    }
    found.references = {
        (number - 1, place)
        for number in records
        for place in references
        if looks_like_identifier(grid.rows[number - 1][place])
    }
    return found


def identifier_findings(
    grid: Grid, form: Form | None, header: Header | None, places: IdentifierPlaces
) -> list[ReadFinding]:
    """Return the findings: one a named column, one a cell, or one a column where there are many cells."""
    fields = {} if header is None else {place: name for name, place in header.columns.items()}
    found: list[ReadFinding] = []

    def note(rule: str, row: int | None, place: int) -> None:
        where = (
            grid.file_no,
            grid.sheet_no,
            None if row is None else row + 1,
            column_letters(place + 1),
            fields.get(place),
        )
        found.append(ReadFinding("" if form is None else form.key, *where, rule, "protection", Severity.WARNING.value))

    for place in sorted(places.columns):
        note("identifier_sent", None, place)
    for rule, cells in (
        ("identifier_sent", places.cells),
        ("reference_looks_like_identifier", places.references),
    ):
        by_column: dict[int, list[int]] = {}
        for row, place in sorted(cells):
            if place not in places.columns:
                by_column.setdefault(place, []).append(row)
        for place, rows in sorted(by_column.items()):
            shown: list[int | None] = [*rows] if len(rows) <= SHOWN_CELLS else [None]
            for number in shown:
                note(rule, number, place)
    return found
