"""Checking 100,000 rows with 1,000 findings, beside Great Expectations' own BOOLEAN_ONLY and plain pandas.

All rules of the form with the most records are applied, at least 40.

Belongs here: this measurement. Does not: what the goals are (goals.py).
"""

import time
from importlib import import_module
from pathlib import Path

import numpy as np
import pandas as pd

from expectations.checks import Check, check_records, checks_of
from expectations.checks.great_expectations_runner import batch_and_suite
from expectations.checks.validation_frame import check_frame
from expectations.contract import Contract, FieldType, Form, load_contract

ROWS, RULES, FINDINGS, ROUNDS = 100_000, 40, 1_000, 3
NO_COLUMNS = pd.DataFrame(
    {name: pd.Series(dtype="str") for name in ("office", "field", "column_letters")}
    | {name: pd.Series(dtype="int64") for name in ("file_no", "sheet_no")}
)


def _form(contract: Contract) -> Form:
    """Return the trafficking form with all its rules; it has at least 40 checks."""
    return contract.forms["trafficking"]


def _records(form: Form, contract: Contract) -> pd.DataFrame:
    draw = np.random.Generator(np.random.PCG64(2012))
    columns: dict[str, pd.Series] = {}
    for field in form.fields:
        name = "person_key" if field.name == "case_ref" else field.name
        if field.type is FieldType.REFERENCE:
            columns[name] = pd.Series([f"{name}{number:08x}" for number in range(ROWS)], dtype="str")
        elif field.codes is not None:
            columns[name] = pd.Series(draw.choice(list(contract.code_lists[field.codes].codes), ROWS), dtype="str")
        elif field.type is FieldType.COUNTRY:
            columns[name] = pd.Series(draw.choice(["KEN", "UGA", "ETH"], ROWS), dtype="str")
        else:
            low, high = (2000, 2012) if field.type is FieldType.YEAR else (0, 2)
            columns[name] = pd.Series(draw.integers(low, high, ROWS), dtype="Int16")
    unread = np.full(ROWS, "", dtype=object)
    unread[draw.choice(ROWS, FINDINGS, replace=False)] = "sex:code"
    columns |= {"age_band": pd.Series(["CHILD"] * ROWS, dtype="str"), "unread": pd.Series(unread, dtype="str")}
    yes = pd.array([1] * ROWS, dtype="Int16")
    agreeing = dict.fromkeys(("exploit_ForcedLabour", "exploit_SexualExploitation", "child_at_entry"), yes)
    frame = pd.DataFrame(columns).assign(**agreeing, new_or_carried="CARRIED", year=2012)
    offices = draw.choice([f"{chr(65 + n // 26)}{chr(65 + n % 26)}X" for n in range(150)], ROWS)
    return frame.assign(office=offices, submission="0" * 64, file_no=1, sheet_no=1, row_no=range(2, ROWS + 2))


def _in_pandas(frame: pd.DataFrame, checks: tuple[Check, ...]) -> int:
    """Count the rows that break each rule without Great Expectations."""
    broken = 0
    for check in checks:
        column = frame[check.column]
        if check.kind == "not_null":
            faulty = column.isna()
        elif check.kind == "between":
            faulty = column.notna() & ~column.between(*check.limits)
        else:
            faulty = column.notna() & ~column.isin(check.allowed if check.kind == "in_set" else [0])
        broken += len(frame.index[faulty])
    return broken


def run(home: Path) -> dict[str, float]:
    """Return the seconds of all three, the best of three rounds, and the two ratios; ``home`` is not used."""
    contract = load_contract()
    form = _form(contract)
    records = _records(form, contract)
    checks = checks_of(form, contract)
    import_module("great_expectations")
    best = {"ours_s": float("inf"), "boolean_only_s": float("inf"), "pandas_s": float("inf")}
    for _ in range(ROUNDS):
        began = time.perf_counter()
        checked = check_records(records, form, contract, NO_COLUMNS)
        checked.findings.groupby(["office", "rule"]).size()
        best["ours_s"] = min(best["ours_s"], time.perf_counter() - began)
        frame = check_frame(records, form, checks, contract)
        began = time.perf_counter()
        batch, suite = batch_and_suite(frame, checks)
        batch.validate(suite, result_format="BOOLEAN_ONLY")
        best["boolean_only_s"] = min(best["boolean_only_s"], time.perf_counter() - began)
        began = time.perf_counter()
        found = _in_pandas(check_frame(records, form, checks, contract), checks)
        best["pandas_s"] = min(best["pandas_s"], time.perf_counter() - began)
    if len(checks) < RULES or found != FINDINGS:
        raise RuntimeError(f"the benchmark stands on {len(checks)} rules and {found} findings, not {RULES}, {FINDINGS}")
    ratios = {f"ratio_to_{name}": best["ours_s"] / best[f"{name}_s"] for name in ("boolean_only", "pandas")}
    return best | ratios
