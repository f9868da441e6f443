"""The check frame: the records of a form with one column for each check to look at.

Belongs here: expanding `unread`, and a column a check. Does not: what a condition means (conditions.py), validating.
"""

from array import array
from collections.abc import Mapping

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.checks.check import TWICE, UNREADABLE, Check
from expectations.checks.conditions import holds
from expectations.contract import Contract, Form, Rule

REAL = "real"
NOTE_PARTS = ["field", "kind", "suggestion"]


def unread_fields(records: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each field that was given and not understood.

    Columns: `row` (the record's index), `field`, `kind` (the reader's reason), `suggestion` (a code, or missing).
    """
    given = records.loc[records["unread"].notna() & (records["unread"] != ""), "unread"]
    numbers: dict[str, int] = {}  # of each different note: there are few, and one for each answer not understood
    notes, rows = array("q"), array("q")
    for row, text in zip(given.index, given, strict=True):
        of_row = [numbers.setdefault(note, len(numbers)) for note in text.split(";")]
        notes.extend(of_row)
        rows.extend([row] * len(of_row))
    parts = pd.DataFrame([[*note.split(":"), None, None][:3] for note in numbers], columns=NOTE_PARTS, dtype=object)
    places = np.frombuffer(notes, dtype=np.int64)
    columns = {name: pd.Categorical.from_codes(*_coded(parts[name], places)) for name in NOTE_PARTS}
    return pd.DataFrame(columns).assign(row=np.frombuffer(rows, dtype=np.int64))


def _coded(values: pd.Series, places: npt.NDArray[np.int64]) -> tuple[npt.NDArray[np.int64], pd.Index]:
    """Return the values at ``places`` as codes and categories; missing values have the code -1."""
    codes, categories = pd.factorize(values)
    return codes[places], categories


def possible_only(records: pd.DataFrame, checks: tuple[Check, ...]) -> pd.DataFrame:
    """Return the records with numbers outside their range made unknown, so that one wrong answer breaks one rule."""
    ranges = [check for check in checks if check.kind == "between"]
    possible = {
        check.column: records[check.column].where(records[check.column].between(*check.limits)) for check in ranges
    }
    return records.assign(**possible)


def _not_usable(
    records: pd.DataFrame, possible: pd.DataFrame, unread: pd.DataFrame, checks: tuple[Check, ...]
) -> dict[str, pd.Index]:
    """Return by field the rows whose answer was given and is none that a rule can use."""
    rows = {str(field): pd.Index(part["row"]) for field, part in unread.groupby("field", observed=True)}
    for name in (check.column for check in checks if check.kind == "between"):
        lost = records[name].notna() & possible[name].isna()
        if lost.any():
            rows[name] = rows.get(name, pd.Index([])).union(records.index[lost])
    return rows


def _broken(
    rule: Rule, records: pd.DataFrame, form: Form, contract: Contract, not_usable: Mapping[str, pd.Index]
) -> pd.Series:
    broken = pd.Series(True, index=records.index)
    for condition in rule.broken_when:
        broken &= holds(condition, records, form, contract, not_usable)
    if not rule.of_invented_records and "nature" in records:
        broken &= records["nature"] == REAL
    return broken.astype("int8")


def check_frame(records: pd.DataFrame, form: Form, checks: tuple[Check, ...], contract: Contract) -> pd.DataFrame:
    """Return one row a record, with the column of every check; records need `office`, `year` and `unread`.

    Where they have a `nature` too, rules that say so are asked of real records only.
    """
    unread = unread_fields(records)
    rows_by_fault = {
        (str(field), str(kind)): part["row"].to_numpy()
        for (field, kind), part in unread.groupby(["field", "kind"], observed=True)
    }
    possible = possible_only(records, checks)
    not_usable = _not_usable(records, possible, unread, checks)
    rules = {rule.key: rule for rule in form.rules}
    columns: dict[str, pd.Series] = {}
    for check in checks:
        if check.kind == "not_null" or check.kind == "between":
            columns[check.column] = records[check.column]
        elif check.kind == "in_set":
            column = records[check.column].copy()
            column.loc[rows_by_fault.get((check.column, str(check.unread)), [])] = UNREADABLE
            columns[check.column] = column
        elif check.kind in ("readable", "flags_readable"):
            faulty = pd.Series(0, index=records.index, dtype="int8")
            for field in check.fields:
                faulty.loc[rows_by_fault.get((field, str(check.unread)), [])] = 1
            columns[check.column] = faulty
        elif check.column == TWICE:
            key = str(form.reference_column)
            again = records.duplicated(["office", "year", key]) & records[key].notna()
            columns[check.column] = again.astype("int8")
        else:
            columns[check.column] = _broken(rules[check.rule], possible, form, contract, not_usable)
    return pd.DataFrame(columns, index=records.index)
