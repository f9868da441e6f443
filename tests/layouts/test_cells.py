"""What one cell of another system's file becomes."""

import pytest

from expectations.contract import load_contract
from expectations.layouts import Layout, load_layout
from expectations.layouts.cell_translation import (
    NOT_IN_LAYOUT,
    CellTexts,
    age_between,
    countries_in,
    number_of_persons,
    same_in,
    year_of,
)

PROJECTS = load_contract().forms["projects"].by_name
RETURNS = load_contract().forms["returns"].by_name


def layout(**changed: object) -> Layout:
    return load_layout("ctdc_2021").model_copy(update=changed)


@pytest.mark.parametrize(
    ("order", "text", "day"),
    [
        ("day_first", "31/12/2012", "2012-12-31"),
        ("day_first", "1.2.2012", "2012-02-01"),
        ("month_first", "2/1/2012", "2012-02-01"),
        ("month_first", "31/12/2012", "31/12/2012"),
        ("day_first", "2012-02-01T10:00:00", "2012-02-01"),
        ("year_first", "2012-02-01", "2012-02-01"),
        ("day_first", "spring", "spring"),
    ],
)
def test_a_date_is_read_in_the_order_that_the_layout_says_and_never_in_another(order: str, text: str, day: str) -> None:
    assert same_in(layout(dates=order), PROJECTS["start"])(text) == day


def test_a_decimal_comma_is_a_comma_where_the_layout_says_so() -> None:
    comma = layout(decimal_mark=",")
    assert same_in(comma, RETURNS["rss_social"])("0,25") == "0.25"
    assert same_in(comma, PROJECTS["budget_usd"])("1.234.567") == "1234567"
    assert same_in(layout(), PROJECTS["budget_usd"])("1,234") == "1,234"


@pytest.mark.parametrize(
    ("text", "year"),
    [("2012", "2012"), ("2012-05", "2012"), ("2012 Q3", "2012"), ("31/12/2012", "2012"), ("2012-05-01T00:00", "2012"),
     ("2012/13", ""), ("12", ""), ("2011 and 2012", ""), ("20x2", "")],
)  # fmt: skip
def test_a_year_is_taken_only_where_it_is_beyond_doubt(text: str, year: str) -> None:
    assert year_of(text) == year


@pytest.mark.parametrize(
    ("born", "at", "age"),
    [("1990-03-02", "2012-03-01", "21"), ("1990-03-02", "2012-03-02", "22"), ("2012-02-29", "2013-02-28", "0"),
     ("2012-03-02", "2012-03-01", NOT_IN_LAYOUT), ("a canary", "2012-03-01", NOT_IN_LAYOUT), ("", "2012-03-01", ""),
     ("1990-03-02", "", "")],
)  # fmt: skip
def test_an_age_is_in_completed_years_or_not_known(born: str, at: str, age: str) -> None:
    assert age_between(born, at) == age


def test_texts_that_hold_the_separator_are_told_apart_and_what_is_unknown_is_said() -> None:
    texts = CellTexts({"Water; sewerage, waste": "E", "Mining": "B", "A": "A"}, layout(separators=(";", ",")))
    assert texts.several("Mining; Water; sewerage, waste,A") == (["B", "E", "A"], True)
    assert texts.several("Mining;canary;A") == (["B", "A"], False)
    assert texts.several("canary") == ([], False)


@pytest.mark.parametrize(
    ("codes", "text", "found"),
    [("alpha2", "NA;KE", "NAM;KEN"), ("alpha2", "Kenya", "KEN"), ("alpha2", "ZZ", NOT_IN_LAYOUT),
     ("alpha3", "NA", NOT_IN_LAYOUT), ("alpha3", "KEN; canary", f"KEN;{NOT_IN_LAYOUT}"), ("alpha3", "XXA", "XXA")],
)  # fmt: skip
def test_two_letters_are_a_country_only_where_the_layout_says_so(codes: str, text: str, found: str) -> None:
    assert countries_in(layout(country_codes=codes))(text) == found


@pytest.mark.parametrize(
    ("text", "persons"),
    [
        ("12", 12),
        ("1,234", 1234),
        ("1 234", 1234),
        ("10,627", 10627),
        ("", None),
        ("-1", None),
        ("1.5", None),
        ("x", None),
    ],
)
def test_a_count_of_persons_is_a_whole_number_or_nothing(text: str, persons: int | None) -> None:
    assert number_of_persons(text) == persons
