"""The step `submissions/read`: the current submissions, read by the contract, into the warehouse.

Two entries use the same code: ``read_submissions`` reads offices of a year for a run; ``read_arrival`` reads one new
submission where the office's other submissions are read already. The warehouse is the same after both. A submission
that cannot be read is rejected with its reason; the one before it is current again, and the other offices go on. One
that the vault cannot open keeps the records that were read from it before; where there are none, the one before it is
current until the vault is mended.

Belongs here: vault to reader to `read_<form>`, and marking the register. Does not: reading a file (expectations).
"""

from collections import deque
from collections.abc import Collection, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from assets.steps.runtime.errors import redact_errors
from assets.steps.submissions.corrections import correct, corrections_of
from assets.steps.submissions.stripped_originals import remove_stripped_originals
from assets.steps.submissions.vault_files import (
    DamagedSubmissionError,
    damage_notice,
    findings_before,
    keep_without_identifiers,
    kept_files,
)
from expectations.checks import FINDING_COLUMNS
from expectations.corrections import Correction
from expectations.finding_limits import with_times
from expectations.progress import NULL_PROGRESS, Progress
from expectations.reading import DeliveryRejectedError, Reading, ReadingPool, ReadRequest
from resources.failures import names_office
from resources.register import RegisterRow
from resources.stores import Stores
from resources.warehouse import read_table

COLUMN_COLUMNS = ("office", "year", "submission", "form", "file_no", "sheet_no", "field", "column_letters")
READ_DELIVERY = "expectations.layouts.translate_delivery:read_delivery"


@dataclass
class ReadOffices:
    """The result for the operator: rows by office and form; by office, the reasons of rejections in this run.

    ``notices``: sentences on submissions that the vault cannot open. ``kept``: by number such submissions that are
    current, with the records that were read from them before.
    """

    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)
    kept: dict[int, RegisterRow] = field(default_factory=dict)


@dataclass
class ReadParts:
    """What is written to the warehouse.

    ``records``: by form, one frame per submission. ``findings``: one per finding of the reader and per correction.
    ``columns``: one row per field and sheet, with its column letters (COLUMN_COLUMNS). ``submissions``:
    by office and form, the digest of the submission that the rows are from.
    """

    records: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    findings: list[dict[str, object]] = field(default_factory=list)
    columns: list[tuple[str, int, str, str, int, int, str, str]] = field(default_factory=list)
    submissions: dict[tuple[str, str], str] = field(default_factory=dict)

    @names_office
    def add(
        self, reading: Reading, row: RegisterRow, forms: Sequence[str], all_forms: Collection[str]
    ) -> dict[str, int]:
        """Add the forms for which a submission is current; return their numbers of rows.

        Findings outside of all forms are added, too. Findings on other forms are not: there, another submission is
        current.
        """
        origin: dict[str, Any] = {"office": row.office, "year": row.year, "submission": row.digest}
        others = set(all_forms) - set(forms)
        counts: dict[str, int] = {}
        for form in forms:
            records = reading.records.get(form)
            counts[form] = 0 if records is None else len(records)
            if records is not None and len(records):
                self.records.setdefault(form, []).append(records.assign(**origin))
            self.submissions[row.office, form] = row.digest
        for (form, file_no, sheet_no, name), letters in reading.columns.items():
            if form in forms:
                self.columns.append((row.office, row.year, row.digest, form, file_no, sheet_no, name, letters))
        findings = [finding for finding in reading.findings if finding.form not in others]
        self.findings.extend({**origin, **asdict(finding)} for finding in findings)
        return counts

    def correct(self, corrections: Sequence[Correction], year: int, offices: set[str]) -> None:
        """Apply the corrections of headquarters to the records; add one finding per correction."""
        letters = {
            (office, form, file_no, sheet_no, name): column
            for office, _, _, form, file_no, sheet_no, name, column in self.columns
        }
        self.findings += correct(self.records, corrections, year, offices, self.submissions, letters)


def read_submissions(
    stores: Stores, year: int, offices: Sequence[str], progress: Progress = NULL_PROGRESS
) -> ReadOffices:
    """Read the current submissions of ``offices``, and replace these offices' partitions by what they hold.

    In a frozen year nothing is read: the warehouse stays as it is.
    """
    with redact_errors("submissions/read"), ExitStack() as opened:
        if stores.editions.cut_off(year) is not None:
            return _rows_in_warehouse(stores, year, offices)
        corrections = corrections_of(stores, year).corrections
        result, readings = ReadOffices(), dict[int, Reading]()
        wanted = set(offices)
        new = [row for row in stores.register.rows(year) if row.office in wanted and row.state == "received"]
        progress.begin("reading submissions", max(len(new), len(offices)))
        pool = opened.enter_context(ReadingPool(read=READ_DELIVERY))
        for _ in _read_new(stores, pool, new, readings, result):
            progress.advance()
        current = _read_current(stores, pool, year, wanted, readings, result)
        _write_offices(stores, year, offices, current, readings, result, corrections)
        if result.refused:
            remove_stripped_originals(stores)  # of files that were stripped as another office's submission
        return result


