"""The plan of a template: its sheets' names, each form's columns in their order, and the places of all parts.

Belongs here: places and ranges, before anything is written. Does not: writing (the files named after the sheets).
"""

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from xlsxwriter.utility import quote_sheetname, xl_col_to_name

from expectations.contract import CodeList, Contract, Field, FieldType, Form
from expectations.geography import NOT_STATED_OFFICE, all_codes, country_name, is_country
from expectations.geography.tables import country_names
from expectations.template.texts import text

PREPARED_ROWS = 2_000
LONGEST_SHEET_NAME = 31
FORBIDDEN_IN_SHEET_NAMES = frozenset("[]:*?/\\'")
TITLE_ROW, SENTENCE_ROW, HOW_ROW, FURTHER_ROW, MACHINE_ROW, HEADER_ROW, FIRST_ROW = range(7)
"""Rows of a form's sheet, counted from 0."""

FLAGS, COUNTRIES = "yes_no", "countries"
"""Lists of answers that are no code list of the contract."""


@dataclass(frozen=True)
class TemplateCells:
    """A column of cells on one sheet; rows and column counted from 0, both ends included."""

    sheet: str
    first_row: int
    last_row: int
    column: int

    @property
    def here(self) -> str:
        """The range as a formula on the same sheet names it."""
        letters = xl_col_to_name(self.column)
        return f"${letters}${self.first_row + 1}:${letters}${self.last_row + 1}"

    @property
    def first_cell(self) -> str:
        """The first cell as a rule for the whole range names it: the column fixed, the row not."""
        return f"${xl_col_to_name(self.column)}{self.first_row + 1}"

    @property
    def anywhere(self) -> str:
        """The range as a formula on any sheet names it."""
        return f"{quote_sheetname(self.sheet)}!{self.here}"


@dataclass(frozen=True)
class FormSheet:
    """One form's sheet: core questions first, the rest behind them.

    ``in_one_cell``: several-answer questions are one column each, and not a column an answer.
    """

    form: Form
    name: str
    rows: int
    in_one_cell: bool = False

    @cached_property
    def fields(self) -> tuple[Field, ...]:
        """The fields in the order of the columns."""
        key = self.key_field
        asked: dict[str, Field] = {}
        for field in self.form.fields:
            question = self.form.questions[field.group] if self.in_one_cell and field.group else field
            asked.setdefault(question.name, question)
        return tuple(sorted(asked.values(), key=lambda field: (field.name != key, not self.is_core(field))))

    def is_core(self, field: Field) -> bool:
        """Whether a row says little without the field."""
        return field.core or field.name == self.key_field

    @cached_property
    def places(self) -> dict[str, int]:
        """The column of each field, counted from 0."""
        return {field.name: place for place, field in enumerate(self.fields)}

    @property
    def last_row(self) -> int:
        """The last prepared row, counted from 0."""
        return FIRST_ROW + self.rows - 1

    def cells(self, name: str) -> TemplateCells:
        """Return the prepared cells of a field."""
        return TemplateCells(self.name, FIRST_ROW, self.last_row, self.places[name])

    @cached_property
    def core(self) -> tuple[Field, ...]:
        """The fields without which a row says little."""
        return tuple(field for field in self.fields if self.is_core(field))

    @property
    def key_field(self) -> str | None:
        """The field that identifies a row, where the form has one."""
        return self.form.reference_field

    def is_bound_to_the_year(self, field: Field) -> bool:
        """Whether a rule of the form says that the field's date lies in the review year."""
        conditions = [condition for rule in self.form.rules for condition in rule.broken_when]
        return any(part.field == field.name and part.outside_review_year for part in conditions)


@dataclass(frozen=True)
class AnswerList:
    """One list of answers as the sheet of codes shows it: its title, and code and answer of each entry."""

    key: str
    title: str
    entries: tuple[tuple[str, str], ...]

    @property
    def answers(self) -> str:
        """The defined name of the range of its answers."""
        return f"answers_{self.key}"

    @property
    def codes(self) -> str:
        """The defined name of the range of its codes."""
        return f"codes_{self.key}"


def sheet_name(form: Form, language: str) -> str:
    """Return the name of a form's sheet: its label, or its key where a label cannot be a sheet's name."""
    label = form.label.in_language(language)
    return form.key if len(label) > LONGEST_SHEET_NAME or FORBIDDEN_IN_SHEET_NAMES & set(label) else label


@dataclass(frozen=True)
class Plan:
    """One template: for which office, year and language, and its sheets."""

    contract: Contract
    office: str
    year: int
    language: str
    sheets: tuple[FormSheet, ...]

    @classmethod
    def of(
        cls, contract: Contract, office: str, year: int, language: str, rows: int, *, in_one_cell: bool = False
    ) -> "Plan":
        """Plan a template with ``rows`` prepared rows a form."""
        forms = contract.forms.values()
        sheets = (FormSheet(form, sheet_name(form, language), rows, in_one_cell) for form in forms)
        return cls(contract, office, year, language, tuple(sheets))

    def text(self, key: str, **values: object) -> str:
        """Return a text of texts.yaml in the template's language."""
        return text(key, self.language, **values)

    @property
    def sentence(self) -> str:
        """The sentence on every sheet (field rule 9.1)."""
        return self.contract.leave_blank.in_language(self.language)

    @property
    def office_name(self) -> str:
        """The office's country in the template's language; its code where the country is not stated."""
        return self.office if self.office == NOT_STATED_OFFICE else country_name(self.office, self.language, self.year)

    @cached_property
    def lists(self) -> dict[str, AnswerList]:
        """The lists that drop-downs show: answers valid in the year; in the order of the questions, countries last."""
        asked: dict[str, list[str]] = {}
        for sheet in self.sheets:
            for field in sheet.fields:
                if (key := list_of(field)) is not None:
                    label = field.label.in_language(self.language)
                    asked.setdefault(key, [])
                    if label not in asked[key]:
                        asked[key].append(label)
        ordered = sorted(asked, key=lambda key: key == COUNTRIES)
        return {key: self._list(key, asked[key]) for key in ordered}

    def _list(self, key: str, labels: Sequence[str]) -> AnswerList:
        if key == FLAGS:
            entries = tuple((code, self.text(f"answers.{code}")) for code in ("yes", "no"))
            return AnswerList(key, self.text("codes.yes_no"), entries)
        if key == COUNTRIES:
            return AnswerList(key, self.text("codes.countries"), tuple(self._countries()))
        codes: CodeList = self.contract.code_lists[key]
        valid = [
            (code, entry.label.in_language(self.language))
            for code, entry in codes.codes.items()
            if (entry.valid_from or self.year) <= self.year <= (entry.valid_to or self.year)
        ]
        return AnswerList(key, " / ".join(labels), tuple(valid))

    def _countries(self) -> list[tuple[str, str]]:
        codes = [code for code in all_codes() if is_country(code)]
        today = [code for code in codes if any(name.period.holds(self.year) for name in country_names()[code])]
        named = [(code, country_name(code, self.language, self.year)) for code in today]
        others = [(code, country_name(code, self.language, self.year)) for code in all_codes() if code not in codes]
        return sorted(named, key=lambda entry: _as_sorted(entry[1])) + others


def _as_sorted(name: str) -> str:
    return "".join(letter for letter in unicodedata.normalize("NFKD", name) if letter.isalpha()).casefold()


def list_of(field: Field) -> str | None:
    """Return the key of the list that a field's drop-down shows; None where it has none."""
    if field.type is FieldType.FLAG:
        return FLAGS
    return COUNTRIES if field.type is FieldType.COUNTRY else field.codes
