"""Completeness: core questions that an office leaves blank in more than one row out of five.

Belongs here: the response by office and core field. Does not: any list of missing answers by person (field rule 9.1):
blank is an answer, and no person is asked again.
"""

import pandas as pd

from expectations.checks.findings import FINDING_COLUMNS
from expectations.contract import FieldType, Form, Severity
from expectations.finding_limits import with_times

HEADLINE_RESPONSE = 0.8
"""No headline is made on a response below this (field rule 8.3)."""


def asked_fields(form: Form) -> tuple[str, ...]:
    """Return the core questions whose blanks count: not references, not flags; age in years or as a band is one."""
    if not form.has_persons:
        return ()
    skipped = (FieldType.REFERENCE, FieldType.FLAG)
    return tuple(field.name for field in form.fields if field.core and field.type not in skipped)


def low_responses(accepted: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Return one finding for each office and core field with a response under 80 per cent; rule `<field>.response`."""
    fields = asked_fields(form)
    if not fields:
        return pd.DataFrame({column: pd.Series(dtype=object) for column in FINDING_COLUMNS})
    known = accepted[list(fields)].notna()
    if {"age", "age_band"} <= set(fields):
        known["age_band"] |= known.pop("age")
    shares = known.groupby([accepted["office"], accepted["year"], accepted["submission"]]).mean()
    low = shares.reset_index().melt(["office", "year", "submission"], var_name="field", value_name="response")
    low = low[low["response"] < HEADLINE_RESPONSE]
    findings = low.assign(
        form=form.key, rule=low["field"] + ".response", family="completeness", severity=Severity.INFO.value
    )
    return with_times(findings.reindex(columns=list(FINDING_COLUMNS))).reset_index(drop=True)
