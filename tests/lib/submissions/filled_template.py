"""Records for the template, drawn by hypothesis, and what the reader must make of them."""

import datetime
from typing import Any

import pandas as pd
from hypothesis import strategies as st

from expectations.contract import Contract, Field, FieldType, Form
from expectations.geography import all_codes
from expectations.reading import Reading, SubmittedFile, read_submission
from tests.lib.submissions.files import pseudonym

OFFICE, YEAR = "KEN", 2013
ADDRESS = ["file_no", "sheet_no", "row_no"]
REFERENCES = st.from_regex(r"[A-Z]{2}-[0-9]{3,5}", fullmatch=True)
WORDS = st.text(st.sampled_from("abc ÀéñßŁ=+-@|%'\"<&;,.()07"), min_size=1, max_size=30).map(
    lambda text: f"Word {text.strip()} end".replace("  ", " ")
)


def _number(field: Field, greatest: int) -> st.SearchStrategy[int]:
    return st.integers(int(field.minimum or 0), int(greatest if field.maximum is None else field.maximum))


def answers_to(field: Field, contract: Contract) -> st.SearchStrategy[Any]:
    """Any answer that the field takes, in codes."""
    codes: st.SearchStrategy[str] = st.sampled_from(
        list(contract.code_lists[field.codes].codes) if field.codes else list(all_codes())
    )
    several = st.lists(codes, min_size=1, max_size=3, unique=True).map(lambda some: ";".join(sorted(some)))
    days = st.dates(datetime.date(1990, 1, 1), datetime.date(2035, 12, 31))
    return {
        FieldType.REFERENCE: REFERENCES,
        FieldType.CODE: several if field.repeatable else codes,
        FieldType.COUNTRY: several if field.repeatable else codes,
        FieldType.FLAG: st.integers(0, 1),
        FieldType.WHOLE: _number(field, 32_767),
        FieldType.YEAR: _number(field, 2_099),
        FieldType.COUNT: _number(field, 2_000_000_000),
        FieldType.DECIMAL: st.integers(0, 1000).map(lambda part: part / 1000 * (field.maximum or 1)),
        FieldType.MONTH: days.map(lambda day: day.strftime("%Y-%m")),
        FieldType.DATE: days.map(datetime.date.isoformat),
        FieldType.TEXT: WORDS,
    }[field.type]


@st.composite
def records_of(draw: st.DrawFn, form: Form, contract: Contract) -> pd.DataFrame:
    """A form's records; references are all different, and any other answer may be missing."""
    count = draw(st.integers(1, 3))
    columns: dict[str, list[Any]] = {}
    for field in form.fields:
        answer = answers_to(field, contract)
        if field.name == form.reference_field:
            columns[field.name] = draw(st.lists(REFERENCES, min_size=count, max_size=count, unique=True))
        else:
            columns[field.name] = draw(st.lists(st.none() | answer, min_size=count, max_size=count))
    frame = pd.DataFrame(columns, dtype=object)
    fewest = 2 if form.reference_field is None else 1  # a text alone in a row is a footnote
    return frame[frame.notna().sum(axis="columns") >= fewest]


def read(content: bytes, contract: Contract) -> Reading:
    """The workbook read as a submission of its own."""
    return read_submission([SubmittedFile("template.xlsx", content)], contract, OFFICE, YEAR, pseudonym)


def as_read(records: pd.DataFrame, form: Form) -> list[dict[str, Any]]:
    """What reading makes of records: references hashed, the rest as it was, None where missing."""
    prefixes = {"case_ref": f"{OFFICE}|", "link_key": "link|"}
    rows = []
    for record in records.to_dict("records"):
        row: dict[str, Any] = {}
        for field in form.fields:
            value = record.get(field.name)
            if value is not None and field.type is FieldType.REFERENCE:
                value = pseudonym(prefixes[field.name] + value.casefold())
            row["person_key" if field.name == "case_ref" else field.name] = value
        rows.append(row)
    return rows


def given(reading: Reading, form: Form) -> list[dict[str, Any]]:
    """A form's records as read, without their addresses."""
    if form.key not in reading.records:
        return []
    frame = reading.records[form.key].drop(columns=[*ADDRESS, "unread"]).astype(object)
    return frame.where(frame.notna(), None).to_dict("records")


def said_in_one_cell(records: pd.DataFrame, form: Form) -> pd.DataFrame:
    """Records as a template with one cell a question can say them: of a question, yes to some answers or no to all."""
    said = records.copy()
    for question in form.several:
        flags = [flag.name for flag in form.group(question.name)]
        some = (records[flags] == 1).any(axis="columns")
        for name in flags:
            no = pd.Series(0, index=records.index, dtype=object)
            said[name] = (
                records[name].where(records[name] == 1, None).where(some | records[flags].isna().any(axis=1), no)
            )
    return said[said.notna().any(axis="columns")]
