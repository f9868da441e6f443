"""From rows in CTDC's layout to submissions in our own format."""

import csv
import io
from collections.abc import Callable
from pathlib import Path

import pytest

from expectations.layouts import ForeignSubmission, Layout, LayoutError, convert, fit_of_file, rows_of
from expectations.layouts.cell_translation import NOT_IN_LAYOUT
from expectations.layouts.form_map import FormMapping

Files = Callable[..., Path]


def persons(submission: ForeignSubmission) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(submission.files["trafficking.csv"].decode())))


def row(**given: str) -> dict[str, str]:
    return {"yearOfRegistration": "2016", "CountryOfExploitation": "KEN", **given}


def test_one_submission_an_office_and_year_each_with_its_cover(ctdc: Layout, file_of: Files) -> None:
    path = file_of(row(), row(yearOfRegistration="2015"), row(CountryOfExploitation="THA"), row())
    made = list(convert(ctdc, path))
    assert [(one.year, one.office, one.records) for one in made] == [
        (2015, "KEN", 1),
        (2016, "KEN", 2),
        (2016, "THA", 1),
    ]
    cover = dict(csv.reader(io.StringIO(made[0].files["cover.csv"].decode())))
    assert cover == {
        "key": "value",
        "office": "KEN",
        "year": "2015",
        "nature": "synthetic",
        "language": "en",
        "only_forms": "trafficking",
    }


def test_only_the_years_asked_for_are_made(ctdc: Layout, file_of: Files) -> None:
    path = file_of(row(), row(yearOfRegistration="2015"))
    assert [one.year for one in convert(ctdc, path, {2016, 2017})] == [2016]


def test_identical_rows_are_persons_of_their_own_named_by_their_line(ctdc: Layout, file_of: Files) -> None:
    path = file_of(row(), row(CountryOfExploitation="THA"), row())
    kenya, thailand = convert(ctdc, path)
    assert [person["case_ref"] for person in persons(kenya)] == ["CTDC-2", "CTDC-4"]
    assert [person["case_ref"] for person in persons(thailand)] == ["CTDC-3"]


def test_a_reference_does_not_depend_on_the_years_asked_for(ctdc: Layout, file_of: Files) -> None:
    path = file_of(row(yearOfRegistration="2015"), row())
    assert list(convert(ctdc, path))[1] == next(convert(ctdc, path, {2016}))


@pytest.mark.parametrize("country", ["", "Atlantis", "XXX", "KE"])
def test_a_row_without_a_country_goes_to_the_office_xxx_with_its_country_blank(
    ctdc: Layout, file_of: Files, country: str
) -> None:
    (made,) = convert(ctdc, file_of(row(CountryOfExploitation=country)))
    assert made.office == "XXX"
    assert persons(made)[0]["country_of_exploitation"] == (NOT_IN_LAYOUT if country else "")
    assert made.losses == ({"country_of_exploitation: not a country": 1} if country else {})


def test_a_row_without_a_year_belongs_to_no_submission(ctdc: Layout, file_of: Files) -> None:
    path = file_of(row(yearOfRegistration=""), row(yearOfRegistration="20x6"), row())
    assert sum(one.records for one in convert(ctdc, path)) == 1
    assert list(rows_of(fit_of_file(path, (ctdc,))).year) == [0, 0, 2016]


def test_texts_become_codes_and_blank_flags_stay_unknown(ctdc: Layout, file_of: Files) -> None:
    given = row(
        gender="Transgender/NonConforming",
        ageBroad="09--17",
        traffickMonths="61+ (5+ yrs)",
        majorityStatusAtExploit="Minor",
        citizenship="NAM",
        isForcedLabour="1",
        meansOfControlThreatOfLawEnforce="1",
    )
    (made,) = convert(ctdc, file_of(given))
    filled = {field: text for field, text in persons(made)[0].items() if text}
    assert filled == {
        "case_ref": "CTDC-2",
        "country_of_exploitation": "KEN",
        "citizenship": "NAM",
        "sex": "X",
        "age_band": "9-17",
        "duration": "25+",
        "child_at_entry": "1",
        "exploit_ForcedLabour": "1",
        "means_ThreatOfLawEnforcement": "1",
    }
    assert made.losses == {}


