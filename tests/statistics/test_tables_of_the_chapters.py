"""The tables of the chapters against a plain count of the same records, and what holds between their cells."""

import itertools

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.statistics import build_cube, load_tables, tabulate, themes
from reports.statistics.dimensions import DistinctCount, Scores, Services
from tests.statistics import plain_tables
from tests.statistics.case_records import frames, record, records_of, years_records

TABLES = {spec.key: spec for spec in load_tables()}
OF_PERSONS = ("persons", "trafficking", "returns", "children", "vulnerable")
quickly = settings(deadline=None, max_examples=6)


def cubes_of(records, year=2012):
    return {theme: build_cube(theme, records, year) for theme in OF_PERSONS}


def counts(key, cubes, year=2012):
    spec = TABLES[key]
    table = tabulate(cubes[spec.theme], spec, year).counts()
    codes = zip(*(table[name] for name in spec.dimensions), strict=True)
    return {code: int(value) for code, value in zip(codes, table["value"].fillna(0), strict=True)}


@quickly
@given(years_records)
def test_a_table_cut_from_the_cube_equals_the_table_counted_from_the_records(years):
    cubes, people = cubes_of(frames(**years)), plain_tables.populations(years)
    for key in plain_tables.TABLES:
        found = {codes: n for codes, n in counts(key, cubes).items() if n}
        assert found == dict(plain_tables.counted(key, people)), key


@quickly
@given(years_records)
def test_cells_of_exclusive_dimensions_sum_to_their_margins_in_every_table(years):
    cubes = cubes_of(frames(**years))
    for key, spec in TABLES.items():
        if spec.theme not in OF_PERSONS or any(
            isinstance(d, DistinctCount | Scores | Services) for d in spec.definitions
        ):
            continue
        cells = counts(key, cubes)
        for axis, dimension in enumerate(spec.definitions):
            if dimension.several_answers:
                continue
            for margin in (codes for codes in cells if codes[axis] == "total"):
                beside = lambda codes: (*codes[:axis], *codes[axis + 1 :])  # noqa: B023, E731
                inner = [n for codes, n in cells.items() if codes[axis] != "total" and beside(codes) == beside(margin)]
                left_out = getattr(dimension, "left_out", ())  # in the total alone
                assert sum(inner) <= cells[margin] if left_out else sum(inner) == cells[margin], (key, margin)


@quickly
@given(years_records)
def test_several_answers_with_any_none_unknown_and_not_asked_make_the_total(years):
    cubes = cubes_of(frames(**years))
    for key in ("victims_by_means_of_control", "returns_by_vulnerability", "children_by_assistance"):
        cells = counts(key, cubes)
        rest = ("total",) * (len(TABLES[key].dimensions) - 1)
        parts = sum(cells.get((code, *rest), 0) for code in ("any", "none", "unknown", "not_asked"))
        assert parts == cells["total", *rest], key


@quickly
@given(years_records, st.randoms(use_true_random=False))
def test_the_order_in_which_offices_submit_does_not_matter_to_any_table(years, chance):
    mixed = {form: chance.sample(rows, len(rows)) for form, rows in years.items()}
    one, other = cubes_of(frames(**years)), cubes_of(frames(**mixed))
    for key, spec in TABLES.items():
        if spec.theme in OF_PERSONS:
            frame, again = (tabulate(cubes[spec.theme], spec, 2012).frame for cubes in (one, other))
            assert frame.equals(again), key


@quickly
@given(years_records, records_of("vulnerable"))
def test_adding_an_office_never_lowers_a_total_of_any_table(years, rows):
    late = [{**row, "office": "ZZZ", "person_key": f"ZZZ{row['person_key']}"} for row in rows]
    before = cubes_of(frames(**years))
    after = cubes_of(frames(**{**years, "vulnerable": [*years["vulnerable"], *late]}))
    for key, spec in TABLES.items():
        if spec.theme in OF_PERSONS and not spec.where and not isinstance(spec.definitions[0], DistinctCount | Scores):
            total = ("total",) * len(spec.dimensions)
            assert counts(key, after)[total] >= counts(key, before)[total], key


def test_a_host_row_and_an_origin_row_of_one_return_count_one_return():
    rows = [
        record("DEU", "1", side="HOST", link_key="l", host="DEU", origin="UKR", sex="F"),
        record("UKR", "9", side="ORIGIN", link_key="l", host="DEU", origin="UKR", sex="F"),
    ]
    cubes = cubes_of(frames(returns=rows))
    assert counts("returns_by_sex_and_age", cubes)["total", "total"] == 1
    assert counts("after_return_by_sex_and_age", cubes)["total", "total"] == 1
    assert counts("persons_by_sex_and_age", cubes)["total", "total"] == 1
    assert counts("returns_by_corridor", cubes)["total",] == 1


CHILD = {"age": 15, "sex": "M"}
IN_ALL_FORMS = {
    "trafficking": [record("KEN", "1", **CHILD, umc=1, trafficking_status="Actual", best_interest_done=1)],
    "returns": [record("KEN", "1", **CHILD, side="HOST", vuln_UMC=1, host="KEN")],
    "vulnerable": [record("KEN", "1", **CHILD, category="UMC_SEPARATED"), record("UGA", "1", **CHILD)],
}


