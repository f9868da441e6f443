"""Records drawn by the contract, written in a layout as another system would, and what of them the layout can carry.

The inverse of the conversion, written for the tests from what a layout says; it shares no code with it.
"""

import csv
import datetime
import io
from typing import Any

from hypothesis import strategies as st

from expectations.contract import Contract, Field, FieldType, Form
from expectations.geography import all_codes, country_of_alpha2
from expectations.geography.tables import country_names
from expectations.layouts import Layout

OFFICE, YEAR = "KEN", 2013
OLDEST_BIRTH = 1900  # dates before are none of our times
REFERENCES = st.from_regex(r"[A-Z]{2}-[0-9]{3,5}", fullmatch=True)
WORDS = st.text(st.sampled_from("abc ÀéñßŁ%<&;,.()07"), min_size=1, max_size=20).map(
    lambda text: " ".join(f"Word {text.strip()} end".split())
)
Record = dict[str, Any]


def answers_to(field: Field, contract: Contract) -> st.SearchStrategy[Any]:
    codes = st.sampled_from(list(contract.code_lists[field.codes].codes) if field.codes else list(all_codes()))
    several = st.lists(codes, min_size=1, max_size=3, unique=True).map(lambda some: ";".join(sorted(some)))
    days = st.dates(datetime.date(1990, 1, 1), datetime.date(2035, 12, 31))
    whole = st.integers(int(field.minimum or 0), int(field.maximum or 0) or 2035)
    return {
        FieldType.REFERENCE: REFERENCES,
        FieldType.CODE: several if field.repeatable else codes,
        FieldType.COUNTRY: several if field.repeatable else codes,
        FieldType.FLAG: st.integers(0, 1),
        FieldType.WHOLE: whole,
        FieldType.YEAR: whole,
        FieldType.COUNT: whole,
        FieldType.DECIMAL: st.integers(0, 1000).map(lambda part: part / 1000 * (field.maximum or 1)),
        FieldType.MONTH: days.map(lambda day: day.strftime("%Y-%m")),
        FieldType.DATE: days.map(datetime.date.isoformat),
        FieldType.TEXT: WORDS,
    }[field.type]


@st.composite
def records_of(draw: st.DrawFn, form: Form, contract: Contract) -> list[Record]:
    count = draw(st.integers(1, 4))
    columns = {
        field.name: draw(st.lists(st.none() | answers_to(field, contract), min_size=count, max_size=count))
        for field in form.fields
    }
    if form.reference_field:
        columns[form.reference_field] = draw(st.lists(REFERENCES, min_size=count, max_size=count, unique=True))
    return [{name: values[place] for name, values in columns.items()} for place in range(count)]


def carried(layout: Layout, form: Form, record: Record) -> Record:
    """What of a record the layout can carry; None for the rest. Its reference is left to the test."""
    mapping = layout.forms[form.key]
    own = set(mapping.named(form)) | set(mapping.same)
    kept: Record = dict.fromkeys(form.by_name)
    for name, value in record.items():
        if value is None:
            continue
        group = form.by_name[name].group
        if name in own:
            kept[name] = value
        elif name in mapping.countries:
            codes = [code for code in str(value).split(";") if code != "XXX"]
            kept[name] = ";".join(codes) or None
        elif name in mapping.codes:
            known = {code for one in mapping.codes[name].chain() for code in one.values.values()}
            kept[name] = value if str(value) in known else None
        elif name in mapping.one_of:
            kept[name] = value if value in mapping.one_of[name].values() else None
        elif name in mapping.flags:
            kept[name] = value if value or layout.no_is else None
        elif name in mapping.answers:
            kept[name] = value if value in mapping.answers[name].values.values() else None
        elif group in mapping.answers:
            kept[name] = (
                1 if value and name.removeprefix(f"{group}_") in mapping.answers[group].values.values() else None
            )
        elif name in mapping.ages:
            first = record.get("assist_year_first")  # the year of the day at which the age is asked
            kept[name] = value if first is not None and first - value >= OLDEST_BIRTH else None
    return kept


def _date(layout: Layout, iso: str) -> str:
    year, month, day = iso.split("-")
    return {"year_first": iso, "day_first": f"{day}/{month}/{year}", "month_first": f"{month}/{day}/{year}"}[
        layout.dates
    ]


def _text(layout: Layout, field: Field, value: Any) -> str:
    if field.repeatable:
        return layout.separators[0].join(str(value).split(";"))
    if field.type is FieldType.DATE:
        return _date(layout, value)
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _country(layout: Layout, code: str) -> str:
    alpha2 = country_names()[code][-1].alpha2
    return alpha2 if layout.country_codes == "alpha2" and country_of_alpha2(alpha2) == code else code


def _key(values: dict[str, str], code: str) -> str:
    return next(text for text, one in values.items() if one == code)


def row_of(layout: Layout, form: Form, kept: Record) -> dict[str, str]:
    """One row of the other system's file."""
    mapping = layout.forms[form.key]
    row: dict[str, str] = {column: texts[0] for column, texts in mapping.rows.items()}
    several: dict[str, list[str]] = {}
    for name, column in {**mapping.named(form), **mapping.same}.items():
        if kept.get(name) is not None:
            row[column] = _text(layout, form.by_name[name], kept[name])
    for name, column in mapping.countries.items():
        if kept[name] is not None:
            row[column] = layout.separators[0].join(_country(layout, code) for code in kept[name].split(";"))
    for name, coded in mapping.codes.items():
        if kept[name] is not None:
            one = next(one for one in coded.chain() if str(kept[name]) in one.values.values())
            row[one.column] = _key(one.values, str(kept[name]))
    for name, columns in mapping.flags.items():
        if kept[name] is not None:
            row[columns[0]] = layout.yes_is[0] if kept[name] else layout.no_is[0]
    for name, codes in mapping.one_of.items():
        if kept[name] is not None:
            row[_key(codes, kept[name])] = layout.yes_is[0]
    for name, answers in mapping.answers.items():
        for code in dict.fromkeys(answers.values.values()):
            field = name if name in form.by_name else f"{name}_{code}"
            if code and kept.get(field) in ((code,) if field == name else (1,)):
                several.setdefault(answers.column, []).append(_key(answers.values, code))
    row |= {column: layout.separators[0].join(texts) for column, texts in several.items()}
    for name, age in mapping.ages.items():
        if kept["assist_year_first"] is not None:
            at = datetime.date(int(kept["assist_year_first"]), 6, 30)
            row[age.at] = _date(layout, at.isoformat())
            if kept[name] is not None:
                row[age.born] = _date(layout, datetime.date(at.year - int(kept[name]), 6, 30).isoformat())
    if layout.office is not None:
        row.setdefault(layout.office, _country(layout, OFFICE))
    if layout.year is not None:
        row[layout.year] = str(YEAR)
    return row


def file_of(layout: Layout, rows: list[dict[str, str]]) -> bytes:
    """A CSV file in the layout, with every column that it names."""
    columns = list(dict.fromkeys([*layout.columns, *layout.identifiers, *(name for row in rows for name in row)]))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
