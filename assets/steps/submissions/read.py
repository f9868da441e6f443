"""The station `submissions/read`: the submission that stands, read by the contract, into the warehouse.

Belongs here: vault to reader to `read_<form>`, and marking the register. Does not: how a file is read (expectations).
A delivery that cannot be read is rejected with its reason; the one before it stands, and the other offices go on.
"""

from collections.abc import Iterator, Sequence
from contextlib import ExitStack
from dataclasses import asdict, dataclass, field
from typing import Any

import pandas as pd

from assets.steps.runtime.errors import redact_errors
from assets.steps.runtime.progress import SILENT, Progress
from assets.steps.submissions.corrections import correct, corrections_of
from assets.steps.submissions.vault_files import keep_without_identifiers, kept_files
from expectations.checks import FINDING_COLUMNS
from expectations.reading import DeliveryRejectedError, Reading, ReadingPool, ReadRequest
from resources.register import RegisterRow
from resources.stores import Stores
from resources.warehouse import read_table

COLUMN_COLUMNS = ("office", "year", "submission", "form", "file_no", "sheet_no", "field", "column_letters")
READ_DELIVERY = "expectations.layouts.translate_delivery:read_delivery"


@dataclass
class ReadOffices:
    """What was read: rows by office and form; and by office the reasons of the deliveries refused in this run."""

    rows: dict[str, dict[str, int]] = field(default_factory=dict)
    refused: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class TakenParts:
    """What is written at the end: records by form, findings and the columns in which fields stood."""

    records: dict[str, list[pd.DataFrame]] = field(default_factory=dict)
    findings: list[dict[str, object]] = field(default_factory=list)
    columns: list[tuple[str, int, str, str, int, int, str, str]] = field(default_factory=list)  # COLUMN_COLUMNS


def read_submissions(stores: Stores, year: int, offices: Sequence[str], progress: Progress = SILENT) -> ReadOffices:
    """Read the submissions that stand for ``offices``, and replace these offices' partitions by what they hold.

    Of a frozen year nothing is read: what was read of it before stands.
    """
    with redact_errors("submissions/read"), ExitStack() as opened:
        if stores.editions.cut_off(year) is not None:
            return _as_it_stands(stores, year, offices)
        corrections = corrections_of(stores, year).corrections
        outcome, parts, readings = ReadOffices(), TakenParts(), dict[int, Reading]()
        wanted = set(offices)
        new = [row for row in stores.register.rows(year) if row.office in wanted and row.state == "received"]
        progress.begin("reading submissions", max(len(new), len(offices)))
        pool = opened.enter_context(ReadingPool(read=READ_DELIVERY))
        for _ in read_new(stores, pool, new, readings, outcome):
            progress.advance()
        standing: dict[tuple[str, str], str] = {}
        for row, forms in _standing(stores, pool, year, wanted, readings, outcome):
            standing.update({(row.office, form): row.digest for form in forms})
            elsewhere = set(stores.contract.forms) - set(forms)
            counts = take(readings.pop(row.submission_no), row, forms, elsewhere, parts)
            outcome.rows.setdefault(row.office, {}).update(counts)
        letters = {(o, form, file, sheet, name): at for o, _, _, form, file, sheet, name, at in parts.columns}
        parts.findings += correct(parts.records, corrections, year, wanted, standing, letters)
        _write(stores, year, offices, parts)
        return outcome


def _as_it_stands(stores: Stores, year: int, offices: Sequence[str]) -> ReadOffices:
    outcome = ReadOffices()
    for office, form in stores.register.current(year):
        if office in set(offices):
            rows = stores.warehouse.count(read_table(form), {"year": year, "office": office})
            outcome.rows.setdefault(office, {})[form] = rows
    return outcome


def _asked(stores: Stores, row: RegisterRow) -> ReadRequest:
    files, _ = kept_files(stores, row)
    return ReadRequest(files, stores.contract, row.office, row.year, stores.key.pseudonyms.of)


def read_new(
    stores: Stores,
    pool: ReadingPool,
    rows: Sequence[RegisterRow],
    readings: dict[int, Reading],
    outcome: ReadOffices,
) -> Iterator[bool]:
    """Read submissions in child processes and mark them in the register; tell of each whether it could be read."""
    for row, reading in zip(rows, pool.read_all(_asked(stores, row) for row in rows), strict=True):
        yield _marked(stores, row, reading, readings, outcome)