def _write_offices(
    stores: Stores,
    year: int,
    offices: Sequence[str],
    current: Sequence[tuple[RegisterRow, list[str]]],
    readings: dict[int, Reading],
    result: ReadOffices,
    corrections: Sequence[Correction],
) -> None:
    """Write the offices whose current submissions were all read together, and each other one without its kept forms."""
    kept: dict[str, set[str]] = {}
    for row, forms in current:
        if row.submission_no in result.kept:
            kept.setdefault(row.office, set()).update(forms)
            counts = {form: stores.warehouse.count(read_table(form), _where(row)) for form in forms}
            result.rows.setdefault(row.office, {}).update(counts)
    all_forms = list(stores.contract.forms)
    together = [office for office in offices if office not in kept]
    groups = [(together, all_forms), *(([office], [f for f in all_forms if f not in kept[office]]) for office in kept)]
    for group, forms_of_group in groups:
        parts = ReadParts()
        others = {row.digest for row, _ in current if row.submission_no in result.kept and row.office in group}
        for row, forms in current:
            if row.office in group and row.submission_no in readings:
                counts = parts.add(readings.pop(row.submission_no), row, forms, all_forms)
                result.rows.setdefault(row.office, {}).update(counts)
        if group and forms_of_group:
            parts.correct(corrections, year, set(group))
            _write(stores, year, group, forms_of_group, parts, others)


def _where(row: RegisterRow) -> dict[str, object]:
    return {"year": row.year, "office": row.office, "submission": row.digest}


def read_arrival(stores: Stores, row: RegisterRow) -> str:
    """Read one new submission, and replace the forms for which it is now current.

    Returns the reason of its rejection; empty where it was read. The office's other submissions are not read again.
    """
    result, readings = ReadOffices(), dict[int, Reading]()
    with ReadingPool(workers=1, read=READ_DELIVERY) as pool:
        list(_read_new(stores, pool, [row], readings, result))
    reading = readings.get(row.submission_no)
    if reading is None and row.office not in result.refused:
        raise DamagedSubmissionError(row)
    if reading is None:
        return result.refused[row.office][-1]
    current = {
        form: current_row
        for (office, form), current_row in stores.register.current(row.year).items()
        if office == row.office
    }
    forms = [form for form, current_row in current.items() if current_row.submission_no == row.submission_no]
    if forms:
        parts = ReadParts()
        parts.add(reading, row, forms, stores.contract.forms)
        corrections = [line for line in corrections_of(stores, row.year).corrections if line.form in forms]
        parts.correct(corrections, row.year, {row.office})
        others = {current_row.digest for current_row in current.values()} - {row.digest}
        _write(stores, row.year, [row.office], forms, parts, others)
    return ""


def _rows_in_warehouse(stores: Stores, year: int, offices: Sequence[str]) -> ReadOffices:
    result = ReadOffices()
    for office, form in stores.register.current(year):
        if office in set(offices):
            rows = stores.warehouse.count(read_table(form), {"year": year, "office": office})
            result.rows.setdefault(office, {})[form] = rows
    return result


def _read_new(
    stores: Stores,
    pool: ReadingPool,
    rows: Sequence[RegisterRow],
    readings: dict[int, Reading],
    result: ReadOffices,
) -> Iterator[bool]:
    """Read submissions in child processes and mark them in the register; yield for each whether it is as it was.

    That is False where it was rejected, or cannot be opened and is not current any more.
    """
    asked: deque[RegisterRow] = deque()
    damaged: list[RegisterRow] = []

    def requests() -> Iterator[ReadRequest]:
        for row in rows:
            try:
                files, _ = kept_files(stores, row)
            except DamagedSubmissionError:
                damaged.append(row)
                continue
            asked.append(row)
            yield ReadRequest(files, stores.contract, row.office, row.year, stores.key.pseudonyms.of)

    for reading in pool.read_all(requests()):
        yield _mark(stores, asked.popleft(), reading, readings, result)
    for row in damaged:
        yield _mark_damaged(stores, row, result)


