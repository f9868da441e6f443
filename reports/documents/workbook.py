"""The tables of the review as one workbook, after the Analysis Function's rules for statistical tables.

Belongs here: cover, contents, notes, one table a sheet, no merged cell, shorthand in brackets. Does not: the layout of
a table (printed_table.py). Texts are written as texts, never as formulas; the bytes are the same on every run.
"""

import datetime
import io
import textwrap
from collections.abc import Iterable, Mapping

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from reports.documents.audit_page import AuditPage, audit_page
from reports.documents.content import NumberedTable, how_to_read, load_words, numbered_tables
from reports.published import ProtectedTable
from reports.published.audit_report import AuditReport
from reports.sentences.edition_label import EditionLabel

COVER, CONTENTS, NOTES, AUDIT = "Cover", "Contents", "Notes", "Disclosure_audit"
COLUMN = 15  # characters
MOST_DECIMALS = 2


def write_workbook(
    tables: Mapping[str, ProtectedTable], label: EditionLabel, audit: AuditReport | None = None
) -> bytes:
    """Return tables.xlsx: one sheet per table, numbers as numbers, suppressed cells as [c]; last the audit, if any."""
    numbered = [table for own in numbered_tables(tables).values() for table in own]
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False})
    title = load_words().title.format(year=label.year)
    created = datetime.datetime(label.year + 1, 1, 1)
    book.set_properties({"title": title, "subject": label.draft_line(), "created": created, "author": ""})
    styles = _Styles(book)
    page = audit_page(audit) if audit else None
    _write_cover(book.add_worksheet(COVER), title, label, styles, page)
    _write_contents(book.add_worksheet(CONTENTS), numbered, label, styles, page)
    _write_notes(book.add_worksheet(NOTES), label, styles)
    for table in numbered:
        _write_table(book.add_worksheet(table.name.replace(" ", "_")), table, label, styles)
    if page is not None:
        _write_audit(book.add_worksheet(AUDIT), page, label, styles)
    for sheet in book.worksheets():
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.set_header(f"&C&B{label.draft_line()}")
    book.close()
    return out.getvalue()


class _Styles:
    """The formats of one workbook."""

    def __init__(self, book: Workbook) -> None:
        def style(**look: object) -> Format:
            return book.add_format({"font_name": "Arial", "font_size": 11, **look})

        self.title = style(bold=True, font_size=15)
        self.bold = style(bold=True)
        self.text = style()
        self.lines = style(text_wrap=True, valign="top")
        self.link = style(font_color="#12436D", underline=1)
        self.head = style(bold=True, text_wrap=True, valign="top", bottom=1)
        self.head_right = style(bold=True, text_wrap=True, valign="top", bottom=1, align="right")
        self.shorthand = style(align="right")
        self.shorthand_bold = style(align="right", bold=True)
        self.numbers = {
            (decimals, is_bold): style(num_format=f"#,##0{'.' if decimals else ''}{'0' * decimals}", bold=is_bold)
            for decimals in range(MOST_DECIMALS + 1)
            for is_bold in (False, True)
        }


def _write_cover(sheet: Worksheet, title: str, label: EditionLabel, styles: _Styles, audit: AuditPage | None) -> None:
    warning = audit.warning if audit else ""
    about = (label.nature_note(), label.caveat(), label.coverage_line(), label.held_back_line())
    lines = (label.draft_line(), warning, *about)
    sheet.set_column(0, 0, 90)
    sheet.write_string(0, 0, title, styles.title)
    for row, line in enumerate((line for line in lines if line), start=1):
        sheet.write_string(row, 0, line, styles.bold if row == 1 else styles.lines)
        _set_height(sheet, row, [line], 90)


def _write_contents(
    sheet: Worksheet, tables: list[NumberedTable], label: EditionLabel, styles: _Styles, audit: AuditPage | None
) -> None:
    sheet.set_column(0, 0, 12)
    sheet.set_column(1, 1, 95)
    sheet.write_string(0, 0, load_words().contents, styles.title)
    sheet.write_string(1, 0, label.draft_line(), styles.bold)
    sheet.write_string(2, 0, "Sheet", styles.head)
    sheet.write_string(2, 1, "Title", styles.head)
    entries = [(NOTES, load_words().reading)]
    entries += [(table.name.replace(" ", "_"), f"{table.table.title}. {table.table.subtitle}") for table in tables]
    entries += [(AUDIT, audit.title)] if audit else []
    for row, (name, text) in enumerate(entries, start=3):
        sheet.write_url(row, 0, f"internal:'{name}'!A1", styles.link, name.replace("_", " "))
        sheet.write_string(row, 1, text, styles.text)


