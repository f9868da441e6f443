"""The checks of the sheet "Before you send", as formulas: what is missing, twice, of another year, or does not add up.

Belongs here: one formula a check, each with its value in a template without rows. Does not: the sheet
(checklist_sheet.py), the rules that headquarters apply (expectations/checks), which need more than a formula.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal

import yaml

from expectations.contract import Field, FieldType, Labels
from expectations.template.cover_sheet import cover_cells
from expectations.template.plan import FormSheet, Plan, TemplateCells, list_of

ROWS_LOOKED_AT_BELOW = 5_000
ALTERNATIVES = (("age", "age_band"),)
"""Fields of which one answer is enough."""


@dataclass(frozen=True)
class TemplateCheck:
    """One line of the sheet: ``form`` is a form's key or empty for the cover; ``name`` a key of texts.yaml.

    ``kind``: fault, to be mended; note, to be known; count, a number to compare with.
    """

    form: str
    name: str
    formula: str
    kind: Literal["fault", "note", "count"]
    without_rows: int = 0
    about: Labels | None = None  # the field or measure that the line names


@lru_cache(maxsize=1)
def _controls() -> dict[str, Any]:
    text = (Path(__file__).parent / "controls.yaml").read_text(encoding="utf-8")
    content: dict[str, Any] = yaml.safe_load(text)
    return content


def _given(cells: TemplateCells) -> str:
    return f'({cells.anywhere}<>"")'


def _blank(cells: TemplateCells) -> str:
    return f'({cells.anywhere}="")'


def _says(cells: TemplateCells, texts: Iterable[str]) -> str:
    """Return 1 for each cell that says one of the texts, as an array."""
    return f"({_plus(_one(cells, text) for text in texts)}>0)"


def _one(cells: TemplateCells, text: str) -> str:
    return f'({cells.anywhere}="{text}")'


def _plus(parts: Iterable[str]) -> str:
    return f"({'+'.join(parts)})"


def _any_given(sheet: FormSheet, *names: str) -> str:
    """Return 1 for each row in which one of the fields is answered, as an array."""
    return f"({_plus(_given(sheet.cells(name)) for name in names)}>0)"


def _row_is_filled(sheet: FormSheet) -> str:
    return _any_given(sheet, *(field.name for field in sheet.fields))


def _rows(sheet: FormSheet) -> str:
    return f"SUMPRODUCT(--{_row_is_filled(sheet)})"


def _twice(cells: TemplateCells) -> str:
    """Count the cells that say again what an earlier one says."""
    texts = f'{cells.anywhere}&""'
    return f'SUMPRODUCT(({cells.anywhere}<>"")*(MATCH({texts},{texts},0)<>ROW({cells.anywhere})-{cells.first_row}))'


def _blank_core_answers(sheet: FormSheet) -> str:
    """Count core answers left blank in filled rows; flags and a field whose alternative is given left out."""
    groups: list[tuple[str, ...]] = [names for names in ALTERNATIVES if set(names) <= set(sheet.places)]
    apart = {sheet.key_field, *(name for names in groups for name in names)}
    groups += [(f.name,) for f in sheet.core if f.type is not FieldType.FLAG and f.name not in apart]
    blanks = _plus("*".join(_blank(sheet.cells(name)) for name in names) for names in groups)
    return f"SUMPRODUCT({_row_is_filled(sheet)}*{blanks})"


def _not_in_the_list(sheet: FormSheet, field: Field, plan: Plan) -> str:
    cells = sheet.cells(field.name).anywhere
    answers = plan.lists[field.codes or ""]
    unknown = "*".join(f'ISNA(MATCH({cells}&"",{names},0))' for names in (answers.answers, answers.codes))
    return f'SUMPRODUCT(({cells}<>"")*{unknown})'


def _out_of_range(cells: str, field: Field) -> str:
    below = f'COUNTIF({cells},"<"&{0 if field.minimum is None else field.minimum:g})'
    return below if field.maximum is None else f'{below}+COUNTIF({cells},">"&{field.maximum:g})'


def _outside_the_year(cells: str, year: int) -> str:
    return f'COUNTIF({cells},"<"&DATE({year},1,1))+COUNTIF({cells},">="&DATE({year + 1},1,1))'


def _must_be_given(sheet: FormSheet) -> list[str]:
    """Return the fields that a rule of the form wants in every row."""
    rules = (rule.broken_when for rule in sheet.form.rules if len(rule.broken_when) == 1)
    return [one.field for (one,) in rules if one.given is False and one.field is not None]


def _checks_of_form(sheet: FormSheet, plan: Plan) -> Iterator[TemplateCheck]:
    key = sheet.form.key
    yield TemplateCheck(key, "rows", _rows(sheet), "count")
    nil = f'({cover_cells(plan)[f"nil:{key}"]}="{plan.text("answers.yes")}")'
    if not sheet.form.is_optional:
        yield TemplateCheck(key, "empty_without_nil", f"({_rows(sheet)}=0)*(1-{nil})", "fault", 1)
    yield TemplateCheck(key, "nil_with_rows", f"({_rows(sheet)}>0)*{nil}", "fault")
    if sheet.key_field is not None:
        cells = sheet.cells(sheet.key_field)
        missing = f"SUMPRODUCT({_blank(cells)}*{_row_is_filled(sheet)})"
        yield TemplateCheck(key, "reference_missing", missing, "fault")
        yield TemplateCheck(key, "reference_twice", _twice(cells), "fault")
    ranges = {field.name: sheet.cells(field.name).anywhere for field in sheet.fields}
    dates = [f for f in sheet.fields if sheet.is_bound_to_the_year(f)]
    codes = [f for f in sheet.fields if f.type is FieldType.CODE and not f.repeatable]
    numbers = [f for f in sheet.fields if list_of(f) is None and (f.minimum is not None or f.maximum is not None)]
    several = {
        "outside_the_year": [_outside_the_year(ranges[f.name], plan.year) for f in dates],
        "not_in_the_list": [_not_in_the_list(sheet, f, plan) for f in codes],
        "out_of_range": [_out_of_range(ranges[f.name], f) for f in numbers],
    }
    for name, parts in several.items():
        if parts:
            yield TemplateCheck(key, name, "+".join(parts), "fault")
    for name in _must_be_given(sheet):
        missing = f"SUMPRODUCT({_blank(sheet.cells(name))}*{_row_is_filled(sheet)})"
        yield TemplateCheck(key, "answer_missing", missing, "fault", about=sheet.form.by_name[name].label)
    if sheet.form.has_persons:
        yield TemplateCheck(key, "blank_core_answers", _blank_core_answers(sheet), "note")
    below = TemplateCells(sheet.name, sheet.last_row + 1, sheet.last_row + ROWS_LOOKED_AT_BELOW, 0)
    yield TemplateCheck(key, "rows_below", f"COUNTA({below.anywhere})", "note")


def _names(plan: Plan, field: Field, codes: Iterable[str]) -> list[str]:
    """Return codes and their answers: a cell may hold either."""
    known = plan.contract.code_lists[field.codes or ""].codes
    return [name for code in codes for name in (code, known[code].label.in_language(plan.language))]


def _counted(sheet: FormSheet, control: dict[str, Any], plan: Plan) -> str:
    """Count the rows of a form that a control total is about."""
    rows = [_row_is_filled(sheet)]
    for name, codes in control.get("only", {}).items():
        rows.append(_says(sheet.cells(name), _names(plan, sheet.form.by_name[name], codes)))
    for name, codes in control.get("without", {}).items():
        rows.append(f"(1-{_says(sheet.cells(name), _names(plan, sheet.form.by_name[name], codes))})")
    return f"SUMPRODUCT({'*'.join(rows)}*1)"


def _control_totals(plan: Plan) -> Iterator[TemplateCheck]:
    """Compare an office's own totals, those of no part, with the rows that they count."""
    sheets = {sheet.form.key: sheet for sheet in plan.sheets}
    asked = _controls()
    totals = sheets[asked["form"]]
    measure = totals.form.by_name[asked["measure"]]
    values = totals.cells(asked["value"])
    for code, control in asked["controls"].items():
        says = _says(totals.cells(measure.name), _names(plan, measure, [code]))
        whole = "*".join([says, *(_blank(totals.cells(name)) for name in asked["parts"])])
        total = f"SUMPRODUCT({whole},{values.anywhere})"
        is_given = f"(SUMPRODUCT({whole}*{_given(values)})>0)"
        label = plan.contract.code_lists[measure.codes or ""].codes[code].label
        counted = _counted(sheets[control["form"]], control, plan)
        yield TemplateCheck(totals.form.key, "control_total", total, "count", about=label)
        differs = f"{is_given}*ABS({total}-{counted})"
        yield TemplateCheck(totals.form.key, "differs_from_control_total", differs, "note", about=label)


def checks_of(plan: Plan) -> tuple[TemplateCheck, ...]:
    """Return all checks of a template, the cover's first."""
    cells = cover_cells(plan)
    wrong_office = f'1-({cells["office"]}="{plan.office_name}")*1'
    cover = (
        TemplateCheck("", "cover_office", wrong_office, "fault"),
        TemplateCheck("", "cover_year", f'1-({cells["year"]}&""="{plan.year}")*1', "fault"),
        TemplateCheck("", "cover_language", f'({cells["language"]}="")*1', "fault"),
    )
    forms = [check for sheet in plan.sheets for check in _checks_of_form(sheet, plan)]
    return (*cover, *forms, *_control_totals(plan))
