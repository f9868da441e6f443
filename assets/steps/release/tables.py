"""The station `release/tables`: every table passes the one door, and what the edition stands on is written down.

Belongs here: statistics to protected tables under release/<year>/, the edition's content digest and number; reading
them back for all that follows. Does not: protecting (reports/disclosure), making tables of other kinds
(derived_tables.py). Every edition made here is a draft and says so: what is released is set anew from a draft
(editions/release.py).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from assets.steps.provenance.pedigree import keep_pedigree, last_pedigree, open_pedigree, pedigree_of, submissions_of
from assets.steps.release.derived_table_kind import DerivedTableContext
from assets.steps.release.derived_tables import KINDS, make_derived_tables, sources_of
from assets.steps.release.prior_releases import keep_cubes, years_beside
from assets.steps.release.protection import AuditRun, ProtectedYear, audit_run, keep_audit, protect_year
from assets.steps.release.published_tables import read_table, table_of_draft
from assets.steps.release.shelf_integrity import require_earlier_drafts_unaltered
from assets.steps.runtime.atomic_files import replace_file, replace_folder
from assets.steps.runtime.errors import OperatorError, redact_errors
from assets.steps.runtime.progress import SILENT, Progress
from assets.steps.submissions.office_responses import YearResponse, year_response
from reports.derived_tables.comparability.breaks import with_break_notes
from reports.derived_tables.quality import HELD_BACK
from reports.disclosure.audit.attacker_scenarios import audit_report
from reports.disclosure.audit.suppression_counts import SuppressionCounts, count_suppressions
from reports.disclosure.protect_edition import ProtectionResult
from reports.disclosure.single_table.protect_table import (
    make_protected_table,
    printed_except,
    protect_table,
    suppress_whole_table,
)
from reports.published import ProtectedTable
from reports.published.audit_report import FILE as AUDIT_SHEET
from reports.published.audit_report import AuditReport, read_audit_report, write_audit_report
from reports.published.codes import TOTAL
from reports.published.table_csv import write_table_csv
from reports.sentences.edition_label import EditionLabel
from reports.statistics import StatisticTable, from_rows, load_tables
from resources.stores import Stores

EDITION = "edition.json"
OF_THE_DRAFT_BEFORE = frozenset(("revisions_by_table",))
"""Tables that tell what changed since an earlier draft: how an edition came about is no part of its content."""


@dataclass(frozen=True)
class ReleasedTables:
    """The protected tables of an edition in the making, by key, and what its pages say of it."""

    tables: dict[str, ProtectedTable]
    label: EditionLabel
    audit: AuditRun | None = None  # how it went, where it was made just now


def release_folder(stores: Stores, year: int) -> Path:
    """Return where the edition of ``year`` is made."""
    return stores.home.release / str(year)


@dataclass(frozen=True)
class MadeTables:
    """The tables of a year as they would be printed now, and what they were made from; nothing of it is written."""

    tables: dict[str, ProtectedTable]
    statistics: pd.DataFrame
    responded: YearResponse
    protected: ProtectedYear
    numbers: SuppressionCounts


def make_tables(stores: Stores, year: int, progress: Progress = SILENT) -> MadeTables:
    """Protect all tables of ``year`` together; write nothing. What could not be protected is named in the outcome.

    The year before, beside each, comes from that year's latest draft, holes included.
    Raises OperatorError where a table has no numbers, or what is printed of other editions was edited by hand.
    """
    require_earlier_drafts_unaltered(stores, year)
    rows = stores.warehouse.read("statistics", where={"year": year})
    statistics = []
    for spec in load_tables():
        of_table = rows[rows["table_key"] == spec.key]
        if of_table.empty:
            raise OperatorError(f"table {spec.key} of {year} has no numbers: count the statistics first")
        statistics.append(from_rows(of_table, spec, year))
    protected = protect_year(stores, year, statistics, progress)
    tables = {one.spec.key: _protected(stores, one, protected.printed) for one in statistics}
    printed = protected.printed
    numbers = count_suppressions(statistics, tables, printed.large_primary if printed else ())
    responded = year_response(stores, year)
    tables |= make_derived_tables(DerivedTableContext(stores, year, responded, tables))
    return MadeTables(tables, rows, responded, protected, numbers)


def _protected(stores: Stores, statistic: StatisticTable, outcome: ProtectionResult | None) -> ProtectedTable:
    """Return a table as the joint protection lets it go, or by itself where that did not pass.

    What is protected by itself alone is a draft that cannot be released: its sheet says so.
    """
    spec = statistic.spec
    before = table_of_draft(stores, spec.key, statistic.year - 1)
    if outcome is None:
        return with_break_notes(protect_table(statistic, before=before, tie_break=stores.key.pseudonym))
    if spec.key in outcome.whole_tables:
        return with_break_notes(suppress_whole_table(statistic, before))
    printed = printed_except(statistic, outcome.suppressed.get(spec.key, frozenset()))
    return with_break_notes(make_protected_table(statistic, printed, before))


def release_tables(stores: Stores, year: int, progress: Progress = SILENT) -> ReleasedTables:
    """Protect all tables of ``year`` and write them, with what the edition stands on and the audit's public sheet.

    Raises as ``make_tables``. Where the joint audit does not pass, the sheet says so, and nothing can be released.
    """
    with redact_errors("release/tables"):
        made = make_tables(stores, year, progress)
        folder = release_folder(stores, year)
        files = {f"{key}.csv": write_table_csv(table) for key, table in made.tables.items()}
        digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
        edition, label = _edition(stores, made, digests)
        keep_audit(stores, year, made.protected, str(edition["content"]))
        keep_cubes(stores, year, str(edition["content"]), made.protected.cubes)
        replace_folder(folder / "tables", files)
        replace_file(
            folder / AUDIT_SHEET, write_audit_report(audit_report(made.protected.outcome, made.numbers, year, digests))
        )
        replace_file(folder / EDITION, json.dumps(edition, indent=2, sort_keys=True).encode() + b"\n")
        return ReleasedTables(made.tables, label, audit_run(year, made.protected))


def _edition(stores: Stores, made: MadeTables, tables: dict[str, str]) -> tuple[dict[str, object], EditionLabel]:
    """Return what the edition stands on, and its label.

    `content` is the digest of what it prints, by which the shelf knows it. Exact numbers of rows are in the pedigree
    alone, which is encrypted: less the persons printed they would be counts of their own.
    """
    responded = made.responded
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
        "held_back_is_printed": _is_printed(made.tables.get(HELD_BACK), "records"),
        "share_held_back_is_printed": _is_printed(made.tables.get(HELD_BACK), "share_pct"),
        "corrections_applied": responded.corrections_applied,
    }
    known = last_pedigree(stores, responded.year)
    pedigree = pedigree_of(stores, responded, counted, made.statistics, known)
    edition: dict[str, object] = {
        "year": responded.year,
        "submissions": submissions_of(pedigree),
        "corrections": pedigree.corrections,
        "contract_version": pedigree.contract_version,
        "code_version": pedigree.code_version,
        "nature": list(pedigree.nature),
        "sources": sources_of(stores, responded.year),
        "years_beside": years_beside(stores, responded.year),
        "tables": tables,
        **offices,
    }
    content = _content(edition, counted)
    number = stores.shelf.next_number(responded.year, content)
    said = {**edition, "content": content, "draft": number, "pedigree": keep_pedigree(stores, pedigree)}
    return said, label_of(said, counted)


def _is_printed(table: ProtectedTable | None, measure: str) -> int:
    """Say whether a table prints its total, which then may stand in a line, too; 1 or 0, as a pedigree counts."""
    cell = table.cell(TOTAL, measure=measure) if table is not None else None
    return int(cell is not None and cell.status == "published")


def _content(edition: Mapping[str, object], counted: Mapping[str, int]) -> str:
    """Return the digest of all that an edition prints: its tables, the lines on its pages, the code that sets them.

    Not of the submissions: the same numbers are the same draft, whatever they stand on.
    """
    label = label_of({**edition, "draft": 0}, counted)
    lines = [label.coverage_line(), label.held_back_line(), label.corrections_line(), label.nature_note()]
    printed = {name: edition[name] for name in ("year", "code_version", "nature", "sources")}
    files: Any = edition["tables"]
    printed["tables"] = {name: digest for name, digest in files.items() if name[:-4] not in OF_THE_DRAFT_BEFORE}
    return hashlib.sha256(json.dumps({**printed, "lines": lines}, sort_keys=True).encode()).hexdigest()


def edition_in_progress(stores: Stores, year: int) -> dict[str, object]:
    """Return what the edition in the making stands on; OperatorError where no tables have been released yet."""
    path = release_folder(stores, year) / EDITION
    if not path.exists():
        raise OperatorError(f"{year}: no tables have passed the door yet; make release/tables first")
    content: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return content


def audit_report_of(stores: Stores, year: int) -> AuditReport | None:
    """Return the public sheet of the audit of the edition in the making; None where it has none."""
    path = release_folder(stores, year) / AUDIT_SHEET
    return read_audit_report(path.read_bytes()) if path.is_file() else None


def label_of(edition: Mapping[str, object], counted: Mapping[str, int]) -> EditionLabel:
    """Return what pages say of an edition. ``counted``: offices and rows, which are not in the edition's own file."""
    natures = edition["nature"]
    nature = frozenset(map(str, natures)) if isinstance(natures, list) else frozenset[str]()
    return EditionLabel(
        year=int(str(edition["year"])),
        draft=int(str(edition["draft"])),
        nature=nature,
        offices_expected=counted.get("offices_expected", 0),
        offices_received=counted.get("offices_received", 0),
        offices_nil=counted.get("offices_nil", 0),
        offices_rejected=counted.get("offices_rejected", 0),
        records_read=counted.get("records_read", 0),
        records_held_back=counted.get("records_held_back", 0),
        held_back_is_printed=bool(counted.get("held_back_is_printed", 0)),
        share_held_back_is_printed=bool(counted.get("share_held_back_is_printed", 0)),
        corrections_applied=counted.get("corrections_applied", 0),
        edition=int(str(edition.get("edition", 0))),
    )


def released_tables(stores: Stores, year: int) -> ReleasedTables:
    """Read the protected tables back, for all that follows and sees nothing else."""
    edition = edition_in_progress(stores, year)
    folder = release_folder(stores, year) / "tables"
    tables = {spec.key: read_table(folder / f"{spec.key}.csv", spec.key, year) for spec in load_tables()}
    for key in (key for kind in KINDS for key in kind.themes()):
        if (folder / f"{key}.csv").exists():
            tables[key] = read_table(folder / f"{key}.csv", key, year)
    counted = open_pedigree(stores, str(edition["pedigree"])).counted
    return ReleasedTables(tables, label_of(edition, counted))
