"""The cover: office, year and language filled in; the office states the forms on which it has nothing to report.

Belongs here: the questions of the cover and the places of their answers. Does not: understanding them
(expectations/reading/cover.py).
"""

from collections.abc import Collection, Mapping
from typing import Any

from xlsxwriter.utility import quote_sheetname

from expectations.contract import LANGUAGES
from expectations.template.plan import Plan
from expectations.template.sheet_formats import Formats

TABLE_ROW = 4
WIDTHS = (46, 60)


def nil_question(plan: Plan, form: str) -> str:
    """Return the question whether an office has nothing to report in a form."""
    return plan.text("cover.nil_form", form=plan.contract.forms[form].label.in_language(plan.language))


def _questions(plan: Plan, nil_forms: Collection[str], nature: str) -> dict[str, tuple[str, str, dict[str, Any]]]:
    """Return question, answer and constraint by key, in order."""
    nil = {"validate": "list", "source": [plan.text("answers.yes"), plan.text("answers.no")]}
    languages = [plan.text(f"languages.{language}") for language in LANGUAGES]
    questions: dict[str, tuple[str, str, dict[str, Any]]] = {
        "office": (plan.text("cover.office"), plan.office_name, {}),
        "year": (plan.text("cover.year"), str(plan.year), {}),
        "language": (
            plan.text("cover.language"),
            plan.text(f"languages.{plan.language}"),
            {"validate": "list", "source": languages},
        ),
        "contact": (plan.text("cover.contact"), "", {}),
    }
    for form in plan.contract.forms:
        answer = plan.text("answers.yes") if form in nil_forms else ""
        questions[f"nil:{form}"] = (nil_question(plan, form), answer, nil)
    questions["only_forms"] = (plan.text("cover.only_forms"), "", {})
    questions["template_version"] = (plan.text("cover.template_version"), plan.contract.version, {})
    if nature != "real":
        questions["nature"] = (plan.text("cover.nature"), nature, {})
    return questions


def cover_cells(plan: Plan) -> Mapping[str, str]:
    """Return the place of each answer of the cover, as formulas name it."""
    questions = _questions(plan, (), "real")
    name = quote_sheetname(plan.text("sheets.cover"))
    return {key: f"{name}!$B${TABLE_ROW + 2 + place}" for place, key in enumerate(questions)}


def write_cover(book: Any, plan: Plan, formats: Formats, nil_forms: Collection[str], nature: str) -> None:
    """Write the cover sheet."""
    sheet = book.add_worksheet(plan.text("sheets.cover"))
    sheet.write_string(0, 0, plan.text("cover.title", office=plan.office_name, year=plan.year), formats.title)
    sheet.write_string(1, 0, plan.sentence, formats.sentence)
    sheet.write_string(2, 0, plan.text("cover.how"), formats.how)
    questions = _questions(plan, nil_forms, nature)
    for row, (key, (question, answer, constraint)) in enumerate(questions.items(), start=TABLE_ROW + 1):
        sheet.write_string(row, 0, question, formats.wrapped)
        if key == "year":
            sheet.write_number(row, 1, plan.year, formats.answer)
        elif answer:
            sheet.write_string(row, 1, answer, formats.answer)
        else:
            sheet.write_blank(row, 1, None, formats.answer)
        if constraint:
            says = {"error_title": plan.text("how_to_answer.title"), "error_message": plan.text("how_to_answer.list")}
            sheet.data_validation(row, 1, row, 1, {**constraint, **says})
        kind = key.partition(":")[0]
        note = plan.text(f"cover_notes.{kind}")
        sheet.write_comment(row, 0, note, {"x_scale": 2.2, "y_scale": 1.0})
    headers = [plan.text("cover.question"), plan.text("cover.answer")]
    sheet.add_table(
        TABLE_ROW,
        0,
        TABLE_ROW + len(questions),
        1,
        {
            "name": "table_cover",
            "style": "Table Style Light 1",
            "autofilter": False,
            "columns": [{"header": header, "header_format": formats.header} for header in headers],
        },
    )
    for column, width in enumerate(WIDTHS):
        sheet.set_column(column, column, width)
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