def _marked(
    stores: Stores,
    row: RegisterRow,
    reading: Reading | DeliveryRejectedError,
    readings: dict[int, Reading],
    outcome: ReadOffices,
) -> bool:
    if isinstance(reading, DeliveryRejectedError):
        return _refused(stores, row, reading.reason, outcome)
    rows_read = sum(len(records) for records in reading.records.values())
    if rows_read and stores.register.is_read_elsewhere(row):
        return _refused(stores, row, "sent_elsewhere", outcome)
    stores.register.mark_read(
        row.submission_no,
        rows_read=rows_read,
        nature=reading.cover.nature,
        language=reading.cover.language,
        nil_forms=reading.cover.nil_forms,
        only_forms=reading.cover.only_forms,
        formats=[_described(asdict(file)) for file in reading.formats],
        rows_by_form={form: len(records) for form, records in reading.records.items()},
    )
    if reading.kept:
        keep_without_identifiers(stores, row, reading)
    else:
        reading.findings.extend(kept_files(stores, row)[1])
    readings[row.submission_no] = reading
    return True


def _refused(stores: Stores, row: RegisterRow, reason: str, outcome: ReadOffices) -> bool:
    stores.register.mark_rejected(row.submission_no, reason)
    outcome.refused.setdefault(row.office, []).append(reason)
    return False


def _described(file: dict[str, Any]) -> dict[str, str]:
    return {name: str(said) for name, said in file.items() if said is not None}


def _standing(
    stores: Stores, pool: ReadingPool, year: int, wanted: set[str], readings: dict[int, Reading], outcome: ReadOffices
) -> list[tuple[RegisterRow, list[str]]]:
    """Return the submissions that stand, each with the forms that it stands for, all of them read.

    One that was readable once and is so no more (another version of the contract) is rejected, and the one before it
    stands: then all is looked at again.
    """
    while True:
        forms: dict[int, list[str]] = {}
        rows: dict[int, RegisterRow] = {}
        for (office, form), row in stores.register.current(year).items():
            if office in wanted:
                rows[row.submission_no] = row
                forms.setdefault(row.submission_no, []).append(form)
        unread = [row for number, row in rows.items() if number not in readings]
        readable = list(read_new(stores, pool, unread, readings, outcome))  # all of them, not up to the first refusal
        if all(readable):
            return [(rows[number], forms[number]) for number in sorted(rows)]


def take(
    reading: Reading, row: RegisterRow, forms: Sequence[str], elsewhere: set[str], parts: TakenParts
) -> dict[str, int]:
    """Take the forms that a submission stands for, and what was found outside of all forms; return the rows by form.

    For the forms ``elsewhere`` another submission of the office stands.
    """
    origin: dict[str, Any] = {"office": row.office, "year": row.year, "submission": row.digest}
    counts: dict[str, int] = {}
    for form in forms:
        records = reading.records.get(form)
        counts[form] = 0 if records is None else len(records)
        if records is not None and len(records):
            parts.records.setdefault(form, []).append(records.assign(**origin))
    for (form, file_no, sheet_no, name), letters in reading.columns.items():
        if form in forms:
            place = (row.office, row.year, row.digest, form, file_no, sheet_no)
            parts.columns.append((*place, name, letters))
    found = [finding for finding in reading.findings if finding.form not in elsewhere]
    parts.findings.extend({**origin, **asdict(finding)} for finding in found)
    return counts


def _write(stores: Stores, year: int, offices: Sequence[str], parts: TakenParts) -> None:
    """Replace the offices' partitions of all forms, of the reader's findings and of the columns, in one transaction."""
    where = {"year": year, "office": list(offices)}
    findings = pd.DataFrame(parts.findings, columns=list(FINDING_COLUMNS))
    numbers = dict.fromkeys(("file_no", "sheet_no", "row_no"), "Int64")
    columns = pd.DataFrame(parts.columns, columns=list(COLUMN_COLUMNS))
    writes = [
        (read_table(form), where, pd.concat(records, ignore_index=True) if records else pd.DataFrame())
        for form, records in ((form, parts.records.get(form, [])) for form in stores.contract.forms)
    ]
    stores.warehouse.write_partitions(
        [
            *writes,
            ("findings", {**where, "station": "read"}, findings.astype(numbers)),
            ("read_columns", where, columns),
        ]
    )
