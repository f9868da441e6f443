"""Corrections by headquarters inside the station `submissions/read`: after reading, before any check.

Belongs here: the year's corrections file, applying it to the offices of a run, and the findings that say what became of
each correction. Does not: what a correction may say (expectations/corrections).
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
from resources.stores import Stores

APPLIED, SUPERSEDED, WITHOUT_ROW = "correction_applied", "correction_superseded", "correction_without_row"
FAMILY = "corrections"
_SEVERITY = {APPLIED: "info", SUPERSEDED: "info", WITHOUT_ROW: "warning"}
Standing = Mapping[tuple[str, str], str]  # office and form to the digest of the submission that stands
Letters = Mapping[tuple[str, str, int, int, str], str]  # office, form, file_no, sheet_no, field to column letters


@dataclass(frozen=True)
class CorrectionsFile:
    """The corrections of a year; ``sha256`` is that of the file, empty where there is none."""

    corrections: tuple[Correction, ...] = ()
    sha256: str = ""


def corrections_of(stores: Stores, year: int) -> CorrectionsFile:
    """Return the corrections of a year. Raises OperatorError, with file and line, for a file that cannot be used."""
    found = [path for path in (stores.home.corrections / f"{year}{end}" for end in (".csv", ".yaml")) if path.exists()]
    if len(found) > 1:
        raise OperatorError(f"corrections: {year} has two files, {year}.csv and {year}.yaml; keep one")
    if not found:
        return CorrectionsFile()
    content = found[0].read_bytes()
    try:
        corrections = read_corrections(content, found[0].name, stores.contract)
    except CorrectionError as fault:
        raise OperatorError(str(fault)) from None
    return CorrectionsFile(corrections, hashlib.sha256(content).hexdigest())


def correct(
    records: dict[str, list[pd.DataFrame]],
    corrections: Sequence[Correction],
    year: int,
    offices: AbstractSet[str],
    standing: Standing,
    letters: Letters,
) -> list[dict[str, object]]:
    """Correct the records of ``offices`` in place, form by form; return the findings, one a correction.

    ``records``: by form the frames as read, each of one office's submission. A correction of a form for which nothing
    stands waits, and makes no finding.
    """
    findings: list[dict[str, object]] = []
    by_partition: dict[tuple[str, str], list[Correction]] = {}
    for correction in corrections:
        key = (correction.office, correction.form)
        if correction.office in offices and key in standing:
            by_partition.setdefault(key, []).append(correction)
    for (office, form), meant in sorted(by_partition.items()):
        frames = records.get(form, [])
        place = next((number for number, frame in enumerate(frames) if frame["office"].iloc[0] == office), None)
        if place is None:
            outcomes = [_without_records(correction, standing[office, form]) for correction in meant]
        else:
            frames[place], outcomes = corrected(frames[place], meant)
        findings += [_finding(outcome, year, standing[office, form], letters) for outcome in outcomes]
    return findings


def _without_records(correction: Correction, submission: str) -> CorrectionOutcome:
    row = correction.row
    elsewhere = isinstance(row, Address) and not submission.startswith(row.submission)
    return CorrectionOutcome(correction, "superseded" if elsewhere else "without_row")


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
    """Return how many values of the year's records stand corrected by headquarters."""
    return stores.warehouse.count("findings", {"year": year, "rule": APPLIED})
