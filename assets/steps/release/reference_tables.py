"""Derived tables of the kind reference: series that others published, compared with numbers of the review.

A series without a file has no table. Belongs here: files and earlier editions to reports/reference. Does not: reading
files (reference_files.py), making tables (reports/reference).
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


def _make(context: DerivedTableContext) -> Iterator[ProtectedTable]:
    def our_number(source: Ours, year: int) -> OurNumber | None:
        """Return our number of a year as printed: in the edition in progress, or in that year's latest draft."""
        in_progress = context.year in (year, year + 1)
        table = context.tables.get(source.table) if in_progress else table_of_draft(context.stores, source.table, year)
        cell = table.cell(*source.codes, measure=source.measure, year=year) if table is not None else None
        return None if cell is None else OurNumber(cell.value, cell.status)

    series = reference_series(context.stores.home.reference)
    for spec in load_reference_tables():
        if spec.series in series:
            table = reference_table(spec, series[spec.series], context.year, our_number)
            if table is not None:
                yield table


def _sources(stores: Stores, _year: int) -> Mapping[str, object]:
    files = reference_files(stores.home.reference)
    return {key: {"file": file.name, "sha256": file.sha256} for key, file in files.items()}


REFERENCE = TableKind.of(registry.REFERENCE, _make, stands_on=_sources)