def test_an_unaccompanied_child_of_three_forms_counts_once():
    cubes = cubes_of(frames(**IN_ALL_FORMS))
    by_form = counts("children_by_form", cubes)
    assert by_form == {("umc_trafficking",): 1, ("umc_returns",): 1, ("umc_vulnerable",): 1, ("total",): 1}
    assert counts("children_by_best_interest", cubes)["yes", "total"] == 1
    assert counts("children_by_category", cubes)["UMC_SEPARATED", "total"] == 1


def test_a_returned_child_without_a_best_interest_determination_is_shown_as_without():
    rows = [record("DEU", str(n), **CHILD, side="HOST", vuln_UMC=1, best_interest_done=b) for n, b in
            enumerate((1, 1, 0, None))]  # fmt: skip
    found = counts("returned_children_by_best_interest", cubes_of(frames(returns=rows)))
    assert found == {("yes",): 2, ("no",): 1, ("unknown",): 1, ("total",): 4}


def test_a_child_who_is_no_victim_and_one_assisted_after_return_are_not_among_the_unaccompanied():
    records = frames(
        trafficking=[record("KEN", "1", **CHILD, umc=1, trafficking_status="NotAVictim")],
        returns=[record("UKR", "2", **CHILD, side="ORIGIN", vuln_UMC=1)],
    )
    assert counts("children_by_form", cubes_of(records))["total",] == 0


def victims(*places, home="UKR", basis="LAST", times=12):
    return [
        record("KEN", f"{place}{home}{basis}{n}", citizenship=home, country_of_exploitation=place,
               exploitation_basis=basis)
        for place in places for n in range(times)
    ]  # fmt: skip


def test_a_corridor_leads_from_citizenship_to_exploitation_and_a_country_to_itself_stands_apart():
    rows = [*victims("RUS"), *victims("UKR", times=15), *victims("HTI", home="HTI", times=11), *victims("XXX", times=3)]
    found = counts("victims_by_corridor", cubes_of(frames(trafficking=rows)))
    assert found == {("UKR-RUS",): 12, ("other",): 0, ("same_country",): 26, ("not_stated",): 3, ("total",): 41}
    at_home = counts("victims_exploited_in_own_country", cubes_of(frames(trafficking=rows)))
    assert at_home == {("UKR",): 15, ("HTI",): 11, ("other",): 0, ("not_stated",): 0, ("total",): 26}


def test_a_corridor_to_the_offices_own_country_and_one_of_too_few_are_not_ranked():
    rows = [*victims("RUS", basis="MISSION"), *victims("EGY", times=10), *victims("RUS", home="XXA")]
    found = counts("victims_by_corridor", cubes_of(frames(trafficking=rows)))
    assert found == {("other",): 34, ("same_country",): 0, ("not_stated",): 0, ("total",): 34}


def test_for_a_child_no_means_of_control_is_needed_and_a_table_of_adults_does_not_ask():
    rows = [record("KEN", "1", age=10), record("KEN", "2", age=30, means_Threats=1), record("KEN", "3", age=31)]
    cubes = cubes_of(frames(trafficking=rows))
    found = counts("adult_victims_by_means_of_control", cubes)
    assert [found[code,] for code in ("Threats", "unknown", "not_asked", "total")] == [1, 1, 1, 3]
    assert counts("victims_by_sex_and_age", cubes)["total", "CHILD"] == 1


def test_possible_and_actual_victims_are_shown_apart():
    rows = [record("KEN", str(n), trafficking_status=s) for n, s in enumerate(("Actual", "Possible", "NotAVictim"))]
    found = counts("victims_by_status", cubes_of(frames(trafficking=rows)))
    assert [found[code,] for code in ("Possible", "Actual", "unknown", "total")] == [1, 1, 0, 2]


@pytest.mark.parametrize(("year", "of_the_year", "fixed"), [(2012, 1, 1), (2014, 2, 1)])
def test_the_economic_area_is_counted_in_the_composition_of_the_year_and_in_a_fixed_one(year, of_the_year, fixed):
    rows = [record("DEU", "1", side="HOST", host="DEU"), record("HRV", "2", side="HOST", host="HRV"),
            record("KEN", "3", side="HOST", host="KEN")]  # fmt: skip
    cubes = cubes_of(frames(returns=rows), year)
    area = counts("returns_in_the_economic_area", cubes, year)
    assert (area["EEA_SWITZERLAND",], area["total",]) == (of_the_year, 3)
    assert counts("returns_in_the_economic_area_of_2011", cubes, year)["EEA_SWITZERLAND",] == fixed


def test_overlaps_between_forms_are_shown_and_not_added():
    records = frames(
        trafficking=[record("KEN", "1"), record("KEN", "2")],
        returns=[record("KEN", "1", side="HOST"), record("KEN", "3", side="HOST")],
        vulnerable=[record("KEN", "3"), record("KEN", "4")],
    )
    found = counts("persons_by_forms_together", cubes_of(records))
    shown = {code: n for (code,), n in found.items() if n}
    assert shown == {"TRAFFICKING_ONLY": 1, "TRAFFICKING_AND_RETURNS": 1, "VULNERABLE_AND_RETURNS": 1,
                     "VULNERABLE_ONLY": 1, "total": 4}  # fmt: skip
    assert sum(n for code, n in shown.items() if code != "total") == 4


def test_every_theme_of_persons_is_tested_here():
    assert set(OF_PERSONS) <= set(themes())
    assert len([spec for spec in TABLES.values() if spec.theme in OF_PERSONS]) >= 80
    assert not set(itertools.chain(plain_tables.TABLES)) - set(TABLES)
