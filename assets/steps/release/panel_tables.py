"""The panels of offices that answered in both years, as a kind of tables of the edition.

Belongs here: records and states of two years from the warehouse to reports/statistics/comparability. Does not: what may
be printed of them.
"""

from collections.abc import Iterator

import pandas as pd

from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from assets.steps.release.published_tables import table_of_draft
from assets.steps.submissions.form_states import form_states
from reports.derived_tables import registry
from reports.derived_tables.comparability.panel_specification import PanelSpec, load_panels
from reports.derived_tables.comparability.panel_table import ALL, PANEL, TwoYears, panel_table
from reports.derived_tables.comparability.panels import SILENT, assisted, desks_in, panel_of
from reports.published import Cell, ProtectedTable
from reports.statistics.cubes import IDENTITY, load_cubes
from resources.stores import Stores
from resources.warehouse import cases_table


def _specs() -> dict[str, PanelSpec]:
    return {spec.key: spec for spec in load_panels().tables}


def _records(stores: Stores, year: int) -> dict[str, pd.DataFrame]:
    """Return, by form, the columns that tell persons apart and select their records."""
    selections = load_cubes().selections
    frames = {}
    for form in dict.fromkeys(form for spec in load_panels().tables for form in spec.forms):
        more = [name for one in selections.values() if one.form == form for name in one.columns]
        columns = tuple(dict.fromkeys((*IDENTITY, *more)))
        frames[form] = stores.warehouse.read(cases_table(form), columns, {"year": year})
    return frames


def _make(making: DerivedTableContext) -> Iterator[ProtectedTable]:
    """Yield the panels; none where the year before has no edition to stand beside."""
    year, stores = making.year, making.stores
    if stores.shelf.latest(year - 1) is None:
        return
    now, before = _records(stores, year), _records(stores, year - 1)
    states = {one: form_states(stores, one) for one in (year - 1, year - 2)}
    for spec in _specs().values():
        source = making.tables.get(spec.source.table)
        printed_before = table_of_draft(stores, spec.source.table, year - 1)
        earlier = table_of_draft(stores, spec.key, year - 1)
        was_printed = _value(earlier, (PANEL,), year - 1) is not None
        years = TwoYears(
            assisted(spec.selections, now),
            assisted(spec.selections, before),
            making.responded.states,
            states[year - 1],
            panel_of(states[year - 1], states[year - 2]) if was_printed else None,
        )
        of_all = [_cell(source, spec.source.codes, year), _cell(printed_before, spec.source.codes, year - 1)]
        yield panel_table(spec, year, years, of_all[0], of_all[1])


def offices_of_panel(
    stores: Stores, key: str, row: str, year: int, counted_year: int
) -> tuple[float, dict[str, float]] | None:
    """Return the persons behind a row of a panel table, and those of each office; None where it is no panel table.

    Unprotected: for the operator's terminal alone.
    """
    spec = _specs().get(key)
    if spec is None:
        return None
    who = assisted(spec.selections, _records(stores, counted_year))
    now, before = form_states(stores, year), form_states(stores, year - 1)
    chosen = {"panel": panel_of(now, before), "silent": desks_in(now, SILENT)}.get(row, who.everywhere) & who.everywhere
    of_office = {name: {desk for desk in chosen if desk[0] == name} for name, _ in chosen}
    persons = {name: float(who.count(desks)) for name, desks in of_office.items()}
    ordered = sorted(((n, v) for n, v in persons.items() if v), key=lambda item: (-item[1], item[0]))
    return float(who.count(chosen)), dict(ordered)


def _cell(table: ProtectedTable | None, codes: tuple[str, ...], year: int) -> Cell | None:
    return None if table is None else table.cell(*codes, year=year)


def _value(table: ProtectedTable | None, codes: tuple[str, ...], year: int) -> float | None:
    cell = _cell(table, codes, year)
    return None if cell is None else cell.value


PANELS = TableKind.of(registry.PANELS, _make, copied=frozenset({ALL}))
