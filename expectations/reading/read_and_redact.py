"""Reading a submission, and the redacted copy that is kept where identifiers were sent by mistake (field rule 9.4).

Belongs here: reading and redacting in one call, so that hostile files are opened in the child process only. Does not:
what an identifier is (identifiers.py), how a file is written anew (redaction.py), keeping it (resources/vault).
"""

from collections.abc import Callable, Sequence
from dataclasses import replace

from expectations.contract import Contract
from expectations.reading.redaction import redacted
from expectations.reading.results import Reading, SubmittedFile
from expectations.reading.submission import read_submission

IDENTIFIER_RULES = frozenset(("identifier_sent", "reference_looks_like_identifier"))
LAYOUT_RULES = frozenset(("layout_read", "layout_rows_left", "layout_columns_dropped"))
KEPT_RULES = IDENTIFIER_RULES | LAYOUT_RULES
"""Findings about the files as sent, which the redacted copy no longer shows."""


def read_and_redact(
    files: Sequence[SubmittedFile], contract: Contract, office: str, year: int, pseudonym: Callable[[str], str]
) -> Reading:
    """Read one submission as ``read_submission`` does; where identifiers were found, read the copy without them.

    ``Reading.kept`` then holds that copy, file by file in the order of their names, and the findings say what was taken
    out. Reading the copy again gives the same records. Raises DeliveryRejectedError.
    """
    reading = read_submission(files, contract, office, year, pseudonym)
    identifier_findings = [finding for finding in reading.findings if finding.rule in IDENTIFIER_RULES]
    if not identifier_findings:
        return reading
    in_order = sorted(files, key=lambda file: file.name)
    copies = [
        file if copy.file is None else copy.file
        for file, copy in zip(in_order, redacted(in_order, contract, year, pseudonym), strict=True)
    ]
    again = read_submission(copies, contract, office, year, pseudonym)
    rest = [finding for finding in again.findings if finding.rule not in IDENTIFIER_RULES]
    return replace(again, findings=[*rest, *identifier_findings], kept=tuple(copies))
