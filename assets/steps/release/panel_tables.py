"""Derived tables of the kind panels: offices that answered in both years.

Belongs here: records and states of two years from the warehouse to reports/derived_tables/comparability. Does not: what
may be printed of them.
"""

from collections.abc import Iterator

import pandas as pd

from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from assets.steps.release.published_tables import table_of_draft
from assets.steps.submissions.form_states import form_states
from reports.derived_tables import registry
from reports.derived_tables.comparability.panel_specification import load_panels
from reports.derived_tables.comparability.panel_table import ALL, PANEL, TwoYears, panel_table
from reports.derived_tables.comparability.panels import SILENT, assisted, desks_in, panel_of
from reports.published import Cell, ProtectedTable
from reports.statistics.cubes import IDENTITY, load_cubes
from resources.stores import Stores
from resources.warehouse import cases_table


def _records(stores: Stores, year: int) -> dict[str, pd.DataFrame]:
    """Return, by form, the accepted records with the columns that identify persons and select their records."""
    selections = load_cubes().selections
    frames = {}
    for form in dict.fromkeys(form for spec in load_panels().tables for form in spec.forms):
        more = [name for selection in selections.values() if selection.form == form for name in selection.columns]
        columns = tuple(dict.fromkeys((*IDENTITY, *more)))
        frames[form] = stores.warehouse.read(cases_table(form), columns, {"year": year})
    return frames


def _make(context: DerivedTableContext) -> Iterator[ProtectedTable]:
    """Yield the panels; none where the year before has no draft."""
    year, stores = context.year, context.stores
    if stores.shelf.latest(year - 1) is None:
        return
    now, before = _records(stores, year), _records(stores, year - 1)
    states = {earlier: form_states(stores, earlier) for earlier in (year - 1, year - 2)}
    for spec in load_panels().tables:
        source = context.tables.get(spec.source.table)
        source_before = table_of_draft(stores, spec.source.table, year - 1)
        panel_before = _cell(table_of_draft(stores, spec.key, year - 1), (PANEL,), year - 1)
        was_printed = panel_before is not None and panel_before.value is not None
        years = TwoYears(
            assisted(spec.selections, now),
            assisted(spec.selections, before),
            context.responded.states,
            states[year - 1],
            panel_of(states[year - 1], states[year - 2]) if was_printed else None,
        )
        of_all, of_all_before = (
            _cell(source, spec.source.codes, year),
            _cell(source_before, spec.source.codes, year - 1),
        )
        yield panel_table(spec, year, years, of_all, of_all_before)


def offices_of_panel(
    stores: Stores, key: str, row: str, year: int, counted_year: int
) -> tuple[float, dict[str, float]] | None:
    """Return the number of persons of a row of a panel table, and that of each office; None for another table.

    Unprotected: for the operator's terminal alone.
    """
    spec = next((spec for spec in load_panels().tables if spec.key == key), None)
    if spec is None:
        return None
    persons = assisted(spec.selections, _records(stores, counted_year))
    now, before = form_states(stores, year), form_states(stores, year - 1)
    everywhere = persons.everywhere
    chosen = {"panel": panel_of(now, before), "silent": desks_in(now, SILENT)}.get(row, everywhere) & everywhere
    of_office = {name: {desk for desk in chosen if desk[0] == name} for name, _ in chosen}
    counts = {name: float(persons.count(desks)) for name, desks in of_office.items()}
    ordered = sorted(((name, count) for name, count in counts.items() if count), key=lambda item: (-item[1], item[0]))
    return float(persons.count(chosen)), dict(ordered)


def _cell(table: ProtectedTable | None, codes: tuple[str, ...], year: int) -> Cell | None:
    return None if table is None else table.cell(*codes, year=year)


PANELS = TableKind.of(registry.PANELS, _make, copied=frozenset({ALL}))
