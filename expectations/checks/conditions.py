"""The conditions of the contract's rules over one row, each as a column that says where it holds.

Belongs here: a Condition of one row to a boolean column. Does not: conditions over several rows (group_conditions.py),
which rows a rule is asked of (validation_frame.py).
"""

import re
from collections.abc import Mapping

import pandas as pd

from expectations.checks.group_conditions import above_sum, differs_from_parts, repeats_earlier
from expectations.contract import Condition, Contract, Form

BAND = re.compile(r"([0-9]+)(?:-([0-9]+)|\+)")
OLDEST = 999


def is_child(records: pd.DataFrame, contract: Contract) -> pd.Series:
    """Return for each record whether the person is under 18: by age, or else by age band; missing where unknown."""
    child = _child_by_band(records["age_band"], contract)
    by_age = (records["age"] < 18).astype("boolean")
    return by_age.where(records["age"].notna(), child)


def _child_by_band(band: pd.Series, contract: Contract) -> pd.Series:
    bands = contract.code_lists["age_band"]
    sides: dict[str, bool | None] = {}
    for code in bands.codes:
        above = {code, *bands.ancestors(code)}
        sides[code] = True if "CHILD" in above else False if "ADULT" in above else None
    return band.map(sides).astype("boolean")


def _outside_band(age: pd.Series, band: pd.Series, contract: Contract) -> pd.Series:
    """Return where an age lies outside its band on the same side of 18; the other side is a rule of its own."""
    bounds_of = {code: BAND.fullmatch(code) for code in contract.code_lists["age_band"].codes}
    least = band.map({code: int(bounds[1]) for code, bounds in bounds_of.items() if bounds}).astype("float64")
    most = band.map({code: int(bounds[2] or OLDEST) for code, bounds in bounds_of.items() if bounds}).astype("float64")
    same_side = _child_by_band(band, contract) == (age < 18).astype("boolean")
    years = age.astype("float64")
    return same_side.fillna(False).astype(bool) & ((years < least) | (years > most))


def _younger_than(records: pd.DataFrame, years: int, contract: Contract) -> pd.Series:
    ends = {code: found[2] for code in contract.code_lists["age_band"].codes if (found := BAND.fullmatch(code))}
    most = (
        records["age_band"]
        .map({"CHILD": 17} | {code: int(end or OLDEST) for code, end in ends.items()})
        .astype("float64")
    )
    return records["age"].astype("float64").fillna(most) < years


def _year_of(values: pd.Series) -> pd.Series:
    years = values.str[:4] if pd.api.types.is_string_dtype(values.dtype) else values
    return years.astype("float64")


def _of_value(condition: Condition, values: pd.Series, records: pd.DataFrame) -> pd.Series:
    held = pd.Series(True, index=records.index)
    if condition.is_in:
        whole = pd.api.types.is_integer_dtype(values.dtype)
        held &= values.isin([int(code) for code in condition.is_in] if whole else condition.is_in)
    if condition.same_as is not None:
        held &= values.notna() & (values == records[condition.same_as])
    if condition.later_than is not None:
        held &= (values > records[condition.later_than]).fillna(False).astype(bool)
    if condition.below is not None:
        held &= (values < condition.below).fillna(False).astype(bool)
    if condition.at_least is not None:
        held &= (values >= condition.at_least).fillna(False).astype(bool)
    if condition.outside_review_year:
        held &= values.notna() & (_year_of(values) != records["year"])
    if condition.before_review_year:
        held &= _year_of(values) < records["year"]
    if condition.after_review_year:
        held &= _year_of(values) > records["year"]
    return held


def holds(
    condition: Condition, records: pd.DataFrame, form: Form, contract: Contract, not_usable: Mapping[str, pd.Index]
) -> pd.Series:
    """Return where a condition holds; an unknown value meets no condition but ``given: false``.

    ``not_usable`` gives by field the rows whose answer was given and is no answer (not understood, impossible): of
    these ``given: false`` does not hold, so that one wrong answer breaks one rule.
    """
    if condition.is_child is not None:
        return (is_child(records, contract) == condition.is_child).fillna(False).astype(bool)
    if condition.younger_than is not None:
        return _younger_than(records, condition.younger_than, contract)
    if condition.any_flag_of is not None or condition.no_flag_of is not None:
        group = condition.any_flag_of or condition.no_flag_of or ""
        some = (records[[field.name for field in form.group(group)]] == 1).any(axis=1)
        if condition.any_flag_of is not None:
            return some
        some.loc[not_usable.get(group, pd.Index([]))] = True  # an answer to the whole question that says nothing
        return ~some
    if condition.repeats_earlier:
        return repeats_earlier(condition, records, form)
    values = records[condition.field or ""]
    held = _of_value(condition, values, records)
    if condition.given is not None:
        given = values.notna()
        given.loc[not_usable.get(condition.field or "", pd.Index([]))] = True
        held &= given == condition.given
    if condition.outside_band is not None:
        held &= _outside_band(values, records[condition.outside_band], contract)
    if condition.above_sum_of is not None:
        held &= above_sum(values, condition.above_sum_of, records)
    if condition.differs_from is not None:
        held &= differs_from_parts(values, condition.differs_from, records, form, contract)
    return held
