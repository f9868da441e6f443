"""The template as a workbook: what an office sees, and that its program opens it."""

import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from expectations.contract import LANGUAGES, FieldType, load_contract
from expectations.template import fill, write_template
from expectations.template.plan import FIRST_ROW, HEADER_ROW, MACHINE_ROW, Plan, list_of
from expectations.template.texts import keys_of
from tests.lib.submissions.filled_template import OFFICE, YEAR

CONTRACT = load_contract()
OFFICE_SUITE = shutil.which("soffice") or shutil.which("libreoffice")
needs_libreoffice = pytest.mark.skipif(OFFICE_SUITE is None, reason="LibreOffice (soffice) is not installed")


def opened(content: bytes) -> openpyxl.Workbook:
    return openpyxl.load_workbook(io.BytesIO(content))


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def book(language: str) -> openpyxl.Workbook:
    return opened(write_template(CONTRACT, OFFICE, YEAR, language))


@pytest.fixture(scope="module")
def plan(language: str) -> Plan:
    return Plan.of(CONTRACT, OFFICE, YEAR, language, 2_000)


def form_sheets(book: openpyxl.Workbook) -> dict[str, Worksheet]:
    return dict(zip(CONTRACT.forms, book.worksheets[2:-1], strict=True))


def test_the_checks_come_first_then_the_cover_the_forms_and_the_codes(book: openpyxl.Workbook, plan: Plan) -> None:
    names = [plan.text("sheets.before"), plan.text("sheets.cover")]
    assert book.sheetnames == [*names, *(sheet.name for sheet in plan.sheets), plan.text("sheets.codes")]


def test_every_sheet_has_its_title_in_a1_the_sentence_and_one_table_without_merged_cells(
    book: openpyxl.Workbook, plan: Plan
) -> None:
    for sheet in book:
        assert sheet["A1"].value
        assert sheet["A2"].value == CONTRACT.leave_blank.in_language(plan.language)
        assert len(sheet.tables) == 1
        assert not sheet.merged_cells.ranges


def test_machine_names_are_hidden_above_the_labels(book: openpyxl.Workbook, plan: Plan) -> None:
    for key, sheet in form_sheets(book).items():
        machine = [cell.value for cell in sheet[MACHINE_ROW + 1]]
        labels = [cell.value for cell in sheet[HEADER_ROW + 1]]
        assert sorted(machine) == sorted(CONTRACT.forms[key].by_name)
        assert labels == [CONTRACT.forms[key].by_name[name].label.in_language(plan.language) for name in machine]
        assert sheet.row_dimensions[MACHINE_ROW + 1].hidden


def test_core_questions_come_first_and_the_rest_is_grouped(book: openpyxl.Workbook) -> None:
    for key, sheet in form_sheets(book).items():
        form = CONTRACT.forms[key]
        core = [f.core or f.name == form.reference_field for f in map(form.by_name.get, values_of(sheet)) if f]
        assert core == sorted(core, reverse=True)
        grouped = {
            column
            for dimension in sheet.column_dimensions.values()
            if dimension.outlineLevel
            for column in range(dimension.min, dimension.max + 1)
        }
        assert grouped == set(range(sum(core) + 1, len(core) + 1))


def values_of(sheet: Worksheet) -> list[str]:
    return [str(cell.value) for cell in sheet[MACHINE_ROW + 1]]


def test_every_header_has_a_note_with_the_help_of_its_field(book: openpyxl.Workbook, plan: Plan) -> None:
    for key, sheet in form_sheets(book).items():
        for name, cell in zip(values_of(sheet), sheet[HEADER_ROW + 1], strict=True):
            assert cell.comment is not None
            assert CONTRACT.forms[key].by_name[name].help.in_language(plan.language) in cell.comment.text


def test_every_question_is_constrained(book: openpyxl.Workbook, plan: Plan) -> None:
    kinds = {
        FieldType.MONTH: "date",
        FieldType.DATE: "date",
        FieldType.WHOLE: "whole",
        FieldType.COUNT: "whole",
        FieldType.YEAR: "whole",
        FieldType.DECIMAL: "decimal",
    }
    for key, sheet in form_sheets(book).items():
        for place, name in enumerate(values_of(sheet), start=1):
            field = CONTRACT.forms[key].by_name[name]
            first = f"{openpyxl.utils.get_column_letter(place)}{FIRST_ROW + 1}"
            rules = [rule for rule in sheet.data_validations.dataValidation if first in rule.sqref]
            assert len(rules) == 1, (key, name)
            listed = list_of(field)
            if listed is not None:
                assert rules[0].type == "list"
                assert rules[0].formula1 == f"answers_{listed}"
                assert f"answers_{listed}" in book.defined_names
            else:
                assert rules[0].type == kinds.get(field.type, rules[0].type)


def test_a_month_of_departure_is_constrained_to_the_year(book: openpyxl.Workbook) -> None:
    sheet = form_sheets(book)["returns"]
    column = openpyxl.utils.get_column_letter(values_of(sheet).index("departure_month") + 1)
    (rule,) = [r for r in sheet.data_validations.dataValidation if f"{column}{FIRST_ROW + 1}" in r.sqref]
    days = [pd.Timestamp("1899-12-30") + pd.Timedelta(days=int(serial)) for serial in (rule.formula1, rule.formula2)]
    assert days == [pd.Timestamp(YEAR, 1, 1), pd.Timestamp(YEAR, 12, 31)]


