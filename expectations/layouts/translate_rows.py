"""From the rows of a file in some layout to the fields of one form, as texts of our contract.

Belongs here: mapping columns to fields, and noting what could not be carried and where. Does not: one cell
(cell_translation.py), which rows belong to which submission (conversion.py).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

import pandas as pd

from expectations.contract import Form
from expectations.layouts.cell_translation import (
    NOT_IN_LAYOUT,
    CellTexts,
    age_between,
    countries_in,
    country_in,
    day_in,
    number_of_persons,
    plain,
    same_in,
)
from expectations.layouts.detect_layout import Fit
from expectations.layouts.form_map import FormMapping, fields_of_answers
from expectations.layouts.layout import Layout
from expectations.reading.grid import CellValue

Column = pd.Series  # of texts, by the number of the row in the file
MOST_PERSONS_A_ROW = 1_000_000


@dataclass(frozen=True)
class Loss:
    """What a row may lose: ``what`` names a field or column of the layout, ``column`` its column in the file."""

    what: str
    column: str


@dataclass
class Translated:
    """The fields of the rows of one form, and what each row lost; both by the number of the row in the file."""

    fields: pd.DataFrame
    losses: dict[Loss, "pd.Series[bool]"] = field(default_factory=dict)


def _texts(cells: tuple[CellValue, ...], dropped: frozenset[str]) -> list[str]:
    """Return the cells as texts, blank for markers of missing answers; each different cell is translated once."""
    texts = {cell: plain(cell) for cell in set(cells)}
    kept = {cell: "" if text in dropped else text for cell, text in texts.items()}
    return [kept[cell] for cell in cells]


def columns_of(fit: Fit) -> pd.DataFrame:
    """Return the columns that are read, as texts, by row number as Excel counts; identifiers are left out.

    Rows with nothing in any of them are no records.
    """
    layout, first = fit.layout, fit.header + 1
    looked_at = [name for name in fit.places if name not in layout.identifiers or name in layout.carried]
    by_place = list(zip(*fit.grid.rows[first:], strict=True))
    missing = frozenset(layout.missing)
    texts = {name: _texts(by_place[fit.places[name]], missing) if by_place else [] for name in looked_at}
    index = pd.RangeIndex(first + 1, len(fit.grid.rows) + 1)
    frame = pd.DataFrame(texts, index=index, columns=looked_at, dtype="str")
    filled = (frame != "").any(axis=1)
    return frame[filled] if not filled.all() else frame


def translated_by(column: "pd.Series[str]", translate: Callable[[str], str]) -> "pd.Series[str]":
    """Return a column translated; blank stays blank, each different text is translated once."""
    translations = {text: translate(text) if text else "" for text in column.unique()}
    return column.map(translations).astype("str")


def _code_in(texts: CellTexts) -> Callable[[str], str]:
    return lambda text: texts.one(text) or NOT_IN_LAYOUT


class _Translation:
    """The translation of one form's rows under way."""

    def __init__(self, layout: Layout, mapping: FormMapping, form: Form, frame: pd.DataFrame) -> None:
        self.layout, self.mapping, self.form, self.frame = layout, mapping, form, frame
        self.fields: dict[str, pd.Series[str]] = {}
        self.losses: dict[Loss, pd.Series[bool]] = {}

    def column(self, name: str) -> "pd.Series[str]":
        """Return a column; blank where it is optional and the file does not have it."""
        return self.frame[name] if name in self.frame else pd.Series("", index=self.frame.index, dtype="str")

    def lost(self, what: str, column: str, rows: "pd.Series[bool]") -> None:
        loss = Loss(what, column)
        self.losses[loss] = self.losses[loss] | rows if loss in self.losses else rows

    def whole(self) -> Translated:
        for name, column in {**self.mapping.named(self.form), **self.mapping.same}.items():
            if column in self.frame:
                self.fields[name] = translated_by(self.frame[column], same_in(self.layout, self.form.by_name[name]))
        self._countries()
        self._codes()
        self._flags()
        self._answers()
        self._one_of()
        self._ages()
        for name, code in self.mapping.always.items():
            self.fields[name] = pd.Series(code, index=self.frame.index, dtype="str")
        reference = self.form.reference_field
        if self.form.has_persons and reference and reference not in self.fields:
            self.fields[reference] = self.layout.reference + "-" + self.frame.index.to_series().astype("str")
        for name in self.layout.not_carried:
            if name in self.frame:
                self.lost(f"{name}: not carried", name, self.frame[name] != "")
        for name in self.mapping.fields(self.form):
            self.fields.setdefault(name, pd.Series("", index=self.frame.index, dtype="str"))
        ordered = [field.name for field in self.form.fields if field.name in self.fields]
        return Translated(pd.DataFrame(self.fields, index=self.frame.index)[ordered], self.losses)

    def _countries(self) -> None:
        for name, column in self.mapping.countries.items():
            several = self.form.by_name[name].repeatable
            translate = countries_in(self.layout) if several else country_in(self.layout)
            found = translated_by(self.column(column), translate)
            self.fields[name] = found
            self.lost(f"{name}: not a country", column, found.str.contains(NOT_IN_LAYOUT, regex=False))

    def _codes(self) -> None:
        for name, coded in self.mapping.codes.items():
            found = pd.Series("", index=self.frame.index, dtype="str")
            for one in coded.chain():
                asked = translated_by(self.column(one.column), _code_in(CellTexts(one.values, self.layout)))
                self.lost(f"{name}: not in the list", one.column, (found == "") & (asked == NOT_IN_LAYOUT))
                found = found.where(found != "", asked)
            self.fields[name] = found

    def _flags(self) -> None:
        for name, columns in self.mapping.flags.items():
            answers = pd.DataFrame({name: self.column(name) for name in columns}, index=self.frame.index)
            yes, no = answers.isin(self.layout.yes_is), answers.isin(self.layout.no_is)
            unlisted = (answers != "") & ~yes & ~no
            found = pd.Series("", index=self.frame.index, dtype="str")
            found = found.mask(unlisted.any(axis=1), NOT_IN_LAYOUT).mask(no.all(axis=1), "0").mask(yes.any(axis=1), "1")
            for column in columns:
                self.lost(f"{name}: not in the list", column, unlisted[column])
            self.fields[name] = found

    def _answers(self) -> None:
        for name, answers in self.mapping.answers.items():
            texts = CellTexts(answers.values, self.layout)
            column = self.column(answers.column)
            told = {text: texts.several(text) if text else ([], True) for text in column.unique()}
            self.lost(
                f"{name}: not in the list", answers.column, column.map({t: not ok for t, (_, ok) in told.items()})
            )
            if name in self.form.by_name:
                self._one_answer(name, answers.column, column, told)
                continue
            for code_field in fields_of_answers(self.form, name, answers):
                code = code_field.removeprefix(f"{name}_")
                yes = column.map({text: code in codes for text, (codes, _) in told.items()}).astype("bool")
                before = self.fields.get(code_field, pd.Series("", index=self.frame.index, dtype="str"))
                self.lost(f"{code_field}: the columns disagree", answers.column, yes & (before == "0"))
                self.fields[code_field] = before.mask(yes, "1")
            last = self.form.group(name)[-1].name
            not_understood = column.map({text: not ok for text, (_, ok) in told.items()}).astype("bool")
            before = self.fields.get(last, pd.Series("", index=self.frame.index, dtype="str"))
            self.fields[last] = before.mask(not_understood & (before == ""), NOT_IN_LAYOUT)

    def _one_answer(
        self, name: str, column_name: str, column: "pd.Series[str]", told: Mapping[str, tuple[list[str], bool]]
    ) -> None:
        """Fill a field of one answer from a cell that may hold several: several different ones are none."""
        one = {text: codes[0] if len(set(codes)) == 1 else "" for text, (codes, _) in told.items()}
        unknown = {text: NOT_IN_LAYOUT if not codes and not ok else one[text] for text, (codes, ok) in told.items()}
        self.lost(
            f"{name}: several answers", column_name, column.map({t: len(set(c)) > 1 for t, (c, _) in told.items()})
        )
        self.fields[name] = column.map(unknown).astype("str")

    def _one_of(self) -> None:
        for name, codes in self.mapping.one_of.items():
            found = pd.Series("", index=self.frame.index, dtype="str")
            several = pd.Series(False, index=self.frame.index)
            for column, code in codes.items():
                answers = self.column(column)
                yes = answers.isin(self.layout.yes_is)
                several |= yes & (found != "") & (found != code)
                found = found.mask(yes & (found == ""), code)
                unlisted = (answers != "") & ~yes & ~answers.isin(self.layout.no_is)
                self.lost(f"{name}: not in the list", column, unlisted)
            self.lost(f"{name}: several answers", next(iter(codes)), several)
            self.fields[name] = found.mask(several, "")

    def _ages(self) -> None:
        for name, age in self.mapping.ages.items():
            day = day_in(self.layout)
            born, at = (translated_by(self.column(column), day) for column in (age.born, age.at))
            told = {pair: age_between(*pair) for pair in set(zip(born, at, strict=True))}
            ages = [told[pair] for pair in zip(born, at, strict=True)]
            self.fields[name] = pd.Series(ages, index=self.frame.index, dtype="str")
            self.lost(f"{name}: not known", age.at, (born != "") & self.fields[name].isin(("", NOT_IN_LAYOUT)))


