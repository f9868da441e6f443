"""The explanation of one printed cell: value, base, response, offices, unknown values, rows held back, definition.

The result is unprotected: for the operator's terminal alone, and never kept. No asset calls this. Belongs here: one
cell of a draft on the shelf, explained from the warehouse. Does not: printing it (pipelines/cli/explain.py).
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
from reports.statistics import TableSpec, build_cube, specification_of
from reports.statistics.cell_members import cell_members
from reports.statistics.measures import load_measures
from reports.statistics.variables import SEPARATOR
from reports.table_metadata import Definition
from resources.stores import Stores

OFFICE = "office"


class UnknownCellError(ReviewError, ValueError):
    """An unknown table, cell or year; the message lists the known ones."""


@dataclass(frozen=True)
class CellProvenance:
    """Where a number comes from, unprotected. Mappings are by office unless said otherwise.

    ``counted``: of all offices, each person once. ``of_all``: all persons of the table. ``known``: those with a known
    value of every dimension. ``not_stated``: persons with missing values who might belong to the cell. ``held_back``:
    rows by form and rule.
    """

    counted: float | None = None
    of_all: float | None = None
    known: float | None = None
    offices: Mapping[str, float] = field(default_factory=dict)
    not_stated: float | None = None
    not_stated_by_office: Mapping[str, float] = field(default_factory=dict)
    held_back: Mapping[tuple[str, str], int] = field(default_factory=dict)
    held_back_by_office: Mapping[str, int] = field(default_factory=dict)
    remark: str = ""


@dataclass(frozen=True)
class CellExplanation:
    """One printed cell with its provenance and definition. ``before``: the same cell of the year before."""

    table: ProtectedTable
    cell: Cell
    label: str
    base: Cell | None
    response: Cell | None
    before: Cell | None
    provenance: CellProvenance
    definition: Definition


def explain_cell(stores: Stores, key: str, cell: str, year: int) -> CellExplanation:
    """Explain a cell of the latest draft of ``year``. Raises UnknownCellError for an unknown table, cell or year.

    ``cell``: the codes in the order of the table's dimensions joined by ":", then a measure or year where it is not the
    table's own; or a complete `cell_id`.
    """
    definition = _definition(key)
    table = table_of_draft(stores, key, year)
    if table is None:
        latest = ", ".join(map(str, stores.shelf.years())) or "none"
        raise UnknownCellError(f"no review of {year} on the shelf has the table {key} (years on the shelf: {latest})")
    printed = _cell(table, cell)
    total = ("total",) * len(table.dimensions)
    label = ", ".join(table.label(name, code) for name, code in zip(table.dimensions, printed.codes, strict=True))
    with redact_errors("explain"):
        return CellExplanation(
            table,
            printed,
            label,
            table.cell(*total, measure="base", year=printed.year),
            table.cell(*total, measure="response_pct", year=printed.year),
            _before(stores, table, printed),
            _provenance(stores, table, printed),
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
    own_measure = table.cells[0].measure if table.cells else ""
    measure, year = (measures or [own_measure])[0], (years or [table.year])[0]
    cell = table.cell(*codes, measure=measure, year=year)
    if cell is None or len(measures) > 1 or len(years) > 1:
        codes_of = "; ".join(f"{name}: {', '.join(table.codes_of(name))}" for name in table.dimensions)
        known = ", ".join(dict.fromkeys(other.measure for other in table.cells))
        raise UnknownCellError(
            f"the table has no such cell. A cell is {':'.join(name.upper() for name in table.dimensions)} and, if "
            f"it is not {own_measure}, a measure. {codes_of}; measures: {known}"
        )
    return cell


def _before(stores: Stores, table: ProtectedTable, cell: Cell) -> Cell | None:
    """Return the same cell of the year before, from this draft, or else from that year's draft."""
    in_table = table.cell(*cell.codes, measure=cell.measure, year=cell.year - 1)
    if in_table is not None:
        return in_table
    earlier = table_of_draft(stores, table.key, cell.year - 1)
    return None if earlier is None else earlier.cell(*cell.codes, measure=cell.measure, year=cell.year - 1)


