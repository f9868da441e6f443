"""The step `submissions/feedback`: the feedback workbooks of each submission, into the vault.

A current submission gets a list and its own workbook with marks; a rejected one gets a list with the reason. Belongs
here: register, warehouse and vault to feedback workbooks. Does not: their text (expectations/feedback), giving them to
the office (feedback_export.py).
"""

import hashlib
import json
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace

import pandas as pd

from assets.steps.runtime.code_version import code_version
from assets.steps.runtime.errors import redact_errors
from assets.steps.submissions.vault_files import DamagedSubmissionError, kept_files
from expectations.feedback import (
    Assessment,
    FormCount,
    Remark,
    assess_readings,
    compared,
    listed,
    remarks_of,
)
from expectations.feedback.assessment import with_row_keys
from expectations.feedback.remark_groups import number_of
from expectations.progress import NULL_PROGRESS, Progress
from expectations.reading import DeliveryRejectedError, Reading, WorkPool
from expectations.reading.worker_pool import READ
from resources.failures import names_office
from resources.register import RegisterRow
from resources.stores import Stores
from resources.warehouse import read_table

FEEDBACK_COLUMNS = ("office", "year", "submission", "kind", "sha256", "made_from")
LIST, MARKED = "list", "marked"
MARK = "expectations.feedback.marked_workbook:marked"
PLACE = ("office", "file_no", "sheet_no", "row_no")


@dataclass(frozen=True)
class AssessedSubmission:
    """One submission and its assessment; ``before``: the submission before it, if any."""

    row: RegisterRow
    assessment: Assessment
    before: RegisterRow | None = None

    def made_from(self, stores: Stores) -> str:
        """Return a digest of everything that the workbooks depend on."""
        parts = [
            stores.contract.version,
            code_version(),
            self.row.delivery,
            self.before.digest if self.before else "",
            json.dumps([asdict(form) for form in self.assessment.forms]),
            json.dumps([asdict(remark) for remark in self.assessment.remarks]),
            self.assessment.refusal or "",
        ]
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


def give_feedback(
    stores: Stores, year: int, offices: Sequence[str], progress: Progress = NULL_PROGRESS
) -> dict[str, int]:
    """Make the feedback of ``offices`` where it has changed, and keep it in the vault, encrypted.

    Files are parsed in child processes with limits; without its marked workbook an office gets the list, which says so.
    Returns the number of remarks by office, of offices that delivered.
    """
    with redact_errors("submissions/feedback"), WorkPool(workers=1, work=MARK) as pool:
        assessed = assess_submissions(stores, year, offices)
        progress.begin("returning to sender", max(len(assessed), 1))
        where = {"year": year, "office": list(offices)}
        kept = stores.warehouse.read("feedback", where=where)
        made_from = {submission.row.submission_no: submission.made_from(stores) for submission in assessed}
        known = set(kept["made_from"]) - {
            row.made_from for row in kept.itertuples() if not stores.vault.can_open(str(row.sha256))
        }
        changed = [submission for submission in assessed if made_from[submission.row.submission_no] not in known]
        former = _former_remarks(stores, pool, changed, year)
        rows = [kept[kept["made_from"].isin(known & set(made_from.values()))]]
        for submission in changed:
            number = submission.row.submission_no
            rows.append(_keep_workbooks(stores, pool, submission, former.get(number), made_from[number]))
            progress.advance()
        feedback = pd.concat(rows, ignore_index=True)[list(FEEDBACK_COLUMNS)]
        stores.warehouse.write_partition("feedback", where, feedback)
        _remove_former(stores, set(kept["sha256"]) - set(feedback["sha256"]))
        counts = dict.fromkeys(sorted({submission.row.office for submission in assessed}), 0)
        for submission in assessed:
            counts[submission.row.office] += number_of(submission.assessment.remarks)
        return counts


def _remove_former(stores: Stores, former: set[str]) -> None:
    """Remove workbooks that were made anew: one made before a file was stripped of identifiers may show them."""
    for sha256 in sorted(former):
        if not stores.warehouse.count("feedback", {"sha256": sha256}):
            stores.vault.remove(sha256)


def assess_submissions(stores: Stores, year: int, offices: Sequence[str]) -> list[AssessedSubmission]:
    """Return the current and the rejected submissions of ``offices``, each with its assessment."""
    wanted = set(offices)
    arrivals = [row for row in stores.register.rows(year) if row.office in wanted]
    forms: dict[int, list[str]] = {}
    for (_, form), row in stores.register.current(year).items():
        forms.setdefault(row.submission_no, []).append(form)
    findings = _findings(stores, year, offices)
    counts = _counts(stores, year, offices)
    assessed = []
    for index, row in enumerate(arrivals):
        earlier = [other for other in arrivals[:index] if other.office == row.office and other.state == "read"]
        language = row.language or next((other.language for other in reversed(earlier) if other.language), "en")
        if row.state == "rejected":
            mended: tuple[Remark, ...] | None = () if earlier else None
            rejected = Assessment(row.office, year, language, mended=mended, refusal=row.reason)
            assessed.append(AssessedSubmission(row, rejected))
        elif row.submission_no in forms and row.state == "read":
            remarks = findings.get((row.office, row.digest), ())
            of_submission = [form for form in stores.contract.forms if form in forms[row.submission_no]]
            assessment = Assessment(row.office, year, language, _form_counts(row, of_submission, counts), remarks)
            before = next((other for other in reversed(earlier) if other.digest != row.digest), None)
            assessed.append(AssessedSubmission(row, assessment, before))
    return assessed


