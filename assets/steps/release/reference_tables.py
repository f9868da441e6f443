"""Reference tables, as a kind of tables of the edition: series of others, and our own numbers beside them.

Belongs here: from files and earlier editions to reports/reference. Does not: reading files (reference_files.py), making
tables (reports/reference). A series without a file has no table.
"""

from collections.abc import Iterator, Mapping

from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from assets.steps.release.published_tables import table_of_draft
from assets.steps.release.reference_files import reference_files, reference_series
from reports.derived_tables import registry
from reports.published import ProtectedTable
from reports.reference import OurNumber, load_reference_tables, reference_table
from reports.reference.specification import Ours
from resources.stores import Stores


def _make(making: DerivedTableContext) -> Iterator[ProtectedTable]:
    series = reference_series(making.stores.home.reference)
    for spec in load_reference_tables():
        if spec.series in series:
            table = reference_table(spec, series[spec.series], making.year, lambda one, year: _ours(making, one, year))
            if table is not None:
                yield table


def _ours(making: DerivedTableContext, one: Ours, year: int) -> OurNumber | None:
    """Return our number of a year: of the edition being made, or of that year's latest draft, as published there."""
    own = making.year in (year, year + 1)
    table = making.tables.get(one.table) if own else table_of_draft(making.stores, one.table, year)
    cell = table.cell(*one.codes, measure=one.measure, year=year) if table is not None else None
    return None if cell is None else OurNumber(cell.value, cell.status)


def _sources(stores: Stores, _year: int) -> Mapping[str, object]:
    files = reference_files(stores.home.reference)
    return {key: {"file": file.name, "sha256": file.sha256} for key, file in files.items()}


REFERENCE = TableKind.of(registry.REFERENCE, _make, stands_on=_sources)
