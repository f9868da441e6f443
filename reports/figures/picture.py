"""Picture: the numbers of one figure, taken from a protected table, before any drawing.

Belongs here: which cell becomes which mark, in which order. Does not: lengths and colours. A mark without a published
value carries none, and its place in a ranking follows the code list, never the count.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from reports.figures.specification import YEAR, FigureSpec
from reports.published import Cell, ProtectedTable, require_protected_table
from reports.published.codes import CODES_WITHOUT_KNOWN_ANSWER, RESERVED_CODES, TOTAL
from reports.sentences.numbers import written


@dataclass(frozen=True)
class DrawnValue:
    """One number of a figure: its place, its cell, and its text."""

    row: str  # code
    series: str  # code, or the year
    cell: Cell
    symbol: str  # in place of a value

    @property
    def value(self) -> float:
        """The published value; 0 where there is none."""
        return self.cell.value or 0.0

    @property
    def is_confidential(self) -> bool:
        """Whether the number is suppressed."""
        return self.cell.status == "confidential"

    @property
    def text(self) -> str:
        """The number in house format, or the shorthand in its place."""
        return self.symbol if self.cell.value is None else written(self.cell.value)


@dataclass(frozen=True)
class Picture:
    """One figure's marks by (row, series), and its rows and series with their labels, in drawing order."""

    spec: FigureSpec
    table: ProtectedTable
    rows: tuple[str, ...]
    series: tuple[str, ...]
    marks: dict[tuple[str, str], DrawnValue]
    totals: dict[str, DrawnValue]  # of a row over all series, where the table prints one

    def row_label(self, code: str) -> str:
        """Return the label of a row."""
        return self.table.label(self.spec.rows, code)

    def series_label(self, code: str) -> str:
        """Return the label of a series: a code's label, or a year."""
        return code if self.spec.series in (None, YEAR) else self.table.label(str(self.spec.series), code)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to show: of no answer a published count above zero, nothing suppressed."""
        answers = [mark for (row, _), mark in self.marks.items() if row not in CODES_WITHOUT_KNOWN_ANSWER]
        return not any(mark.value > 0 or mark.is_confidential for mark in answers)


def draws(spec: FigureSpec, table: ProtectedTable) -> bool:
    """Return whether a table has the dimensions that a figure draws."""
    return not _dimensions_named(spec) - set(table.dimensions)


def _dimensions_named(spec: FigureSpec) -> set[str]:
    return {spec.rows, *spec.at, *([spec.series] if spec.series and spec.series != YEAR else [])}


def picture_of(spec: FigureSpec, table: ProtectedTable) -> Picture:
    """Return what a figure shows of its table. Grain of ``marks``: one published or suppressed cell.

    Raises ValueError where the table has not the dimensions that the specification names.
    """
    require_protected_table(table)
    if not draws(spec, table):
        missing = ", ".join(sorted(_dimensions_named(spec) - set(table.dimensions)))
        raise ValueError(f"figure {spec.key}: table {table.key} has no dimension {missing}")
    cells = {
        (cell.codes, cell.year): cell
        for cell in table.cells
        if cell.measure == spec.measure and (spec.series == YEAR or cell.year == table.year)
    }
    row_codes = [code for code in _codes(spec.rows, table, cells) if code not in spec.omit]
    series = _series(spec, table, cells)
    marks: dict[tuple[str, str], DrawnValue] = {}
    totals: dict[str, DrawnValue] = {}
    for row in row_codes:
        for one in series:
            cell = cells.get(_place(spec, table, row, one))
            if cell is not None:
                marks[row, one] = _drawn(table, row, one, cell)
        total = cells.get(_place(spec, table, row, TOTAL)) if spec.series not in (None, YEAR) else None
        if total is not None:
            totals[row] = _drawn(table, row, TOTAL, total)
    rows = _ordered(spec, [row for row in row_codes if _is_shown(spec, row, marks)], marks, str(table.year))
    shown = set(rows)
    series = tuple(one for one in series if _series_is_shown(spec, table, one, rows, marks))
    marks = {place: mark for place, mark in marks.items() if place[0] in shown and place[1] in series}
    return Picture(spec, table, rows, series, marks, {row: mark for row, mark in totals.items() if row in shown})


def _drawn(table: ProtectedTable, row: str, series: str, cell: Cell) -> DrawnValue:
    return DrawnValue(
        row, series, cell, "" if cell.status == "published" else table.symbol(cell.status, cell.codes, cell.year)
    )


def _codes(dimension: str, table: ProtectedTable, cells: dict[tuple[tuple[str, ...], int], Cell]) -> tuple[str, ...]:
    place = table.dimensions.index(dimension)
    return tuple(dict.fromkeys(codes[place] for codes, year in cells if year == table.year))


def _series(spec: FigureSpec, table: ProtectedTable, cells: dict[tuple[tuple[str, ...], int], Cell]) -> tuple[str, ...]:
    if spec.series is None:
        return (str(table.year),)
    if spec.series != YEAR:
        return tuple(code for code in _codes(spec.series, table, cells) if code not in spec.omit)
    before = [cell for (_, year), cell in cells.items() if year == table.year - 1 and cell.status != "not_available"]
    return (str(table.year), str(table.year - 1)) if before else (str(table.year),)


def _place(spec: FigureSpec, table: ProtectedTable, row: str, series: str) -> tuple[tuple[str, ...], int]:
    by_year = spec.series in (None, YEAR)
    chosen = {spec.rows: row} if by_year else {spec.rows: row, str(spec.series): series}
    year = int(series) if by_year else table.year
    return tuple(chosen.get(dimension, spec.at.get(dimension, TOTAL)) for dimension in table.dimensions), year


def _is_shown(spec: FigureSpec, row: str, marks: dict[tuple[str, str], DrawnValue]) -> bool:
    own = [mark for (code, _), mark in marks.items() if code == row]
    says_something = any(mark.value > 0 or mark.is_confidential for mark in own)
    return says_something or not (spec.omit_empty_rows or row in RESERVED_CODES or not own)


def _series_is_shown(
    spec: FigureSpec, table: ProtectedTable, series: str, rows: Iterable[str], marks: dict[tuple[str, str], DrawnValue]
) -> bool:
    if series not in RESERVED_CODES:
        return True
    own = [marks[row, series] for row in rows if (row, series) in marks]
    return any(mark.value > 0 or mark.is_confidential for mark in own)


def _ordered(spec: FigureSpec, rows: list[str], marks: dict[tuple[str, str], DrawnValue], year: str) -> tuple[str, ...]:
    if spec.kind != "ranked_bars":
        return tuple(rows)

    def rank(row: str) -> tuple[int, float]:
        mark = marks.get((row, year))
        if row in RESERVED_CODES:
            return 2 + RESERVED_CODES.index(row), 0.0
        return (1, 0.0) if mark is None or mark.cell.value is None else (0, -mark.value)

    return tuple(sorted(rows, key=rank))
