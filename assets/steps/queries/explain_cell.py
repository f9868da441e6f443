"""Why a printed number is what it is: value, base, response, offices behind it, what might belong to it, definition.

Belongs here: one cell of a draft on the shelf explained from the warehouse. Does not: printing it
(pipelines/cli/explain.py). What is returned is unprotected: for the operator's terminal, and for nothing that is
kept; this station writes nothing, and no asset calls it.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches

import pandas as pd

from assets.steps.release.panel_tables import offices_of_panel
from assets.steps.release.published_tables import table_of_draft
from assets.steps.release.table_definitions import table_definitions
from assets.steps.runtime.errors import redact_errors
from assets.steps.statistics.count import forms_of, load_records
from expectations.errors import ReviewError
from reports.derived_tables.comparability.series_specification import load_series
from reports.published import Cell, ProtectedTable
from reports.statistics import TableSpec, build_cube, load_tables
from reports.statistics.cell_members import cell_members
from reports.statistics.measures import load_measures
from reports.statistics.variables import SEPARATOR
from reports.table_metadata import Definition
from resources.stores import Stores

OFFICE = "office"


class UnknownCellError(ReviewError, ValueError):
    """A table, cell or year that is not there; the message says what is."""


@dataclass(frozen=True)
class CellProvenance:
    """What stands behind a number, unprotected. Mappings are by office; ``counted`` is over all, each person once."""

    counted: float | None = None
    of_all: float | None = None  # in the table, of those asked,
    known: float | None = None  # and of them those of whom every dimension is known
    offices: Mapping[str, float] = field(default_factory=dict)
    not_stated: float | None = None
    not_stated_by_office: Mapping[str, float] = field(default_factory=dict)
    held_back: Mapping[tuple[str, str], int] = field(default_factory=dict)  # form, rule
    held_back_by_office: Mapping[str, int] = field(default_factory=dict)
    remark: str = ""


@dataclass(frozen=True)
class CellExplanation:
    """One printed number, and why."""

    table: ProtectedTable
    cell: Cell
    label: str
    base: Cell | None
    response: Cell | None
    before: Cell | None
    behind: CellProvenance
    definition: Definition


def explain_cell(stores: Stores, key: str, cell: str, year: int) -> CellExplanation:
    """Explain a cell of the latest draft of ``year``. Raises UnknownCellError where there is no such table, cell or
    year.

    ``cell``: the codes in the order of the table's dimensions joined by ":", then a measure or a year of a series where
    it is not the table's own; or the whole name of a cell as `cell_id` has it.
    """
    definition = _definition(key)
    table = table_of_draft(stores, key, year)
    if table is None:
        latest = ", ".join(map(str, stores.shelf.years())) or "none"
        raise UnknownCellError(f"no review of {year} on the shelf has the table {key} (years on the shelf: {latest})")
    found = _cell(table, cell)
    total = ("total",) * len(table.dimensions)
    label = ", ".join(table.label(name, code) for name, code in zip(table.dimensions, found.codes, strict=True))
    with redact_errors("explain"):
        return CellExplanation(
            table,
            found,
            label,
            table.cell(*total, measure="base", year=found.year),
            table.cell(*total, measure="response_pct", year=found.year),
            _before(stores, table, found),
            _behind(stores, table, found),
            definition,
        )


def _definition(key: str) -> Definition:
    known = table_definitions()
    if key not in known:
        near = ", ".join(get_close_matches(key, known, n=3)) or "docs/published_tables.md lists them"
        raise UnknownCellError(f"there is no table of that name; near it: {near}")
    return known[key]


def _cell(table: ProtectedTable, text: str) -> Cell:
    parts = text.removeprefix(f"{table.key}:").split(":")
    codes, rest = tuple(parts[: len(table.dimensions)]), parts[len(table.dimensions) :]
    years = [int(part) for part in rest if part.isdigit()]
    measures = [part for part in rest if not part.isdigit()]
    wanted_year, own = (years or [table.year])[0], table.cells[0].measure if table.cells else ""
    measure = (measures or [own])[0]
    found = table.cell(*codes, measure=measure, year=wanted_year)
    if found is None or len(measures) > 1 or len(years) > 1:
        codes_of = "; ".join(f"{name}: {', '.join(table.codes_of(name))}" for name in table.dimensions)
        known = ", ".join(dict.fromkeys(cell.measure for cell in table.cells))
        raise UnknownCellError(
            f"the table has no such cell. A cell is {':'.join(name.upper() for name in table.dimensions)} and, if "
            f"it is not {own}, a measure. {codes_of}; measures: {known}"
        )
    return found


def _before(stores: Stores, table: ProtectedTable, cell: Cell) -> Cell | None:
    """Return the same cell of the year before as this draft prints it, or as that year's own draft does."""
    beside = table.cell(*cell.codes, measure=cell.measure, year=cell.year - 1)
    if beside is not None:
        return beside
    earlier = table_of_draft(stores, table.key, cell.year - 1)
    return None if earlier is None else earlier.cell(*cell.codes, measure=cell.measure, year=cell.year - 1)


