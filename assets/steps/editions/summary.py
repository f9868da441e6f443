"""The summary of a year's latest draft for reviewers, from printed cells and counts of rows and offices only.

Belongs here: what the asset review/edition shows. Does not: unprotected numbers, names of offices, attribution
(diff.py).
"""

from dataclasses import dataclass

from assets.steps.editions.comparison import Changes, YearState, compare
from assets.steps.editions.diff import state_of
from assets.steps.editions.lookup import Edition, EditionLookupError, editions_of
from assets.steps.release.tables import label_of
from assets.steps.runtime.errors import redact_errors
from assets.steps.submissions.form_states import STATES
from assets.steps.submissions.office_responses import year_response
from expectations.errors import ReviewError
from reports.derived_tables.quality import FINDINGS
from reports.published.audit_report import FILE, AuditReportError, read_audit_report
from reports.published.codes import TOTAL
from resources.stores import Stores


@dataclass(frozen=True)
class EditionSummary:
    """The latest draft of a year. ``changed_by_table``: number of printed cells that differ from the draft before."""

    name: str
    before: str  # the draft before; empty for the first
    offices_by_state: dict[str, int]
    records: str  # the line of the pages on rows held back
    findings: int | None  # as the annex prints them; None where they are suppressed
    tables: int
    audit: str  # passed, did not pass, or that there is none
    cells_published: int
    cells_confidential: int
    changed_by_table: dict[str, int]
    sentences_changed: int
    figures_changed: int
    received_after_cut_off: int
    edited_by_hand: int
    compared: bool  # with the draft before; a damaged draft is not compared

    @property
    def cells_changed(self) -> int:
        """Printed cells that differ from the draft before."""
        return sum(self.changed_by_table.values())


def summarise(stores: Stores, year: int) -> EditionSummary:
    """Return the summary of the latest draft of ``year``. Raises EditionLookupError where there is none."""
    with redact_errors("review/edition"):
        drafts = [edition for edition in editions_of(stores, year) if edition.kind == "draft"]
        if not drafts:
            raise EditionLookupError(f"there is no draft of {year}; run {year} first")
        latest, before = drafts[-1], drafts[-2] if len(drafts) > 1 else None
        return _summary(stores, latest, before)


def _summary(stores: Stores, latest: Edition, before: Edition | None) -> EditionSummary:
    now = state_of(stores, latest)
    changes = _changes(stores, before, now)
    changed: dict[str, int] = {}
    for cell in changes.printed if changes else ():
        changed[cell.table] = changed.get(cell.table, 0) + 1
    responded = year_response(stores, latest.year)
    pedigree, manifest = latest.pedigree(stores), stores.shelf.manifest(latest.folder)
    label = label_of(latest.year, latest.number, manifest.nature, pedigree.counted) if pedigree else None
    annex = latest.tables().get(FINDINGS)
    findings = annex.cell(TOTAL, TOTAL, measure="findings") if annex else None
    statuses = [status for _, status, _ in now.printed.values()]
    return EditionSummary(
        name=latest.name,
        before=before.name if before else "",
        compared=changes is not None,
        offices_by_state={state: responded.count(state) for state in STATES},
        records=label.held_back_line() if label else "",
        findings=None if findings is None or findings.value is None else int(findings.value),
        tables=len(list((latest.folder / "tables").glob("*.csv"))),
        audit=_audit(latest),
        cells_published=statuses.count("published"),
        cells_confidential=statuses.count("confidential"),
        changed_by_table=changed,
        sentences_changed=len(changes.sentences) if changes else 0,
        figures_changed=len(changes.figures) if changes else 0,
        received_after_cut_off=len(stores.register.after_cut_off(latest.year)),
        edited_by_hand=len(latest.edited_by_hand(stores)),
    )


def _changes(stores: Stores, before: Edition | None, now: YearState) -> Changes | None:
    """Return the changes since the draft before; None where there is none, or it is damaged."""
    try:
        return compare(state_of(stores, before), now) if before else None
    except ReviewError:
        return None


def _audit(latest: Edition) -> str:
    path = latest.folder / FILE
    try:
        return "passed" if read_audit_report(path.read_bytes()).passed else "did not pass: it cannot be released"
    except (OSError, AuditReportError):
        return "there is none: it cannot be released"
