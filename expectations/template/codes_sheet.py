"""The sheet of codes: every list of answers, one row an answer; the drop-downs point here.

Belongs here: writing the lists and naming their ranges. Does not: which answers a list has (plan.py).
"""

from typing import Any

from xlsxwriter.utility import quote_sheetname

from expectations.template.plan import Plan
from expectations.template.sheet_formats import Formats

TABLE_ROW = 4
WIDTHS = (34, 26, 52)


def write_codes(book: Any, plan: Plan, formats: Formats) -> None:
    """Write the sheet and define a name for each list's answers and codes."""
    name = plan.text("sheets.codes")
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, plan.text("codes.title"), formats.title)
    sheet.write_string(1, 0, plan.sentence, formats.sentence)
    sheet.write_string(2, 0, plan.text("codes.how"), formats.how)
    row = TABLE_ROW + 1
    for answers in plan.lists.values():
        ends = row, row + len(answers.entries) - 1
        for column, defined in ((1, answers.codes), (2, answers.answers)):
            letter = "ABC"[column]
            book.define_name(defined, f"={quote_sheetname(name)}!${letter}${ends[0] + 1}:${letter}${ends[1] + 1}")
        for code, label in answers.entries:
            for column, cell in enumerate((answers.title, code, label)):
                sheet.write_string(row, column, cell, formats.wrapped if column == 0 else formats.text)
            row += 1
    headers = [plan.text(f"codes.{key}") for key in ("question", "code", "answer")]
    sheet.add_table(
        TABLE_ROW,
        0,
        row - 1,
        len(headers) - 1,
        {
            "name": "table_codes",
            "style": "Table Style Light 1",
            "columns": [{"header": header, "header_format": formats.header} for header in headers],
        },
    )
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(TABLE_ROW + 1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TABLE_ROW)