def _mark_damaged(stores: Stores, row: RegisterRow, result: ReadOffices) -> bool:
    """Note that the vault cannot open a submission; return whether it stays current with the records read before."""
    current = stores.register.current(row.year).items()
    forms = [form for (_, form), of_form in current if of_form.submission_no == row.submission_no]
    has_records = row.state == "read" and all(
        stores.warehouse.count(read_table(form), _where(row)) >= row.rows_by_form.get(form, 0) for form in forms
    )
    stores.register.mark_cannot_be_opened(row.submission_no, is_in_warehouse=has_records)
    if has_records:
        result.kept[row.submission_no] = row
    sentence = damage_notice(row, has_records=has_records)
    if sentence not in result.notices:
        result.notices.append(sentence)
    return has_records


@names_office
def _mark(
    stores: Stores,
    row: RegisterRow,
    reading: Reading | DeliveryRejectedError,
    readings: dict[int, Reading],
    result: ReadOffices,
) -> bool:
    """Mark a submission in the register as read or rejected; return whether it could be read."""
    reason = ""
    rows_read = 0
    if isinstance(reading, DeliveryRejectedError):
        reason = reading.recorded
    else:
        rows_read = sum(len(records) for records in reading.records.values())
        if rows_read and stores.register.is_read_elsewhere(row):
            reason = "sent_elsewhere"
    if isinstance(reading, Reading):
        reading.findings.extend(findings_before(stores, row))
        keep_without_identifiers(stores, row, reading)  # before it is marked: after a kill it is read again
    if isinstance(reading, DeliveryRejectedError) or reason:
        stores.register.mark_rejected(row.submission_no, reason)
        result.refused.setdefault(row.office, []).append(reason)
        return False
    stores.register.mark_read(
        row.submission_no,
        rows_read=rows_read,
        nature=reading.cover.nature,
        language=reading.cover.language,
        nil_forms=reading.cover.nil_forms,
        only_forms=reading.cover.only_forms,
        formats=[
            {name: str(value) for name, value in asdict(file).items() if value is not None} for file in reading.formats
        ],
        rows_by_form={form: len(records) for form, records in reading.records.items()},
    )
    readings[row.submission_no] = reading
    return True


def _read_current(
    stores: Stores, pool: ReadingPool, year: int, wanted: set[str], readings: dict[int, Reading], result: ReadOffices
) -> list[tuple[RegisterRow, list[str]]]:
    """Return the current submissions, all read or kept as read before, each with the forms for which it is current.

    A submission that was readable once and is not any more (another version of the contract) is rejected, and the one
    before it becomes current: then the register is asked again.
    """
    while True:
        forms: dict[int, list[str]] = {}
        rows: dict[int, RegisterRow] = {}
        for (office, form), row in stores.register.current(year).items():
            if office in wanted:
                rows[row.submission_no] = row
                forms.setdefault(row.submission_no, []).append(form)
        unread = [row for number, row in rows.items() if number not in readings and number not in result.kept]
        readable = list(_read_new(stores, pool, unread, readings, result))  # all of them, not up to the first rejection
        if all(readable):
            return [(rows[number], forms[number]) for number in sorted(rows)]


def _write(
    stores: Stores,
    year: int,
    offices: Sequence[str],
    forms: Sequence[str],
    parts: ReadParts,
    other_submissions: Collection[str] = (),
) -> None:
    """Replace the offices' partitions of ``forms``, of the reader's findings and of the columns, in one transaction.

    ``other_submissions``: digests of submissions that stay current for other forms; their findings and columns on these
    forms are kept.
    """
    where: dict[str, object] = {"year": year, "office": list(offices)}
    numbers = dict.fromkeys(("file_no", "sheet_no", "row_no"), "Int64")
    findings = with_times(pd.DataFrame(parts.findings, columns=list(FINDING_COLUMNS)).astype(numbers))
    columns = pd.DataFrame(parts.columns, columns=list(COLUMN_COLUMNS))
    of_reader = {**where, "station": "read"}
    if other_submissions:
        of_others = {"submission": list(other_submissions)}
        kept = stores.warehouse.read("findings", list(FINDING_COLUMNS), {**of_reader, **of_others})
        findings = _joined(kept[~kept["form"].isin(forms)], findings)
        kept = stores.warehouse.read("read_columns", list(COLUMN_COLUMNS), {**where, **of_others})
        columns = _joined(kept[~kept["form"].isin(forms)], columns)
    records = [
        (read_table(form), where, pd.concat(frames, ignore_index=True) if frames else pd.DataFrame())
        for form, frames in ((form, parts.records.get(form, [])) for form in forms)
    ]
    stores.warehouse.write_partitions([*records, ("findings", of_reader, findings), ("read_columns", where, columns)])


def _joined(*frames: pd.DataFrame) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)]
    return pd.concat(filled, ignore_index=True) if filled else frames[0]
