"""An answer as a person writes it into the template: labels, names of countries, yes and no, dates as dates.

Belongs here: from a record's codes to the text of a cell. Does not: which cell (form_sheet.py).
"""

import datetime
from typing import Any

import pandas as pd

from expectations.contract import NONE_OF_THEM, Field, FieldType
from expectations.geography import country_name
from expectations.template.plan import Plan

AnswerCell = str | int | float | datetime.date | None


def _country(code: str, plan: Plan) -> str:
    return country_name(code, plan.language, plan.year)


def _code(code: str, field: Field, plan: Plan) -> str:
    if code == NONE_OF_THEM:
        return plan.text("answers.no")
    return plan.contract.code_lists[field.codes or ""].codes[code].label.in_language(plan.language)


def worded(value: Any, field: Field, plan: Plan) -> AnswerCell:
    """Return the text in the cell of a field; None where the answer is missing.

    Several answers are joined by ``;``. A month is its first day.
    """
    if value is None or pd.isna(value) or value == "":
        return None
    kind = field.type
    if kind is FieldType.FLAG:
        return plan.text("answers.yes" if int(value) else "answers.no")
    if kind in (FieldType.CODE, FieldType.COUNTRY):
        parts = str(value).split(";") if field.repeatable else [str(value)]
        return "; ".join(
            _country(part, plan) if kind is FieldType.COUNTRY else _code(part, field, plan) for part in parts
        )
    if kind is FieldType.MONTH:
        return datetime.date.fromisoformat(f"{value}-01")
    if kind is FieldType.DATE:
        return datetime.date.fromisoformat(str(value))
    if kind in (FieldType.WHOLE, FieldType.COUNT, FieldType.YEAR):
        return int(value)
    return float(value) if kind is FieldType.DECIMAL else str(value)
