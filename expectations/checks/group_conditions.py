"""Conditions over several rows of one form, always within one office and year.

Belongs here: repeated rows, sums of other rows, totals and their parts. Does not: conditions over one row
(conditions.py), across forms and years (consistency.py).
"""

import pandas as pd

from expectations.contract import CodeList, Condition, Contract, FieldType, Form, OfRows, Parts

ORIGIN = ["office", "year"]
FEWEST_PARTS = 2


def repeats_earlier(condition: Condition, records: pd.DataFrame, form: Form) -> pd.Series:
    """Return where an earlier row answers the same; rows are narrowed down field by field, which is fast."""
    if "*" in condition.repeats_earlier:
        asked = [field for field in form.fields if field.type is not FieldType.REFERENCE]
        asked.sort(key=lambda field: field.type is FieldType.FLAG)  # flags tell the fewest rows apart
        names = [field.name for field in asked]
    else:
        names = list(condition.repeats_earlier)
    held = pd.Series(False, index=records.index)
    enough = records[names].notna().sum(axis=1) >= condition.fewest_answers
    left = records.loc[enough, [*ORIGIN, *names, "unread"]]
    for last in (len(ORIGIN) + 4, len(ORIGIN) + 12, len(left.columns)):
        left = left[left.duplicated(list(left.columns[:last]), keep=False)]
    held.loc[left.index[left.duplicated()]] = True
    return held


def above_sum(values: pd.Series, of: OfRows, records: pd.DataFrame) -> pd.Series:
    """Return where a number, summed over rows like this one, is above the sum over the rows that ``of`` names."""
    keys = [*ORIGIN, *of.same]
    numbers = records[[*keys, of.field]].assign(number=values.astype("float64"))
    others = numbers[numbers[of.field].isin(of.is_in)]
    base = others.groupby(keys, dropna=False)["number"].sum(min_count=1).rename("base").reset_index()
    sums = numbers.groupby([*keys, of.field], dropna=False)["number"].sum(min_count=1).rename("own").reset_index()
    both = numbers.merge(sums, on=[*keys, of.field], how="left").merge(base, on=keys, how="left")
    return pd.Series((both["own"] > both["base"]).to_numpy(), index=records.index) & values.notna()


def _outermost(parts: pd.DataFrame, by: str, codes: CodeList | None) -> pd.DataFrame:
    """Return the parts without those that lie within another part given: 0-8 counts within CHILD."""
    if codes is None:
        return parts
    given = set(parts[by])
    return parts[[given.isdisjoint(codes.ancestors(code)) if code in codes.codes else True for code in parts[by]]]


def differs_from_parts(
    values: pd.Series, parts: Parts, records: pd.DataFrame, form: Form, contract: Contract
) -> pd.Series:
    """Return the totals (blank in all of ``parts.by``) that are not the sum of their parts by one of these fields.

    At least two parts must be given, and the number of each; the deepest level given is not counted twice.
    """
    held = pd.Series(False, index=records.index)
    keys = [*ORIGIN, *parts.same]
    rows = records[[*keys, *parts.by]].assign(number=values.astype("float64"))
    blank = rows[list(parts.by)].isna()
    totals = rows[blank.all(axis=1) & rows["number"].notna()]
    for by in parts.by:
        others = [name for name in parts.by if name != by]
        of_field = rows[~blank[by] & blank[others].all(axis=1)]
        codes = contract.code_lists.get(form.by_name[by].codes or "")
        sums = {
            key: part["number"].sum(skipna=False)
            for key, group in of_field.groupby(keys, sort=False)
            if len(part := _outermost(group, by, codes)) >= FEWEST_PARTS
        }
        for row, *key in totals[keys].itertuples(name=None):
            total = sums.get(tuple(key))
            if total is not None and pd.notna(total) and total != totals.loc[row, "number"]:
                held.loc[row] = True
    return held
