"""The tables of an edition that are not cut from a cube: which kinds there are, in the order in which they are made.

Belongs here: the list of kinds, and making all their tables. Does not: how a kind makes its own. A new kind is a file
`<kind>_tables.py` with a TableKind, and its name in KINDS; a kind sees the tables of those before it.
"""

from collections.abc import Mapping
from dataclasses import replace

from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from assets.steps.release.panel_tables import PANELS
from assets.steps.release.quality_tables import QUALITY
from assets.steps.release.reconciliation_tables import RECONCILIATION
from assets.steps.release.reference_tables import REFERENCE
from assets.steps.release.response_tables import RESPONSE
from assets.steps.release.series_tables import SERIES
from assets.steps.release.totals_tables import TOTALS
from reports.disclosure.single_table.revision_differencing import suppress_revisions
from reports.published import ProtectedTable
from reports.published.table_csv import read_table_csv
from resources.stores import Stores

KINDS: tuple[TableKind, ...] = (RESPONSE, REFERENCE, TOTALS, RECONCILIATION, QUALITY, PANELS, SERIES)


def kind_of(key: str, kinds: tuple[TableKind, ...] = KINDS) -> TableKind | None:
    """Return the kind that makes the table ``key``; None where none does."""
    return next((kind for kind in kinds if key in kind.themes()), None)


def make_derived_tables(making: DerivedTableContext, kinds: tuple[TableKind, ...] = KINDS) -> dict[str, ProtectedTable]:
    """Return the tables of all kinds by key. Raises ValueError for a table that its kind does not name, or made twice.

    The tables of ``making`` are not among them.
    """
    made: dict[str, ProtectedTable] = {}
    for kind in kinds:
        themes = kind.themes()
        seen: Mapping[str, ProtectedTable] = {**making.tables, **made}
        for table in kind.make(DerivedTableContext(making.stores, making.year, making.responded, seen)):
            if themes.get(table.key) != table.theme:
                raise ValueError(f"kind {kind.name} made {table.key} of {table.theme}, which it does not name")
            if table.key in making.tables or table.key in made:
                raise ValueError(f"table {table.key} was made twice")
            made[table.key] = _as_far_as_released(making.stores, making.year, kind, table)
    return made


def _as_far_as_released(stores: Stores, year: int, kind: TableKind, table: ProtectedTable) -> ProtectedTable:
    if kind.copied is None:
        return table
    paths = [one / "tables" / f"{table.key}.csv" for one in stores.shelf.editions(year, "edition")]
    released = [
        read_table_csv(path.read_bytes(), table.key, table.theme, year, table.text) for path in paths if path.is_file()
    ]
    told = suppress_revisions(table, released, kind.copied)
    return table if told is table else replace(told, text=kind.text(told, "en"))


def sources_of(stores: Stores, year: int, kinds: tuple[TableKind, ...] = KINDS) -> dict[str, object]:
    """Return what the pedigree of an edition says of the sources of these tables, by kind."""
    told = {kind.name: dict(kind.stands_on(stores, year)) for kind in kinds}
    return {name: sources for name, sources in told.items() if sources}
