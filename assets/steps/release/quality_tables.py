"""Derived tables of the kind quality annex: completeness, findings, rows held back, revisions.

Belongs here: their input: the edition's own tables, counts of the warehouse, the shelf. Does not: making them
(reports/derived_tables/quality).
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from assets.steps.release.published_tables import read_shelf_table
from reports.derived_tables import registry
from reports.derived_tables.quality import (
    completeness_table,
    findings_table,
    held_back_table,
    revisions_table,
    suppress_in_both,
)
from reports.published import ProtectedTable
from reports.published.table_csv import write_table_csv
from reports.statistics import load_tables
from resources.stores import Stores
from resources.warehouse import read_table

INFORMATION = "info"  # the severity of remarks on response, which break no rule


def _make(context: DerivedTableContext) -> Iterator[ProtectedTable]:
    stores, year, tie_break = context.stores, context.year, context.stores.key.tie_break
    forms, families = tuple(stores.contract.forms), tuple(stores.contract.families)
    yield completeness_table(context.tables, year)
    findings = findings_table(_findings(stores, year), forms, families, year, tie_break)
    counts = stores.warehouse.counts("held_back", ["form"], {"year": year})
    rows_held_back = {form: rows for (form,), rows in counts.items()}
    rows_read = {form: stores.warehouse.count(read_table(form), {"year": year}) for form in forms}
    held_back = held_back_table(rows_held_back, rows_read, year, tie_break)
    yield from suppress_in_both(findings, held_back)
    released = stores.shelf.editions(year, "edition")[::-1]
    before = _last_that_differs(released or stores.shelf.drafts(year), year, context.tables)
    if before is not None:
        yield revisions_table(context.tables, before, year)


def revisions_since_released(stores: Stores, year: int, tables: Mapping[str, ProtectedTable]) -> ProtectedTable | None:
    """Return the revisions of ``tables`` since the last released edition that differs; None where there is none.

    A released edition prints these revisions: readers do not know the drafts between.
    """
    before = _last_that_differs(stores.shelf.editions(year, "edition")[::-1], year, tables)
    return None if before is None else revisions_table(tables, before, year)


def _findings(stores: Stores, year: int) -> dict[tuple[str, str], int]:
    """Return the number of findings by form and family."""
    findings: dict[tuple[str, str], int] = {}
    counts = stores.warehouse.counts("findings", ["form", "family", "severity"], {"year": year}, of="times")
    for (form, family, severity), number in counts.items():
        if severity != INFORMATION and form in stores.contract.forms:
            findings[form, family] = findings.get((form, family), 0) + number
    return findings


def _last_that_differs(
    editions: Sequence[Path], year: int, tables: Mapping[str, ProtectedTable]
) -> dict[str, ProtectedTable] | None:
    """Return the tables of the first of ``editions`` that differ from ``tables``; None where there are none.

    An edition of the same tables is skipped; otherwise the same submissions would make another edition each time.
    """
    counted = [spec for spec in load_tables() if spec.key in tables]
    ours = {spec.key: write_table_csv(tables[spec.key]) for spec in counted}
    for edition in editions:
        files = [(spec, edition / "tables" / f"{spec.key}.csv") for spec in counted]
        theirs = [(spec, file) for spec, file in files if file.exists()]
        if any(ours[spec.key] != file.read_bytes() for spec, file in theirs):
            return {spec.key: read_shelf_table(file, spec.key, spec.theme, year) for spec, file in theirs}
    return None


QUALITY = TableKind.of(registry.QUALITY, _make, copied=frozenset())
