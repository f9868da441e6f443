"""Forms, their fields and their rules: the models of the contract.

Belongs here: what a form file may say. Does not: reading the YAML (contract_files.py), applying a rule
(expectations/checks).
"""

from enum import StrEnum
from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from expectations.contract.codes import CodeList, Labels

PERSON_KEY = "person_key"
"""The column of a record frame that holds the keyed hash of the case reference."""

NONE_OF_THEM = "no"
"""The code of a several-answer question in one cell to which the office answers no."""


class FieldType(StrEnum):
    """How a cell's text is understood."""

    REFERENCE = "reference"  # an office's own pseudonym; only its keyed hash is kept
    CODE = "code"
    COUNTRY = "country"  # ISO 3166-1 alpha-3, or a name of the closed alias lists
    FLAG = "flag"  # yes 1, no 0, blank unknown
    WHOLE = "whole"
    DECIMAL = "decimal"
    COUNT = "count"  # a whole number that may be great: services, dollars
    MONTH = "month"  # kept as YYYY-MM
    DATE = "date"  # a day, kept as YYYY-MM-DD
    YEAR = "year"
    TEXT = "text"  # short public text of an office; never of a person


class Identity(StrEnum):
    """The field that identifies a row of a form."""

    CASE_REF = "case_ref"  # the office's own pseudonym of a person
    CODE = "code"  # a public code, such as that of a project
    NONE = "none"  # nothing: the row is a number and what it counts


class Severity(StrEnum):
    """What a finding does to the record."""

    BLANK = "blank"  # the value becomes unknown, the person stays (field rule 8.1)
    HOLD = "hold"  # the row is held back
    WARNING = "warning"
    INFO = "info"


class Field(BaseModel):
    """One question of a form; one column of its warehouse table."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    type: FieldType
    label: Labels
    help: Labels  # one sentence: what is asked, and what is not
    aliases: tuple[str, ...] = ()
    codes: str | None = None
    group: str | None = None  # the several-answer question that this flag belongs to
    repeatable: bool = False  # several answers, joined by ";" in one cell
    core: bool = False
    minimum: float | None = None
    maximum: float | None = None
    longest: int | None = None  # characters of a text


class OfRows(BaseModel):
    """A number summed over other rows of the same office: those with these codes, and the same other answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    field: str
    is_in: tuple[str, ...]
    same: tuple[str, ...]


class Parts(BaseModel):
    """The parts of a total by each of these fields, within rows of the same office and the same other answers."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    by: tuple[str, ...]
    same: tuple[str, ...]


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
    later_than: str | None = None  # another field: a date or number that this one must not exceed
    outside_review_year: bool = False
    before_review_year: bool = False
    after_review_year: bool = False
    outside_band: str | None = None  # an age outside the band of this field, on the same side of 18
    above_sum_of: OfRows | None = None  # the sum of this number over such rows is above that over these
    differs_from: Parts | None = None  # a total, and its parts by one of these fields do not add up to it
    repeats_earlier: tuple[str, ...] = ()  # an earlier row of the office answers these fields alike; "*" is all of them
    fewest_answers: int = 1  # with repeats_earlier: so many of the fields must be given
    is_child: bool | None = None  # by age, or else by age band
    younger_than: int | None = None  # by age, or else by an age band that ends below

    @property
    def fields_named(self) -> frozenset[str]:
        """The fields of the condition, without groups of flags."""
        several = {*self.repeats_earlier} - {"*"}
        if self.differs_from is not None:
            several |= {*self.differs_from.by, *self.differs_from.same}
        if self.above_sum_of is not None:
            several |= {self.above_sum_of.field, *self.above_sum_of.same}
        named = (self.field, self.same_as, self.later_than, self.outside_band)
        return frozenset({*several, *(name for name in named if name is not None)})


class Rule(BaseModel):
    """One rule across the fields of a row. The fields named in ``fields`` are marked, and blanked where it says so."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    family: str
    severity: Severity
    fields: tuple[str, ...]
    broken_when: tuple[Condition, ...]
    message: Labels
    of_invented_records: bool = True  # whether it is asked of demonstration and synthetic records too


class Form(BaseModel):
    """One kind of record: what one row is, its fields in their order, its rules."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str
    place: int  # the form's place among the sheets of a workbook, and the order in which a person's facts are taken
    label: Labels
    aliases: tuple[str, ...] = ()
    grain: Labels
    identity: Identity = Identity.CASE_REF
    is_optional: bool = False  # an office may leave it out without a nil statement
    fields: tuple[Field, ...]
    several: tuple[Field, ...] = ()  # the several-answer questions as one cell each: the groups of flags, by their name
    rules: tuple[Rule, ...] = ()

    @cached_property
    def by_name(self) -> dict[str, Field]:
        """The fields by their machine name."""
        return {field.name: field for field in self.fields}

    @cached_property
    def questions(self) -> dict[str, Field]:
        """All that a column may ask, by name: the fields, and the several-answer questions in place of flags."""
        return {**self.by_name, **{question.name: question for question in self.several}}

    @property
    def has_persons(self) -> bool:
        """Whether one row is one person."""
        return self.identity is Identity.CASE_REF

    @property
    def reference_field(self) -> str | None:
        """The field that identifies a row; None where there is none."""
        return None if self.identity is Identity.NONE else self.identity.value

    @property
    def reference_column(self) -> str | None:
        """The column of the record frame that identifies a row; None where there is none."""
        return PERSON_KEY if self.has_persons else self.reference_field

    def group(self, name: str) -> tuple[Field, ...]:
        """Return the flags of a several-answer question, in their order."""
        return tuple(field for field in self.fields if field.group == name)

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        names = [field.name for field in self.fields]
        if self.reference_field is not None and self.reference_field not in names:
            raise ValueError(f"form {self.key}: no field {self.reference_field}, which tells its rows apart")
        asked = [*names, *(question.name for question in self.several)]
        twice = {name for name in asked if asked.count(name) > 1}
        if twice:
            raise ValueError(f"form {self.key}: field named twice: {', '.join(sorted(twice))}")
        groups = {field.group for field in self.fields if field.group}
        for rule in self.rules:
            named = {*rule.fields, *(name for c in rule.broken_when for name in c.fields_named)}
            if named - set(names):
                raise ValueError(f"form {self.key}, rule {rule.key}: no field {', '.join(sorted(named - set(names)))}")
            spoken_of = {c.any_flag_of or c.no_flag_of for c in rule.broken_when} - {None}
            if spoken_of - groups:
                raise ValueError(f"form {self.key}, rule {rule.key}: no group of flags {spoken_of - groups}")
        return self


class Contract(BaseModel):
    """All forms and code lists, and the digest that an edition's manifest names."""

    model_config = ConfigDict(frozen=True)

    forms: dict[str, Form]
    code_lists: dict[str, CodeList]
    messages: dict[str, Labels]  # of the rules that follow from a field's type, by kind
    families: dict[str, Labels]
    leave_blank: Labels  # the sentence shown with every missing or doubtful value (field rule 9.1)
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
