"""Trying an edition again from its folder alone: what a third party can do who has neither warehouse, key nor home.

Belongs here: a folder of the shelf to printed tables, whether somebody edited it, and the verdict. Does not: the attack
(reports/disclosure), what the house itself audits (release/protection.py). Nothing here opens a store.
"""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assets.steps.runtime.code_version import code_version
from assets.steps.runtime.errors import OperatorError
from assets.steps.runtime.progress import SILENT, Progress
from expectations.contract import load_contract
from reports.disclosure.audit.clique_cells import TooManyInnerCellsError
from reports.disclosure.audit.external_audit import ExternalVerdict, audit_tables
from reports.disclosure.audit.external_table import ExternalTable
from reports.disclosure.suppression.warm_started_lp import SolverError
from reports.published.audit_report import FILE as AUDIT_SHEET
from reports.published.audit_report import AuditReportError, read_audit_report
from reports.published.protected_table import TableText
from reports.published.table_csv import TableFileError, read_table_csv
from reports.statistics import load_tables
from reports.statistics.dimensions import DistinctCount, Scores
from reports.statistics.measures import load_measures
from resources.shelf import MANIFEST, Shelf

NO_WORDS = TableText("", "", (), {}, {})
NAMED = re.compile(r"(draft|edition)-[1-9][0-9]{0,5}")


class EditionFolderError(OperatorError):
    """A folder that is no edition of a shelf, or cannot be read as one; nothing was tried."""


@dataclass(frozen=True)
class ExternalAudit:
    """What was found in a folder. ``edited``: files that are not what manifest and audit sheet say."""

    year: int
    name: str
    edited: tuple[str, ...]
    sheet_passed: bool  # what the audit sheet in the folder says
    verdict: ExternalVerdict
    tried: tuple[str, ...]
    not_tried: tuple[str, ...]
    beside: tuple[str, ...]  # earlier released editions of the year, in folders beside it
    other_program: bool  # the edition was made by another version of the program or of the contract

    @property
    def passed(self) -> bool:
        """Say whether nobody found anything, in files as they were put there."""
        return self.verdict.passed and not self.edited and self.sheet_passed


def folder_of(shelf: Path, year: int, named: str | None) -> Path:
    """Return the folder of an edition on a shelf: the one named, or the latest released one, or the latest draft.

    Raises EditionFolderError.
    """
    if named is not None and not NAMED.fullmatch(named):
        raise EditionFolderError("an edition is named as draft-1 or edition-1")
    editions = Shelf(shelf)
    found = [*editions.editions(year, "edition")[::-1], *editions.drafts(year)]
    chosen = [folder for folder in found if named in (None, folder.name)]
    if not chosen:
        raise EditionFolderError(f"there is no {named or 'edition'} of {year} on the shelf")
    return chosen[0]


def audit_published_folder(folder: Path, progress: Progress = SILENT) -> ExternalAudit:
    """Try the edition in ``folder`` with the published files alone. Raises EditionFolderError; it names no number."""
    manifest = _manifest(folder)
    year = int(manifest["year"])
    try:
        sheet = read_audit_report((folder / AUDIT_SHEET).read_bytes())
    except (OSError, AuditReportError):
        raise EditionFolderError(
            f"{folder.name} has no audit sheet, {AUDIT_SHEET}, or one that cannot be read"
        ) from None
    files, earlier = _tables_in(folder), _released_before(folder, year)
    edited = set(Shelf(folder.parent.parent).edited_by_hand(folder))
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
    differing = {name for name in {*digests, *sheet.tables} if digests.get(name) != sheet.tables.get(name)}
    edited |= {f"tables/{name}" for name in differing}
    tables, tried = _printed(files, year)

    def watch(theme: str, suppressed: int) -> None:
        progress.begin(f"attacking {theme}", suppressed)

    try:
        verdict = audit_tables(tables, year, watch, [_printed(_tables_in(one), year)[0] for one in earlier])
    except (SolverError, TooManyInnerCellsError) as fault:
        raise EditionFolderError(f"{folder.name} could not be tried to the end: {fault}") from None
    versions = (manifest.get("code_version"), manifest.get("contract_version"))
    return ExternalAudit(
        year,
        folder.name,
        tuple(sorted(edited)),
        sheet.passed,
        verdict,
        tuple(tried),
        tuple(sorted(name.removesuffix(".csv") for name in files if name.removesuffix(".csv") not in tried)),
        tuple(one.name for one in earlier),
        versions != (code_version(), load_contract().version),
    )


def _tables_in(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((folder / "tables").glob("*.csv"))}


def _released_before(folder: Path, year: int) -> list[Path]:
    """Return the released editions of the year that lie beside a folder of a shelf, those before it."""
    shelf = Shelf(folder.resolve().parent.parent)
    if folder.resolve().parent.name != str(year) or not NAMED.fullmatch(folder.resolve().name):
        return []
    released = shelf.editions(year, "edition")
    names = [one.name for one in released]
    return released[: names.index(folder.resolve().name)] if folder.resolve().name in names else released


def _manifest(folder: Path) -> Mapping[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
        if not isinstance(manifest["year"], int) or not isinstance(manifest["files"], dict):
            raise KeyError
    except (OSError, ValueError, KeyError, TypeError):
        raise EditionFolderError(
            f"{folder.name} is no edition of a shelf: it has no {MANIFEST} that can be read"
        ) from None
    return manifest


def _printed(files: Mapping[str, bytes], year: int) -> tuple[list[ExternalTable], list[str]]:
    """Return the tables of persons and services that a specification describes, and their keys."""
    tables = []
    for spec in load_tables():
        content = files.get(f"{spec.key}.csv")
        counts_persons = load_measures()[spec.measure].confidential
        if content is None or not counts_persons or isinstance(spec.definitions[0], DistinctCount | Scores):
            continue
        try:
            table = read_table_csv(content, spec.key, spec.theme, year, NO_WORDS)
            if table.dimensions != spec.dimensions:
                raise TableFileError("its columns are not those of the table's specification")
            tables.append(ExternalTable.of(spec, table))
        except TableFileError as fault:
            raise EditionFolderError(f"tables/{spec.key}.csv: {fault}") from None
    return tables, [table.spec.key for table in tables]
