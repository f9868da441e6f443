"""Files as people keep them become observations, and what is not understood is said and never guessed."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reports.reference import ReferenceFileError, Sheet, read_series
from reports.reference.values import value_of
from tests.reference.made_series import MISSING, WORD, mapping, only, read, rules, values

HEADER = ["Year", "Kind", "Number"]
TYPES = {"label": WORD, "labels": {"A": WORD, "B": WORD, "C": WORD}}
PUBLISHERS = {"label": WORD, "labels": {"P": WORD, "Q": WORD}}
SIDES = {
    "kind": "side_by_side", "year": "Year", "ends": "Source:", "of": "type", "by": "publisher",
    "sets": [
        {"publisher": "P", "columns": {"a*": "A", "b*": "B", "Total*": "total"}},
        {"publisher": "Q", "columns": {"a**": "A", "Total**": "total"}},
    ],
}  # fmt: skip
SUM = [{"dimension": "type", "total": "total", "parts": ["A", "B"]}]
CROSSED = {
    "kind": "crossed", "of": "type", "by": "publisher",
    "rows": {"First": "A", "Second": "B", "Sum": "total"}, "publishers": {"ours": "P", "theirs": "Q"},
}  # fmt: skip


def side_by_side(rows: list[list[Any]], **said: Any) -> Any:
    return read(rows, layout=SIDES, dimensions={"publisher": PUBLISHERS, "type": TYPES}, totals=SUM, **said)


SIDES_HEADER = ["Year", "a*", "b*", "Total* ", "", "a**", "Total** "]


@pytest.mark.parametrize("mark", MISSING)
def test_a_mark_of_missing_is_no_number_and_no_zero(mark: str) -> None:
    series = read([HEADER, [2012, "One", mark], [2013, "One", 0]])
    assert values(series) == {(2012, ("ONE",)): None, (2013, ("ONE",)): 0}
    assert series.findings == ()


def test_minus_one_as_a_number_is_missing_where_the_mapping_says_so() -> None:
    assert only(read([HEADER, [2012.0, "One", -1.0]])).value is None
    assert only(read([HEADER, [2012.0, "One", -1.0]], missing=[":"])).value == -1


def test_footnote_stars_are_kept_beside_the_number_with_the_flag_that_they_mean() -> None:
    one = only(read([HEADER, [2012, "One", "3276**"]], footnotes={"**": "p"}))
    assert (one.value, one.flag, one.footnote) == (3276, "p", "**")


def test_footnote_stars_that_nothing_explains_are_a_finding_and_the_number_stands() -> None:
    series = read([HEADER, [2012, "One", "3276 **"]])
    assert only(series).value == 3276
    assert rules(series) == [("footnote_not_explained", 2)]


def test_less_than_five_is_a_bound_and_no_number() -> None:
    one = only(read([HEADER, [2012, "One", "<5"]]))
    assert (one.value, one.below) == (None, 5)


@pytest.mark.parametrize("text", ["1.234.567", "12,5", "about 40", "1 234", "4-5", "=A1", "١٢"])
def test_a_number_in_a_writing_that_the_mapping_does_not_name_is_not_guessed(text: str) -> None:
    series = read([HEADER, [2012, "One", text], [2013, "One", 7]])
    assert values(series) == {(2012, ("ONE",)): None, (2013, ("ONE",)): 7}
    assert rules(series) == [("value_not_understood", 2)]


def test_a_thousands_mark_is_read_where_the_mapping_names_it() -> None:
    assert only(read([HEADER, [2012, "One", "1,234,567"]], thousands=",")).value == 1_234_567


@given(st.integers(0, 10**9), st.sampled_from(["", "*", "**", "†"]))
def test_every_whole_number_is_read_as_itself_with_its_marks(number: int, marks: str) -> None:
    value = value_of(f"{number}{marks}", mapping(footnotes={"*": "", "**": "e", "†": "b"}))
    assert (value.number, value.footnote, value.is_understood, value.is_explained) == (number, marks, True, True)


@given(st.text(max_size=12))
def test_any_text_is_a_number_or_missing_or_a_bound_or_not_understood(text: str) -> None:
    value = value_of(text, mapping())
    assert value.number is None or (value.is_understood and value.below is None)


def test_the_header_may_stand_under_title_rows_and_be_written_in_several_ways() -> None:
    series = read([["A title"], [], ["Note", "", ""], ["kind", "VALUE", "year "], ["One", 5, 2012]])
    assert values(series) == {(2012, ("ONE",)): 5}


def test_a_file_without_a_header_that_the_mapping_names_is_a_fault_that_names_it() -> None:
    with pytest.raises(
        ReferenceFileError, match="series made: no row among the first 30 has the header Number or VALUE"
    ):
        read([["Year", "Kind", "Nombre"], [2012, "One", 5]])


def test_a_file_without_a_number_and_one_without_a_sheet_are_faults() -> None:
    with pytest.raises(ReferenceFileError, match="no row of the file holds a number"):
        read([HEADER, ["", "", ""]])
    with pytest.raises(ReferenceFileError, match="no sheet"):
        read_series(mapping(), [])


def test_the_data_may_stand_behind_a_cover() -> None:
    cover, data = Sheet([["Cover"], ["About these numbers"]]), Sheet([HEADER, [2012, "One", 5]])
    assert only(read_series(mapping(), [cover, data])).value == 5
    with pytest.raises(ReferenceFileError, match="has the header Kind"):
        read_series(mapping(), [cover, cover])


def test_a_row_without_a_year_is_a_finding_and_left_out() -> None:
    series = read([HEADER, ["n/a", "One", 5], ["2012.0", "One", 6]])
    assert values(series) == {(2012, ("ONE",)): 6}
    assert rules(series) == [("year_not_understood", 2)]


def test_a_text_that_the_mapping_does_not_have_is_one_finding_and_its_numbers_are_kept_apart() -> None:
    series = read([HEADER, [2012, "Tow", 5], [2013, "Tow", 6], [2012, "Two", 1]])
    assert values(series) == {(2012, ("not_understood",)): 5, (2013, ("not_understood",)): 6, (2012, ("TWO",)): 1}
    assert [(f.rule, f.row, f.times, f.detail) for f in series.findings] == [("text_not_in_mapping", 2, 2, "kind")]


def test_tables_side_by_side_are_told_apart_by_publisher_and_end_at_their_sources() -> None:
    rows = [SIDES_HEADER, [2015, 1, 2, 3, "", -1, -1], [2016, 4, 5, 9, "", "7", 7], ["", "", "", "", "", "", ""],
            ["Source: ", "", "", "", "", "", ""], [2015, "an address", "", "", "", "", ""]]  # fmt: skip
    assert values(side_by_side(rows)) == {
        (2015, ("P", "A")): 1, (2015, ("P", "B")): 2, (2015, ("P", "total")): 3,
        (2015, ("Q", "A")): None, (2015, ("Q", "total")): None,
        (2016, ("P", "A")): 4, (2016, ("P", "B")): 5, (2016, ("P", "total")): 9,
        (2016, ("Q", "A")): 7, (2016, ("Q", "total")): 7,
    }  # fmt: skip


def test_a_total_that_does_not_add_up_is_a_finding_and_stays_as_it_is() -> None:
    series = side_by_side([SIDES_HEADER, [2015, 1, 2, 4, "", -1, -1]])
    assert values(series)[2015, ("P", "total")] == 4
    assert [(f.rule, f.row, f.detail) for f in series.findings] == [
        ("total_differs", 2, "2015, P: the parts make 3, the total says 4")
    ]


@given(st.lists(st.tuples(*[st.integers(-1, 999)] * 3), min_size=1, max_size=12))
def test_exactly_the_totals_that_differ_from_known_parts_are_found(numbers: list[tuple[int, int, int]]) -> None:
    rows = [[2000 + at, a, b, total, "", -1, -1] for at, (a, b, total) in enumerate(numbers)]
    wrong = [at + 2 for at, (a, b, total) in enumerate(numbers) if min(a, b, total) >= 0 and a + b != total]
    assert [row for rule, row in rules(side_by_side([SIDES_HEADER, *rows])) if rule == "total_differs"] == wrong


def crossed(rows: list[list[Any]]) -> Any:
    return read(rows, layout=CROSSED, dimensions={"publisher": PUBLISHERS, "type": TYPES}, totals=SUM)


def test_a_year_over_merged_columns_stands_for_all_of_them() -> None:
    rows = [["", 2021, "", 2022, ""], ["", "ours", "theirs", "ours", "theirs"], ["First", 1, 2, 3, "-"],
            ["Second", 4, 5, 6, 7], ["Sum", 5, 7, 9, 7], ["Note: 2021 is an estimate", "", "", "", ""]]  # fmt: skip
    series = crossed(rows)
    assert values(series)[2021, ("Q", "A")] == 2
    assert values(series)[2022, ("P", "total")] == 9
    assert values(series)[2022, ("Q", "A")] is None
    assert len(series.observations) == 12
    assert series.findings == ()


def test_a_crossed_table_without_publishers_under_its_years_is_a_fault() -> None:
    with pytest.raises(ReferenceFileError, match="no row of years stands over a row of publishers"):
        crossed([["", 2021, 2022], ["First", 1, 2]])


def test_lines_of_year_and_number_are_read_wherever_they_stand() -> None:
    lines = {"layout": {"kind": "lines", "codes": {"type": "C"}}, "dimensions": {"type": TYPES}}
    series = read([["A heading", ""], ["2015: 5070", ""], [""], ["2016 : 81x", ""], ["20170: 5", ""]], **lines)
    assert values(series) == {(2015, ("C",)): 5070, (2016, ("C",)): None}
    assert rules(series) == [("value_not_understood", 4)]


def test_countries_are_read_as_the_mapping_says_that_they_are_written() -> None:
    country = {"label": WORD, "columns": ["Kind"], "country": "alpha2", "aliases": {"UK": "GBR", "EU": "other"}}
    rows = [HEADER, *([2012, text, 1] for text in ("NA", "UK", "EU", "ZZ", "DEU"))]
    codes = [one.codes[0] for one in read(rows, dimensions={"kind": country}).observations]
    assert codes == ["NAM", "GBR", "other", "not_understood", "not_understood"]
    by_name = {**country, "country": "name", "aliases": {}}
    rows = [HEADER, *([2012, text, 1] for text in ("Niger", "Nigeria", "Nigera", "Côte d’Ivoire"))]
    codes = [one.codes[0] for one in read(rows, dimensions={"kind": by_name}).observations]
    assert codes == ["NER", "NGA", "not_understood", "CIV"]


def test_a_source_column_gives_each_number_its_own_source() -> None:
    layout = {"kind": "rows", "year": ["Year"], "value": ["Number"], "source": "From"}
    series = read([[*HEADER, "From"], [2012, "One", 5, "here"], [2013, "One", 6, ""]], layout=layout)
    assert [one.source for one in series.observations] == ["here", "A source"]
