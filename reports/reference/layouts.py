"""Layouts: the cells of a sheet to numbers with their year and codes, by the four layouts of a mapping.

Belongs here: finding headers and walking over cells. Does not: the value of a cell (values.py), observations
(series_reader.py). Rows and columns that no layout names are ignored: people write notes next to their tables.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from reports.reference.observations import ReferenceFileError
from reports.reference.series_map import Crossed, LineLayout, RowLayout, SeriesMap, SideBySide
from reports.reference.text_codes import code_of
from reports.reference.values import said, year_of

HEADER_WITHIN = 30
LINE = re.compile(r"((?:19|20)[0-9]{2})\s*:\s*(.*)")
SheetRows = Sequence[Sequence[object]]


@dataclass(frozen=True, slots=True)
class FoundNumber:
    """A cell with a number, or what should be one: its year (None where the row has none), codes, source and row."""

    year: int | None
    codes: tuple[str, ...]
    cell: object
    row: int
    source: str = ""


def found_in(rows: SheetRows, mapping: SeriesMap) -> Iterator[FoundNumber]:
    """Yield the cells of numbers. Raises ReferenceFileError where the sheet does not have what the mapping names."""
    match mapping.layout:
        case RowLayout() as layout:
            yield from _rows(rows, mapping, layout)
        case SideBySide() as layout:
            yield from _side_by_side(rows, mapping, layout)
        case Crossed() as layout:
            yield from _crossed(rows, mapping, layout)
        case LineLayout() as layout:
            yield from _lines(rows, mapping, layout)


def _fault(mapping: SeriesMap, what: str) -> ReferenceFileError:
    return ReferenceFileError(f"reference series {mapping.series}: {what}")


def _header(rows: SheetRows, mapping: SeriesMap, wanted: Sequence[tuple[str, ...]]) -> tuple[int, list[int]]:
    """Return the row of the header and the column of each wanted one; one may be written in several ways."""
    nearest: tuple[str, ...] = wanted[0]
    most = -1
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        place = {said(cell).casefold(): column for column, cell in reversed(list(enumerate(row)))}
        columns = [next((place[n.casefold()] for n in names if n.casefold() in place), None) for names in wanted]
        if None not in columns:
            return at, [column for column in columns if column is not None]
        known = len(columns) - columns.count(None)
        if known > most:
            most, nearest = known, wanted[columns.index(None)]
    raise _fault(mapping, f"no row among the first {HEADER_WITHIN} has the header {' or '.join(nearest)}")


def _rows(rows: SheetRows, mapping: SeriesMap, layout: RowLayout) -> Iterator[FoundNumber]:
    columns = {name: one.columns for name, one in mapping.dimensions.items() if one.columns}
    values: dict[tuple[str, ...], str] = {(header,): code for header, code in layout.values.items()}
    if layout.value:
        values = {layout.value: ""}
    extra = [*([layout.year] if layout.year else []), *([(layout.source,)] if layout.source else [])]
    only = [(header,) for header in layout.only]
    header, places = _header(rows, mapping, [*columns.values(), *values, *extra, *only])
    at = dict(zip([*columns, *values, *extra, *only], places, strict=True))
    headers = [said(cell).casefold() for cell in rows[header]]
    taken = [(at[(name,)], texts) for name, texts in layout.only.items()]
    taken += [(headers.index(n.casefold()), t) for n, t in layout.only_if_there.items() if n.casefold() in headers]
    known: dict[tuple[str, str], str] = {}
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        if not any(said(cell) for cell in row):
            continue
        if any(said(row[column]) not in texts for column, texts in taken):
            continue
        year = layout.fixed_year if layout.fixed_year is not None else year_of(row[at[layout.year]])
        codes: dict[str, str] = {}
        for name in columns:
            text = said(row[at[name]])
            if (name, text) not in known:
                known[name, text] = code_of(text, mapping.dimensions[name])
            codes[name] = known[name, text]
        source = said(row[at[(layout.source,)]]) if layout.source else ""
        if layout.counts_rows:
            yield FoundNumber(year, _ordered(mapping, codes), 1, number, source)
        for value, code in values.items():
            whole = {**codes, layout.of: code} if layout.of else codes
            yield FoundNumber(year, _ordered(mapping, whole), row[at[value]], number, source)


def _ordered(mapping: SeriesMap, codes: dict[str, str]) -> tuple[str, ...]:
    return tuple(codes[name] for name in mapping.dimensions)


def _side_by_side(rows: SheetRows, mapping: SeriesMap, layout: SideBySide) -> Iterator[FoundNumber]:
    named = [((header,), one.publisher, code) for one in layout.sets for header, code in one.columns.items()]
    header, places = _header(rows, mapping, [(layout.year,), *(names for names, _, _ in named)])
    for number, row in enumerate(rows[header + 1 :], start=header + 2):
        if said(row[places[0]]).casefold() == layout.ends.casefold():
            return
        year = year_of(row[places[0]])
        for (_, publisher, code), column in zip(named, places[1:], strict=True):
            if said(row[column]) or year is not None:
                yield FoundNumber(year, _ordered(mapping, {layout.by: publisher, layout.of: code}), row[column], number)


def _crossed(rows: SheetRows, mapping: SeriesMap, layout: Crossed) -> Iterator[FoundNumber]:
    for at, row in enumerate(rows[:HEADER_WITHIN]):
        below = [said(cell) for cell in rows[at + 1]] if at + 1 < len(rows) else []
        if any(year_of(cell) for cell in row) and any(text in layout.publishers for text in below):
            break
    else:
        raise _fault(mapping, "no row of years stands over a row of publishers")
    years: list[int | None] = []
    for cell in row:  # a year is the header of the columns right of it too
        years.append(year_of(cell) or (years[-1] if years else None))
    for number, line in enumerate(rows[at + 2 :], start=at + 3):
        code = layout.rows.get(said(line[0]) if line else "")
        if code is None:
            continue
        for column, text in enumerate(below):
            if text in layout.publishers:
                codes = {layout.of: code, layout.by: layout.publishers[text]}
                yield FoundNumber(years[column], _ordered(mapping, codes), line[column], number)


def _lines(rows: SheetRows, mapping: SeriesMap, layout: LineLayout) -> Iterator[FoundNumber]:
    for number, row in enumerate(rows, start=1):
        if row and (found := LINE.fullmatch(said(row[0]))):
            yield FoundNumber(int(found[1]), _ordered(mapping, layout.codes), found[2], number)
