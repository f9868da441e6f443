"""Reference tables: observations to cells, as a table of the edition.

Belongs here: choosing years, adding up, totals as published. Does not: words (text.py), reading (series_reader.py).
"""

import itertools
from collections.abc import Callable, Iterable
from dataclasses import replace
from typing import NamedTuple

from expectations.contract import load_contract
from expectations.geography import all_codes, country_name
from reports.published.codes import REFERENCE_RESERVED_CODES, TOTAL, Codes
from reports.published.protected_table import Cell, Flag, ProtectedTable, Status, TableText
from reports.reference.observations import Observation, ReferenceFileError, ReferenceSeries
from reports.reference.specification import SERIES_YEAR, Ours, ReferenceSpec
from reports.reference.text import reference_text

REPORTING = "reporting"
NOT_AVAILABLE: Status = "not_available"
ObservationsByCell = dict[tuple[Codes, int], list[Observation]]
PrintedNumber = tuple[float | None, Status, Flag]


class OurNumber(NamedTuple):
    """A number of our own as published: its value, or its status."""

    value: float | None
    status: Status


def reference_table(
    spec: ReferenceSpec,
    series: ReferenceSeries,
    year: int,
    ours: Callable[[Ours, int], OurNumber | None] = lambda _ours, _year: None,
) -> ProtectedTable | None:
    """Return the table of ``spec`` in the review of ``year``; None where the series has no number of the years shown.

    ``ours`` returns a number of our own of a year; None where no edition of that year published it.
    Raises ReferenceFileError where two numbers claim one cell that does not add up.
    """
    wanted = [spec.where.get(name) for name in series.dimensions]
    seen = [
        one
        for one in series.observations
        if one.year <= year
        and all(allowed is None or code in allowed for allowed, code in zip(wanted, one.codes, strict=True))
    ]
    years = _years(spec, sorted({one.year for one in seen}), year)
    shown = [one for one in seen if one.year in years]
    if not shown:
        return None
    places = [None if name == SERIES_YEAR else series.dimensions.index(name) for name in spec.dimensions]
    cells: ObservationsByCell = {}
    for one in shown:
        codes = tuple(str(one.year) if place is None else one.codes[place] for place in places)
        for under in _under(codes, spec):
            cells.setdefault((under, _cell_year(spec, one.year, year)), []).append(one)
    axes = [_axis(spec, name, {codes[at] for codes, _ in cells}, year) for at, name in enumerate(spec.dimensions)]
    made = _made(spec, cells, axes)
    if spec.ours:
        made = _beside(spec, made, ours, year)
    table_year = year if spec.period != "latest" else max(years)
    table = ProtectedTable(
        spec.key, spec.theme, table_year, spec.dimensions, tuple(made), TableText("", "", (), {}, {})
    )
    return replace(table, text=reference_text(spec, table, "en"))


def _years(spec: ReferenceSpec, known: list[int], year: int) -> set[int]:
    if spec.period == "latest":
        return set(known[-1:])
    if spec.period == "year":
        return {year, year - 1} if year in known else set()
    return set(known[-spec.last :])


def _cell_year(spec: ReferenceSpec, of_number: int, of_review: int) -> int:
    """A cell of a series of years belongs to the table of the review's year: its own year is a code."""
    return of_review if spec.period == "years" else of_number


def _under(codes: Codes, spec: ReferenceSpec) -> Iterable[Codes]:
    """Return the cells to which a number belongs: its own, and those of each total."""
    choices = [
        (code, TOTAL) if name in spec.total and code != TOTAL else (code,)
        for name, code in zip(spec.dimensions, codes, strict=True)
    ]
    return itertools.product(*choices)


def _axis(spec: ReferenceSpec, name: str, used: set[str], year: int) -> list[str]:
    """Return the codes of a dimension in print order: specification, code list, labels; countries by English name."""
    dimension = spec.dimension(name)
    order = list(spec.codes.get(name, ()))
    if order:
        used = {code for code in used if code in order or code == TOTAL}
    if dimension is not None and dimension.code_list is not None:
        order += load_contract().code_lists[dimension.code_list].codes
    order += [] if dimension is None else dimension.labels
    rank = {code: at for at, code in reversed(list(enumerate(order)))}
    is_country_axis = dimension is not None and dimension.country is not None

    def place(code: str) -> tuple[int, int, str]:
        name = country_name(code, "en", year) if is_country_axis and code in all_codes() else code
        return (
            REFERENCE_RESERVED_CODES.index(code) + 1 if code in REFERENCE_RESERVED_CODES else 0,
            rank.get(code, len(rank)),
            name,
        )

    return sorted(used, key=place)


