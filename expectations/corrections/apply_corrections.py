"""Applying corrections to records as read, where the old value is the one expected.

Belongs here: finding the row, comparing the old value, and the outcome of each correction. Does not: loading
(corrections_file.py), checks: a corrected value passes them like any other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from expectations.corrections.correction import Address, Correction, Value

Became = Literal["applied", "superseded", "without_row"]


@dataclass(frozen=True)
class CorrectionOutcome:
    """What became of one correction; the row's address, None where no row matches any more."""

    correction: Correction
    became: Became
    file_no: int | None = None
    sheet_no: int | None = None
    row_no: int | None = None


def corrected(records: pd.DataFrame, corrections: Sequence[Correction]) -> tuple[pd.DataFrame, list[CorrectionOutcome]]:
    """Return the records of one office and form as corrected, and one outcome a correction.

    Where a row has the expected value it takes the new one. Where it has another value, the new one included, the
    office has sent its own answer: the correction is superseded. One that names an address holds for that submission
    only. Of rows that repeat a person, the first is corrected: it is the one that is counted.
    """
    outcomes: list[CorrectionOutcome] = []
    kept = records
    read: Any = records  # pandas' stubs know no type of a single cell
    for correction in corrections:
        if isinstance(correction.row, Address) and not _is_of(correction.row.submission, records):
            outcomes.append(CorrectionOutcome(correction, "superseded"))
            continue
        rows = _rows(records, correction.row)
        if len(rows) == 0:
            outcomes.append(CorrectionOutcome(correction, "without_row"))
            continue
        row = rows[0]
        place = [int(read.loc[row, name]) for name in ("file_no", "sheet_no", "row_no")]
        if not _says(read.loc[row, correction.field], correction.expected, _unread(records, row, correction.field)):
            outcomes.append(CorrectionOutcome(correction, "superseded", *place))
            continue
        kept = records.copy() if kept is records else kept
        kept.loc[row, correction.field] = _missing(kept[correction.field]) if correction.new is None else correction.new
        kept.loc[row, "unread"] = _without(str(kept.loc[row, "unread"]), correction.field)
        outcomes.append(CorrectionOutcome(correction, "applied", *place))
    return kept, outcomes


def _is_of(submission: str, records: pd.DataFrame) -> bool:
    return bool(records["submission"].str.startswith(submission).any())


def _rows(records: pd.DataFrame, row: str | Address) -> pd.Index:
    if isinstance(row, Address):
        place = (row.file_no, row.sheet_no, row.row_no)
        meant = records["submission"].str.startswith(row.submission)
        for name, number in zip(("file_no", "sheet_no", "row_no"), place, strict=True):
            meant &= records[name] == number
        return records.index[meant]
    if "person_key" not in records:
        return records.index[:0]
    return records.index[(records["person_key"] == row).fillna(False)]


def _says(value: Any, expected: Value, unread: bool) -> bool:
    """Return whether the office's value is the one that the correction expects; what could not be read is unknown."""
    if expected is None or pd.isna(value):
        return expected is None and bool(pd.isna(value) or unread)
    return bool(value == expected)


def _unread(records: pd.DataFrame, row: Any, field: str) -> bool:
    return any(entry.partition(":")[0] == field for entry in str(records.loc[row, "unread"]).split(";"))


def _without(unread: str, field: str) -> str:
    return ";".join(entry for entry in unread.split(";") if entry.partition(":")[0] != field)


def _missing(values: pd.Series) -> Any:
    return pd.NA if str(values.dtype) == "Int16" else None
