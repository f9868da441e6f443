"""A form's sheet: title, the sentence, machine names hidden above the header, one table for the rows.

Belongs here: writing header, notes, constraints and, where there are some, records. Does not: the order of the columns
(plan.py), what may be typed (constraints.py), an answer's wording (answer_text.py).
"""

import datetime
import textwrap
from typing import Any

import pandas as pd
from xlsxwriter.utility import xl_col_to_name

from expectations.contract import NONE_OF_THEM, Field, FieldType
from expectations.template.answer_text import worded
from expectations.template.constraints import constrain, how_to_answer
from expectations.template.plan import (
    FIRST_ROW,
    FURTHER_ROW,
    HEADER_ROW,
    HOW_ROW,
    MACHINE_ROW,
    SENTENCE_ROW,
    TITLE_ROW,
    FormSheet,
    Plan,
)
from expectations.template.sheet_formats import Formats

LINE_HEIGHT = 16
A3 = 8
NARROWEST, WIDEST = 13, 30
NARROW = (FieldType.FLAG, FieldType.WHOLE, FieldType.COUNT, FieldType.YEAR, FieldType.DECIMAL)
NOTE_LETTERS_A_LINE = 38


def _look(field: Field, formats: Formats) -> Any:
    looks = {
        FieldType.MONTH: formats.month,
        FieldType.DATE: formats.day,
        FieldType.WHOLE: formats.whole,
        FieldType.COUNT: formats.count,
        FieldType.YEAR: formats.whole,
        FieldType.DECIMAL: formats.decimal,
        FieldType.TEXT: formats.wrapped_text,
    }
    return looks.get(field.type, formats.text)


def _width(field: Field, plan: Plan) -> int:
    if field.type in NARROW:
        return NARROWEST
    if field.type is FieldType.CODE and field.codes is not None:
        return min(WIDEST, max(NARROWEST, *(len(label) + 3 for _, label in plan.lists[field.codes].entries)))
    return {"country": 24, "reference": 18, "text": 36}.get(field.type.value, 16)


def _lines(label: str, width: int) -> int:
    """Return the lines that a label takes in a column: words are not broken, and bold letters are wider."""
    return len(textwrap.wrap(label, width - 2, break_long_words=False))


def _note(sheet: FormSheet, field: Field, plan: Plan) -> str:
    parts = [field.help.in_language(plan.language), how_to_answer(sheet, field, plan)]
    return "\n".join(part for part in parts if part)


