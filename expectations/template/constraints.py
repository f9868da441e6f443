"""What may be typed into a cell: data validation by the field's type.

Belongs here: one constraint a type. Does not: the checks before sending (checks.py), which also see what was pasted.
"""

import datetime
from typing import Any

from expectations.contract import Field, FieldType
from expectations.template.plan import FIRST_ROW, FormSheet, Plan, list_of

FIRST_YEAR, LAST_YEAR = 1990, 2099
LONGEST_TEXT = 2_000
DATES = (FieldType.MONTH, FieldType.DATE)
NUMBERS = ("whole", "decimal")


def _bounds(field: Field, kind: str) -> dict[str, Any]:
    low = 0 if field.minimum is None else field.minimum
    if field.maximum is None:
        return {"validate": kind, "criteria": ">=", "value": low}
    return {"validate": kind, "criteria": "between", "minimum": low, "maximum": field.maximum}


def _date(sheet: FormSheet, field: Field, year: int) -> dict[str, Any]:
    first, last = (year, year) if sheet.is_bound_to_the_year(field) else (FIRST_YEAR, LAST_YEAR)
    return {
        "validate": "date",
        "criteria": "between",
        "minimum": datetime.date(first, 1, 1),
        "maximum": datetime.date(last, 12, 31),
    }


def _rule(sheet: FormSheet, field: Field, plan: Plan) -> tuple[str, dict[str, Any]]:
    """Return the key of the text that says how to answer, and what may be typed."""
    key = list_of(field)
    if key is not None:
        source = {"validate": "list", "source": f"={plan.lists[key].answers}"}
        if field.name not in sheet.form.by_name:
            return "several_of_a_question", source | {"show_error": False}
        return ("several", source | {"show_error": False}) if field.repeatable else ("list", source)
    if field.type in DATES:
        return field.type.value, _date(sheet, field, plan.year)
    if field.type in (FieldType.WHOLE, FieldType.COUNT, FieldType.YEAR):
        return "whole", _bounds(field, "integer")
    if field.type is FieldType.DECIMAL:
        return "decimal", _bounds(field, "decimal")
    if field.name == sheet.key_field:
        cells = sheet.cells(field.name)
        first_cell = cells.first_cell
        unique = f'=SUMPRODUCT(--({cells.here}&""={first_cell}&""))=1'
        return "reference", {"validate": "custom", "value": unique, "error_type": "warning"}
    return "text", {"validate": "length", "criteria": "<=", "value": field.longest or LONGEST_TEXT}


def how_to_answer(sheet: FormSheet, field: Field, plan: Plan) -> str:
    """Return the sentence on how a field is answered."""
    key, rule = _rule(sheet, field, plan)
    bounds: dict[str, object] = {}
    if key in NUMBERS:
        bounds = {"minimum": f"{rule.get('minimum', rule.get('value')):g}", "maximum": f"{rule.get('maximum', 0):g}"}
        key = key if "maximum" in rule else f"{key}_from"
    if key == "month" and not sheet.is_bound_to_the_year(field):
        key = "month_of_any_year"
    return plan.text(f"how_to_answer.{key}", year=plan.year, longest=rule.get("value"), **bounds)


def constrain(written: Any, sheet: FormSheet, field: Field, plan: Plan) -> None:
    """Constrain the prepared cells of a field on a written sheet."""
    _, rule = _rule(sheet, field, plan)
    place = sheet.places[field.name]
    says = {
        "error_title": plan.text("how_to_answer.title"),
        "error_message": how_to_answer(sheet, field, plan),
    }
    written.data_validation(FIRST_ROW, place, sheet.last_row, place, {"ignore_blank": True, **rule, **says})
