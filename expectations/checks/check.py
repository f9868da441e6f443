"""The checks of a form, made from its contract: one Check is one Great Expectations expectation.

Belongs here: which checks a form has. Does not: running them (validating.py) or the columns they look at (frame.py).
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

from expectations.contract import Contract, FieldType, Form, Severity
from expectations.contract import Field as FormField

Kind = Literal["in_set", "between", "readable", "flags_readable", "holds", "not_null"]

UNREADABLE = "?"
"""Stands in a check frame for an answer that was given and could not be converted; never stored."""

_UNREAD_KIND = {
    FieldType.COUNTRY: ("country", "codes"),
    FieldType.FLAG: ("flag", "codes"),
    FieldType.WHOLE: ("number", "numbers"),
    FieldType.DECIMAL: ("number", "numbers"),
    FieldType.YEAR: ("number", "numbers"),
    FieldType.MONTH: ("date", "dates"),
}


@dataclass(frozen=True)
class Check:
    """One rule over one column of the check frame; ``fields`` are marked where it is broken."""

    rule: str
    family: str
    severity: Severity
    kind: Kind
    column: str
    fields: tuple[str, ...]
    message: str  # the key of its message, of the contract or of the form's own rule
    allowed: tuple[str, ...] = ()
    minimum: float | None = None
    maximum: float | None = None

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the greatest possible number, infinite where there is none."""
        least = -math.inf if self.minimum is None else self.minimum
        return least, math.inf if self.maximum is None else self.maximum


def _field_checks(field: FormField, contract: Contract) -> list[Check]:
    blank, name = Severity.BLANK, field.name
    if field.type is FieldType.REFERENCE or field.group is not None:
        return []
    if field.codes is not None:
        allowed = tuple(contract.code_lists[field.codes].codes)
        return [Check(f"{name}.code", "codes", blank, "in_set", name, (name,), "code", allowed=allowed)]
    kind, family = _UNREAD_KIND[field.type]
    checks = [Check(f"{name}.{kind}", family, blank, "readable", f"{name}__unread", (name,), kind)]
    if field.minimum is not None or field.maximum is not None:
        in_range = Check(f"{name}.range", "numbers", blank, "between", name, (name,), "range")
        checks.append(replace(in_range, minimum=field.minimum, maximum=field.maximum))
    return checks


def checks_of(form: Form, contract: Contract) -> tuple[Check, ...]:
    """Return all checks of a form: identity first, then by field, by group of flags, and its rules across fields."""
    hold = Severity.HOLD
    checks = [
        Check("reference_missing", "identity", hold, "not_null", "person_key", ("case_ref",), "reference_missing"),
        Check("reference_twice", "identity", hold, "holds", "reference_twice", ("case_ref",), "reference_twice"),
    ]
    for field in form.fields:
        checks += _field_checks(field, contract)
    for group in dict.fromkeys(field.group for field in form.fields if field.group):
        flags = tuple(field.name for field in form.group(group))
        column = f"{group}__unread"
        checks.append(Check(f"{group}.flag", "codes", Severity.BLANK, "flags_readable", column, flags, "flag"))
    for rule in form.rules:
        column = f"{rule.key}__broken"
        checks.append(Check(rule.key, rule.family, rule.severity, "holds", column, rule.fields, rule.key))
    return tuple(checks)
