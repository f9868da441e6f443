"""The check frame: the records of a form with one column for each check to look at.

Belongs here: expanding `unread`, and the conditions of the contract as columns. Does not: validating them.
"""

import pandas as pd

from expectations.checks.check import UNREADABLE, Check
from expectations.contract import Condition, Contract, Form


def is_child(records: pd.DataFrame, contract: Contract) -> pd.Series:
    """Return for each record whether the person is under 18: by age, or else by age band; missing where unknown."""
    bands = contract.code_lists["age_band"]
    by_band = {code: _band_is_child(bands.ancestors(code), code) for code in bands.codes}
    child = records["age_band"].map(by_band).astype("boolean")
    by_age = (records["age"] < 18).astype("boolean")
    return by_age.where(records["age"].notna(), child)


def _band_is_child(ancestors: object, code: str) -> bool | None:
    above = {code, *ancestors}  # type: ignore[misc]
    return True if "CHILD" in above else False if "ADULT" in above else None


def _holds(condition: Condition, records: pd.DataFrame, form: Form, contract: Contract) -> pd.Series:
    """Return where a condition holds; an unknown value meets no condition but ``given: false``."""
    if condition.is_child is not None:
        return (is_child(records, contract) == condition.is_child).fillna(False).astype(bool)
    if condition.any_flag_of is not None or condition.no_flag_of is not None:
        flags = [field.name for field in form.group(condition.any_flag_of or condition.no_flag_of or "")]
        some = (records[flags] == 1).any(axis=1)
        return some if condition.any_flag_of is not None else ~some
    values = records[condition.field or ""]
    held = pd.Series(True, index=records.index)
    if condition.given is not None:
        held &= values.notna() == condition.given
    if condition.is_in:
        held &= values.isin([int(code) for code in condition.is_in] if values.dtype == "Int16" else condition.is_in)
    if condition.same_as is not None:
        held &= values.notna() & (values == records[condition.same_as])
    if condition.below is not None:
        held &= (values < condition.below).fillna(False).astype(bool)
    if condition.at_least is not None:
        held &= (values >= condition.at_least).fillna(False).astype(bool)
    if condition.outside_review_year:
        held &= values.notna() & (values.str[:4] != records["year"].astype(str))
    return held


def unread_fields(records: pd.DataFrame) -> pd.DataFrame:
    """Return one row for each field that was given and not understood: columns `row` (the record's index), `field`."""
    given = records.loc[records["unread"].notna() & (records["unread"] != ""), "unread"]
    pairs = given.str.split(";").explode()
    return pd.DataFrame({"row": pairs.index, "field": pairs.str.split(":").str[0].to_numpy()})


def possible_only(records: pd.DataFrame, checks: tuple[Check, ...]) -> pd.DataFrame:
    """Return the records with numbers outside their range made unknown, so that one fault breaks one rule."""
    ranges = [check for check in checks if check.kind == "between"]
    possible = {
        check.column: records[check.column].where(records[check.column].between(*check.limits)) for check in ranges
    }
    return records.assign(**possible)


def check_frame(records: pd.DataFrame, form: Form, checks: tuple[Check, ...], contract: Contract) -> pd.DataFrame:
    """Return one row a record, with the column of every check; records need `office`, `year` and `unread`."""
    unread = unread_fields(records)
    rows_by_field = {str(field): rows["row"].to_numpy() for field, rows in unread.groupby("field")}
    possible = possible_only(records, checks)
    rules = {rule.key: rule for rule in form.rules}
    columns: dict[str, pd.Series] = {}
    for check in checks:
        if check.kind == "not_null" or check.kind == "between":
            columns[check.column] = records[check.column]
        elif check.kind == "in_set":
            column = records[check.column].copy()
            column.loc[rows_by_field.get(check.column, [])] = UNREADABLE
            columns[check.column] = column
        elif check.kind in ("readable", "flags_readable"):
            faulty = pd.Series(0, index=records.index, dtype="int8")
            for field in check.fields:
                faulty.loc[rows_by_field.get(field, [])] = 1
            columns[check.column] = faulty
        elif check.rule == "reference_twice":
            again = records.duplicated(["office", "year", "person_key"]) & records["person_key"].notna()
            columns[check.column] = again.astype("int8")
        else:
            broken = pd.Series(True, index=records.index)
            for condition in rules[check.rule].broken_when:
                broken &= _holds(condition, possible, form, contract)
            columns[check.column] = broken.astype("int8")
    return pd.DataFrame(columns, index=records.index)
