"""The quality annex as a kind of tables of the edition: completeness, findings, rows held back, revisions.

Belongs here: what these tables are made from: the edition's own tables, counts of the warehouse, the shelf. Does not:
making them (reports/derived_tables/quality). It stands last among the kinds, for it looks at the tables of all others.
"""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from reports.derived_tables import registry
from reports.derived_tables.quality import (
    completeness_table,
    findings_table,
    held_back_table,
    revisions_table,
    suppress_in_both,
)
from reports.published import ProtectedTable, TableText
from reports.published.table_csv import read_table_csv, write_table_csv
from reports.statistics import load_tables
from resources.stores import Stores
from resources.warehouse import read_table

INFORMATION = "info"  # of this severity are remarks on response, which break no rule
_NO_WORDS = TableText("", "", (), {}, {})


def _make(making: DerivedTableContext) -> Iterator[ProtectedTable]:
    stores, year, tie_break = making.stores, making.year, making.stores.key.pseudonym
    forms, families = tuple(stores.contract.forms), tuple(stores.contract.families)
    yield completeness_table(making.tables, year)
    findings = findings_table(_findings(stores, year), forms, families, year, tie_break)
    held_back = held_back_table(_held_back(stores, year), _read(stores, year), year, tie_break)
    yield from suppress_in_both(findings, held_back)
    released = stores.shelf.editions(year, "edition")[::-1]
    before = _last_that_differs(released or stores.shelf.drafts(year), year, making.tables)
    if before is not None:
        yield revisions_table(making.tables, before, year)


def revisions_since_released(stores: Stores, year: int, tables: Mapping[str, ProtectedTable]) -> ProtectedTable | None:
    """Return the revisions of ``tables`` since the last released edition that differs; None where there is none.

    It is what a released edition prints of revisions: a draft that it is compared with has not left the house.
    """
    before = _last_that_differs(stores.shelf.editions(year, "edition")[::-1], year, tables)
    return None if before is None else revisions_table(tables, before, year)


def _findings(stores: Stores, year: int) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    counts = stores.warehouse.counts("findings", ["form", "family", "severity"], {"year": year})
    for (form, family, severity), number in counts.items():
        if severity != INFORMATION and form in stores.contract.forms:
            found[form, family] = found.get((form, family), 0) + number
    return found


def _held_back(stores: Stores, year: int) -> dict[str, int]:
    return {form: rows for (form,), rows in stores.warehouse.counts("held_back", ["form"], {"year": year}).items()}


def _read(stores: Stores, year: int) -> dict[str, int]:
    return {form: stores.warehouse.count(read_table(form), {"year": year}) for form in stores.contract.forms}


def _last_that_differs(
    editions: Sequence[Path], year: int, tables: Mapping[str, ProtectedTable]
) -> dict[str, ProtectedTable] | None:
    """Return the counted tables of the first of ``editions`` that are not these; None where there is none.

    One of the very same tables is passed over, or the same submissions would make another edition each time.
    """
    counted = [spec for spec in load_tables() if spec.key in tables]
    ours = {spec.key: write_table_csv(tables[spec.key]) for spec in counted}
    for edition in editions:
        files = [(spec, _file(edition, spec.key)) for spec in counted]
        theirs = [(spec, file.read_bytes()) for spec, file in files if file.exists()]
        if any(ours[spec.key] != content for spec, content in theirs):
            return {
                spec.key: read_table_csv(content, spec.key, spec.theme, year, _NO_WORDS) for spec, content in theirs
            }
    return None


def _file(edition: Path, key: str) -> Path:
    return edition / "tables" / f"{key}.csv"


QUALITY = TableKind.of(registry.QUALITY, _make, copied=frozenset())
