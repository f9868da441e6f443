"""The files of a delivery as bytes: one workbook, or a CSV file a form with a cover. The same rows, the same bytes.

Belongs here: sheets, headers, hidden machine row, separators. Does not: the words in the cells (office_language.py),
which delivery holds what (deliveries.py).
"""

import csv
import io
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from demo.office_language import ISO_MONTH, Style
from expectations.contract import Contract, FieldType, Form

WRITTEN_ON = datetime(2013, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The date in every workbook's properties: none of the machine that wrote it."""

WHOLE_NUMBERS = (FieldType.WHOLE, FieldType.COUNT, FieldType.FLAG, FieldType.YEAR)


@dataclass(frozen=True)
class Content:
    """What a delivery says: the cover's keys and values, and the worded rows by form."""

    cover: dict[str, str]
    tables: dict[str, pd.DataFrame]
    extra_column: tuple[str, str] | None = None  # header and text of a column that no form has


def _headers(form: Form, fields: list[str], language: str) -> list[str]:
    return [form.by_name[field].label.in_language(language) for field in fields]


def _write_column(sheet: Any, first_row: int, column: int, kind: FieldType, texts: list[str], dates: Any) -> None:
    """Write one column; whole numbers, decimals and, with ``dates``, months as Excel's own, everything else as text."""
    for row, text in enumerate(texts, start=first_row):
        if not text:
            continue
        if kind in WHOLE_NUMBERS and text.isdecimal():
            sheet.write_number(row, column, int(text))
        elif kind is FieldType.DECIMAL:
            sheet.write_number(row, column, float(text))
        elif dates is not None and kind is FieldType.MONTH and ISO_MONTH.fullmatch(text):
            year, month = text.split("-")
            sheet.write_datetime(row, column, datetime(int(year), int(month), 15), dates)
        else:
            sheet.write_string(row, column, text)


def _form_sheet(book: Any, form: Form, content: Content, style: Style, title: str, dates: Any) -> None:
    table = content.tables[form.key]
    fields = list(table.columns)
    sheet = book.add_worksheet(form.label.in_language(style.language))
    sheet.write_string(0, 0, f"{title} – {form.label.in_language(style.language)}")
    for column, (field, header) in enumerate(zip(fields, _headers(form, fields, style.language), strict=True)):
        sheet.write_string(2, column, header)
        sheet.write_string(3, column, field)
        kind = form.by_name[field].type
        _write_column(sheet, 4, column, kind, table[field].tolist(), dates if style.months == "date" else None)
    sheet.set_row(3, None, None, {"hidden": True})
    if content.extra_column is not None:
        header, text = content.extra_column
        sheet.write_string(2, len(fields), header)
        for row in range(4, 4 + len(table), 3):
            sheet.write_string(row, len(fields), text)
    if style.total_row and form.has_persons and len(fields) > 1:
        sheet.write_string(4 + len(table), 0, "Total")
        sheet.write_number(4 + len(table), len(fields) - 1, len(table))


def workbook(content: Content, contract: Contract, style: Style, names: dict[str, str]) -> bytes:
    """Return a workbook: the cover sheet and one sheet a form; ``names`` gives the cover sheet's name and the title."""
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"created": WRITTEN_ON})
    dates = book.add_format({"num_format": "mm/yyyy"})
    cover = book.add_worksheet(names["cover_sheet"])
    for row, (key, value) in enumerate(content.cover.items()):
        cover.write_string(row, 0, key)
        cover.write_string(row, 1, value)
    for form in contract.forms.values():
        if form.key in content.tables:
            _form_sheet(book, form, content, style, names["title"], dates)
    book.close()
    return buffer.getvalue()


def _csv(rows: list[list[str]], style: Style) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=";" if style.semicolon else ",", lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("utf-8-sig" if style.byte_order_mark else "utf-8")


def separated(content: Content, contract: Contract, style: Style) -> dict[str, bytes]:
    """Return cover.csv and one CSV file a form, named after the form's key."""
    files = {"cover.csv": _csv([["key", "value"], *map(list, content.cover.items())], style)}
    for key, table in content.tables.items():
        fields = list(table.columns)
        header = _headers(contract.forms[key], fields, style.language) if style.headers_by_label else fields
        rows = table.to_numpy().tolist()
        if content.extra_column is not None:
            name, text = content.extra_column
            header = [*header, name]
            rows = [[*row, "" if place % 3 else text] for place, row in enumerate(rows)]
        files[f"{key}.csv"] = _csv([header, *rows], style)
    return files
