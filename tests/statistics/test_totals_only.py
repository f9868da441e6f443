"""Offices with totals only enter one headline table, flagged, and no office's own number can be told from it."""

import hypothesis.strategies as st
from hypothesis import given

from reports.derived_tables.totals import Contribution, totals_table
from reports.derived_tables.totals.table import load_totals
from reports.published import Cell, ProtectedTable, TableText
from reports.statistics import load_tables

YEAR = 2012
WORDS = TableText("", "", (), {}, {})
FROM_RECORDS = {"VICTIMS": 6_499.0, "RETURNED": 58_000.0, "VULNERABLE": 40_121.0, "PERSONS": 103_000.0}


def tables(**values: float | None) -> dict[str, ProtectedTable]:
    made = {}
    for name, measure in load_totals().measures.items():
        place, value = measure.records, (FROM_RECORDS | values)[name]
        status = "confidential" if value is None else "published"
        cell = Cell(place.codes, YEAR, "persons", "persons", "", value, status)
        made[place.table] = ProtectedTable(place.table, "t", YEAR, ("a", "b"), (cell,), WORDS)
    return made


def totals(measure: str, *numbers: int) -> list[Contribution]:
    return [Contribution(f"O{place}", measure, number) for place, number in enumerate(numbers)]


def cells(table: ProtectedTable | None) -> dict[tuple[str, ...], tuple[float | None, str, str]]:
    assert table is not None
    return {cell.codes: (cell.value, cell.status, cell.flag) for cell in table.cells}


def test_totals_are_added_to_the_records_and_both_are_flagged():
    found = cells(totals_table(totals("PERSONS", 306, 155, 142, 122), tables(), YEAR))
    assert found["PERSONS", "records"] == (103_000, "published", "")
    assert found["PERSONS", "totals_only"] == (725, "published", "e")
    assert found["PERSONS", "total"] == (103_725, "published", "e")
    assert found["VICTIMS", "totals_only"] == (None, "not_available", "")
    assert found["VICTIMS", "total"] == (6_499, "published", "")


def test_two_offices_and_one_beside_two_small_ones_are_not_told_from_the_sum():
    for numbers in ((400, 300), (400,), (400, 300, 10), (400, 3, 2, 2)):
        found = cells(totals_table(totals("PERSONS", *numbers), tables(), YEAR))
        assert found["PERSONS", "totals_only"] == found["PERSONS", "total"] == (None, "confidential", ""), numbers
    assert cells(totals_table(totals("PERSONS", 400, 300, 11), tables(), YEAR))["PERSONS", "totals_only"][0] == 711


@given(st.lists(st.integers(1, 500), min_size=1, max_size=6))
def test_the_sum_is_printed_exactly_where_the_totals_are(numbers):
    found = cells(totals_table(totals("VICTIMS", *numbers), tables(), YEAR))
    assert found["VICTIMS", "totals_only"][1] == found["VICTIMS", "total"][1]
    if found["VICTIMS", "total"][0] is not None:
        rest = sum(sorted(numbers)[:-2])  # what hides the largest from the office that knows the second
        assert len(numbers) >= 3 and rest >= 11


def test_parts_that_nearly_make_the_whole_are_withheld_for_their_difference_is_few_persons():
    of_parts = totals("VICTIMS", 100, 100, 100) + totals("RETURNED", 200, 200, 200)
    near = cells(totals_table(of_parts + totals("PERSONS", 300, 300, 295), tables(), YEAR))
    assert near["VICTIMS", "total"][1] == near["RETURNED", "total"][1] == "confidential"
    assert near["PERSONS", "total"] == (103_895, "published", "e")
    apart = cells(totals_table(of_parts + totals("PERSONS", 300, 300, 280), tables(), YEAR))
    assert apart["VICTIMS", "total"][1] == "published"


def test_one_part_that_nearly_makes_the_whole_is_withheld_though_another_stands_beside_it():
    of_parts = totals("VICTIMS", 100, 100, 100) + totals("RETURNED", 50, 50, 50)
    found = cells(totals_table(of_parts + totals("PERSONS", 101, 102, 102), tables(), YEAR))
    assert found["VICTIMS", "totals_only"][1] == found["VICTIMS", "total"][1] == "confidential"
    assert found["RETURNED", "total"][1] == found["PERSONS", "total"][1] == "published"


def test_a_confidential_count_of_records_is_not_given_back_by_the_sum():
    found = cells(totals_table(totals("VICTIMS", 100, 100, 100), tables(VICTIMS=None), YEAR))
    assert found["VICTIMS", "records"] == found["VICTIMS", "total"] == (None, "confidential", "")


def test_a_year_without_such_offices_has_no_table_and_the_year_before_stands_beside_as_printed():
    assert totals_table([], tables(), YEAR) is None
    before = totals_table(totals("PERSONS", 178, 93, 63), tables(), YEAR)
    table = totals_table(totals("PERSONS", 306, 155, 142), tables(), YEAR + 1, before)
    assert table is not None and before is not None
    assert [cell for cell in table.cells if cell.year == YEAR] == list(before.cells)


def test_the_measures_are_counted_by_tables_that_exist():
    specs = {spec.key: spec for spec in load_tables()}
    for measure in load_totals().measures.values():
        assert len(specs[measure.records.table].dimensions) == len(measure.records.codes)
