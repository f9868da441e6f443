"""What a cell becomes, by the type of its field."""

import datetime

import pytest

from tests.lib.submissions.made_files import answers_of, read, workbook


def test_a_code_is_understood_by_itself_its_label_in_three_languages_or_its_alias() -> None:
    values, unread = answers_of("sex", "F", "female", "Féminin", "FEMENINO", " mujer ", "Ｆ", "f\u200b")
    assert values == ["F"] * 7
    assert unread == [""] * 7


def test_an_age_band_keeps_its_plus_and_any_kind_of_dash() -> None:
    values, _ = answers_of("age_band", "48+", "0–8", "0 - 8", "18—20", "65 ans et plus", "child")
    assert values == ["48+", "0-8", "0-8", "18-20", "65+", "CHILD"]


def test_an_answer_outside_the_list_is_unknown_and_noted_by_its_field_and_kind_alone() -> None:
    values, unread = answers_of("sex", "Femal", "Z")
    assert values == [None, None]
    assert unread == ["sex:code", "sex:code"]


def test_what_says_that_there_is_no_answer_is_blank_and_no_fault() -> None:
    values, unread = answers_of("family_role", "-", "..", "n/a", ":", "N/A", "  ", "#N/A", "unknown")
    assert values == [None] * 8
    assert unread == [""] * 8


def test_not_asked_stays_an_answer_where_the_list_has_it() -> None:
    values, _ = answers_of("consent_stat", "NA", "n/a", "yes", "Oui", "no")
    assert values == ["NA", "NA", "Y", "Y", "N"]


def test_a_country_is_a_three_letter_code_or_a_name_and_never_two_letters() -> None:
    values, unread = answers_of("host", "UKR", "ukraine", "Allemagne", "Alemania", "NA", "DE", "Ukrane")
    assert values == ["UKR", "UKR", "DEU", "DEU", None, None, None]
    assert unread == [""] * 4 + ["host:country"] * 2 + ["host:country:UKR"]


def test_a_latin_name_with_a_cyrillic_letter_is_not_taken_for_a_country() -> None:
    values, unread = answers_of("host", "Ukr\u0430ine")
    assert values == [None]
    assert unread == ["host:country:UKR"]


def test_a_country_is_suggested_where_one_name_alone_is_near_and_never_applied() -> None:
    values, unread = answers_of("host", "Afganisthan", "Nigera", "Atlantis", "Ireand")
    assert values == [None] * 4
    assert unread == ["host:country:AFG", "host:country", "host:country", "host:country:IRL"]


def test_several_citizenships_are_sorted_and_the_known_one_of_two_is_kept() -> None:
    values, unread = answers_of("citizenship", "UKR; Moldova", "UKR;Nowhereland", "UKR; UKR")
    assert values == ["MDA;UKR", "UKR", "UKR"]
    assert unread == ["", "citizenship:country", ""]


def test_a_field_for_one_country_takes_no_two() -> None:
    assert answers_of("host", "UKR;MDA") == ([None], ["host:country"])


def test_a_flag_is_yes_or_no_in_three_languages_and_maybe_is_neither() -> None:
    values, unread = answers_of("vuln_UMC", "yes", "Oui", "sí", "x", 1, True, "1.0", "no", "Non", 0, False, "maybe", 2)
    assert values == [1] * 7 + [0] * 4 + [None] * 2
    assert unread == [""] * 11 + ["vuln_UMC:flag"] * 2


def test_a_whole_number_may_be_written_with_a_zero_behind_the_point() -> None:
    values, unread = answers_of("age", 23, "23", "23.0", "23,0", " 23 ", 0)
    assert values == [23, 23, 23, 23, 23, 0]
    assert unread == [""] * 6


@pytest.mark.parametrize(
    "cell", ["twenty", "23.5", 23.5, "*23", "2²", "1e9", 99999, "1.234.567", datetime.date(2012, 1, 2)]
)
def test_what_is_no_whole_number_is_unknown(cell: object) -> None:
    assert answers_of("age", cell) == ([None], ["age:number"])


def test_minus_nine_and_the_like_mean_no_answer_and_other_negative_numbers_stay() -> None:
    values, unread = answers_of("age", -1, "-99", -999, -7)
    assert values == [None, None, None, -7]
    assert unread == [""] * 4


def test_a_decimal_takes_a_point_or_a_comma() -> None:
    values, unread = answers_of("rss_social", "0.75", "0,75", 0.75, "n/a", "0,7,5")
    assert values == [0.75, 0.75, 0.75, None, None]
    assert unread == [""] * 4 + ["rss_social:number"]


