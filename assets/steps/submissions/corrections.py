"""Corrections by headquarters in the step `submissions/read`: after reading, before any check.

Belongs here: the year's corrections file, applying it to the offices of a run, and one finding per correction with its
result. Does not: the syntax of a correction (expectations/corrections).
"""

import hashlib
from collections.abc import Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

import pandas as pd

from assets.steps.runtime.errors import OperatorError
from expectations.corrections import (
    Address,
    Correction,
    CorrectionError,
    CorrectionOutcome,
    corrected,
    read_corrections,
)
from expectations.regular_file import read_regular_file
from resources.stores import Stores

APPLIED, SUPERSEDED, WITHOUT_ROW = "correction_applied", "correction_superseded", "correction_without_row"
FAMILY = "corrections"
_SEVERITY = {APPLIED: "info", SUPERSEDED: "info", WITHOUT_ROW: "warning"}
Submissions = Mapping[tuple[str, str], str]  # office and form to the digest of the current submission
Letters = Mapping[tuple[str, str, int, int, str], str]  # office, form, file_no, sheet_no, field to column letters


@dataclass(frozen=True)
class CorrectionsFile:
    """The corrections of a year; ``sha256`` is that of the file, empty where there is none."""

    corrections: tuple[Correction, ...] = ()
    sha256: str = ""


def corrections_of(stores: Stores, year: int) -> CorrectionsFile:
    """Return the corrections of a year. Raises OperatorError, with file and line, for a file that cannot be used."""
    paths = [stores.home.corrections / f"{year}{suffix}" for suffix in (".csv", ".yaml")]
    paths = [path for path in paths if path.exists()]
    if any(not path.is_file() for path in paths):
        raise OperatorError(f"corrections: the corrections of {year} are no file; put a file in their place")
    if len(paths) > 1:
        raise OperatorError(f"corrections: {year} has two files, {year}.csv and {year}.yaml; keep one")
    if not paths:
        return CorrectionsFile()
    content = read_regular_file(paths[0])
    try:
        corrections = read_corrections(content, paths[0].name, stores.contract)
    except CorrectionError as error:
        raise OperatorError(str(error)) from None
    return CorrectionsFile(corrections, hashlib.sha256(content).hexdigest())


def correct(
    records: dict[str, list[pd.DataFrame]],
    corrections: Sequence[Correction],
    year: int,
    offices: AbstractSet[str],
    submissions: Submissions,
    letters: Letters,
) -> list[dict[str, object]]:
    """Correct the records of ``offices`` in place, form by form; return one finding per correction.

    ``records``: by form the frames as read, each of one office's submission. A correction of a form without a current
    submission is not applied and makes no finding.
    """
    findings: list[dict[str, object]] = []
    by_partition: dict[tuple[str, str], list[Correction]] = {}
    for correction in corrections:
        key = (correction.office, correction.form)
        if correction.office in offices and key in submissions:
            by_partition.setdefault(key, []).append(correction)
    for (office, form), of_partition in sorted(by_partition.items()):
        submission = submissions[office, form]
        frames = records.get(form, [])
        place = next((number for number, frame in enumerate(frames) if frame["office"].iloc[0] == office), None)
        if place is None:
            outcomes = [_without_records(correction, submission) for correction in of_partition]
        else:
            frames[place], outcomes = corrected(frames[place], of_partition)
        findings += [_finding(outcome, year, submission, letters) for outcome in outcomes]
    return findings


def _without_records(correction: Correction, submission: str) -> CorrectionOutcome:
    row = correction.row
    is_of_other_submission = isinstance(row, Address) and not submission.startswith(row.submission)
    return CorrectionOutcome(correction, "superseded" if is_of_other_submission else "without_row")


def _finding(outcome: CorrectionOutcome, year: int, submission: str, letters: Letters) -> dict[str, object]:
    correction, rule = outcome.correction, f"correction_{outcome.became}"
    place = (outcome.file_no, outcome.sheet_no)
    column = None
    if outcome.file_no is not None and outcome.sheet_no is not None:
        column = letters.get((correction.office, correction.form, outcome.file_no, outcome.sheet_no, correction.field))
    return {
        "office": correction.office,
        "year": year,
        "submission": submission,
        "form": correction.form,
        "file_no": place[0],
        "sheet_no": place[1],
        "row_no": outcome.row_no,
        "column_letters": column,
        "field": correction.field,
        "rule": rule,
        "family": FAMILY,
        "severity": _SEVERITY[rule],
    }


def corrections_applied(stores: Stores, year: int) -> int:
    """Return how many values of the year's records headquarters corrected."""
    return stores.warehouse.count("findings", {"year": year, "rule": APPLIED})
