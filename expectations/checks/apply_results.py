"""Applying what the checks found: reject the value, not the person (field rule 8.1).

Belongs here: read records to accepted records, held-back addresses and findings. Does not: storing them.
"""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.checks.check import Check, checks_of
from expectations.checks.completeness import low_responses
from expectations.checks.findings import findings_of
from expectations.checks.great_expectations_runner import broken_rows
from expectations.checks.validation_frame import check_frame
from expectations.contract import Contract, Form, Severity

HELD_COLUMNS = ("office", "year", "submission", "form", "file_no", "sheet_no", "row_no", "rule")


@dataclass(frozen=True)
class Checked:
    """What became of the records of one form: read = accepted + held back, one row a record each."""

    accepted: pd.DataFrame
    held_back: pd.DataFrame
    findings: pd.DataFrame
    broken_by_rule: dict[str, int]


def check_records(records: pd.DataFrame, form: Form, contract: Contract, columns: pd.DataFrame) -> Checked:
    """Check all offices' records of one form as one batch.

    ``records``: one row a record, as read, with office, year, submission, address and `unread`; a RangeIndex.
    ``columns``: the column of each field in its sheet (see findings.py).
    """
    records = records.reset_index(drop=True)
    checks = checks_of(form, contract)
    broken = broken_rows(check_frame(records, form, checks, contract), checks)
    held = _held_back(records, form.key, checks, broken)
    accepted = _blanked(records, checks, broken)
    if len(held):
        accepted = accepted.drop(index=held.index).reset_index(drop=True)
    findings = [findings_of(records, form.key, checks, broken, columns), low_responses(accepted, form)]
    return Checked(
        accepted=accepted.drop(columns=["unread"]),
        held_back=held.reset_index(drop=True),
        findings=pd.concat([part for part in findings if len(part)] or findings[:1], ignore_index=True),
        broken_by_rule={rule: len(rows) for rule, rows in broken.items()},
    )


def check_form_records(records: pd.DataFrame, contract: Contract, form: str, columns: pd.DataFrame) -> Checked:
    """Do as ``check_records``; for a child process, which knows the contract and is given the form's key."""
    return check_records(records, contract.forms[form], contract, columns)


def _held_back(
    records: pd.DataFrame, form: str, checks: tuple[Check, ...], broken: dict[str, npt.NDArray[np.int64]]
) -> pd.DataFrame:
    """Return the address and first broken rule of each row held back, with the records' index."""
    rule_of_row: dict[int, str] = {}
    for check in checks:
        if check.severity is Severity.HOLD:
            for row in broken[check.rule]:
                rule_of_row.setdefault(int(row), check.rule)
    rows = sorted(rule_of_row)
    held = records.loc[rows, ["office", "year", "submission", "file_no", "sheet_no", "row_no"]]
    return held.assign(form=form, rule=[rule_of_row[row] for row in rows])[list(HELD_COLUMNS)]


def _blanked(
    records: pd.DataFrame, checks: tuple[Check, ...], broken: dict[str, npt.NDArray[np.int64]]
) -> pd.DataFrame:
    """Return the records with the fields of broken ``blank`` rules made unknown; unread ones are unknown already."""
    kept = records.copy()
    for check in checks:
        if check.severity is Severity.BLANK and check.kind in ("between", "holds"):
            for field in check.fields:
                kept.loc[broken[check.rule], field] = None if kept[field].dtype.kind == "O" else pd.NA
    return kept
