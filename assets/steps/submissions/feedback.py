"""The station `submissions/feedback`: for each submission, what the office gets back, into the vault.

Belongs here: register, warehouse and vault to feedback workbooks, and these into the vault. Does not: what they say
(expectations/feedback), handing them out (`review feedback`).
A submission that stands gets a list and its own workbook marked; one that could not be read gets a list that says why.
"""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace

import pandas as pd

from assets.steps.runtime.code_version import code_version
from assets.steps.runtime.errors import redact_errors
from assets.steps.runtime.progress import SILENT, Progress
from assets.steps.submissions.vault_files import kept_files
from expectations.feedback import (
    Assessment,
    FormCount,
    Remark,
    assess_readings,
    compared,
    listed,
    marked,
    remarks_of,
)
from expectations.feedback.assessment import with_row_keys
from expectations.reading import DeliveryRejectedError, Reading, SubmittedFile, read_submission
from resources.register import RegisterRow
from resources.stores import Stores
from resources.warehouse import read_table

FEEDBACK_COLUMNS = ("office", "year", "submission", "kind", "sha256", "made_from")
LIST, MARKED = "list", "marked"
PLACE = ("office", "file_no", "sheet_no", "row_no")


@dataclass(frozen=True)
class ToldSubmission:
    """One submission and what is to be said of it; ``before`` is the submission before it, if any."""

    row: RegisterRow
    assessment: Assessment
    before: RegisterRow | None = None

    def made_from(self, stores: Stores) -> str:
        """Return a digest of all that the workbooks depend on."""
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


def give_feedback(stores: Stores, year: int, offices: Sequence[str], progress: Progress = SILENT) -> dict[str, int]:
    """Make the feedback of ``offices`` anew where something has changed, and keep it in the vault, encrypted.

    Returns the number of remarks by office, of those that delivered.
    """
    with redact_errors("submissions/feedback"):
        told = submissions_told_of(stores, year, offices)
        progress.begin("returning to sender", max(len(told), 1))
        where = {"year": year, "office": list(offices)}
        kept = stores.warehouse.read("feedback", where=where)
        made_from = {one.row.submission_no: one.made_from(stores) for one in told}
        known = set(kept["made_from"])
        changed = [one for one in told if made_from[one.row.submission_no] not in known]
        former = _former_remarks(stores, changed, year)
        rows = [kept[kept["made_from"].isin(made_from.values())]]
        for one in changed:
            rows.append(_kept(stores, one, former.get(one.row.submission_no), made_from[one.row.submission_no]))
            progress.advance()
        whole = pd.concat(rows, ignore_index=True)[list(FEEDBACK_COLUMNS)]
        stores.warehouse.write_partition("feedback", where, whole)
        counts = dict.fromkeys(sorted({one.row.office for one in told}), 0)
        for one in told:
            counts[one.row.office] += len(one.assessment.remarks)
        return counts


def submissions_told_of(stores: Stores, year: int, offices: Sequence[str]) -> list[ToldSubmission]:
    """Return every submission of ``offices`` that is to be told of: those that stand, and those refused."""
    wanted = set(offices)
    arrivals = [row for row in stores.register.rows(year) if row.office in wanted]
    forms: dict[int, list[str]] = {}
    for (_, form), row in stores.register.current(year).items():
        forms.setdefault(row.submission_no, []).append(form)
    findings = _findings(stores, year, offices)
    counts = _counts(stores, year, offices)
    told = []
    for place, row in enumerate(arrivals):
        earlier = [one for one in arrivals[:place] if one.office == row.office and one.state == "read"]
        language = row.language or next((one.language for one in reversed(earlier) if one.language), "en")
        if row.state == "rejected":
            mended: tuple[Remark, ...] | None = () if earlier else None
            refused = Assessment(row.office, year, language, mended=mended, refusal=row.reason)
            told.append(ToldSubmission(row, refused))
        elif row.submission_no in forms and row.state == "read":
            own = findings.get((row.office, row.digest), ())
            spoken_of = [form for form in stores.contract.forms if form in forms[row.submission_no]]
            assessment = Assessment(row.office, year, language, _form_counts(row, spoken_of, counts), own)
            before = next((one for one in reversed(earlier) if one.digest != row.digest), None)
            told.append(ToldSubmission(row, assessment, before))
    return told


def _form_counts(
    row: RegisterRow, forms: Sequence[str], counts: dict[str, dict[tuple[str, str], int]]
) -> tuple[FormCount, ...]:
    said = []
    for form in forms:
        read, held = (counts[what].get((row.office, form), 0) for what in ("read", "held_back"))
        if read or form in row.nil_forms:
            said.append(FormCount(form, read, held, form in row.nil_forms))
    return tuple(said)


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
    """Return the remarks on each submission, by office and digest; rows recognised by their keyed reference."""
    where = {"year": year, "office": list(offices)}
    findings = stores.warehouse.read("findings", where=where)
    records = {}
    for form in stores.contract.forms.values():
        if form.reference_column is not None and (findings["form"] == form.key).any():
            columns = [*PLACE, form.reference_column]
            records[form.key] = stores.warehouse.read(read_table(form.key), columns, where)
    known = with_row_keys(findings, records, stores.contract)
    return {
        (str(office), str(digest)): remarks_of(own) for (office, digest), own in known.groupby(["office", "submission"])
    }


def _files(stores: Stores, row: RegisterRow) -> list[SubmittedFile]:
    return kept_files(stores, row)[0]


def _former_remarks(stores: Stores, told: Sequence[ToldSubmission], year: int) -> dict[int, tuple[Remark, ...]]:
    """Return, by number of the later submission, the remarks on the one before it, by the rules of today.

    Findings of a superseded submission are nowhere kept; its files are. All offices are checked as one batch.
    """
    pending = [(one, one.before) for one in told if one.before is not None]
    remarks: dict[int, tuple[Remark, ...]] = {}
    while pending:
        batch = {one.row.office: (one, before) for one, before in reversed(pending)}  # one submission an office
        pending = [pair for pair in pending if pair[0] is not batch[pair[0].row.office][0]]
        readings: dict[str, Reading] = {}
        for office, (_, before) in sorted(batch.items()):
            try:
                files = _files(stores, before)
                readings[office] = read_submission(files, stores.contract, office, year, stores.key.pseudonym)
            except DeliveryRejectedError:
                continue
        found = assess_readings(readings, stores.contract, year).findings
        for office in readings:
            one = batch[office][0]
            spoken_of = {form.form for form in one.assessment.forms} | {"", "cover"}
            own = remarks_of(found[(found["office"] == office) & found["form"].isin(spoken_of)])
            remarks[one.row.submission_no] = own
    return remarks


def _kept(stores: Stores, one: ToldSubmission, former: tuple[Remark, ...] | None, made_from: str) -> pd.DataFrame:
    """Write one submission's workbooks into the vault; return their rows of the table `feedback`."""
    assessment = one.assessment
    if former is not None:
        remarks, mended = compared(assessment.remarks, former)
        assessment = replace(assessment, remarks=remarks, mended=mended)
    workbooks = {LIST: listed(assessment, stores.contract, one.row.delivery)}
    if assessment.refusal is None:
        workbooks[MARKED] = marked(_files(stores, one.row), assessment, stores.contract, one.row.delivery)
    rows = [
        (one.row.office, one.row.year, one.row.digest, kind, stores.vault.keep(content), made_from)
        for kind, content in workbooks.items()
    ]
    return pd.DataFrame(rows, columns=list(FEEDBACK_COLUMNS))
