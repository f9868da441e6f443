"""An office sends a file of another system: it is read as if it were our form, and what is kept holds no identifier."""

import csv
import io
from pathlib import Path

import pytest
from typer.testing import CliRunner

from expectations.contract import load_contract
from expectations.layouts import load_layout
from expectations.layouts.translate_delivery import read_delivery
from expectations.reading import DeliveryRejectedError, Reading, SubmittedFile
from pipelines.cli import app
from tests.layouts.htcds_files import CANARY, PLAIN, XLSFORM, exported_xlsform, filled_template
from tests.layouts.written_in_layout import file_of, row_of

CONTRACT = load_contract()
NEEDS_HTCDS = pytest.mark.skipif(not XLSFORM.exists(), reason="needs ../shared/data/htcds beside the checkout")


def delivered(*files: tuple[str, bytes], office: str = "KEN", year: int = 2012) -> Reading:
    return read_delivery([SubmittedFile(*file) for file in files], CONTRACT, office, year, lambda text: f"<{text}>")


def wide(*rows: dict[str, str]) -> bytes:
    told = [{"mission": "KEN", "review_year": "2012", "person_ref": f"P-{n}", **row} for n, row in enumerate(rows)]
    return file_of(load_layout("hq_wide"), told)


@NEEDS_HTCDS
@pytest.mark.real_data
def test_a_case_sheet_is_read_with_the_rows_of_the_offices_own_file() -> None:
    filled = filled_template(PLAIN)
    reading = delivered(("cases.xlsx", filled.content))
    records = reading.records["trafficking"]
    assert len(records) == len(filled.given)
    assert list(records["row_no"]) == list(range(3, 3 + len(records)))
    unread = records.loc[records["row_no"] == 3, "unread"].iloc[0]
    assert unread == "country_of_exploitation:country"  # a street is no country: unknown, and named by its place
    rules = [finding.rule for finding in reading.findings]
    assert "layout_read" in rules and "layout_columns_dropped" in rules
    named = {finding.column_letters for finding in reading.findings if finding.rule == "identifier_sent"}
    assert {"D", "E", "Q"} <= named  # names and the street, by their columns in the office's own file


@NEEDS_HTCDS
@pytest.mark.real_data
@pytest.mark.parametrize("made", [lambda: filled_template(PLAIN), exported_xlsform])
def test_what_is_kept_holds_no_name_and_no_street_and_reads_the_same_again(made: object) -> None:
    filled = made()  # type: ignore[operator]
    reading = delivered((filled.name, filled.content))
    assert {file.name for file in reading.kept} == {"cover.csv", "trafficking.csv"}
    assert not any(CANARY.encode() in file.content for file in reading.kept)
    assert CANARY not in repr(reading.findings)
    again = delivered(*((file.name, file.content) for file in reading.kept))
    assert again.records["trafficking"].equals(reading.records["trafficking"])


def test_a_file_of_headquarters_gives_an_office_its_own_rows_of_the_year_alone() -> None:
    content = wide(
        {"in_trafficking": "Y", "gender": "Female", "vot_trafficking_status": "Actual"},
        {"in_returns": "Y", "mission": "UGA"},
        {"in_returns": "Y", "in_trafficking": "Y", "gender": "M", "birth_date": CANARY},
        {"in_returns": "Y", "review_year": "2011"},
    )
    reading = delivered(("export.csv", content))
    assert {form: list(frame["row_no"]) for form, frame in reading.records.items()} == {
        "trafficking": [2, 4],
        "returns": [4],
    }
    assert list(reading.records["trafficking"]["sex"]) == ["F", "M"]
    assert "layout_rows_left" in [finding.rule for finding in reading.findings]
    assert reading.cover.only_forms == {"trafficking", "returns", "vulnerable"}


@pytest.mark.parametrize(
    ("row", "reason"), [({"mission": "UGA"}, "wrong_office"), ({"review_year": "2011"}, "wrong_year")]
)
def test_a_file_of_another_office_or_year_is_refused(row: dict[str, str], reason: str) -> None:
    with pytest.raises(DeliveryRejectedError) as refused:
        delivered(("export.csv", wide({"in_returns": "Y", **row})))
    assert refused.value.reason == reason


def test_a_text_that_the_layout_does_not_translate_is_a_finding_at_its_row() -> None:
    reading = delivered(("export.csv", wide({"in_returns": "Y"}, {"in_returns": "Y", "gender": CANARY})))
    assert list(reading.records["returns"]["unread"]) == ["", "sex:code"]
    assert not any(CANARY.encode() in file.content for file in reading.kept)


def test_an_office_may_send_its_own_cover_and_our_form_beside_it() -> None:
    cover = b"key,value\noffice,KEN\nyear,2012\nlanguage,fr\n"
    returns = b"case_ref,sex,side\nR-1,F,HOST\n"
    layout = load_layout("htcds_excel")
    form = CONTRACT.forms["trafficking"]
    kept = dict.fromkeys(form.by_name) | {"sex": "F"}
    cases = file_of(layout, [row_of(layout, form, kept)])
    reading = delivered(("cases.csv", cases), ("cover.csv", cover), ("returns.csv", returns))
    assert {form: len(frame) for form, frame in reading.records.items()} == {"trafficking": 1, "returns": 1}
    assert (reading.cover.language, reading.cover.only_forms) == ("fr", frozenset())


def test_synthetic_records_stay_synthetic() -> None:
    layout = load_layout("ctdc_2024")
    row = {"yearOfRegistration": "2012", "CountryOfExploitation": "KEN", "gender": "Woman"}
    assert delivered(("ctdc.csv", file_of(layout, [row]))).cover.nature == "synthetic"


def test_a_file_in_no_layout_is_refused_as_before() -> None:
    with pytest.raises(DeliveryRejectedError) as refused:
        delivered(("a.csv", b"this,that\n1,2\n"))
    assert refused.value.reason == "wrong_form"


def test_an_export_of_our_own_form_is_read_through_its_layout_groups_and_blanks_and_all() -> None:
    for mark in "/-":  # KoboToolbox, ODK Central
        flag = f"group_vuln{mark}vuln_VoT"
        header = ["review_form", "office", "review_year", "case_ref", "citizenship", flag, "departure_month", "_id"]
        text = io.StringIO(newline="")
        csv.writer(text).writerows([header, ["returns", "KEN", "2012", "K-1", "KEN UGA", "1", "2012-05-01", "7"]])
        reading = delivered(("export.csv", text.getvalue().encode()))
        (record,) = reading.records["returns"].to_dict("records")
        assert (record["citizenship"], record["vuln_VoT"], record["departure_month"]) == ("KEN;UGA", 1, "2012-05")
        assert record["unread"] == ""


def test_an_office_checks_such_a_file_before_sending_it(tmp_path: Path) -> None:
    path = tmp_path / "export.csv"
    path.write_bytes(wide({"in_returns": "Y", "gender": "F"}))
    done = CliRunner().invoke(app, ["check", str(path), "--office", "KEN", "--year", "2012"], terminal_width=200)
    assert done.exit_code == 0, done.output
