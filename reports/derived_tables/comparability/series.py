"""Series: a table's numbers over the years, from protected tables alone.

Grain: one cell per code, measure and year, from the first year with any number to this one.

Belongs here: taking each year from its own edition, and computing shares, changes and the chained index. Does not:
reading editions (assets/steps), words (series_text.py), counting: a number that an edition lacks stays missing.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from reports.derived_tables.comparability.breaks import is_broken
from reports.derived_tables.comparability.chained_links import Link, chained_index
from reports.derived_tables.comparability.changes import UNITS, change_pct, change_pp
from reports.derived_tables.comparability.series_specification import SeriesSpec
from reports.derived_tables.comparability.series_text import series_text
from reports.published.codes import TOTAL
from reports.published.protected_table import Cell, Flag, ProtectedTable, Status

INDEX, INDEX_UNIT = "chained_index", "first year = 100"
SeriesPlace = tuple[str, int, str]  # code, year, measure


@dataclass(frozen=True)
class SeriesEditions:
    """What the shelf and this edition hold for one series, by year. ``said_before``: the series as last printed."""

    sources: Mapping[int, ProtectedTable]
    panels: Mapping[int, ProtectedTable] = field(default_factory=dict)
    said_before: ProtectedTable | None = None


def series_table(spec: SeriesSpec, year: int, editions: SeriesEditions) -> ProtectedTable | None:
    """Return the series up to ``year``; None where this year's edition has no such table."""
    if year not in editions.sources:
        return None
    codes = spec.codes or editions.sources[year].codes_of(spec.along)
    of_year = {one: _copied(spec, codes, one, table) for one, table in editions.sources.items() if one <= year}
    known = [one for one, cells in of_year.items() if any(_is_known(cell) for cell in cells.values())]
    first = min(known, default=year)
    found: dict[SeriesPlace, Cell] = {}
    for one in range(first, year + 1):
        found |= of_year.get(one) or _copied(spec, codes, one, None)
    found = {place: _with_flag(cell, spec, editions.said_before) for place, cell in found.items()}
    if first < year:
        found |= _changes(spec, found, range(first, year + 1))
        found |= _chained(spec, editions.panels, range(first, year + 1))
    cells = tuple(found.values())
    return ProtectedTable(spec.key, spec.theme, year, (spec.along,), cells, series_text(spec, year, cells, "en"))


def _is_known(cell: Cell) -> bool:
    return cell.status in ("published", "confidential")


def _copied(
    spec: SeriesSpec, codes: tuple[str, ...], year: int, table: ProtectedTable | None
) -> dict[SeriesPlace, Cell]:
    """Return the cells of one year as its edition prints them; not available where it has none."""
    base = spec.source_spec.share_base or ""
    wanted = [(code, "persons", "persons", "") for code in codes]
    wanted += [(code, "share_pct", "per cent", base) for code in spec.shares]
    cells = {}
    for code, measure, unit, of in wanted:
        cell = table.cell(*spec.codes_in_source(code), measure=measure, year=year) if table is not None else None
        none = Cell((code,), year, measure, unit, of, None, "not_available")
        cells[code, year, measure] = none if cell is None else replace(cell, codes=(code,))
    return cells


def _with_flag(cell: Cell, spec: SeriesSpec, said_before: ProtectedTable | None) -> Cell:
    """Set the flag b of a break; else r where the series printed another number for that year the last time."""
    if cell.value is None:
        return cell
    flag: Flag = cell.flag
    if said_before is not None:
        before = said_before.cell(*cell.codes, measure=cell.measure, year=cell.year)
        if before is not None and before.value is not None and before.value != cell.value:
            flag = "r"
    return replace(cell, flag="b" if is_broken(spec.theme, cell.year, cell.codes) else flag)


def _changes(spec: SeriesSpec, found: Mapping[SeriesPlace, Cell], years: range) -> dict[SeriesPlace, Cell]:
    changes: dict[SeriesPlace, Cell] = {}
    for code in spec.changes:
        for year in years:
            pair = [found.get((code, one, "persons")) for one in (year, year - 1)]
            value, status = change_pct(pair[0], pair[1])
            flag: Flag = "b" if value is not None and is_broken(spec.theme, year, (code,)) else ""
            cell = Cell((code,), year, "change_pct", UNITS["change_pct"], "", value, status, flag)
            changes[code, year, "change_pct"] = cell
    for code in (code for code in spec.changes if code in spec.shares):
        for year in years:
            pair = [found.get((code, one, "share_pct")) for one in (year, year - 1)]
            wholes = (found.get((TOTAL, year, "persons")), found.get((TOTAL, year - 1, "persons")))
            value, status = change_pp(pair[0], pair[1], wholes)
            flag = "b" if value is not None and is_broken(spec.theme, year, (code,)) else ""
            cell = Cell((code,), year, "change_pp", UNITS["change_pp"], "", value, status, flag)
            changes[code, year, "change_pp"] = cell
    return changes


def _chained(spec: SeriesSpec, panels: Mapping[int, ProtectedTable], years: range) -> dict[SeriesPlace, Cell]:
    """Return the index of the total, chained over the panels that editions print; none where no link is printed."""
    if spec.chained is None:
        return {}
    links: dict[int, Link] = {}
    for year, table in panels.items():
        now, before = (table.cell("panel", year=one) for one in (year, year - 1))
        if now is not None and before is not None and now.value is not None and before.value is not None:
            links[year] = (now.value, before.value)
    index = chained_index(links, years[-1])
    cells = {}
    for year in years if index else ():
        value = None if year not in index else round(index[year], 1)
        is_flagged = value is not None and year != min(index) and is_broken(spec.theme, year, (TOTAL,))
        status: Status = "not_available" if value is None else "published"
        cell = Cell((TOTAL,), year, INDEX, INDEX_UNIT, "", value, status, "b" if is_flagged else "")
        cells[TOTAL, year, INDEX] = cell
    return cells
