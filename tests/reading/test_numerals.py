"""Numbers written as text: decimal and thousands marks by the column's own evidence, or by the cover."""

import pytest

from expectations.reading.numbers_in_text import Unclear, evident_mark, number_of
from tests.lib.submissions.made_files import COVER, SubmittedFile, read, separated


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("3276**", 3276),
        ("3276 †", 3276),
        ("0,750", 0.75),
        ("12.5", 12.5),
        ("12,5", 12.5),
        ("1.234.567", 1_234_567),
        ("1,234,567", 1_234_567),
        ("1.234,5", 1234.5),
        ("1,234.5", 1234.5),
        ("1 234", 1234),
        ("1\u202f234,5", 1234.5),
        ("1'234", 1234),
        ("1234.567", 1234.567),
        ("-7", -7),
        (".5", 0.5),
    ],
)
def test_a_number_that_can_be_one_only_is_read_by_whatever_marks(text: str, number: float) -> None:
    assert number_of(text, None) == number


@pytest.mark.parametrize("text", ["1.234", "1,234", "12,345", "-123.456"])
def test_a_number_that_may_be_two_is_refused_where_nothing_tells(text: str) -> None:
    assert number_of(text, None) is Unclear.TWO_NUMBERS


@pytest.mark.parametrize("text", ["", ".", "twelve", "1.23.4", "12 34", "1e9", "2²", "1.234.5678", "0x10", "+", "**"])
def test_what_is_no_number_is_none(text: str) -> None:
    assert number_of(text, ".") is Unclear.NOT_A_NUMBER


def test_the_mark_of_a_column_is_told_by_its_unmistakable_numbers_and_by_none_that_contradict() -> None:
    assert evident_mark(["1.234", "12,5"]) == ","
    assert evident_mark(["1,234", "1,234,567"]) == "."
    assert evident_mark(["1.234"]) is None
    assert evident_mark(["12.5", "12,5"]) is None


def _totals(*values: str, language: str = "") -> tuple[list[object], list[str]]:
    rows = "".join(f'PERSONS;"{value}"\n' for value in values)
    files = [separated(f"measure;value;coverage_note\n{rows}", "totals.csv")]
    if language:
        files.append(separated(f"key;value\nlanguage;{language}\n", "zz.csv"))
        files[1] = SubmittedFile("cover.csv", files[1].content)
    frame = read(*files).records["totals"]
    return frame["value"].astype(object).where(frame["value"].notna(), None).tolist(), frame["unread"].tolist()


def _unread(noted: list[str]) -> list[str]:
    return [part for text in noted for part in text.split(";") if part.startswith("value")]


def test_a_total_of_two_readings_is_unknown_and_asked_about() -> None:
    values, unread = _totals("31.687")
    assert values == [None]
    assert _unread(unread) == ["value:ambiguous"]


def test_a_total_is_read_by_the_marks_of_its_column() -> None:
    values, unread = _totals("31.687", "1.031.687", "12")
    assert values == [31_687, 1_031_687, 12]
    assert _unread(unread) == []


def test_a_total_is_read_by_the_marks_of_the_cover_s_language() -> None:
    assert _totals("31.687", language="fr")[0] == [31_687]
    assert _totals("31,687", language="en")[0] == [31_687]
    assert _totals("31.687", language="es")[0] == [None]


def test_the_cover_used_here_declares_no_language() -> None:
    assert "language" not in dict(COVER)
