"""The first sheet, "Before you send": every check with its count, whether it is in order, and what to do.

Belongs here: writing the checks as one table, and colours that follow the words. Does not: the formulas (checks.py).
"""

from typing import Any

from expectations.template.checks import TemplateCheck, checks_of
from expectations.template.plan import Plan
from expectations.template.sheet_formats import Formats

SUMMARY_ROW, TABLE_ROW = 3, 5
COLUMNS = ("form", "check", "count", "result", "what_to_do")
WIDTHS = (26, 54, 11, 19, 100)
LINE_HEIGHT, LETTERS_A_LINE = 15, 112
COUNT, RESULT, WHAT_TO_DO = (COLUMNS.index(name) for name in ("count", "result", "what_to_do"))


def _result(check: TemplateCheck, row: int, plan: Plan) -> str:
    """Return the formula of the result: a word, so that the colour is never the only sign."""
    if check.kind == "count":
        return f'="{plan.text("results.count")}"'
    said = plan.text("results.fault" if check.kind == "fault" else "results.note")
    return f'=IF(C{row + 1}=0,"{plan.text("results.fine")}","{said}")'


def _result_without_rows(check: TemplateCheck, plan: Plan) -> str:
    if check.kind == "count":
        return plan.text("results.count")
    return plan.text(f"results.{check.kind if check.without_rows else 'fine'}")


def _colour(sheet: Any, area: tuple[int, int, int, int], plan: Plan, formats: Formats) -> None:
    looks = {"fault": formats.fault, "note": formats.doubt, "fine": formats.fine}
    for key, look in looks.items():
        rule = {"type": "cell", "criteria": "==", "value": f'"{plan.text(f"results.{key}")}"', "format": look}
        sheet.conditional_format(*area, rule)


def write_before(book: Any, plan: Plan, formats: Formats, is_filled: bool) -> None:
    """Write the sheet; with rows filled in, the values of its formulas are left to the office's program."""
    sheet = book.add_worksheet(plan.text("sheets.before"))
    sheet.write_string(0, 0, plan.text("before.title", office=plan.office_name, year=plan.year), formats.title)
    sheet.write_string(1, 0, plan.sentence, formats.sentence)
    sheet.write_string(2, 0, plan.text("before.how"), formats.how)
    checks = checks_of(plan)
    last = TABLE_ROW + len(checks)
    for row, check in enumerate(checks, start=TABLE_ROW + 1):
        form = plan.contract.forms[check.form].label.in_language(plan.language) if check.form else ""
        about = check.about.in_language(plan.language) if check.about else ""
        sheet.write_string(row, 0, form or plan.text("sheets.cover"), formats.wrapped)
        sheet.write_string(row, 1, plan.text(f"checks.{check.name}", about=about), formats.wrapped)
        count: Any = "" if is_filled else check.without_rows
        sheet.write_formula(row, COUNT, f"={check.formula}", formats.count, count)
        result = "" if is_filled else _result_without_rows(check, plan)
        sheet.write_formula(row, RESULT, _result(check, row, plan), formats.result, result)
        what_to_do = plan.text(f"what_to_do.{check.name}")
        sheet.write_string(row, WHAT_TO_DO, what_to_do, formats.wrapped)
        sheet.set_row(row, LINE_HEIGHT * (1 + len(what_to_do) // LETTERS_A_LINE))
    to_mend = f'COUNTIF(D{TABLE_ROW + 2}:D{last + 1},"{plan.text("results.fault")}")'
    said = plan.text("before.to_mend"), plan.text("before.nothing_to_mend")
    faults = sum(check.kind == "fault" and check.without_rows > 0 for check in checks)
    value = "" if is_filled else f"{said[0]} {faults}"
    summary = f'=IF({to_mend}>0,"{said[0]} "&{to_mend},"{said[1]}")'
    sheet.write_formula(SUMMARY_ROW, 0, summary, formats.sentence, value)
    columns = [{"header": plan.text(f"before.{key}"), "header_format": formats.header} for key in COLUMNS]
    table = {"name": "table_before_you_send", "style": "Table Style Light 1", "columns": columns}
    sheet.add_table(TABLE_ROW, 0, last, len(COLUMNS) - 1, table)
    _colour(sheet, (TABLE_ROW + 1, RESULT, last, RESULT), plan, formats)
    in_order = f'=$D{TABLE_ROW + 2}="{plan.text("results.fine")}"'
    grey = {"type": "formula", "criteria": in_order, "format": formats.quiet}
    sheet.conditional_format(TABLE_ROW + 1, WHAT_TO_DO, last, WHAT_TO_DO, grey)
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.freeze_panes(TABLE_ROW + 1, 0)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(TABLE_ROW)