def _write_head(written: Any, sheet: FormSheet, plan: Plan, formats: Formats) -> None:
    label = sheet.form.label.in_language(plan.language)
    written.write_string(TITLE_ROW, 0, f"{label} – {plan.office_name}, {plan.year}", formats.title)
    written.write_string(SENTENCE_ROW, 0, plan.sentence, formats.sentence)
    grain = sheet.form.grain.in_language(plan.language)
    written.write_string(HOW_ROW, 0, plan.text("form.how", grain=grain), formats.how)
    if len(sheet.core) < len(sheet.fields):
        written.write_string(FURTHER_ROW, 0, plan.text("form.further"), formats.how)
    for place, field in enumerate(sheet.fields):
        written.write_string(MACHINE_ROW, place, field.name, formats.machine)
        note = _note(sheet, field, plan)
        lines = sum(1 + len(part) // NOTE_LETTERS_A_LINE for part in note.split("\n"))
        written.write_comment(HEADER_ROW, place, note, {"width": 260, "height": 22 + 18 * lines})
    written.set_row(MACHINE_ROW, None, None, {"hidden": True})
    labels = [(field.label.in_language(plan.language), _width(field, plan)) for field in sheet.fields]
    written.set_row(HEADER_ROW, LINE_HEIGHT * max(2, *(_lines(label, width) for label, width in labels)))


def _answers(field: Field, sheet: FormSheet, records: pd.DataFrame) -> list[Any]:
    """Return a column of the records; of a question in one cell the answers with yes, NONE_OF_THEM if all say no."""
    if field.name in sheet.form.by_name:
        return records[field.name].tolist() if field.name in records else []
    flags = {flag.name.removeprefix(f"{field.name}_"): flag.name for flag in sheet.form.group(field.name)}
    given = {code: name for code, name in flags.items() if name in records}
    rows = [dict(zip(given, row, strict=True)) for row in records[list(given.values())].itertuples(index=False)]
    codes_by_row = [[code for code, value in row.items() if pd.notna(value) and int(value)] for row in rows]
    noes = [
        len(given) == len(flags) and all(pd.notna(value) and not int(value) for value in row.values()) for row in rows
    ]
    return [";".join(codes) or (NONE_OF_THEM if no else None) for codes, no in zip(codes_by_row, noes, strict=True)]


def _write_records(written: Any, sheet: FormSheet, records: pd.DataFrame, plan: Plan, formats: Formats) -> None:
    for place, field in enumerate(sheet.fields):
        answers = _answers(field, sheet, records)
        look = _look(field, formats)
        for row, value in enumerate(answers, start=FIRST_ROW):
            cell = worded(value, field, plan)
            if isinstance(cell, str):
                written.write_string(row, place, cell, look)
            elif isinstance(cell, datetime.date):
                written.write_datetime(row, place, cell, look)
            elif cell is not None:
                written.write_number(row, place, cell, look)


def _mark_faults(written: Any, sheet: FormSheet, plan: Plan, formats: Formats) -> None:
    """Colour what the sheet "Before you send" counts: references missing or given twice, dates of another year."""
    last = xl_col_to_name(len(sheet.fields) - 1)
    if sheet.key_field is not None:
        place, cells = sheet.places[sheet.key_field], sheet.cells(sheet.key_field)
        row = FIRST_ROW + 1
        missing = f'=AND({cells.first_cell}="",COUNTA($A{row}:${last}{row})>0)'
        area = (FIRST_ROW, place, sheet.last_row, place)
        written.conditional_format(*area, {"type": "formula", "criteria": missing, "format": formats.doubt})
        written.conditional_format(*area, {"type": "duplicate", "format": formats.fault})
    for field in sheet.fields:
        if sheet.is_bound_to_the_year(field):
            place = sheet.places[field.name]
            cell = sheet.cells(field.name).first_cell
            outside = f"=AND(ISNUMBER({cell}),OR({cell}<DATE({plan.year},1,1),{cell}>=DATE({plan.year + 1},1,1)))"
            rule = {"type": "formula", "criteria": outside, "format": formats.fault}
            written.conditional_format(FIRST_ROW, place, sheet.last_row, place, rule)


def write_form(book: Any, sheet: FormSheet, records: pd.DataFrame | None, plan: Plan, formats: Formats) -> None:
    """Write a form's sheet, with its records, if any; the further questions stay open where one is answered."""
    written = book.add_worksheet(sheet.name)
    further = sheet.fields[len(sheet.core) :]
    is_answered = records is not None and any(
        value is not None and not pd.isna(value) for f in further for value in _answers(f, sheet, records)
    )
    for place, field in enumerate(sheet.fields):
        options = {"level": 1, "hidden": not is_answered} if field in further else {}
        written.set_column(place, place, _width(field, plan), _look(field, formats), options)
        constrain(written, sheet, field, plan)
    if further:
        written.set_column(len(sheet.fields), len(sheet.fields), 4, None, {"collapsed": not is_answered})
    _write_head(written, sheet, plan, formats)
    columns = [
        {
            "header": field.label.in_language(plan.language),
            "header_format": formats.header if sheet.is_core(field) else formats.further_header,
        }
        for field in sheet.fields
    ]
    table = {"name": f"table_{sheet.form.key}", "style": "Table Style Light 15", "autofilter": False}
    written.add_table(HEADER_ROW, 0, sheet.last_row, len(columns) - 1, {**table, "columns": columns})
    if records is not None:
        _write_records(written, sheet, records, plan, formats)
    _mark_faults(written, sheet, plan, formats)
    written.freeze_panes(FIRST_ROW, 1)
    written.set_landscape()
    written.set_paper(A3)
    written.fit_to_pages(1, 0)
    written.repeat_rows(HEADER_ROW)