def translated(layout: Layout, form: Form, frame: pd.DataFrame) -> Translated:
    """Return the fields of one form for the rows of ``frame`` (``columns_of``) that are of this form."""
    mapping = layout.mapping_of(form)
    for column, texts in mapping.rows.items():
        frame = frame[frame[column].isin(texts)]
    whole = _Translation(layout, mapping, form, frame).whole()
    return _each_person(whole, frame[mapping.persons], form, mapping.persons) if mapping.persons else whole


def _each_person(whole: Translated, counts: "pd.Series[str]", form: Form, column: str) -> Translated:
    """Return one row a person where a row of the file is a group with a count; the persons of a row are numbered."""
    told = {text: number_of_persons(text) for text in counts.unique()}
    numbers = {text: 0 if n is None or n > MOST_PERSONS_A_ROW else n for text, n in told.items()}
    persons = counts.map(numbers).astype("int64")
    whole.losses[Loss("persons: not a number", column)] = counts.map({t: n is None for t, n in told.items()})
    lines = whole.fields.index.repeat(persons)
    fields = whole.fields.loc[lines]
    reference = form.reference_field
    if reference is not None:
        nth = fields.groupby(level=0).cumcount() + 1
        fields[reference] = fields[reference] + "-" + nth.astype("str")
    return Translated(fields, whole.losses)