def test_one_sector_becomes_a_code_and_several_are_left_blank_and_counted(ctdc: Layout, file_of: Files) -> None:
    path = file_of(
        row(typeOfLabourDomesticWork="1"),
        row(typeOfLabourDomesticWork="1", typeOfLabourAgriculture="1"),
        row(typeOfLabourOther="1"),
        row(),
    )
    (made,) = convert(ctdc, path)
    assert [person["labour_sector"] for person in persons(made)] == ["T", "", "", ""]
    assert made.losses == {"labour_sector: several answers": 1, "typeOfLabourOther: not carried": 1}


def test_a_text_that_is_not_listed_is_a_loss_and_never_guessed(ctdc: Layout, file_of: Files) -> None:
    (made,) = convert(ctdc, file_of(row(gender="female", isForcedLabour="yes", citizenship="Atlantis")))
    person = persons(made)[0]
    assert {person["sex"], person["exploit_ForcedLabour"], person["citizenship"]} == {NOT_IN_LAYOUT}
    assert made.losses == {
        "citizenship: not a country": 1,
        "sex: not in the list": 1,
        "exploit_ForcedLabour: not in the list": 1,
    }


def test_blanks_around_a_text_do_not_matter(ctdc: Layout, file_of: Files) -> None:
    (made,) = convert(ctdc, file_of(row(CountryOfExploitation=" KEN", gender="Male ", yearOfRegistration="2016 ")))
    assert (made.office, persons(made)[0]["sex"]) == ("KEN", "M")


def test_several_columns_may_answer_one_flag(ctdc: Layout, file_of: Files) -> None:
    flags = {"sex_type_Pornography": ("typeOfSexPornography", "typeOfSexProstitution")}
    layout = ctdc.model_copy(update={"forms": {"trafficking": FormMapping(flags=flags)}})
    path = file_of(row(typeOfSexProstitution="1"), row(typeOfSexPornography="1"), row())
    (made,) = convert(layout, path)
    assert [person["sex_type_Pornography"] for person in persons(made)] == ["1", "1", ""]


def test_a_file_with_a_column_missing_is_refused_with_the_columns_name(ctdc: Layout, tmp_path: Path) -> None:
    path = tmp_path / "foreign.csv"
    path.write_text(",".join(ctdc.columns[1:]) + "\n")
    with pytest.raises(LayoutError, match=f"has no column {ctdc.columns[0]}"):
        list(convert(ctdc, path))


def test_a_column_more_is_refused_by_its_place_without_its_text(ctdc: Layout, tmp_path: Path) -> None:
    path = tmp_path / "foreign.csv"
    path.write_text("canary," + ",".join(ctdc.columns) + "\n")
    with pytest.raises(LayoutError, match=r"does not know the columns at 1$") as fault:
        list(convert(ctdc, path))
    assert "canary" not in str(fault.value)


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("foreign.csv", b""),
        ("foreign.csv", b"canary\xff\n"),
        ("foreign.csv", b'a,b\n"canary\n'),
        ("foreign.csv", b"a\ncanary,1,2\n"),
        ("foreign.csv.gz", b"canary"),
        ("foreign.csv.gz", b"\x1f\x8b\x08\x00\x00\x00\x00\x00\x00\x03canary"),
    ],
)
def test_a_file_that_is_no_csv_is_refused_without_its_text(
    ctdc: Layout, tmp_path: Path, name: str, content: bytes
) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    with pytest.raises(LayoutError) as fault:
        list(convert(ctdc, path))
    assert "canary" not in str(fault.value)
    assert fault.value.__suppress_context__ or fault.value.__context__ is None