def _provenance(stores: Stores, table: ProtectedTable, cell: Cell) -> CellProvenance:
    spec = specification_of(table.key, table.dimensions)
    if spec is not None:
        return _provenance_of_count(stores, spec, table, cell)
    series = next((spec for spec in load_series().tables if spec.key == table.key), None)
    if series is not None:
        cell_in_source = ":".join(series.codes_in_source(cell.codes[0]))
        measure = "" if cell.measure in ("persons", "share_pct") else f" ({cell.measure} is made of its neighbours)"
        source = (
            f"as printed in the review of {cell.year}{measure}: "
            f"review explain {series.source} {cell_in_source} --year {cell.year}"
        )
        return CellProvenance(remark=source)
    of_panel = offices_of_panel(stores, table.key, cell.codes[0], table.year, cell.year)
    if of_panel is not None:
        return CellProvenance(counted=of_panel[0], offices=of_panel[1])
    return CellProvenance(remark="not counted from records of persons; the definition names its source")


def _provenance_of_count(stores: Stores, spec: TableSpec, table: ProtectedTable, cell: Cell) -> CellProvenance:
    records = load_records(stores, cell.year, [spec.theme])
    cube = build_cube(spec.theme, records, cell.year, also=(OFFICE,))
    printed = tuple(table.codes_of(name) for name in table.dimensions)
    rows = cell_members(cube, spec, cell.year, cell.codes, printed)
    amount = load_measures()[spec.measure].amount
    weights = cube["persons" if amount is None or rows is None else amount].astype("float64")
    held_back, held_back_by_office = _held_back(stores, spec.theme, cell.year)
    if rows is None:
        remark = "no count of persons: the offices are those of the records of the chapter"
        offices = _by_office(cube, weights)
        return CellProvenance(
            offices=offices, held_back=held_back, held_back_by_office=held_back_by_office, remark=remark
        )
    possible = rows.cell_or_unknown & ~rows.cell
    return CellProvenance(
        counted=float(weights[rows.cell].sum()),
        of_all=float(weights[rows.table].sum()),
        known=float(weights[rows.known].sum()),
        offices=_by_office(cube[rows.cell], weights[rows.cell]),
        not_stated=float(weights[possible].sum()),
        not_stated_by_office=_by_office(cube[possible], weights[possible]),
        held_back=held_back,
        held_back_by_office=held_back_by_office,
    )


def _by_office(cube: pd.DataFrame, weights: pd.Series) -> dict[str, float]:
    """Return the sum by office, greatest first; a person whom two offices assisted is counted for both."""
    by_office: dict[str, float] = {}
    sums = weights.groupby(cube[OFFICE].astype(str)).sum()
    for offices, value in zip(sums.index.astype(str), sums.to_numpy(), strict=True):
        for office in filter(None, offices.split(SEPARATOR)):
            by_office[office] = by_office.get(office, 0.0) + float(value)
    nonzero = ((office, value) for office, value in by_office.items() if value)
    return dict(sorted(nonzero, key=lambda item: (-item[1], item[0])))


def _held_back(stores: Stores, theme: str, year: int) -> tuple[dict[tuple[str, str], int], dict[str, int]]:
    """Return the rows held back of a theme, by form and rule, and by office."""
    by_rule: dict[tuple[str, str], int] = {}
    by_office: dict[str, int] = {}
    counts = stores.warehouse.counts("held_back", ["form", "rule", "office"], {"year": year})
    for (form, rule, office), rows in counts.items():
        if form in forms_of(theme):
            by_rule[form, rule] = by_rule.get((form, rule), 0) + rows
            by_office[office] = by_office.get(office, 0) + rows
    return by_rule, by_office
