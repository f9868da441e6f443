"""Series by year, as a kind of tables of the edition: every year from its own latest edition on the shelf.

Belongs here: taking the tables of earlier years from the shelf. Does not: making the series
(reports/derived_tables/comparability).
"""

from collections.abc import Iterator

from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from assets.steps.release.published_tables import table_of_draft
from reports.derived_tables import registry
from reports.derived_tables.comparability.series import SeriesEditions, series_table
from reports.derived_tables.comparability.series_specification import SeriesSpec, load_series
from reports.published import ProtectedTable


def _specs() -> dict[str, SeriesSpec]:
    return {spec.key: spec for spec in load_series().tables}


def _make(making: DerivedTableContext) -> Iterator[ProtectedTable]:
    for spec in _specs().values():
        panels = {} if spec.chained is None else _over_the_years(making, spec.chained)
        said_before = table_of_draft(making.stores, spec.key, making.year - 1)
        table = series_table(
            spec, making.year, SeriesEditions(_over_the_years(making, spec.source), panels, said_before)
        )
        if table is not None:
            yield table


def _over_the_years(making: DerivedTableContext, key: str) -> dict[int, ProtectedTable]:
    """Return a table of this edition and of each earlier year's latest, by year."""
    found = {year: table_of_draft(making.stores, key, year) for year in making.stores.shelf.years()}
    earlier = {year: table for year, table in found.items() if table is not None and year < making.year}
    return earlier | ({making.year: making.tables[key]} if key in making.tables else {})


SERIES = TableKind.of(registry.SERIES, _make)
