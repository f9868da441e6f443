"""A form as an XLSForm for KoboToolbox and ODK, in three languages: what an office without a spreadsheet fills in.

Belongs here: contract to survey, choices and settings. Does not: reading what comes back (layouts/kobo.yaml).
One project a form. The names are the contract's machine names and codes, so that an export "with XML values" is read as
it is. A flag is asked with yes or no and may be left blank: blank is unknown.
"""

import io
from collections.abc import Iterator
from typing import Any

import xlsxwriter

from expectations.contract import Contract, Field, FieldType, Form, Labels
from expectations.geography import all_codes, country_name
from expectations.template.workbook import OPTIONS, WRITTEN_ON

LANGUAGE_NAMES = {"en": "English (en)", "fr": "Français (fr)", "es": "Español (es)"}
FORM_QUESTION, OFFICE_QUESTION, YEAR_QUESTION = "review_form", "office", "review_year"
YES_NO, COUNTRIES = "yes_no", "countries"
PLAIN_TYPES = {
    FieldType.REFERENCE: "text",
    FieldType.TEXT: "text",
    FieldType.WHOLE: "integer",
    FieldType.COUNT: "integer",
    FieldType.YEAR: "integer",
    FieldType.DECIMAL: "decimal",
    FieldType.DATE: "date",
    FieldType.MONTH: "date",
}
SURVEY = ("type", "name", "label", "hint", "required", "appearance", "constraint", "constraint_message", "calculation")
TRANSLATED = ("label", "hint", "constraint_message")
Row = dict[str, str | Labels]


def _question(field: Field, blank_stays: Labels) -> Row:
    many = "select_multiple" if field.repeatable else "select_one"
    match field.type:
        case FieldType.CODE:
            kind = f"{many} {field.codes}"
        case FieldType.COUNTRY:
            kind = f"{many} {COUNTRIES}"
        case FieldType.FLAG:
            kind = f"select_one {YES_NO}"
        case _:
            kind = PLAIN_TYPES[field.type]
    row: Row = {"type": kind, "name": field.name, "label": field.label, "hint": field.help}
    if field.type is FieldType.MONTH:
        row["appearance"] = "month-year"
    elif field.type is FieldType.FLAG:
        row["appearance"] = "horizontal-compact"
    elif field.type is FieldType.COUNTRY:
        row["appearance"] = "autocomplete" if not field.repeatable else "minimal"
    if field.minimum is not None and field.maximum is not None:
        row["constraint"] = f". >= {field.minimum:g} and . <= {field.maximum:g}"
        row["constraint_message"] = blank_stays
    elif field.longest is not None:
        row["constraint"] = f"string-length(.) <= {field.longest}"
        row["constraint_message"] = blank_stays
    return row


def _survey(form: Form, contract: Contract, office: str, year: int) -> Iterator[Row]:
    for name, value in ((FORM_QUESTION, form.key), (OFFICE_QUESTION, office), (YEAR_QUESTION, str(year))):
        yield {"type": "calculate", "name": name, "calculation": f"'{value}'"}
    yield {"type": "note", "name": "leave_blank", "label": contract.leave_blank}
    group: str | None = None
    for field in form.fields:
        if field.group != group:
            if group is not None:
                yield {"type": "end_group", "name": f"group_{group}"}
            if field.group is not None:
                label = Labels(**{lang: _question_of(field, lang) for lang in LANGUAGE_NAMES})
                yield {"type": "begin_group", "name": f"group_{field.group}", "label": label}
            group = field.group
        row = _question(field, contract.leave_blank)
        if field.name == form.reference_field:
            row["required"] = "yes"
        yield row
    if group is not None:
        yield {"type": "end_group", "name": f"group_{group}"}


def _question_of(field: Field, language: str) -> str:
    """Return the several-answer question of a flag: the text before the answer in its label."""
    return field.label.in_language(language).partition(":")[0]


def _choices(form: Form, contract: Contract, year: int) -> Iterator[tuple[str, str, Labels]]:
    if any(field.type is FieldType.FLAG for field in form.fields):
        yield YES_NO, "1", Labels(en="Yes", fr="Oui", es="Sí")
        yield YES_NO, "0", Labels(en="No", fr="Non", es="No")
    for name in dict.fromkeys(field.codes for field in form.fields if field.codes):
        for key, code in contract.code_lists[name].codes.items():
            yield name, key, code.label
    if any(field.type is FieldType.COUNTRY for field in form.fields):
        for country in all_codes():
            yield COUNTRIES, country, Labels(**{lang: country_name(country, lang, year) for lang in LANGUAGE_NAMES})


def _headers(names: tuple[str, ...]) -> list[tuple[str, str | None, str]]:
    """Return the columns of a sheet: header, language, and the entry of a row that it shows."""
    columns: list[tuple[str, str | None, str]] = []
    for name in names:
        if name in TRANSLATED:
            columns += [(f"{name}::{told}", lang, name) for lang, told in LANGUAGE_NAMES.items()]
        else:
            columns.append((name, None, name))
    return columns


def _write_sheet(sheet: Any, names: tuple[str, ...], rows: Iterator[Row]) -> None:
    columns = _headers(names)
    for place, (header, _, _) in enumerate(columns):
        sheet.write_string(0, place, header)
    for row_no, row in enumerate(rows, start=1):
        for place, (_, language, name) in enumerate(columns):
            said = row.get(name, "")
            text = said.in_language(language or "en") if isinstance(said, Labels) else said
            if text:
                sheet.write_string(row_no, place, text)


def write_xlsform(contract: Contract, form_key: str, office: str, year: int, language: str) -> bytes:
    """Return the XLSForm of one form, office and year; ``language`` is the one that is shown first.

    The same contract gives the same bytes.
    """
    form = contract.forms[form_key]
    stream = io.BytesIO()
    book: Any = xlsxwriter.Workbook(stream, OPTIONS)
    book.set_properties({"created": WRITTEN_ON})
    _write_sheet(book.add_worksheet("survey"), SURVEY, _survey(form, contract, office, year))
    choices: Iterator[Row] = (
        {"list_name": name, "name": key, "label": label} for name, key, label in _choices(form, contract, year)
    )
    _write_sheet(book.add_worksheet("choices"), ("list_name", "name", "label"), choices)
    settings: Row = {
        "form_title": f"{form.label.in_language(language)} – {country_name(office, language, year)} {year}",
        "form_id": f"review_{year}_{office}_{form.key}",
        "version": contract.version,
        "default_language": LANGUAGE_NAMES[language],
    }
    _write_sheet(book.add_worksheet("settings"), tuple(settings), iter([settings]))
    book.close()
    return stream.getvalue()
