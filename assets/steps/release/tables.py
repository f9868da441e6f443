"""The step `release/tables`: protects all tables of a year together and writes them, with the edition's manifest.

Three phases: ``make_tables`` protects and writes nothing; ``release_tables`` writes what was made; ``released_tables``
reads it again for figures, sentences and documents. Every edition made here is a draft; a release sets the pages of a
draft again (editions/release.py).

Belongs here: statistics to protected tables under release/<year>/, the content digest and the number of the edition.
Does not: protecting (protection.py, reports/disclosure), derived tables (derived_tables.py).
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pandas as pd

from assets.steps.provenance.pedigree import keep_pedigree, last_pedigree, open_pedigree, pedigree_of, submissions_of
from assets.steps.release.derived_table_kind import DerivedTableContext
from assets.steps.release.derived_tables import KINDS, make_derived_tables, sources_of
from assets.steps.release.draft_pattern import kept_pattern
from assets.steps.release.key_of_year import require_key_of_year
from assets.steps.release.prior_releases import keep_cubes, years_beside
from assets.steps.release.protection import AuditRun, ProtectedYear, audit_run, keep_audit, protect_year
from assets.steps.release.published_tables import read_table, table_of_draft
from assets.steps.release.shelf_integrity import require_earlier_drafts_unaltered
from assets.steps.runtime.atomic_files import replace_file, replace_folder
from assets.steps.runtime.complete_home import remember_files, require_complete_home
from assets.steps.runtime.errors import OperatorError, redact_errors
from assets.steps.submissions.office_responses import YearResponse, year_response
from assets.steps.submissions.submission_reference import corrections_reference
from expectations.progress import NULL_PROGRESS, Progress
from reports.derived_tables.comparability.breaks import with_break_notes
from reports.derived_tables.quality import HELD_BACK
from reports.disclosure.audit.attacker_scenarios import audit_report
from reports.disclosure.audit.suppression_counts import SuppressionCounts, count_suppressions
from reports.disclosure.protect_table import (
    make_protected_table,
    printed_except,
    protect_table,
    suppress_whole_table,
)
from reports.published import ProtectedTable
from reports.published.audit_report import FILE as AUDIT_REPORT
from reports.published.audit_report import AuditReport, read_audit_report, write_audit_report
from reports.published.codes import TOTAL
from reports.published.table_csv import write_table_csv
from reports.sentences.edition_label import EditionLabel
from reports.statistics import StatisticTable, from_rows, load_tables
from resources.edition_manifest import EditionInProgress, ManifestError, read_manifest, write_manifest
from resources.stores import Stores

EDITION = "edition.json"
OF_THE_DRAFT_BEFORE = frozenset(("revisions_by_table",))
"""Tables of revisions since an earlier draft. They are no part of the content digest."""


@dataclass(frozen=True)
class MadeTables:
    """The tables of a year as they would be printed now, and what they were made from; nothing of it is written.

    ``statistics``: rows of the warehouse table of that name. ``numbers``: counts of suppressed cells.
    """

    tables: dict[str, ProtectedTable]
    statistics: pd.DataFrame
    responded: YearResponse
    protected: ProtectedYear
    numbers: SuppressionCounts


@dataclass(frozen=True)
class ReleasedTables:
    """The protected tables of the edition in progress, by key, with its label for pages.

    ``audit``: how the audit went, where the tables were made by this call.
    """

    tables: dict[str, ProtectedTable]
    label: EditionLabel
    audit: AuditRun | None = None


def release_folder(stores: Stores, year: int) -> Path:
    """Return the folder in which the edition of ``year`` is made."""
    return stores.home.release / str(year)


def make_tables(stores: Stores, year: int, progress: Progress = NULL_PROGRESS) -> MadeTables:
    """Protect all tables of ``year`` together and make the derived tables; write nothing.

    The result names the tables that could not be protected. The year before comes from that year's latest draft, with
    its suppressed cells. Raises OperatorError where a table has no statistics, or an earlier edition whose numbers are
    printed was edited.
    """
    require_earlier_drafts_unaltered(stores, year)
    rows, statistics = _read_statistics(stores, year)
    protected = protect_year(stores, year, statistics, progress)
    tables = _apply_protection(stores, statistics, protected)
    large_primary = protected.printed.large_primary if protected.printed else ()
    numbers = count_suppressions(statistics, tables, large_primary)
    responded = year_response(stores, year)
    tables |= make_derived_tables(DerivedTableContext(stores, year, responded, tables))
    return MadeTables(tables, rows, responded, protected, numbers)


def _read_statistics(stores: Stores, year: int) -> tuple[pd.DataFrame, list[StatisticTable]]:
    """Return the rows of the warehouse, and the statistics of every table that has a specification."""
    rows = stores.warehouse.read("statistics", where={"year": year})
    statistics = []
    for spec in load_tables():
        of_table = rows[rows["table_key"] == spec.key]
        if of_table.empty:
            raise OperatorError(f"table {spec.key} of {year} has no statistics: run the statistics of {year} first")
        statistics.append(from_rows(of_table, spec, year))
    return rows, statistics


def _apply_protection(
    stores: Stores, statistics: Iterable[StatisticTable], protected: ProtectedYear
) -> dict[str, ProtectedTable]:
    """Return the tables without their suppressed cells.

    Where the joint protection did not pass, each table is protected by itself: such a draft cannot be released, and its
    audit report says so.
    """
    result = protected.printed
    tables: dict[str, ProtectedTable] = {}
    for statistic in statistics:
        key = statistic.spec.key
        before = table_of_draft(stores, key, statistic.year - 1)
        if result is None:
            table = protect_table(statistic, before=before, tie_break=stores.key.tie_break)
        elif key in result.whole_tables:
            table = suppress_whole_table(statistic, before)
        else:
            printed = printed_except(statistic, result.suppressed.get(key, frozenset()))
            table = make_protected_table(statistic, printed, before)
        tables[key] = with_break_notes(table)
    return tables


def release_tables(stores: Stores, year: int, progress: Progress = NULL_PROGRESS) -> ReleasedTables:
    """Protect all tables of ``year`` and write them, with the manifest, the audit report and the restricted audit.

    Raises as ``make_tables``, and where the home lacks what its warehouse knows. Where the joint audit does not pass,
    the audit report says so, and the draft cannot be released.
    """
    with redact_errors("release/tables"):
        require_complete_home(stores, year)
        require_key_of_year(stores, year)
        remember_files(stores, year)
        made = make_tables(stores, year, progress)
        folder = release_folder(stores, year)
        files = {f"{key}.csv": write_table_csv(table) for key, table in made.tables.items()}
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
        edition, label = _describe_edition(stores, made, digests)
        keep_audit(stores, year, made.protected, edition.content)
        keep_cubes(stores, year, edition.content, made.protected.cubes)
        missing_codes = made.protected.printed.missing_codes if made.protected.printed else None
        report = audit_report(made.protected.result, made.numbers, year, digests, missing_codes)
        replace_folder(folder / "tables", files)
        replace_file(folder / AUDIT_REPORT, write_audit_report(report))
        replace_file(folder / EDITION, write_manifest(edition))
        return ReleasedTables(made.tables, label, audit_run(year, made.protected))


def _describe_edition(
    stores: Stores, made: MadeTables, digests: dict[str, str]
) -> tuple[EditionInProgress, EditionLabel]:
    """Return the manifest of the edition and its label; keep the pedigree.

    Numbers of rows are in the pedigree alone, which is encrypted: the difference from the persons printed would be a
    count. Offices are in both.
    """
    responded, held_back = made.responded, made.tables.get(HELD_BACK)
    offices = {
        "offices_expected": responded.expected,
        "offices_received": responded.offices_received,
        "offices_nil": responded.count("nil"),
        "offices_rejected": responded.count("rejected"),
    }
    counted = {
        **offices,
        "records_read": responded.rows_read,
        "records_held_back": responded.rows_held_back,
        "held_back_is_printed": _is_total_printed(held_back, "records"),
        "share_held_back_is_printed": _is_total_printed(held_back, "share_pct"),
        "corrections_applied": responded.corrections_applied,
    }
    year = responded.year
    pattern = made.protected.printed.pattern if made.protected.printed else None
    pedigree = replace(
        pedigree_of(stores, responded, counted, made.statistics, last_pedigree(stores, year)),
        pattern=kept_pattern(pattern) if pattern else None,
        pattern_before=made.protected.start.stands_on(pattern),
    )
    sources = sources_of(stores, year)
    unnumbered = label_of(year, 0, pedigree.nature, counted)
    content = _content_digest(unnumbered, pedigree.code_version, sources, digests)
    number = stores.shelf.next_number(year, content, stores.editions.greatest(year, "draft"))
    edition = EditionInProgress(
        year=year,
        submissions=tuple(submissions_of(stores, pedigree)),
        corrections=corrections_reference(stores.key, pedigree.corrections),
        key_fingerprint=pedigree.key_fingerprint,
        contract_version=pedigree.contract_version,
        code_version=pedigree.code_version,
        nature=pedigree.nature,
        sources=sources,
        years_beside=years_beside(stores, year),
        tables=digests,
        content=content,
        draft=number,
        pedigree=keep_pedigree(stores, pedigree),
        offices_expected=offices["offices_expected"],
        offices_received=offices["offices_received"],
        offices_nil=offices["offices_nil"],
        offices_rejected=offices["offices_rejected"],
    )
    return edition, label_of(year, number, pedigree.nature, counted)


def _is_total_printed(table: ProtectedTable | None, measure: str) -> int:
    """Return 1 where a table prints its total, which then may be quoted in a line of the pages, else 0."""
    cell = table.cell(TOTAL, measure=measure) if table is not None else None
    return int(cell is not None and cell.status == "published")


def _content_digest(
    label: EditionLabel, code_version: str, sources: Mapping[str, object], tables: Mapping[str, str]
) -> str:
    """Return the digest of all that an edition prints: tables, lines on the pages, and the code that sets them.

    The submissions are no part of it: the same numbers from other submissions are the same draft.
    """
    printed = {
        "year": label.year,
        "code_version": code_version,
        "nature": sorted(label.nature),
        "sources": sources,
        "tables": {name: digest for name, digest in tables.items() if name[:-4] not in OF_THE_DRAFT_BEFORE},
        "lines": [label.coverage_line(), label.held_back_line(), label.corrections_line(), label.nature_note()],
    }
    return hashlib.sha256(json.dumps(printed, sort_keys=True).encode()).hexdigest()


def label_of(
    year: int, draft: int, nature: Iterable[str], counted: Mapping[str, int], edition: int = 0
) -> EditionLabel:
    """Return what pages say of an edition. ``counted``: numbers of offices and rows, from the pedigree."""
    return EditionLabel(
        year=year,
        draft=draft,
        nature=frozenset(nature),
        offices_expected=counted.get("offices_expected", 0),
        offices_received=counted.get("offices_received", 0),
        offices_nil=counted.get("offices_nil", 0),
        offices_rejected=counted.get("offices_rejected", 0),
        records_read=counted.get("records_read", 0),
        records_held_back=counted.get("records_held_back", 0),
        held_back_is_printed=bool(counted.get("held_back_is_printed", 0)),
        share_held_back_is_printed=bool(counted.get("share_held_back_is_printed", 0)),
        corrections_applied=counted.get("corrections_applied", 0),
        edition=edition,
    )


def released_tables(stores: Stores, year: int) -> ReleasedTables:
    """Read the protected tables of the edition in progress. Later steps see nothing else."""
    edition = edition_in_progress(stores, year)
    folder = release_folder(stores, year) / "tables"
    tables = {spec.key: read_table(folder / f"{spec.key}.csv", spec.key, year) for spec in load_tables()}
    for key in (key for kind in KINDS for key in kind.themes()):
        if (folder / f"{key}.csv").exists():
            tables[key] = read_table(folder / f"{key}.csv", key, year)
    counted = open_pedigree(stores, edition.pedigree).counted
    return ReleasedTables(tables, label_of(year, edition.draft, edition.nature, counted, edition.edition))


def edition_in_progress(stores: Stores, year: int) -> EditionInProgress:
    """Return the manifest of the edition in progress. Raises OperatorError where there is none that can be read."""
    path = release_folder(stores, year) / EDITION
    if not path.exists():
        raise OperatorError(f"{year}: release/tables has not been materialised; run it first")
    try:
        return read_manifest(path.read_bytes(), EditionInProgress)
    except ManifestError:
        raise OperatorError(f"{year}: release/{year}/{EDITION} cannot be read; run release/tables again") from None


def audit_report_of(stores: Stores, year: int) -> AuditReport | None:
    """Return the audit report of the edition in progress; None where it has none."""
    path = release_folder(stores, year) / AUDIT_REPORT
    return read_audit_report(path.read_bytes()) if path.is_file() else None
