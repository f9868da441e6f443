"""Tables of numbers published by others: what stands in a cell, and the words around it."""

import csv
import io
from dataclasses import replace
from typing import Any

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook

from assets.steps.release.reference_files import BUNDLED, ReferenceFile, series_of
from reports.documents import EditionLabel, write_workbook
from reports.documents.printed_table import print_table
from reports.published import ProtectedTable
from reports.reference import (
    OurNumber,
    ReferenceFileError,
    ReferenceSpec,
    external_numbers,
    load_mappings,
    load_reference_tables,
    reference_table,
    reference_text,
)
from tests.reference.made_series import WORD, mapping

SPECS = {spec.key: spec for spec in load_reference_tables()}
HEADER = ["Year", "Sex", "Age", "Nationality", "Return type", "Number of returns"]
TREND = ("Iso3_code", "Indicator", "Sex", "Age", "Year", "VALUE")


def series(key: str, rows: list[list[Any]]) -> Any:
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    return series_of(load_mappings()[key], ReferenceFile("made.csv", "", text.getvalue().encode()))


def table(key: str, rows: list[list[Any]], year: int, **more: Any) -> ProtectedTable | None:
    return reference_table(SPECS[key], series(SPECS[key].series, rows), year, **more)


def shown(made: ProtectedTable | None) -> dict[tuple[str, ...], Any]:
    assert made is not None
    return {cell.codes: cell.value if cell.status == "published" else cell.status for cell in made.cells}


def uk(*rows: tuple[int, str, str, int]) -> list[list[Any]]:
    return [HEADER, *([year, sex, age, "Albania", "Assisted returns", number] for year, sex, age, number in rows)]


def test_a_year_of_which_the_series_says_nothing_has_no_table() -> None:
    rows = uk((2011, "Female", "18 to 29", 5))
    assert table("uk_assisted_returns_by_age_and_sex", rows, 2012) is None
    assert table("uk_assisted_returns_by_age_and_sex", rows, 2010) is None


def test_a_row_that_a_complete_file_lacks_is_zero_and_otherwise_not_available() -> None:
    rows = uk((2012, "Female", "18 to 29", 5), (2012, "Male", "Unknown", 2))
    assert shown(table("uk_assisted_returns_by_age_and_sex", rows, 2012))["18-29", "M"] == 0
    header = ["country_iso2", "strand", "year", "score"]
    lacking = [header, ["DE", "Overall", 2020, 1], ["CA", "Health Strand", 2020, 2]]
    assert shown(table("integration_policy_scores_by_strand", lacking, 2020))["DEU", "HEALTH"] == "not_available"


def test_a_table_names_its_source_and_says_published_by_others_in_three_languages() -> None:
    made = table("uk_assisted_returns_by_age_and_sex", uk((2012, "Female", "18 to 29", 5)), 2012)
    assert made is not None
    for language, words in (
        ("en", "Published by others"),
        ("fr", "Publié par d'autres"),
        ("es", "Publicado por otros"),
    ):
        text = reference_text(SPECS[made.key], made, language)
        assert text.notes[0].startswith(words)
        assert "Open Government Licence" in text.notes[1]
        assert text.code_labels["sex", "total"] == "Total"
    assert reference_text(SPECS[made.key], made, "fr").code_labels["sex", "F"] == "Féminin"


def crime(*rows: tuple[str, str, str, int, str]) -> list[list[Any]]:
    return [
        ["A title of the publisher"],
        [],
        [*TREND],
        *([c, "Detected trafficking victims", s, a, y, v] for c, s, a, y, v in rows),
    ]


CRIME = (
    ("KEN", "Total", "Total", 2011, "30"), ("KEN", "Male", "Total", 2011, "<5"), ("KEN", "Female", "Total", 2011, "27"),
    ("DEU", "Total", "Total", 2011, "100"), ("DEU", "Male", "Total", 2011, "40"),
    ("DEU", "Female", "Total", 2011, "60"),
    ("DEU", "Total", "0 to 17", 2011, "12"), ("DEU", "Total", "18 and over", 2011, "88"),
    ("KEN", "Total", "Total", 2012, "<5"), ("DEU", "Total", "Total", 2012, ":"),
)  # fmt: skip


