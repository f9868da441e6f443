"""The contract as XLSForms: three languages, machine names, and answers that an export can give back."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from typer.testing import CliRunner

from expectations.contract import FieldType, load_contract
from expectations.template import write_xlsform
from pipelines.cli import app

CONTRACT = load_contract()


def sheets(path: Path) -> dict[str, list[dict[str, Any]]]:
    book = openpyxl.load_workbook(path)
    read = {}
    for sheet in book.worksheets:
        header, *rows = sheet.iter_rows(values_only=True)
        read[sheet.title] = [dict(zip(map(str, header), row, strict=True)) for row in rows]
    return read


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("xlsforms") / "kenya"
    words = ["template", "--office", "KEN", "--year", "2013", "--lang", "fr", "--out", str(folder), "--xlsform"]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    return folder


@pytest.mark.parametrize("key", list(CONTRACT.forms))
def test_every_field_is_asked_once_in_three_languages(folder: Path, key: str) -> None:
    form, read = CONTRACT.forms[key], sheets(folder / f"KEN-2013-{key}.xlsx")
    survey = [row for row in read["survey"] if row["name"] in form.by_name]
    assert [row["name"] for row in survey] == list(form.by_name)
    for row in survey:
        field = form.by_name[row["name"]]
        told = [row[f"label::{name}"] for name in ("English (en)", "Français (fr)", "Español (es)")]
        assert told == [field.label.en, field.label.fr, field.label.es]
    names = [row["name"] for row in read["survey"] if not str(row["type"]).startswith("end")]
    assert len(names) == len(set(names))
    begun = [row["name"] for row in read["survey"] if row["type"] == "begin_group"]
    assert begun == [row["name"] for row in read["survey"] if row["type"] == "end_group"]


@pytest.mark.parametrize("key", list(CONTRACT.forms))
def test_every_list_asked_for_is_there_with_codes_that_hold_no_blank(folder: Path, key: str) -> None:
    read = sheets(folder / f"KEN-2013-{key}.xlsx")
    choices: dict[str, list[str]] = {}
    for row in read["choices"]:
        choices.setdefault(row["list_name"], []).append(row["name"])
        assert all(row[f"label::{name}"] for name in ("English (en)", "Français (fr)", "Español (es)"))
    asked = {str(row["type"]).split()[1] for row in read["survey"] if str(row["type"]).startswith("select")}
    assert asked == set(choices)
    assert all(len(set(names)) == len(names) and not any(" " in name for name in names) for names in choices.values())
    for field in CONTRACT.forms[key].fields:
        if field.type is FieldType.CODE:
            assert choices[field.codes or ""] == list(CONTRACT.code_lists[field.codes or ""].codes)


def test_it_says_which_form_office_and_year_it_is_of_and_that_blank_stays_blank(folder: Path) -> None:
    read = sheets(folder / "KEN-2013-returns.xlsx")
    said = {row["name"]: row["calculation"] for row in read["survey"] if row["type"] == "calculate"}
    assert said == {"review_form": "'returns'", "office": "'KEN'", "review_year": "'2013'"}
    assert read["survey"][3]["label::Français (fr)"] == CONTRACT.leave_blank.fr
    assert read["settings"][0]["default_language"] == "Français (fr)"


def test_the_same_contract_gives_the_same_bytes() -> None:
    made = [write_xlsform(CONTRACT, "trafficking", "KEN", 2013, "en") for _ in range(2)]
    assert made[0] == made[1]


def test_a_file_name_is_refused_where_a_folder_is_written(tmp_path: Path) -> None:
    words = ["template", "--office", "KEN", "--year", "2013", "--out", str(tmp_path / "a.xlsx"), "--xlsform"]
    assert CliRunner().invoke(app, words).exit_code == 2
