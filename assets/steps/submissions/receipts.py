"""Receipts into the outbox: one message per submission, written once, for the mail program that sends it.

There is no receipt for imports by headquarters, nor for the office of records without a country. Belongs here: which
submissions get one, and that none is written twice. Does not: the text (expectations/feedback/receipt), sending.
"""

import os
from collections.abc import Sequence
from pathlib import Path

from assets.steps.runtime.errors import OperatorError, redact_errors
from assets.steps.submissions.feedback import assess_submissions
from assets.steps.submissions.submission_reference import submission_reference
from expectations.feedback import Arrived, Assessment, Became, receipt
from expectations.geography import NOT_STATED_OFFICE
from resources.drop import IMPORT
from resources.known_files import OF_NO_YEAR, RECEIPTS, WRITTEN, KnownFile, KnownFiles
from resources.private_files import make_private_folder, replace_private_file
from resources.register import RegisterRow
from resources.stores import Stores

RECORD = KnownFile(RECEIPTS, OF_NO_YEAR, WRITTEN, "")
"""Names of the receipts written, one per line: the mail program removes the files."""


def write_receipts(stores: Stores, year: int, offices: Sequence[str]) -> int:
    """Write the receipts of submissions that have none yet; return how many."""
    with redact_errors("submissions/receipts"):
        outbox = stores.home.outbox
        ledger = outbox / WRITTEN
        _require_record(stores)
        known = set(ledger.read_text(encoding="ascii").splitlines()) if ledger.exists() else set()
        known = _with_references(stores, year, known)
        wanted = set(offices) - {NOT_STATED_OFFICE}
        due = [
            row
            for row in stores.register.rows(year)
            if row.office in wanted and row.state != "received" and _name(stores, row) not in known
            if not IMPORT.fullmatch(row.delivery)
        ]
        if not due:
            return 0
        assessed = assess_submissions(stores, year, offices)
        assessments = {submission.row.submission_no: submission.assessment for submission in assessed}
        make_private_folder(outbox)
        for row in due:
            assessment = assessments.get(row.submission_no) or Assessment(row.office, year, _language(stores, row))
            reference = submission_reference(stores.key, row.digest)
            arrived = Arrived(row.received_on, reference, len(row.files), row.nature or "real")
            content = receipt(assessment, arrived, _became(row, row.submission_no in assessments), stores.contract)
            _put(outbox / _name(stores, row), content)
            with os.fdopen(os.open(ledger, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600), "w") as lines:
                lines.write(f"{_name(stores, row)}\n")
        KnownFiles(stores.warehouse).remember([RECORD])
        return len(due)


def _require_record(stores: Stores) -> None:
    """Raise OperatorError where the record of the receipts is gone: every receipt would be written a second time."""
    if RECORD in KnownFiles(stores.warehouse).rows() and not RECORD.is_there(stores.home):
        raise OperatorError(
            f"outbox/{WRITTEN} is gone, the record of the receipts that were written: put it back, or make an empty "
            "file of that name to write all receipts again"
        )


def _name(stores: Stores, row: RegisterRow) -> str:
    return _named(row, submission_reference(stores.key, row.digest))


def _named(row: RegisterRow, reference: str) -> str:
    return f"receipt-{row.office}-{row.year}-{row.submission_no}-{reference[:12]}.eml"


def _with_references(stores: Stores, year: int, known: set[str]) -> set[str]:
    """Return the names of receipts that were written; versions before 0.3 named them by the digest itself.

    The record gets the names of now. A receipt of a former name that is not sent yet is removed and is due again.
    """
    outbox = stores.home.outbox
    former = {_named(row, row.digest): _name(stores, row) for row in stores.register.rows(year)}
    if not known & former.keys():
        return known
    unsent = {name for name in known & former.keys() if (outbox / name).exists()}
    now = {former.get(name, name) for name in known - unsent}
    replace_private_file(outbox / WRITTEN, "".join(f"{name}\n" for name in sorted(now)).encode("ascii"))
    for name in unsent:
        (outbox / name).unlink()
    return now


def _became(row: RegisterRow, is_assessed: bool) -> Became:
    if row.state in ("rejected", "repeated"):
        return "refused" if row.state == "rejected" else "repeated"
    return "read" if is_assessed else "superseded"


def _language(stores: Stores, row: RegisterRow) -> str:
    languages = [other.language for other in stores.register.rows(row.year, row.office) if other.language]
    return row.language or (languages[-1] if languages else "en")


def _put(path: Path, content: bytes) -> None:
    """Write a message in one step; only its owner may read it."""
    aside = path.with_name(f".{path.name}.part")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600), "wb") as file:
        file.write(content)
    aside.rename(path)