def test_crime_trends_in_unodcs_layout_are_summed_over_countries_without_what_is_withheld() -> None:
    frame = pd.DataFrame(CRIME, columns=["country", "sex", "age", "year", "value"])
    known = frame.assign(number=pd.to_numeric(frame["value"], errors="coerce"))
    of_2011 = known[(known["year"] == 2011) & (known["age"] == "Total")]
    expected = of_2011.groupby("sex")["number"].sum()
    made = table("crime_trends_victims_by_sex", crime(*CRIME), 2012)
    cells = shown(made)
    assert cells["2011", "F"] == expected["Female"] == 87
    assert cells["2011", "M"] == expected["Male"] == 40
    assert cells["2011", "total"] == expected["Total"] == 130
    assert cells["2011", "reporting"] == 2
    assert cells["2012", "total"] == "not_available"
    assert cells["2012", "reporting"] == 0
    assert made is not None
    assert any("the true totals are higher" in note for note in made.text.notes)
    ages = shown(table("crime_trends_victims_by_age", crime(*CRIME), 2012))
    assert (ages["2011", "CHILD"], ages["2011", "ADULT"], ages["2011", "total"]) == (12, 88, 130)


def test_numbers_broken_down_otherwise_are_not_added_to_the_totals() -> None:
    header = [*TREND, "Dimension", "Category"]
    said = ["KEN", "Detected trafficking victims", "Total", "Total", 2011]
    rows = [header, [*said, 30, "Total", "Total"], [*said, 20, "by form of exploitation", "Forced labour"]]
    assert shown(table("crime_trends_victims_by_sex", rows, 2012))["2011", "total"] == 30


def test_less_than_five_alone_is_confidential_by_its_publisher_and_known_as_a_bound() -> None:
    made = series("unodc_detected_victims", crime(("KEN", "Male", "Total", 2012, "<5")))
    cells = shown(reference_table(SPECS["crime_trends_victims_by_sex"], made, 2012))
    assert cells["2012", "M"] == "confidential"
    (row,) = external_numbers([made], load_mappings()).itertuples()
    assert (row.at_most, row.dimensions) == (4, "country=KEN;indicator=DETECTED;sex=M;age=total")
    assert pd.isna(row.value)


def headlines(*rows: tuple[int, str, int]) -> list[list[Any]]:
    header = ["year", "indicator", "area", "iso3", "value", "source_url"]
    return [header, *([year, figure, "World", "World", value, "an address"] for year, figure, value in rows)]


def test_our_own_number_stands_beside_the_published_one_as_it_was_published() -> None:
    ours = {2011: OurNumber(None, "confidential"), 2012: OurNumber(500.0, "published")}
    rows = headlines((2010, "avrr_total", 34), (2012, "avrr_total", 540), (2013, "avrr_total", 9))
    made = table("returns_published_by_others", rows, 2012, ours=lambda _, year: ours.get(year))
    assert shown(made) == {
        ("2010", "ours"): "not_available", ("2010", "avrr_total"): 34,
        ("2011", "ours"): "confidential", ("2011", "avrr_total"): "not_available",
        ("2012", "ours"): 500, ("2012", "avrr_total"): 540,
    }  # fmt: skip
    assert made is not None
    assert {cell.codes[1]: cell.measure for cell in made.cells} == {"ours": "persons", "avrr_total": "published_count"}
    printed = print_table(made)
    assert printed is not None
    assert printed.columns == ("This review", "Published: AVRR")
    assert [[cell.text for cell in row.cells] for row in printed.rows] == [
        ["[x]", "34"],
        ["[c]", "[x]"],
        ["500", "540"],
    ]


def test_a_sum_that_lacks_a_number_is_not_available_and_not_too_low() -> None:
    spec = ReferenceSpec.model_validate(
        {"key": "made_table", "theme": "returns", "series": "returns_by_type_germany", "dimensions": ["type"],
         "period": "year", "title": WORD, "subtitle": WORD}
    )  # fmt: skip
    header = ["Year", "Assisted forced return*", "Assisted voluntary return*", "Total*", "",
              "voluntary return**", "enforced return**", "assisted return **", "Total**"]  # fmt: skip
    made = reference_table(spec, series("returns_by_type_germany", [header, [2020, 1, 2, 3, "", 4, -1, 0, -1]]), 2020)
    assert shown(made) == {
        ("VOLUNTARY",): 6,
        ("FORCED",): "not_available",
        ("ASSISTED",): 0,
        ("total",): "not_available",
    }


def test_two_numbers_that_claim_one_score_are_a_fault() -> None:
    rows = [["country_iso2", "strand", "year", "score"], ["DE", "Overall", 2020, 1], ["DE", "Overall", 2020, 2]]
    with pytest.raises(ReferenceFileError, match="2 numbers of the series claim one cell"):
        table("integration_policy_scores_by_strand", rows, 2020)


def test_the_latest_year_is_printed_as_itself() -> None:
    rows = [["country_iso2", "strand", "year", "score"], ["DE", "Overall", 2020, "61.5"], ["CA", "Overall", 2019, 3]]
    made = table("integration_policy_scores_by_strand", rows, 2030)
    assert made is not None
    assert made.year == 2020
    printed = print_table(made)
    assert printed is not None
    assert printed.columns == ("Overall, 2020",)
    assert [row.label for row in printed.rows] == ["Germany"]


