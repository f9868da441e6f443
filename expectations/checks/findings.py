"""Findings: one rule broken at one place, or ``times`` of them beyond the cap (expectations/finding_limits.py).

Never a value, never the text of a header, a sheet or a file.

Belongs here: from broken rows to findings with their address. Does not: messages (messages.py), storing them.
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.checks.check import Check
from expectations.checks.validation_frame import unread_fields
from expectations.finding_limits import capped

FINDING_COLUMNS = (
    "office",
    "year",
    "submission",
    "form",
    "file_no",
    "sheet_no",
    "row_no",
    "column_letters",
    "field",
    "rule",
    "family",
    "severity",
    "suggestion",
    "times",
)
_ADDRESS = ["office", "year", "submission", "file_no", "sheet_no", "row_no"]


def findings_of(
    records: pd.DataFrame,
    form: str,
    checks: tuple[Check, ...],
    broken: dict[str, npt.NDArray[np.int64]],
    columns: pd.DataFrame,
) -> pd.DataFrame:
    """Return one row a finding, in the order of office, file, sheet, row and rule, as ``capped`` keeps them.

    ``columns`` gives the column of each field in its sheet: office, file_no, sheet_no, field, column_letters.
    """
    unread = unread_fields(records)
    meant = (
        unread.dropna(subset=["suggestion"]).drop_duplicates(["row", "field"]).set_index(["row", "field"])["suggestion"]
    )
    parts = []
    for check in checks:
        rows = broken[check.rule]
        if len(rows) == 0:
            continue
        if check.kind == "flags_readable":
            marked = unread[unread["field"].isin(check.fields) & unread["row"].isin(rows)]
            rows, fields = marked["row"].to_numpy(), marked["field"].to_numpy()
        else:
            fields = np.full(len(rows), check.fields[0], dtype=object)
        part = records.loc[rows, _ADDRESS].assign(
            form=form, field=fields, rule=check.rule, family=check.family, severity=check.severity.value
        )
        suggested = check.unread is not None and len(meant) > 0
        pairs = pd.MultiIndex.from_arrays([rows, fields])
        part["suggestion"] = meant.reindex(pairs).to_numpy() if suggested else None
        parts.append(capped(part))
    if not parts:
        return pd.DataFrame({column: pd.Series(dtype=object) for column in FINDING_COLUMNS})
    findings = pd.concat(parts, ignore_index=True)
    keys = ["office", "file_no", "sheet_no", "field"]
    findings = findings.merge(columns[[*keys, "column_letters"]], on=keys, how="left", validate="many_to_one")
    order = ["office", "file_no", "sheet_no", "row_no", "rule", "field"]
    return findings.sort_values(order, ignore_index=True)[list(FINDING_COLUMNS)]