def test_a_month_is_read_where_only_one_reading_is_possible() -> None:
    cells = ["2012-05", "2012-05-17", "05/2012", "17/05/2012", "05/17/2012", "05.05.2012", "May 2012", "17 mai 2012"]
    cells += ["mayo de 2012", "17-may-2012", "2012-05-17T00:00:00", "2012/5"]
    values, unread = answers_of("departure_month", *cells)
    assert values == ["2012-05"] * len(cells)
    assert unread == [""] * len(cells)


@pytest.mark.parametrize("cell", ["2012", 2012, "May-12", "2012-13", "31/02/2012", "soon", "12/05/12", "201205"])
def test_a_month_that_would_take_a_guess_is_unknown(cell: object) -> None:
    assert answers_of("departure_month", cell) == ([None], ["departure_month:date"])


def test_a_date_that_may_be_two_is_asked_about_and_not_resolved() -> None:
    cells = ["03/04/2012", "11.10.2012", "2012-04-03"]
    values, unread = answers_of("departure_month", *cells)
    assert values == [None, None, "2012-04"]
    assert unread == ["departure_month:ambiguous_date"] * 2 + [""]


def test_a_day_is_kept_whole_and_a_month_is_no_day() -> None:
    cells = ["2012-05-17", datetime.date(2012, 5, 17), "17 mai 2012", "05/05/2012", "03/04/2012", "2012-05", 41046]
    rows = [["code", "start"], *([f"P{place}", cell] for place, cell in enumerate(cells))]
    frame = read(workbook({"projects": rows})).records["projects"]
    values, unread = (
        frame["start"].astype(object).where(frame["start"].notna(), None).tolist(),
        frame["unread"].tolist(),
    )
    assert values == ["2012-05-17"] * 3 + ["2012-05-05", None, None, "2012-05-17"]
    assert unread == [""] * 4 + ["start:ambiguous_date", "start:date", ""]


@pytest.mark.parametrize("options", [{}, {"date_1904": True}])
def test_a_date_of_the_spreadsheet_is_read_in_both_date_systems(options: dict[str, bool]) -> None:
    rows = [
        ["case_ref", "departure_month"],
        ["A", datetime.date(2012, 5, 17)],
        ["B", datetime.datetime(2012, 5, 31, 23)],
    ]
    frame = read(workbook({"returns": rows}, options)).records["returns"]
    assert frame["departure_month"].tolist() == ["2012-05", "2012-05"]


@pytest.mark.parametrize(("options", "serial"), [({}, 41046), ({"date_1904": True}, 41046 - 1462)])
def test_a_day_number_without_date_format_counts_as_the_workbook_does(options: dict[str, bool], serial: int) -> None:
    frame = read(workbook({"returns": [["case_ref", "departure_month"], ["A", serial]]}, options)).records["returns"]
    assert frame["departure_month"].tolist() == ["2012-05"]


def test_a_reference_is_the_same_however_it_is_typed_and_keeps_its_zeros() -> None:
    rows = [["case_ref", "sex"], [" A-01 ", "F"], ["a-01", "F"], ["007", "F"], [7, "F"], ["n/a", "F"]]
    keys = read(workbook({"returns": rows})).records["returns"]["person_key"]
    assert keys.tolist()[:4] == ["<MDA|a-01>", "<MDA|a-01>", "<MDA|007>", "<MDA|7>"]
    assert keys.isna().tolist() == [False] * 4 + [True]


def test_a_link_key_is_hashed_without_the_office() -> None:
    frame = read(workbook({"returns": [["case_ref", "link_key"], ["A", "L1"]]})).records["returns"]
    assert frame["link_key"].tolist() == ["<link|l1>"]


@pytest.mark.parametrize("text", ["Ukr\u200baine", "\ufeffUKR", "Uk\u00adraine", "\u00a0Ukraine\u202f", "ＵＫＲ"])
def test_a_country_is_known_through_invisible_characters_and_any_kind_of_blank(text: str) -> None:
    assert answers_of("host", text, "GHA") == (["UKR", "GHA"], ["", ""])


def test_na_is_no_answer_where_a_country_is_asked_for_and_never_namibia() -> None:
    values, unread = answers_of("host", "NA", "NAM", "Namibia", "Namibie")
    assert values == [None, "NAM", "NAM", "NAM"]
    assert unread[1:] == ["", "", ""]


def test_what_stands_for_no_number_is_none() -> None:
    values, unread = answers_of("age", "-1", -99, "-99", ":", "..", "n/a", 30)
    assert values == [None, None, None, None, None, None, 30]
    assert unread == [""] * 7
