"""`review layout list`, `show` and `check`, `review import`: which layout a file is in, and what is said if none."""

import csv
from collections.abc import Callable
from pathlib import Path

import pytest
from typer.testing import CliRunner

from expectations.layouts import Layout, layout_names, load_layout
from expectations.layouts.layout import FOLDER
from pipelines.cli import app
from resources.home import Home

Files = Callable[..., Path]
HTCDS = ",".join(load_layout("htcds_excel").columns)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    monkeypatch.setenv("REVIEW_HOME", str(tmp_path / "var"))
    return Home(tmp_path / "var")


def said(*words: str) -> tuple[int, str]:
    done = CliRunner().invoke(app, list(words), terminal_width=500)
    return done.exit_code, " ".join(done.output.split())


def test_all_layouts_are_listed_and_each_says_what_it_cannot_fill() -> None:
    status, words = said("layout", "list")
    assert status == 0
    assert all(name in words for name in layout_names())
    status, words = said("layout", "show", "ctdc_2024")
    assert "cannot fill: case" not in words
    assert "form trafficking cannot fill: link_key" in words
    assert "column meansAbusePsyPhySex is not converted: Psychological" in words


def test_a_file_that_fits_one_layout_is_said_to(ctdc: Layout, file_of: Files) -> None:
    status, words = said("layout", "check", str(file_of({"yearOfRegistration": "2016"})))
    assert status == 0
    assert "ctdc_2021 fits: header in row 1, 37 columns" in words
    assert "htcds_excel does not fit: the file has no column" in words


def test_a_file_that_fits_none_is_told_the_nearest_and_what_is_missing(ctdc: Layout, tmp_path: Path) -> None:
    path = tmp_path / "foreign.csv"
    path.write_text(",".join(ctdc.columns[:-1]) + "\n" + "canary," * 35 + "1\n")
    status, words = said("layout", "check", str(path))
    assert status == 1
    assert f"ctdc_2021 does not fit: the file has no column {ctdc.columns[-1]}" in words
    assert words.endswith("The file fits no layout; the nearest is ctdc_2021.")
    assert "canary" not in words
    status, words = said("import", str(path))
    assert status == 2
    assert f"the nearest is ctdc_2021: the file has no column {ctdc.columns[-1]}" in words


def test_a_file_that_fits_two_layouts_is_not_guessed_at(tmp_path: Path, home: Home) -> None:
    columns = [*load_layout("htcds_excel").columns, *load_layout("htcds_xlsform").columns]
    path = tmp_path / "both.csv"
    path.write_text(",".join(dict.fromkeys(columns)) + "\nx\n")
    status, words = said("layout", "check", str(path))
    assert (status, "fits 2 layouts" in words) == (1, True)
    status, words = said("import", "--office", "KEN", "--year", "2012", str(path))
    assert (status, "fits two layouts: htcds_excel, htcds_xlsform; say which" in words) == (2, True)
    assert said("import", "--layout", "htcds_excel", "--office", "KEN", "--year", "2012", str(path))[0] == 0


def test_a_layout_file_is_checked_with_file_and_line(tmp_path: Path) -> None:
    path = tmp_path / "mine.yaml"
    lines = (FOLDER / "ctdc_2021.yaml").read_text(encoding="utf-8").splitlines()
    at = next(place for place, line in enumerate(lines) if "values: {Female" in line)
    lines[at] = lines[at].replace("Female: F", "Female: W")
    path.write_text("\n".join(lines), encoding="utf-8")
    status, words = said("layout", "check", str(path))
    assert (status, words) == (2, f"mine.yaml: line {at + 1}: field sex: no code W")


def test_import_by_the_beginning_of_a_layouts_name_goes_on_working(ctdc: Layout, file_of: Files, home: Home) -> None:
    path = file_of({"yearOfRegistration": "2016", "CountryOfExploitation": "KEN"}, {"gender": "Male"})
    status, words = said("import", "ctdc", str(path))
    assert status == 0
    assert "2016: 1 records in 1 submissions" in words
    assert "1 rows state no year" in words
    (form,) = home.drop.glob("2016/KEN/import-ctdc_2021-1-*/trafficking.csv")
    assert next(csv.DictReader(form.read_text(encoding="utf-8").splitlines()))["country_of_exploitation"] == "KEN"


def test_a_code_that_is_not_in_the_mapping_is_named_by_its_place(ctdc: Layout, file_of: Files, home: Home) -> None:
    rows = [{"yearOfRegistration": "2016", "CountryOfExploitation": "KEN", "gender": g} for g in ("Male", "Canary")]
    status, words = said("import", "ctdc", str(file_of(*rows)))
    assert status == 0
    assert "sex: not in the list (1 rows): column gender, rows 3" in words
    assert "Canary" not in words


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--layout", "nothing"), "there is no such layout"),
        (("--layout", "htcds_excel", "--year", "2012"), "give --office"),
        (("--layout", "htcds_excel", "--office", "KEN"), "give one --year"),
        (("--layout", "htcds_excel", "--office", "QQQ", "--year", "2012"), "three letters"),
        (("--layout", "ctdc", "--year", "2012"), "no column yearOfRegistration"),
    ],
)
def test_what_is_missing_for_an_import_is_said(tmp_path: Path, home: Home, words: tuple[str, ...], told: str) -> None:
    path = tmp_path / "case_sheet.csv"
    path.write_text(HTCDS + "\nx\n")
    status, output = said("import", *words, str(path))
    assert (status, told in output) == (2, True)
    assert not home.drop.exists()


def test_offices_of_other_imports_stay_where_the_file_is_of_one_office(tmp_path: Path, home: Home) -> None:
    path = tmp_path / "case_sheet.csv"
    path.write_text("prs_Gender," + HTCDS.replace("prs_Gender", "prs_Title") + "\nFeminine\n")
    for office in ("KEN", "UGA"):
        assert said("import", "--layout", "htcds", "--office", office, "--year", "2012", str(path))[0] in (0, 2)
    path.write_text(HTCDS + "\n" + ",".join("Feminine" if c == "prs_Gender" else "" for c in HTCDS.split(",")) + "\n")
    for office in ("KEN", "UGA"):
        words = ("import", "--layout", "htcds_excel", "--office", office, "--year", "2012", str(path))
        assert said(*words)[0] == 0
    assert {form.parent.parent.name for form in home.drop.glob("2012/*/*/trafficking.csv")} == {"KEN", "UGA"}