def _write_notes(sheet: Worksheet, label: EditionLabel, styles: _Styles) -> None:
    words = load_words()
    sheet.set_column(0, 0, 18)
    sheet.set_column(1, 1, 95)
    sheet.write_string(0, 0, words.reading, styles.title)
    sheet.write_string(1, 0, label.draft_line(), styles.bold)
    sheet.write_string(2, 0, "Note", styles.head)
    sheet.write_string(2, 1, "Meaning", styles.head)
    entries = [
        *((f"Note {place}", line) for place, line in enumerate(how_to_read(label), start=1)),
        *words.symbols.items(),
    ]
    for row, (name, text) in enumerate(entries, start=3):
        sheet.write_string(row, 0, name, styles.lines)
        sheet.write_string(row, 1, text, styles.lines)
        _set_height(sheet, row, [text], 95)


def _write_audit(sheet: Worksheet, audit: AuditPage, label: EditionLabel, styles: _Styles) -> None:
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 1, 60)
    sheet.set_column(2, 2, 30)
    sheet.write_string(0, 0, audit.title, styles.title)
    sheet.write_string(1, 0, label.draft_line(), styles.bold)
    row = 2
    for line in (audit.warning, audit.introduction):
        if line:
            sheet.write_string(row, 0, line, styles.bold if line == audit.warning else styles.text)
            row += 1
    for name, title, head, rows in (
        ("disclosure_audit", audit.counted, audit.head, audit.rows),
        ("attackers", audit.tried, audit.attackers_head, audit.attackers),
    ):
        sheet.write_string(row + 1, 0, title, styles.bold)
        top = row + 2
        columns = [{"header": one} for one in head]
        place = (top, 0, top + len(rows), len(head) - 1)
        sheet.add_table(*place, {"name": name, "columns": columns, "autofilter": False, "style": None})
        for at, entries in enumerate((head, *rows)):
            for column, entry in enumerate(entries):
                sheet.write_string(top + at, column, entry, styles.lines if at else styles.head)
            _set_height(sheet, top + at, entries, 58)
        row = top + len(rows) + 1
    for at, note in enumerate(audit.notes, start=row + 1):
        sheet.write_string(at, 0, note, styles.text)


def _set_height(sheet: Worksheet, row: int, texts: Iterable[str], characters: int) -> None:
    """Give a row the height of its longest text, wrapped at a column's width: not every program does so by itself."""
    lines = max(len(textwrap.wrap(text, characters)) for text in texts)
    sheet.set_row(row, 15 * max(lines, 1))


def _write_table(sheet: Worksheet, numbered: NumberedTable, label: EditionLabel, styles: _Styles) -> None:
    table = numbered.table
    sheet.write_string(0, 0, f"{numbered.name}. {table.title}", styles.title)
    nature = label.nature_note() if table.from_submissions else ""
    above = [line for line in (table.subtitle, label.draft_line(), nature, *table.notes) if line]
    for at, line in enumerate(above, start=1):
        sheet.write_string(at, 0, line, styles.bold if line == label.draft_line() else styles.text)
    top = len(above) + 2
    for column, header in enumerate((table.stub, *table.columns)):
        sheet.write_string(top, column, header, styles.head if column == 0 else styles.head_right)
    for at, row in enumerate(table.rows, start=top + 1):
        sheet.write_string(at, 0, row.label, styles.bold if row.is_total else styles.text)
        for column, cell in enumerate(row.cells, start=1):
            if cell.value is None:
                sheet.write_string(at, column, cell.text, styles.shorthand_bold if row.is_total else styles.shorthand)
            else:
                sheet.write_number(at, column, cell.value, styles.numbers[cell.decimals, row.is_total])
    columns = [{"header": header} for header in (table.stub, *table.columns)]
    sheet.add_table(
        top,
        0,
        top + len(table.rows),
        len(table.columns),
        {"name": table.key, "columns": columns, "autofilter": False, "style": None, "header_row": True},
    )
    for column, header in enumerate((table.stub, *table.columns)):
        sheet.write_string(top, column, header, styles.head if column == 0 else styles.head_right)
    sheet.set_column(0, 0, max(24, *(min(len(row.label) + 2, 44) for row in table.rows)))
    sheet.set_column(1, len(table.columns), COLUMN)
    _set_height(sheet, top, table.columns, COLUMN - 3)
    sheet.freeze_panes(top + 1, 1)