def test_the_register_of_agreements_comes_with_the_program() -> None:
    content = (BUNDLED / "agreements.csv").read_bytes()
    made = reference_table(
        SPECS["agreements_by_partner_and_year"],
        series_of(load_mappings()["agreements"], ReferenceFile("agreements.csv", "", content)),
        2012,
    )
    cells = shown(made)
    assert [cells["UNAIDS", year] for year in ("1999", "2002", "2011", "total")] == [1, 1, 1, 3]
    assert [cells["WHO", year] for year in ("1999", "2002", "2011", "total")] == [1, 0, 0, 1]
    assert ("WHO", "2019") not in cells
    assert cells["total", "total"] == 4
    assert made is not None
    assert not any("Published by others" in note for note in made.text.notes)


def test_headquarters_own_register_is_not_what_an_outsider_knows_from_others() -> None:
    content = (BUNDLED / "agreements.csv").read_bytes()
    own = series_of(load_mappings()["agreements"], ReferenceFile("agreements.csv", "", content))
    assert external_numbers([own], load_mappings()).empty


def test_countries_stand_by_their_names_of_the_year_with_their_footnotes() -> None:
    rows = [["country_iso2", "strand", "year", "score"], *([c, "Overall", 2018, 1] for c in ("TR", "CN", "AT", "MK"))]
    made = table("integration_policy_scores_by_strand", rows, 2018)
    assert made is not None
    names = [made.label("country", code) for code in made.codes_of("country")]
    assert names == ["Austria", "China", "The former Yugoslav Republic of Macedonia", "Turkey"]
    assert any("data for China do not include" in note for note in made.text.notes)


def test_every_measure_of_others_is_told_from_our_own() -> None:
    assert {one.measure for one in load_mappings().values() if not one.ours} <= {"published_count", "mean_policy_score"}
    assert mapping().measure == "published_count"


def test_scores_stand_in_the_workbook_as_numbers_with_two_decimals() -> None:
    rows = [["country_iso2", "strand", "year", "score"], ["DE", "Overall", 2020, "61.25"]]
    made = table("integration_policy_scores_by_strand", rows, 2020)
    assert made is not None
    label = EditionLabel(2020, 1, frozenset({"real"}), 150, 141)
    sheet = load_workbook(io.BytesIO(write_workbook({made.key: made}, label)))["Table_1"]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == 61.25]
    assert cell.number_format == "#,##0.00"


def test_a_demonstration_does_not_call_real_numbers_of_others_invented() -> None:
    made = table("uk_assisted_returns_by_age_and_sex", uk((2012, "Female", "18 to 29", 5)), 2012)
    assert made is not None
    label = EditionLabel(2012, 1, frozenset({"demonstration"}), 150, 141)
    for from_submissions in (False, True):
        shown_as = replace(made, text=replace(made.text, from_submissions=from_submissions))
        sheet = load_workbook(io.BytesIO(write_workbook({made.key: shown_as}, label)))["Table_1"]
        texts = [str(cell.value) for row in sheet.iter_rows() for cell in row if cell.value]
        assert any("no real person" in text for text in texts) is from_submissions
        assert any("Published by others (Home Office, United Kingdom)" in text for text in texts)
    assert made.text.from_submissions is False


ROWS_OF_UK = st.lists(
    st.tuples(
        st.sampled_from([2011, 2012, 2013]),
        st.sampled_from(["Female", "Male", "Unknown"]),
        st.sampled_from(["17 and under", "30 to 49", "Unknown"]),
        st.integers(0, 999),
    ),
    max_size=30,
)


@given(ROWS_OF_UK)
def test_cells_add_up_to_margins_and_the_raw_sum_in_any_order(rows: list[tuple[int, str, str, int]]) -> None:
    raw = uk((2012, "Female", "30 to 49", 1), *rows)
    made = table("uk_assisted_returns_by_age_and_sex", raw, 2012)
    assert made is not None
    assert made == table("uk_assisted_returns_by_age_and_sex", [raw[0], *reversed(raw[1:])], 2012)
    cells = {(cell.codes, cell.year): cell.value or 0 for cell in made.cells}
    for year in (2011, 2012):
        total = sum(number for of, _, _, number in rows if of == year) + (year == 2012)
        inner = {codes: value for (codes, of), value in cells.items() if of == year and "total" not in codes}
        assert sum(inner.values()) == total == cells.get((("total", "total"), year), 0)
        for age in {codes[0] for codes in inner}:
            assert sum(value for codes, value in inner.items() if codes[0] == age) == cells[(age, "total"), year]
