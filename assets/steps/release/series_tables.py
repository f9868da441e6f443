"""Derived tables of the kind series: numbers by year, each year from its own latest draft on the shelf.

Belongs here: reading the tables of earlier years. Does not: making the series (reports/derived_tables/comparability).
"""

from collections.abc import Iterator

from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from assets.steps.release.published_tables import table_of_draft
from reports.derived_tables import registry
from reports.derived_tables.comparability.series import SeriesEditions, series_table
from reports.derived_tables.comparability.series_specification import load_series
from reports.published import ProtectedTable


def _make(context: DerivedTableContext) -> Iterator[ProtectedTable]:
    for spec in load_series().tables:
        panels = {} if spec.chained is None else _by_year(context, spec.chained)
        before = table_of_draft(context.stores, spec.key, context.year - 1)
        table = series_table(spec, context.year, SeriesEditions(_by_year(context, spec.source), panels, before))
        if table is not None:
            yield table


def _by_year(context: DerivedTableContext, key: str) -> dict[int, ProtectedTable]:
    """Return a table of this edition and of each earlier year's latest draft, by year."""
    drafts = {year: table_of_draft(context.stores, key, year) for year in context.stores.shelf.years()}
    tables = {year: table for year, table in drafts.items() if table is not None and year < context.year}
    if key in context.tables:
        tables[context.year] = context.tables[key]
    return tables


SERIES = TableKind.of(registry.SERIES, _make)
