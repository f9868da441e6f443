"""The external audit of an edition from its folder alone: by a third party without warehouse, key or home.

Nothing here opens a store. Belongs here: a folder of the shelf to printed tables, files edited by hand, and the
verdict. Does not: the attacks (reports/disclosure), the joint audit of a run (release/protection.py).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assets.steps.runtime.code_version import code_version
from assets.steps.runtime.errors import OperatorError
from expectations.contract import load_contract
from expectations.progress import NULL_PROGRESS, Progress
from reports.disclosure.audit.external_audit import ExternalVerdict, audit_tables
from reports.disclosure.audit.external_problem import TooManyInnerCellsError
from reports.disclosure.audit.external_table import ExternalTable
from reports.disclosure.suppression.warm_started_lp import SolverError
from reports.published.audit_report import FILE as AUDIT_REPORT
from reports.published.audit_report import AuditReport, AuditReportError, read_audit_report
from reports.published.protected_table import TableText
from reports.published.table_csv import TableFileError, read_table_csv
from reports.statistics import earlier_tables, load_tables, specification_of
from reports.statistics.dimensions import DistinctCount, Scores
from reports.statistics.measures import load_measures
from resources.edition_manifest import EditionManifest, ManifestError, read_manifest
from resources.shelf import MANIFEST, Shelf

NO_WORDS = TableText("", "", (), {}, {})
NAMED = re.compile(r"(draft|edition)-[1-9][0-9]{0,5}")


class EditionFolderError(OperatorError):
    """A folder that is no edition of a shelf, or cannot be read as one; no attack was tried."""


@dataclass(frozen=True)
class ExternalAudit:
    """The audit of one folder.

    ``content``: digest of the content. ``edited``: files that differ from manifest or audit report. ``sheet_passed``:
    the verdict of the audit report in the folder. ``tried``, ``not_tried``: keys of tables. ``beside``: earlier
    released editions of the year, in folders beside this one. ``other_program``: another version of the program or of
    the contract made the edition.
    """

    year: int
    name: str
    content: str
    edited: tuple[str, ...]
    sheet_passed: bool
    verdict: ExternalVerdict
    tried: tuple[str, ...]
    not_tried: tuple[str, ...]
    beside: tuple[str, ...]
    other_program: bool

    @property
    def passed(self) -> bool:
        """Say whether no attack succeeded, in files that nobody edited."""
        return self.verdict.passed and not self.edited and self.sheet_passed


def folder_of(shelf: Path, year: int, named: str | None) -> Path:
    """Return the folder of the named edition, or of the latest released one, or of the latest draft.

    Raises EditionFolderError.
    """
    if named is not None and not NAMED.fullmatch(named):
        raise EditionFolderError("an edition is named as draft-1 or edition-1")
    editions = Shelf(shelf)
    folders = [*editions.editions(year, "edition")[::-1], *editions.drafts(year)]
    matching = [folder for folder in folders if named in (None, folder.name)]
    if not matching:
        raise EditionFolderError(f"there is no {named or 'edition'} of {year} on the shelf")
    return matching[0]


def audit_published_folder(folder: Path, progress: Progress = NULL_PROGRESS) -> ExternalAudit:
    """Attack the edition in ``folder`` with its published files alone.

    Raises EditionFolderError, whose message names no number.
    """
    manifest, year = _manifest(folder)
    try:
        report = read_audit_report((folder / AUDIT_REPORT).read_bytes())
    except (OSError, AuditReportError):
        raise EditionFolderError(
            f"{folder.name} has no audit report, {AUDIT_REPORT}, or one that cannot be read"
        ) from None
    files, earlier = _tables_in(folder), _released_before(folder, year)
    edited = set(Shelf(folder.parent.parent).edited_by_hand(folder))
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    differing = {name for name in {*digests, *report.tables} if digests.get(name) != report.tables.get(name)}
    edited |= {f"tables/{name}" for name in differing}
    tables, tried = _tables_to_attack(files, year, report)
    try:
        verdict = audit_tables(tables, year, progress, [_earlier_tables(before, year) for before in earlier])
    except (SolverError, TooManyInnerCellsError) as error:
        raise EditionFolderError(f"the audit of {folder.name} could not be completed: {error}") from None
    versions = (manifest.code_version, manifest.contract_version)
    return ExternalAudit(
        year=year,
        name=folder.name,
        content=manifest.content,
        edited=tuple(sorted(edited)),
        sheet_passed=report.passed,
        verdict=verdict,
        tried=tuple(tried),
        not_tried=tuple(sorted(name.removesuffix(".csv") for name in files if name.removesuffix(".csv") not in tried)),
        beside=tuple(before.name for before in earlier),
        other_program=versions != (code_version(), load_contract().version),
    )


def _tables_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "tables").glob("*.csv"))}


def _released_before(folder: Path, year: int) -> list[Path]:
    """Return the earlier released editions of the year in folders beside this one; none for a folder off a shelf."""
    shelf = Shelf(folder.resolve().parent.parent)
    if folder.resolve().parent.name != str(year) or not NAMED.fullmatch(folder.resolve().name):
        return []
    released = shelf.editions(year, "edition")
    names = [other.name for other in released]
    return released[: names.index(folder.resolve().name)] if folder.resolve().name in names else released


def _manifest(folder: Path) -> tuple[EditionManifest, int]:
    """Return the manifest and its year."""
    try:
        manifest = read_manifest((folder / MANIFEST).read_bytes(), EditionManifest)
    except (OSError, ManifestError):
        manifest = EditionManifest()
    if manifest.year is None or manifest.files is None:
        raise EditionFolderError(f"{folder.name} is no edition of a shelf: it has no {MANIFEST} that can be read")
    return manifest, manifest.year


def _earlier_tables(folder: Path, year: int) -> list[ExternalTable]:
    """Return the tables of an earlier edition; one whose audit report cannot be read has no exempt missing codes."""
    try:
        report = read_audit_report((folder / AUDIT_REPORT).read_bytes())
    except (OSError, AuditReportError):
        report = None
    return _tables_to_attack(_tables_in(folder), year, report)[0]


def _tables_to_attack(
    files: Mapping[str, bytes], year: int, report: AuditReport | None
) -> tuple[list[ExternalTable], list[str]]:
    """Return the tables of persons and services that have a specification, and their keys.

    ``report``: the audit report of their edition, which says which missing codes are no attribute.
    """
    tables = []
    themes = {spec.key: spec.theme for spec in (*load_tables(), *earlier_tables())}
    for key, theme in themes.items():
        if (content := files.get(f"{key}.csv")) is None:
            continue
        try:
            table = read_table_csv(content, key, theme, year, NO_WORDS)
            if (spec := specification_of(key, table.dimensions)) is None:
                raise TableFileError("its columns are not those of the table's specification")
        except TableFileError as error:
            raise EditionFolderError(f"tables/{key}.csv: {error}") from None
        if load_measures()[spec.measure].confidential and not isinstance(spec.definitions[0], DistinctCount | Scores):
            codes = report.missing_not_an_attribute.get(key, {}) if report is not None else {}
            exempt = {(place, codes[name]) for place, name in enumerate(spec.dimensions) if name in codes}
            tables.append(ExternalTable.of(spec, table, frozenset(exempt)))
    return tables, [table.spec.key for table in tables]
