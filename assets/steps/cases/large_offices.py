"""Checking the records of one form: large offices each in a child process with limits, all others as one batch.

Belongs here: which office is checked where, and what becomes of one that the limits stop. Does not: the checks
(expectations/checks), the warehouse (check.py). Rules within a form look at one office's records alone, so that the
result is the same as that of one batch. Below ``LARGE`` rows an office is checked in 2 seconds and 100 MB.
"""

from dataclasses import dataclass, field

import pandas as pd

from expectations.checks import Checked, check_records
from expectations.contract import Contract
from expectations.reading import DeliveryRejectedError, WorkPool

LARGE = 20_000  # rows of one office and form
CHECK = "expectations.checks.apply_results:check_form_records"


@dataclass
class CheckedOffices:
    """The records of one form, checked. ``stopped``: by office that could not be checked, the key of the reason."""

    checked: Checked
    stopped: dict[str, str] = field(default_factory=dict)


def check_offices(records: pd.DataFrame, form: str, contract: Contract, columns: pd.DataFrame) -> CheckedOffices:
    """Check all offices' records of one form; an office that the limits stop is left out of the result."""
    rows = records["office"].value_counts()
    large = sorted(str(office) for office, number in rows.items() if number > LARGE)
    if not large:
        return CheckedOffices(check_records(records, contract.forms[form], contract, columns))
    others = records[~records["office"].isin(large)]
    parts = [check_records(others, contract.forms[form], contract, columns)]
    stopped: dict[str, str] = {}
    with WorkPool(workers=1, work=CHECK) as pool:
        for office in large:
            of_office = records[records["office"] == office].reset_index(drop=True)
            try:
                parts.append(pool.do(of_office, contract, form, columns[columns["office"] == office]))
            except DeliveryRejectedError as refused:
                stopped[office] = refused.reason
    return CheckedOffices(_joined(parts), stopped)


def _joined(parts: list[Checked]) -> Checked:
    """Return the parts as one, by office; within an office in their order."""
    broken: dict[str, int] = {}
    for part in parts:
        for rule, number in part.broken_by_rule.items():
            broken[rule] = broken.get(rule, 0) + number
    return Checked(
        accepted=_by_office([part.accepted for part in parts]),
        held_back=_by_office([part.held_back for part in parts]),
        findings=_by_office([part.findings for part in parts]),
        broken_by_rule=broken,
    )


def _by_office(frames: list[pd.DataFrame]) -> pd.DataFrame:
    filled = [frame for frame in frames if len(frame)] or frames[:1]
    return pd.concat(filled, ignore_index=True).sort_values("office", kind="stable", ignore_index=True)
