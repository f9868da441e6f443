"""How many findings are kept with their places, and how many answers of a column may not be understood.

Belongs here: these numbers, and the finding that stands for those beyond the limit. Does not: findings themselves
(expectations/reading, expectations/checks).
"""

import pandas as pd

MOST_PLACES = 200
"""Findings that are kept with their places, of one rule and field of a submission. The others are one finding more,
about the column, the sheet or the form; its ``times`` is their number."""

FEWEST_ANSWERS = 30
"""A column with fewer answers is never the reason for rejecting a delivery: the list of findings is enough."""

LEAST_UNDERSTOOD = 0.5
"""A delivery is rejected where less than this share of a column's answers is understood."""

_OF_ONE = ["office", "year", "submission", "form", "rule", "field"]
_NUMBERS = ("file_no", "sheet_no", "row_no")


def with_times(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the findings with ``times``, how many findings each row stands for: 1 unless it says otherwise."""
    times = findings["times"] if "times" in findings else pd.Series(1, index=findings.index)
    return findings.assign(times=pd.to_numeric(times).fillna(1).astype("int64"))


def capped(findings: pd.DataFrame) -> pd.DataFrame:
    """Return the findings, of each rule and field of a submission the first MOST_PLACES and one that counts the others.

    The last one has no row; it has no column or sheet where the others are in several. All have ``times``.
    """
    findings = with_times(findings)
    if len(findings) <= MOST_PLACES:
        return findings
    findings = findings.reset_index(drop=True)
    is_kept = findings.groupby(_OF_ONE, dropna=False, sort=False).cumcount() < MOST_PLACES
    if is_kept.all():
        return findings
    groups = findings[~is_kept].groupby(_OF_ONE, dropna=False, sort=False)
    first = findings.loc[groups.head(1).index].reset_index(drop=True)
    others = first.assign(times=groups["times"].sum().to_numpy(), row_no=None)
    if "suggestion" in others:
        others["suggestion"] = None
    in_several = groups[["file_no", "sheet_no"]].nunique(dropna=False).gt(1).any(axis=1).to_numpy()
    if "column_letters" in others:
        in_columns = groups["column_letters"].nunique(dropna=False).gt(1).to_numpy()
        others["column_letters"] = others["column_letters"].mask(in_several | in_columns)
    for name in ("file_no", "sheet_no"):
        others[name] = others[name].astype("Int64").mask(in_several)
    numbers = dict.fromkeys(_NUMBERS, "Int64")
    return pd.concat([findings[is_kept].astype(numbers), others.astype(numbers)], ignore_index=True)
