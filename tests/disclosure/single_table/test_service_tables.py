"""Services and other counts that stand in no cube of persons: small ones are suppressed, and what gives them back."""

import itertools

import hypothesis.strategies as st
import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings

from reports.disclosure.protect_table import protect_table, protected_counts
from reports.published import Cell, ProtectedTable, TableText
from reports.statistics import build_cube, columns_needed, tabulate
from reports.statistics.cell_frames import cells_of
from reports.statistics.statistic import ESTIMATED, StatisticTable
from tests.disclosure.single_table.unprotected_tables import TABLES
from tests.lib.intruder.single_table import can_be

HIV = TABLES["hiv_cascade_by_population"]
GROUPS = ("REFUGEE", "IMMIGRANT", "LABOUR_MIGRANT", "IRREGULAR", "RETURNEE", "HOST_COMMUNITY", "not_stated")
UNKEYED = lambda text: f"{sum(map(ord, text)):08x}"  # noqa: E731


def hiv(tested: list[int], positive: list[int], state: str = "counted") -> ProtectedTable:
    table = np.array([[*tested, sum(tested)], [*positive, sum(positive)]])
    codes = [("HIV_TESTED/TESTS", "HIV_POSITIVE/TESTS"), (*GROUPS, "total")]
    frame = cells_of(codes, HIV, table, "services", "", [state] * table.size)
    return protect_table(StatisticTable(HIV, 2012, frame))


def printed(table: ProtectedTable, service: str) -> dict[str, float | None]:
    return {cell.codes[1]: cell.value for cell in table.cells if cell.codes[0] == service}


def test_a_small_number_of_tests_is_as_confidential_as_one_of_persons():
    found = printed(hiv([900] * 7, [30, 30, 30, 30, 30, 30, 4]), "HIV_POSITIVE/TESTS")
    assert found["not_stated"] is None
    assert found["total"] is None or sum(value is None for value in found.values()) > 1


def test_that_nobody_is_positive_is_confidential_too():
    found = printed(hiv([900] * 7, [30, 30, 30, 30, 30, 30, 0]), "HIV_POSITIVE/TESTS")
    assert found["not_stated"] is None


@pytest.mark.parametrize("negative", [0, 3, 10])
def test_a_group_in_which_nearly_all_are_positive_is_not_printed_and_no_sum_gives_it_back(negative):
    found = printed(hiv([900, 900, 900, 900, 900, 900, 200], [30] * 6 + [200 - negative]), "HIV_POSITIVE/TESTS")
    assert {group for group, value in found.items() if value is not None} == {"total"}
    kept = printed(hiv([900, 900, 900, 900, 900, 900, 200], [30] * 6 + [200 - 11]), "HIV_POSITIVE/TESTS")
    assert kept["not_stated"] == 189


def test_an_estimate_is_flagged_where_it_is_printed_and_only_there():
    cells = hiv([900] * 7, [30, 30, 30, 30, 30, 30, 4], ESTIMATED).cells
    assert {cell.flag for cell in cells if cell.status == "published"} == {"e"}
    assert {cell.flag for cell in cells if cell.status == "confidential"} == {""}


counts = st.lists(
    st.lists(st.one_of(st.integers(0, 14), st.integers(0, 300)), min_size=3, max_size=3), min_size=3, max_size=3
)


@settings(deadline=None, max_examples=15)
@given(counts)
def test_no_small_count_of_a_plain_table_can_be_computed(numbers):
    axes = (("a", "b", "c"), ("x", "y", "z"))
    given_counts = {codes: n for codes, n in zip(itertools.product(*axes), itertools.chain(*numbers), strict=True) if n}
    found = protected_counts("t", axes, given_counts, UNKEYED)
    cells = tuple(
        Cell(codes, 2012, "persons", "persons", "", value, "confidential" if value is None else "published")
        for codes, value in found.items()
    )
    table = ProtectedTable("t", "t", 2012, ("one", "two"), cells, TableText("", "", (), {}, {}))
    inner = list(itertools.product(*axes))
    for codes in inner:
        if 0 < given_counts.get(codes, 0) < 11:
            assert found[codes] is None
            low, high = can_be(table, inner, codes)
            assert low <= 1 and high >= 11


def test_a_plain_table_prints_its_sums_and_refuses_counts_without_a_place():
    found = protected_counts("t", (("a", "b"),), {("a",): 40}, UNKEYED)
    assert found == {("a",): 40, ("b",): 0, ("total",): 40}
    with pytest.raises(ValueError, match="1 counts have no place"):
        protected_counts("t", (("a", "b"),), {("c",): 40}, UNKEYED)


def test_where_few_groups_have_a_result_it_is_withheld_how_many_were_tested_for_totals_stand_elsewhere():
    table = np.array([[200, 5_000, 0, 0, 0, 0, 0, 5_200], [198, 0, 0, 0, 0, 0, 0, 198]])
    codes = [("HIV_TESTED/TESTS", "HIV_POSITIVE/TESTS"), (*GROUPS, "total")]
    states = ["counted"] * 2 + ["not_available"] * 5 + ["counted"]
    of_result = ["counted"] + ["not_available"] * 6 + ["counted"]
    frame = cells_of(codes, HIV, table, "services", "", [*states, *of_result])
    made = protect_table(StatisticTable(HIV, 2012, frame))
    assert printed(made, "HIV_POSITIVE/TESTS")["REFUGEE"] is None
    assert {group for group, value in printed(made, "HIV_TESTED/TESTS").items() if value is not None} == {"total"}


services = st.lists(
    st.fixed_dictionaries(
        {
            "value": st.sampled_from([0, 1, 2, 3, 5, 6, 9, 10, 11, 12, 20]),
            "sex": st.sampled_from(["F", "M", None]),
            "age_band": st.sampled_from(["CHILD", "ADULT", None]),
            "population": st.sampled_from(["REFUGEE", "VOT", "RETURNEE", None]),
        }
    ),
    min_size=1,
    max_size=9,
)


@settings(deadline=None, max_examples=40)
@given(services)
def test_a_total_that_one_table_prints_gives_no_withheld_number_of_another_back(rows):
    texts = {name: pd.Series([row.get(name) for row in rows], dtype="str") for name in columns_needed("health")}
    of_all = {"office": "KEN", "indicator": "MHPSS", "unit": "SESSIONS"}
    frame = pd.DataFrame(texts).assign(**of_all, value=pd.array([row["value"] for row in rows], dtype="Int64"))
    cube = build_cube("health", {"health": frame}, 2012)
    total = sum(row["value"] for row in rows)
    for key in ("health_services_by_sex", "health_services_by_age", "health_services_by_population"):
        table = protect_table(tabulate(cube, TABLES[key], 2012))
        found = printed(table, "MHPSS/SESSIONS")
        assert (found["total"] is None) == (0 < total < 11)
        hidden = [c for c in table.cells if c.status == "confidential" and c.codes[1] != "total"]
        if hidden and found["total"] is not None:
            assert len(hidden) >= 2
            assert total - sum(value or 0 for code, value in found.items() if code != "total") >= 11
