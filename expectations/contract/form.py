"""Forms, their fields and their rules: the models of the contract.

Belongs here: what a form file may say. Does not: reading the YAML (loading.py), applying a rule (expectations/checks).
"""

from enum import StrEnum
from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from expectations.contract.codes import CodeList, Labels


class FieldType(StrEnum):
    """How a cell's text is understood."""

    REFERENCE = "reference"  # an office's own pseudonym; only its keyed hash is kept
    CODE = "code"
    COUNTRY = "country"  # ISO 3166-1 alpha-3, or a name of the closed alias lists
    FLAG = "flag"  # yes 1, no 0, blank unknown
    WHOLE = "whole"
    DECIMAL = "decimal"
    MONTH = "month"  # kept as YYYY-MM
    YEAR = "year"


class Severity(StrEnum):
    """What a finding does to the record."""

    BLANK = "blank"  # the value becomes unknown, the person stays (field.md §8.1)
    HOLD = "hold"  # the row is held back
    WARNING = "warning"
    INFO = "info"


class Field(BaseModel):
    """One question of a form; one column of its warehouse table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    type: FieldType
    label: Labels
    aliases: tuple[str, ...] = ()
    codes: str | None = None
    group: str | None = None  # the several-answer question that this flag belongs to
    repeatable: bool = False  # several answers, joined by ";" in one cell
    core: bool = False
    minimum: float | None = None
    maximum: float | None = None


class Condition(BaseModel):
    """One condition on one field; conditions of a rule must all hold for the rule to be broken.

    An unknown value meets no condition but ``given: false``.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str | None = None
    any_flag_of: str | None = None  # a group of flags: at least one is yes
    no_flag_of: str | None = None  # a group of flags: none is yes
    given: bool | None = None
    is_in: tuple[str, ...] = ()
    same_as: str | None = None
    below: float | None = None
    at_least: float | None = None
    outside_review_year: bool = False
    is_child: bool | None = None  # by age, or else by age band


class Rule(BaseModel):
    """One rule across the fields of a row. The fields named in ``fields`` are marked, and blanked where it says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    family: str
    severity: Severity
    fields: tuple[str, ...]
    broken_when: tuple[Condition, ...]
    message: Labels


class Form(BaseModel):
    """One kind of record: what one row is, its fields in their order, its rules."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    place: int  # the form's place among the sheets of a workbook, and the order in which a person's facts are taken
    label: Labels
    aliases: tuple[str, ...] = ()
    grain: Labels
    fields: tuple[Field, ...]
    rules: tuple[Rule, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields by their machine name."""
        return {field.name: field for field in self.fields}

    def group(self, name: str) -> tuple[Field, ...]:
        """Return the flags of a several-answer question, in their order."""
        return tuple(field for field in self.fields if field.group == name)

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        names = [field.name for field in self.fields]
        twice = {name for name in names if names.count(name) > 1}
        if twice:
            raise ValueError(f"form {self.key}: field named twice: {', '.join(sorted(twice))}")
        groups = {field.group for field in self.fields if field.group}
        for rule in self.rules:
            named = {*rule.fields, *(c.field for c in rule.broken_when if c.field)}
            named |= {c.same_as for c in rule.broken_when if c.same_as}
            if named - set(names):
                raise ValueError(f"form {self.key}, rule {rule.key}: no field {', '.join(sorted(named - set(names)))}")
            asked = {c.any_flag_of or c.no_flag_of for c in rule.broken_when} - {None}
            if asked - groups:
                raise ValueError(f"form {self.key}, rule {rule.key}: no group of flags {asked - groups}")
        return self


class Contract(BaseModel):
    """All forms and code lists, and the digest that an edition's manifest names."""

    model_config = ConfigDict(frozen=True)

    forms: dict[str, Form]
    code_lists: dict[str, CodeList]
    messages: dict[str, Labels]  # of the rules that follow from a field's type, by kind
    families: dict[str, Labels]
    version: str

    @model_validator(mode="after")
    def _references_are_known(self) -> Self:
        for form in self.forms.values():
            for field in form.fields:
                if (field.type is FieldType.CODE) != (field.codes is not None):
                    raise ValueError(
                        f"form {form.key}, field {field.name}: a code field names a code list, no other does"
                    )
                if field.codes is not None and field.codes not in self.code_lists:
                    raise ValueError(f"form {form.key}, field {field.name}: no code list {field.codes}")
            for rule in form.rules:
                if rule.family not in self.families:
                    raise ValueError(f"form {form.key}, rule {rule.key}: no rule family {rule.family}")
        return self