def _form_counts(
    row: RegisterRow, forms: Sequence[str], counts: dict[str, dict[tuple[str, str], int]]
) -> tuple[FormCount, ...]:
    form_counts = []
    for form in forms:
        read, held_back = (counts[kind].get((row.office, form), 0) for kind in ("read", "held_back"))
        if read or form in row.nil_forms:
            form_counts.append(FormCount(form, read, held_back, form in row.nil_forms))
    return tuple(form_counts)


def _counts(stores: Stores, year: int, offices: Sequence[str]) -> dict[str, dict[tuple[str, str], int]]:
    """Return rows read and rows held back by office and form."""
    where = {"year": year, "office": list(offices)}
    read = {
        (str(office), form): rows
        for form in stores.contract.forms
        for (office,), rows in stores.warehouse.counts(read_table(form), ["office"], where).items()
    }
    held = stores.warehouse.counts("held_back", ["office", "form"], where)
    return {"read": read, "held_back": {(str(office), str(form)): rows for (office, form), rows in held.items()}}


def _findings(stores: Stores, year: int, offices: Sequence[str]) -> dict[tuple[str, str], tuple[Remark, ...]]:
    """Return the remarks on each submission, by office and digest; rows are identified by their keyed reference."""
    where = {"year": year, "office": list(offices)}
    findings = stores.warehouse.read("findings", where=where)
    records = {}
    for form in stores.contract.forms.values():
        if form.reference_column is not None and (findings["form"] == form.key).any():
            columns = [*PLACE, form.reference_column]
            records[form.key] = stores.warehouse.read(read_table(form.key), columns, where)
    with_keys = with_row_keys(findings, records, stores.contract)
    by_submission = with_keys.groupby(["office", "submission"])
    return {(str(office), str(digest)): remarks_of(rows) for (office, digest), rows in by_submission}


def _former_remarks(
    stores: Stores, pool: WorkPool, submissions: Sequence[AssessedSubmission], year: int
) -> dict[int, tuple[Remark, ...]]:
    """Return, by number of the later submission, the remarks on the one before it, by the rules of today.

    Findings of a superseded submission are not kept, its files are: it is read again. All offices are checked as one
    batch.
    """
    pending = [(submission, submission.before) for submission in submissions if submission.before is not None]
    remarks: dict[int, tuple[Remark, ...]] = {}
    while pending:
        batch = {
            submission.row.office: (submission, before) for submission, before in reversed(pending)
        }  # one per office
        pending = [pair for pair in pending if pair[0] is not batch[pair[0].row.office][0]]
        readings: dict[str, Reading] = {}
        for office, (_, before) in sorted(batch.items()):
            try:
                files, _ = kept_files(stores, before)
                readings[office] = pool.do(files, stores.contract, office, year, stores.key.pseudonyms.of, work=READ)
            except (DeliveryRejectedError, DamagedSubmissionError):
                continue
        findings = assess_readings(readings, stores.contract, year).findings
        for office in readings:
            submission = batch[office][0]
            forms = {form.form for form in submission.assessment.forms} | {"", "cover"}
            of_office = findings[(findings["office"] == office) & findings["form"].isin(forms)]
            remarks[submission.row.submission_no] = remarks_of(of_office)
    return remarks


@names_office
def _keep_workbooks(
    stores: Stores, pool: WorkPool, submission: AssessedSubmission, former: tuple[Remark, ...] | None, made_from: str
) -> pd.DataFrame:
    """Keep one submission's workbooks in the vault; return one row of the table `feedback` per workbook."""
    row, assessment = submission.row, submission.assessment
    if former is not None:
        remarks, mended = compared(assessment.remarks, former)
        assessment = replace(assessment, remarks=remarks, mended=mended)
    workbooks: dict[str, bytes] = {}
    if assessment.refusal is None:
        try:
            files = kept_files(stores, row)[0]
        except DamagedSubmissionError:
            made_from = hashlib.sha256(made_from.encode()).hexdigest()  # made again once the vault is mended
        else:
            with suppress(DeliveryRejectedError):
                workbooks[MARKED] = pool.do(files, stores.contract, assessment, row.delivery, work=MARK)
    without = assessment.refusal is None and MARKED not in workbooks
    workbooks = {LIST: listed(assessment, stores.contract, row.delivery, without_marks=without)} | workbooks
    rows = [
        (row.office, row.year, row.digest, kind, stores.vault.keep(content), made_from)
        for kind, content in workbooks.items()
    ]
    return pd.DataFrame(rows, columns=list(FEEDBACK_COLUMNS))
