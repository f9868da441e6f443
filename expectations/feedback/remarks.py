"""Remarks: the findings about one office's submission, as they are shown to it.

Belongs here: the shape, from the findings' frame, and in which order an office should look at them. Does not: words
(remark_text.py), comparing with an earlier submission (resubmission_diff.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

import pandas as pd

from expectations.contract import Severity

State = Literal["", "new", "remains"]
FIRST_TO_MEND = {Severity.HOLD: 0, Severity.BLANK: 1, Severity.WARNING: 2, Severity.INFO: 3}
FAULTS = frozenset({Severity.HOLD, Severity.BLANK})
TOLD = (
    "form",
    "rule",
    "family",
    "severity",
    "file_no",
    "sheet_no",
    "row_no",
    "column_letters",
    "field",
    "suggestion",
    "row_key",
    "times",
)
ADDRESS = ("form", "file_no", "sheet_no", "row_no")


@dataclass(frozen=True)
class Remark:
    """One finding: a rule broken at one place. Holds no value; ``suggestion`` is a code of our own closed lists.

    ``row_key`` (keyed hash of the case reference, or a project's code) serves to recognise the row on a resubmission,
    and is written nowhere. ``times``: how many findings it stands for; more than one where it counts those beyond the
    places that are kept.
    """

    form: str  # a form's key, "cover", or empty for a sheet that is no form
    rule: str
    family: str
    severity: Severity
    file_no: int | None = None
    sheet_no: int | None = None
    row_no: int | None = None
    column_letters: str | None = None
    field: str | None = None
    suggestion: str | None = None
    row_key: str | None = None
    times: int = 1
    state: State = ""

    @property
    def is_fault(self) -> bool:
        """Whether a value was made unknown or a row was held back."""
        return self.severity in FAULTS

    @property
    def sheet(self) -> tuple[int | None, int | None]:
        """File and sheet; the sheet is None where the remark is about a whole file or submission."""
        return self.file_no, self.sheet_no or None

    def __repr__(self) -> str:
        return f"Remark({self.form}, {self.rule})"


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)


def _text(value: Any) -> str | None:
    return None if pd.isna(value) or value == "" else str(value)


def remarks_of(findings: pd.DataFrame) -> tuple[Remark, ...]:
    """Return the remarks of one office's findings (columns of FINDING_COLUMNS; ``row_key``, ``suggestion`` if any).

    Sorted: what holds a row back first, then values made unknown, warnings, information; each by form and place.
    """
    rows = findings.reindex(columns=list(TOLD)).astype(object)
    remarks = [
        Remark(
            form=str(row.form),
            rule=str(row.rule),
            family=str(row.family),
            severity=Severity(str(row.severity)),
            file_no=_whole(row.file_no),
            sheet_no=_whole(row.sheet_no),
            row_no=_whole(row.row_no),
            column_letters=_text(row.column_letters),
            field=_text(row.field),
            suggestion=_text(row.suggestion),
            row_key=_text(row.row_key),
            times=_whole(row.times) or 1,
        )
        for row in rows.itertuples(index=False)
    ]
    return in_order(remarks)


def in_order(remarks: Iterable[Remark]) -> tuple[Remark, ...]:
    """Return remarks in the order in which an office should look at them; those that count others after the places."""

    def key(remark: Remark) -> tuple[int | str, ...]:
        place = (remark.file_no or 0, remark.sheet_no or 0, remark.row_no or 0)
        letters = remark.column_letters or ""
        return (
            FIRST_TO_MEND[remark.severity],
            remark.times > 1,
            *place,
            len(letters),
            letters,
            remark.rule,
            remark.field or "",
        )

    return tuple(sorted(remarks, key=key))