def _behind(stores: Stores, table: ProtectedTable, cell: Cell) -> CellProvenance:
    spec = next((spec for spec in load_tables() if spec.key == table.key), None)
    if spec is not None:
        return _behind_count(stores, spec, table, cell)
    series = next((one for one in load_series().tables if one.key == table.key), None)
    if series is not None:
        place = ":".join(series.codes_in_source(cell.codes[0]))
        measure = "" if cell.measure in ("persons", "share_pct") else f" ({cell.measure} is made of its neighbours)"
        source = (
            f"as printed in the review of {cell.year}{measure}: review why {series.source} {place} --year {cell.year}"
        )
        return CellProvenance(remark=source)
    of_panel = offices_of_panel(stores, table.key, cell.codes[0], table.year, cell.year)
    if of_panel is not None:
        return CellProvenance(counted=of_panel[0], offices=of_panel[1])
    return CellProvenance(remark="not counted from records of persons; its definition says what it stands on")


def _behind_count(stores: Stores, spec: TableSpec, table: ProtectedTable, cell: Cell) -> CellProvenance:
    records = load_records(stores, cell.year, [spec.theme])
    cube = build_cube(spec.theme, records, cell.year, also=(OFFICE,))
    printed = tuple(table.codes_of(name) for name in table.dimensions)
    rows = cell_members(cube, spec, cell.year, cell.codes, printed)
    amount = load_measures()[spec.measure].amount
    weights = cube["persons" if amount is None or rows is None else amount].astype("float64")
    held, held_by_office = _held_back(stores, spec.theme, cell.year)
    if rows is None:
        remark = "no count of persons: the offices are those behind the records of the chapter"
        offices = _by_office(cube, weights)
        return CellProvenance(offices=offices, held_back=held, held_back_by_office=held_by_office, remark=remark)
    perhaps = rows.cell_or_unknown & ~rows.cell
    return CellProvenance(
        float(weights[rows.cell].sum()),
        float(weights[rows.table].sum()),
        float(weights[rows.known].sum()),
        _by_office(cube[rows.cell], weights[rows.cell]),
        float(weights[perhaps].sum()),
        _by_office(cube[perhaps], weights[perhaps]),
        held,
        held_by_office,
    )


def _by_office(cube: pd.DataFrame, weights: pd.Series) -> dict[str, float]:
    """Return the sum by office; a person whom two offices assisted stands under both."""
    found: dict[str, float] = {}
    sums = weights.groupby(cube[OFFICE].astype(str)).sum()
    for offices, value in zip(sums.index.astype(str), sums.to_numpy(), strict=True):
        for office in filter(None, offices.split(SEPARATOR)):
            found[office] = found.get(office, 0.0) + float(value)
    return dict(sorted(((o, v) for o, v in found.items() if v), key=lambda item: (-item[1], item[0])))


def _held_back(stores: Stores, theme: str, year: int) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    by_rule: dict[tuple[str, str], int] = {}
    by_office: dict[str, int] = {}
    counts = stores.warehouse.counts("held_back", ["form", "rule", "office"], {"year": year})
    for (form, rule, office), rows in counts.items():
        if form in forms_of(theme):
            by_rule[form, rule] = by_rule.get((form, rule), 0) + rows
            by_office[office] = by_office.get(office, 0) + rows
    return by_rule, by_office