def test_codes_that_are_not_valid_in_the_year_are_not_offered() -> None:
    for year in (2013, 2022):
        offered = dict(Plan.of(CONTRACT, OFFICE, year, "en", 10).lists["programme"].entries)
        for code, entry in CONTRACT.code_lists["programme"].codes.items():
            valid = (entry.valid_from or year) <= year <= (entry.valid_to or year)
            assert (code in offered) == valid


def test_the_same_template_has_the_same_bytes(language: str) -> None:
    assert write_template(CONTRACT, OFFICE, YEAR, language) == write_template(CONTRACT, OFFICE, YEAR, language)


def test_it_holds_no_macro_no_link_and_no_formula_beyond_the_first_sheet(language: str) -> None:
    content = write_template(CONTRACT, OFFICE, YEAR, language)
    with zipfile.ZipFile(io.BytesIO(content)) as parts:
        assert not [name for name in parts.namelist() if re.search(r"vbaProject|externalLink|embeddings", name)]
        sheets = [name for name in parts.namelist() if name.startswith("xl/worksheets/sheet")]
        with_formulas = [name for name in sheets if b"<f>" in parts.read(name)]
    assert with_formulas == ["xl/worksheets/sheet1.xml"]


def test_every_answer_that_is_refused_is_refused_with_a_sentence_that_fits(book: openpyxl.Workbook) -> None:
    for sheet in book:
        for rule in sheet.data_validations.dataValidation:
            assert 0 < len(rule.errorTitle) <= 32
            assert 0 < len(rule.error) <= 255


def test_every_check_says_what_to_do() -> None:
    assert set(keys_of("checks")) == set(keys_of("what_to_do"))


def counts_after(content: bytes, folder: Path) -> dict[tuple[str, str], float]:
    """What the sheet "Before you send" counts once LibreOffice has worked it out."""
    (folder / "profile" / "user").mkdir(parents=True)
    (folder / "profile" / "user" / "registrymodifications.xcu").write_text(
        '<?xml version="1.0" encoding="UTF-8"?>'
        '<oor:items xmlns:oor="http://openoffice.org/2001/registry">'
        '<item oor:path="/org.openoffice.Office.Calc/Formula/Load">'
        '<prop oor:name="OOXMLRecalcMode" oor:op="fuse"><value>0</value></prop></item></oor:items>',
        encoding="utf-8",
    )
    (folder / "sent.xlsx").write_bytes(content)
    call = [str(OFFICE_SUITE), f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless"]
    call += [
        "--convert-to",
        "xlsx:Calc MS Excel 2007 XML",
        "--outdir",
        str(folder / "saved"),
        str(folder / "sent.xlsx"),
    ]
    ran = subprocess.run(call, capture_output=True, timeout=200, check=True)
    assert b"rror" not in ran.stdout + ran.stderr
    saved = openpyxl.load_workbook(folder / "saved" / "sent.xlsx", data_only=True)
    return {(str(row[0]), str(row[1])): row[2] for row in saved.worksheets[0].iter_rows(min_row=7, values_only=True)}


@needs_libreoffice
def test_libreoffice_opens_it_and_counts_what_is_wrong(language: str, plan: Plan, tmp_path: Path) -> None:
    records = {
        "trafficking": pd.DataFrame({"case_ref": ["A1", "A1", None], "sex": ["F", "M", "F"], "age": [12, 40, 200]}),
        "returns": pd.DataFrame(
            {"case_ref": ["B1", "B2"], "side": ["HOST", "ORIGIN"], "departure_month": ["2012-12", "2013-01"]}
        ),
        "totals": pd.DataFrame({"measure": ["VICTIMS", "RETURNED", "VICTIMS"], "sex": [None, None, "F"]}).assign(
            value=[5, 1, 3]
        ),
    }
    content = fill(CONTRACT, OFFICE, YEAR, language, records, nil_forms=["health", "returns"])
    counted = counts_after(content, tmp_path)

    def count(form: str, check: str, about: str = "") -> float:
        label = CONTRACT.forms[form].label.in_language(language)
        return counted[label, plan.text(f"checks.{check}", about=about)]

    assert count("trafficking", "rows") == 3
    assert count("trafficking", "reference_twice") == 1
    assert count("trafficking", "reference_missing") == 1
    assert count("trafficking", "out_of_range") == 1
    assert count("trafficking", "not_in_the_list") == 0
    assert count("trafficking", "empty_without_nil") == 0
    assert count("returns", "outside_the_year") == 1
    assert count("returns", "nil_with_rows") == 1
    assert count("health", "empty_without_nil") == 0
    assert count("projects", "empty_without_nil") == 1
    measure = CONTRACT.code_lists["measure"].codes
    victims, returned = (measure[code].label.in_language(language) for code in ("VICTIMS", "RETURNED"))
    assert count("totals", "control_total", victims) == 5
    assert count("totals", "differs_from_control_total", victims) == 2
    assert count("totals", "differs_from_control_total", returned) == 0
