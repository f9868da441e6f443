"""The checks of a form, made from its contract: one Check is one Great Expectations expectation.

Belongs here: which checks a form has. Does not: running them (great_expectations_runner.py) or the columns they look at
(validation_frame.py).
"""

import math
from dataclasses import dataclass, replace
from typing import Literal

from expectations.contract import Contract, FieldType, Form, Severity
from expectations.contract import Field as FormField

Kind = Literal["in_set", "between", "readable", "flags_readable", "holds", "not_null"]

TWICE = "reference__twice"
UNREADABLE = "?"
"""In a check frame, an answer that was given and could not be converted; never stored."""

_NUMBER = (("number", "numbers"), ("ambiguous", "numbers"))
_DATE = (("date", "dates"), ("ambiguous_date", "dates"))
_UNREAD_KINDS = {
    FieldType.CODE: (("code", "codes"),),
    FieldType.COUNTRY: (("country", "codes"),),
    FieldType.FLAG: (("flag", "codes"),),
    FieldType.WHOLE: _NUMBER,
    FieldType.COUNT: _NUMBER,
    FieldType.DECIMAL: _NUMBER,
    FieldType.YEAR: _NUMBER,
    FieldType.MONTH: _DATE,
    FieldType.DATE: _DATE,
    FieldType.TEXT: (("text", "layout"),),
}
"""The reader's reasons why a cell of each type was not understood, with the rule's family."""


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
    unread: str | None = None  # the reader's reason for not having understood, where that breaks the rule

    @property
    def limits(self) -> tuple[float, float]:
        """The least and the greatest possible number, infinite where there is none."""
        least = -math.inf if self.minimum is None else self.minimum
        return least, math.inf if self.maximum is None else self.maximum


def _field_checks(field: FormField, contract: Contract) -> list[Check]:
    blank, name = Severity.BLANK, field.name
    if field.type is FieldType.REFERENCE or field.group is not None:
        return []
    if field.codes is not None and not field.repeatable:
        allowed = tuple(contract.code_lists[field.codes].codes)
        return [Check(f"{name}.code", "codes", blank, "in_set", name, (name,), "code", allowed, unread="code")]
    checks = [
        Check(f"{name}.{kind}", family, blank, "readable", f"{name}__{kind}", (name,), kind, unread=kind)
        for kind, family in _UNREAD_KINDS[field.type]
    ]
    if field.minimum is not None or field.maximum is not None:
        in_range = Check(f"{name}.range", "numbers", blank, "between", name, (name,), "range")
        checks.append(replace(in_range, minimum=field.minimum, maximum=field.maximum))
    return checks


def _identity_checks(form: Form) -> list[Check]:
    """Without a reference of its own, or with that of an earlier row, a row is held back (field rule 8.1)."""
    if form.reference_field is None or form.reference_column is None:
        return []
    word = "reference" if form.has_persons else form.reference_field
    column, fields = form.reference_column, (form.reference_field,)
    return [
        Check(f"{word}_missing", "identity", Severity.HOLD, "not_null", column, fields, f"{word}_missing"),
        Check(f"{word}_twice", "identity", Severity.HOLD, "holds", TWICE, fields, f"{word}_twice"),
    ]


def checks_of(form: Form, contract: Contract) -> tuple[Check, ...]:
    """Return all checks of a form: identity first, then by field, by group of flags, and its rules across fields."""
    checks = _identity_checks(form)
    for field in form.fields:
        checks += _field_checks(field, contract)
    for group in dict.fromkeys(field.group for field in form.fields if field.group):
        flags = tuple(field.name for field in form.group(group))
        column = f"{group}__unread"
        blank = Severity.BLANK
        checks.append(Check(f"{group}.flag", "codes", blank, "flags_readable", column, flags, "flag", unread="flag"))
    for question in form.several:
        name, column = question.name, f"{question.name}__code"
        checks.append(
            Check(f"{name}.code", "codes", Severity.BLANK, "readable", column, (name,), "code", unread="code")
        )
    for rule in form.rules:
        column = f"{rule.key}__broken"
        checks.append(Check(rule.key, rule.family, rule.severity, "holds", column, rule.fields, rule.key))
    return tuple(checks)
