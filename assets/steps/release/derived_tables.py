"""The derived tables of an edition, which are not cut from a cube: the list of kinds, and making all their tables.

Kinds are made in the order of KINDS; a kind sees the tables of those before it. Two kinds whose tables come from one
call of reports/derived_tables are defined here: response and reconciliation.

Belongs here: the list and the loop. Does not: how another kind makes its tables. A new kind is a file
`<kind>_tables.py` with a TableKind, and its name in KINDS.
"""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from assets.steps.cases.reconciliation import complete_offices, reconciliations
from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from assets.steps.release.panel_tables import PANELS
from assets.steps.release.published_tables import read_shelf_table
from assets.steps.release.quality_tables import QUALITY
from assets.steps.release.reference_tables import REFERENCE
from assets.steps.release.series_tables import SERIES
from assets.steps.release.totals_tables import TOTALS
from reports.derived_tables import registry
from reports.derived_tables.reconciliation import reconciliation_table
from reports.derived_tables.response import response_table
from reports.disclosure.revision_differencing import suppress_revisions
from reports.published import ProtectedTable
from resources.stores import Stores


def _make_response(context: DerivedTableContext) -> Iterator[ProtectedTable]:
    yield response_table(context.responded.states, context.year, context.stores.key.tie_break)


def _make_reconciliation(context: DerivedTableContext) -> Iterator[ProtectedTable]:
    """Yield the comparisons by region. The comparisons by office stay inside."""
    states, tie_break = context.responded.states, context.stores.key.tie_break
    for key, comparison in reconciliations(context.stores, context.year, states).items():
        complete = complete_offices(key, states)
        table = reconciliation_table(key, comparison.by_office, complete, context.year, tie_break)
        if table is not None:
            yield table


RESPONSE = TableKind.of(registry.RESPONSE, _make_response)
RECONCILIATION = TableKind.of(registry.RECONCILIATION, _make_reconciliation, copied=frozenset())
KINDS: tuple[TableKind, ...] = (RESPONSE, REFERENCE, TOTALS, RECONCILIATION, QUALITY, PANELS, SERIES)


def kind_of(key: str, kinds: tuple[TableKind, ...] = KINDS) -> TableKind | None:
    """Return the kind that makes the table ``key``; None where none does."""
    return next((kind for kind in kinds if key in kind.themes()), None)


def make_derived_tables(
    context: DerivedTableContext, kinds: tuple[TableKind, ...] = KINDS
) -> dict[str, ProtectedTable]:
    """Return the tables of all kinds, by key, without the tables of ``context``.

    Raises ValueError for a table that its kind does not name, or that was made twice.
    """
    made: dict[str, ProtectedTable] = {}
    for kind in kinds:
        themes = kind.themes()
        of_kind = replace(context, tables={**context.tables, **made})
        for table in kind.make(of_kind):
            if themes.get(table.key) != table.theme:
                raise ValueError(f"kind {kind.name} made {table.key} of {table.theme}, which it does not name")
            if table.key in context.tables or table.key in made:
                raise ValueError(f"table {table.key} was made twice")
            made[table.key] = _without_revisions(context.stores, context.year, kind, table)
    return made


def _without_revisions(stores: Stores, year: int, kind: TableKind, table: ProtectedTable) -> ProtectedTable:
    """Suppress the cells whose difference from a released edition would be a small count."""
    if kind.copied is None:
        return table
    paths = [folder / "tables" / f"{table.key}.csv" for folder in stores.shelf.editions(year, "edition")]
    released = [read_shelf_table(path, table.key, table.theme, year, table.text) for path in paths if path.is_file()]
    protected = suppress_revisions(table, released, kind.copied)
    return table if protected is table else replace(protected, text=kind.text(protected, "en"))


def sources_of(stores: Stores, year: int, kinds: tuple[TableKind, ...] = KINDS) -> dict[str, object]:
    """Return the sources of these tables for the manifest, by kind; kinds without sources are left out."""
    by_kind: dict[str, Mapping[str, object]] = {kind.name: dict(kind.stands_on(stores, year)) for kind in kinds}
    return {name: sources for name, sources in by_kind.items() if sources}