def _made(spec: ReferenceSpec, cells: ObservationsByCell, axes: list[list[str]]) -> list[Cell]:
    made = []
    for of_year in sorted({known for _, known in cells}, reverse=True):
        for row in itertools.product(*axes[:-1]):
            for code in axes[-1]:
                codes = (*row, code)
                own = cells.get((codes, of_year), [])
                number = _number(spec, codes, own) if own else _absent(spec, codes, of_year, cells)
                made.append(Cell(codes, of_year, spec.mapping.measure, spec.mapping.unit.en, "", *number))
            if spec.reporting is not None:
                known = _known_of(spec, spec.reporting, cells.get(((*row, TOTAL), of_year), []))
                number = (float(known), "published", "")
                made.append(Cell((*row, REPORTING), of_year, "countries", "countries", "", *number))
    return made


def _known_of(spec: ReferenceSpec, name: str, own: list[Observation]) -> int:
    """Return of how many codes of a dimension any number is known."""
    place = tuple(spec.mapping.dimensions).index(name)
    return len({one.codes[place] for one in own if one.value is not None})


def _absent(spec: ReferenceSpec, codes: Codes, of_year: int, cells: ObservationsByCell) -> PrintedNumber:
    """Return the value of a cell for which the file has no row.

    It is zero only where the publisher lists every code that occurred and has numbers of the year by each dimension.
    """
    if spec.mapping.absent != "zero":
        return None, NOT_AVAILABLE, ""
    for at, code in enumerate(codes):
        year_code = codes[spec.dimensions.index(SERIES_YEAR)] if SERIES_YEAR in spec.dimensions else None
        told_apart = any(
            known == of_year
            and other[at] != TOTAL
            and (year_code is None or other[spec.dimensions.index(SERIES_YEAR)] == year_code)
            for other, known in cells
        )
        if code != TOTAL and not told_apart and spec.dimensions[at] != SERIES_YEAR:
            return None, NOT_AVAILABLE, ""
    return 0.0, "published", ""


def _number(spec: ReferenceSpec, codes: Codes, own: list[Observation]) -> PrintedNumber:
    """Return value, status and flag of a cell. A total that is published is taken as it is, and not added up again."""
    own = _as_published(spec, codes, own)
    if not spec.adds and len(own) > 1:
        raise ReferenceFileError(f"reference table {spec.key}: {len(own)} numbers of the series claim one cell")
    known = [one for one in own if one.value is not None]
    if known and (len(known) == len(own) or spec.unknown_parts == "left_out"):
        flags = {one.flag for one in known}
        first: Flag = "b" if "b" in flags else "r" if "r" in flags else "p" if "p" in flags else ""
        flag: Flag = first or ("e" if "e" in flags else "")
        return sum(one.value or 0.0 for one in known), "published", flag
    suppressed = all(one.below is not None for one in own if one.value is None)
    return None, "confidential" if suppressed and not known else NOT_AVAILABLE, ""


def _as_published(spec: ReferenceSpec, codes: Codes, own: list[Observation]) -> list[Observation]:
    names = tuple(spec.mapping.dimensions)
    for name, code in zip(spec.dimensions, codes, strict=True):
        if code == TOTAL and name != SERIES_YEAR:
            place = names.index(name)
            published = [one for one in own if one.codes[place] == TOTAL]
            have = {_alike(one, place) for one in published}
            own = published + [one for one in own if one.codes[place] != TOTAL and _alike(one, place) not in have]
    return own


def _alike(one: Observation, place: int) -> tuple[object, ...]:
    """All that a number has in common with the total over the dimension at ``place``."""
    return (one.year, *one.codes[:place], *one.codes[place + 1 :])


def _beside(
    spec: ReferenceSpec, made: list[Cell], ours: Callable[[Ours, int], OurNumber | None], year: int
) -> list[Cell]:
    """Put our own numbers first; a row a year of which they or we have a number, and one of the review's year."""
    theirs = {cell.codes: cell for cell in made}
    columns = dict.fromkeys(cell.codes[-1] for cell in made)
    known = {int(cell.codes[0]) for cell in made}
    own = {(one.code, of): ours(one, of) for one in spec.ours for of in range(year - spec.last + 1, year + 1)}
    known |= {year, *(of for (_, of), number in own.items() if number is not None)}
    cells = []
    for of in sorted(known)[-spec.last :]:
        for one in spec.ours:
            value, status = own.get((one.code, of)) or OurNumber(None, NOT_AVAILABLE)
            cells.append(Cell((str(of), one.code), year, one.measure, "persons", "", value, status))
        for column in columns:
            missing = Cell((str(of), column), year, spec.mapping.measure, spec.mapping.unit.en, "", None, NOT_AVAILABLE)
            cells.append(theirs.get((str(of), column), missing))
    return cells
