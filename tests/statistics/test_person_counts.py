import pandas as pd
import pytest
from hypothesis import given, settings

from reports.statistics import build_cube, load_tables, tabulate, themes
from tests.statistics import plain_count
from tests.statistics.case_records import frames, record, records_of, years_records

TABLES = {spec.key: spec for spec in load_tables()}
quickly = settings(deadline=None, max_examples=15)


def counts(key, records, year=2012):
    spec = TABLES[key]
    table = tabulate(build_cube(spec.theme, records, year), spec, year).counts()
    codes = zip(*(table[name] for name in spec.dimensions), strict=True)
    return {code: int(value) for code, value in zip(codes, table["value"].fillna(0), strict=True)}


def test_a_person_in_two_forms_of_one_office_is_one_person():
    records = frames(
        trafficking=[record(sex="F", trafficking_status="Actual")],
        returns=[record(side="HOST", host="KEN", sex="F")],
    )
    assert counts("persons_by_sex_and_age", records)["total", "total"] == 1
    by_theme = counts("persons_by_theme", records)
    assert by_theme == {("trafficking",): 1, ("returns",): 1, ("vulnerable",): 0, ("total",): 1}


def test_the_same_reference_at_two_offices_is_two_persons_unless_a_link_joins_them():
    apart = [record("KEN", "1"), record("UGA", "1")]
    assert counts("victims_by_sex_and_age", frames(trafficking=apart))["total", "total"] == 2
    linked = [one | {"link_key": "l"} for one in apart]
    assert counts("victims_by_sex_and_age", frames(trafficking=linked))["total", "total"] == 1


def test_links_and_references_join_in_chains():
    chain = [record("KEN", "1", link_key="a"), record("UGA", "1", link_key="a")]
    further = [record("UGA", "1", side="HOST", link_key="b"), record("ETH", "1", side="HOST", link_key="b")]
    assert counts("persons_by_sex_and_age", frames(trafficking=chain, returns=further))["total", "total"] == 1


def test_the_earlier_registration_wins_and_its_blanks_are_filled_from_the_later():
    late = record("ETH", "1", link_key="l", assist_year_first=2012, sex="M", age=30)
    early = record("UGA", "1", link_key="l", assist_year_first=2010, sex="F")
    assert counts("victims_by_sex_and_age", frames(trafficking=[late, early]))["F", "ADULT"] == 1


def test_among_registrations_of_one_year_the_first_office_in_the_alphabet_wins():
    rows = [record("UGA", "1", link_key="l", sex="M"), record("ETH", "1", link_key="l", sex="F")]
    assert counts("victims_by_sex_and_age", frames(trafficking=rows))["F", "total"] == 1


def test_not_a_victim_is_not_counted_here():
    rows = [record("KEN", "1", trafficking_status="NotAVictim"), record("KEN", "2")]
    assert counts("victims_by_sex_and_age", frames(trafficking=rows))["total", "total"] == 1
    assert counts("persons_by_theme", frames(trafficking=rows))["total",] == 1


def test_persons_assisted_after_return_are_never_added_to_returns():
    rows = [record("DEU", "1", side="HOST", host="DEU"), record("UKR", "9", side="ORIGIN", origin="UKR")]
    assert counts("returns_by_sex_and_age", frames(returns=rows))["total", "total"] == 1
    assert counts("after_return_by_sex_and_age", frames(returns=rows))["total", "total"] == 1
    assert counts("persons_by_sex_and_age", frames(returns=rows))["total", "total"] == 1


def test_a_return_whose_side_is_not_known_is_settled_by_where_the_office_is():
    rows = [
        record("DEU", "1", host="DEU", origin="UKR"),
        record("UKR", "2", host="DEU", origin="UKR"),
        record("DEU", "3"),
    ]
    assert counts("returns_by_sex_and_age", frames(returns=rows))["total", "total"] == 2
    assert counts("after_return_by_sex_and_age", frames(returns=rows))["total", "total"] == 1


def test_age_in_years_goes_before_the_band_and_a_coarse_band_is_unknown_at_a_finer_level():
    rows = [
        record("KEN", "1", age=17, age_band="ADULT"),
        record("KEN", "2", age_band="ADULT"),
        record("KEN", "3", age_band="12-13"),
    ]
    bands = counts("victims_by_age_band_and_sex", frames(trafficking=rows))
    assert (bands["9-17", "total"], bands["unknown", "total"], bands["total", "total"]) == (2, 1, 3)
    groups = counts("victims_by_sex_and_age", frames(trafficking=rows))
    assert (groups["total", "CHILD"], groups["total", "ADULT"]) == (2, 1)


def test_a_person_without_any_yes_is_unknown_and_several_yes_stand_under_each():
    rows = [
        record("KEN", "1", exploit_ForcedLabour=1, exploit_ForcedBegging=1),
        record("KEN", "2", exploit_ForcedLabour=0),
        record("KEN", "3", exploit_ForcedLabour=1, exploit_SexualExploitation=1),
    ]
    forms = counts("victims_by_exploitation_and_sex", frames(trafficking=rows))
    found = {
        code: forms[code, "total"]
        for code in ("ForcedLabour", "ForcedBegging", "SexualExploitation", "unknown", "total")
    }
    assert found == {"ForcedLabour": 2, "ForcedBegging": 1, "SexualExploitation": 1, "unknown": 1, "total": 3}
    recode = counts("victims_by_exploitation_recode", frames(trafficking=rows))
    assert [recode[c,] for c in ("LABOUR_ONLY", "SEXUAL_ONLY", "BOTH", "OTHER", "unknown")] == [1, 0, 1, 0, 1]


def test_the_offices_own_country_stays_out_of_the_ranking_and_in_the_region():
    rows = [record("UKR", str(n), country_of_exploitation="RUS", exploitation_basis="LAST") for n in range(11)]
    rows += [record("UKR", f"m{n}", country_of_exploitation="EGY", exploitation_basis="MISSION") for n in range(12)]
    ranked = counts("victims_top_countries_of_exploitation", frames(trafficking=rows))
    assert ranked == {("RUS",): 11, ("other",): 12, ("not_stated",): 0, ("total",): 23}
    assert counts("victims_by_region", frames(trafficking=rows))["MIDDLE_EAST",] == 12


def test_a_country_under_the_threshold_has_no_rank():
    rows = [record("KEN", str(n), citizenship="UKR") for n in range(11)]
    rows += [record("KEN", f"h{n}", citizenship="HTI") for n in range(10)]
    ranked = counts("victims_top_origins", frames(trafficking=rows))
    assert ranked == {("UKR",): 11, ("other",): 10, ("not_stated",): 0, ("total",): 21}


def test_reach_counts_countries_and_neither_the_stateless_nor_the_unknown():
    records = frames(
        trafficking=[record("KEN", "1", citizenship="UKR;XXX"), record("XXX", "2", citizenship="XXA")],
        returns=[record("DEU", "1", side="HOST", host="DEU", citizenship="HTI")],
    )
    reach = counts("reach", records)
    assert (
        reach["nationalities",],
        reach["nationalities_of_victims",],
        reach["hosts_of_returns",],
        reach["offices",],
    ) == (2, 1, 1, 2)


def test_reach_is_not_available_where_the_country_is_known_of_fewer_than_four_in_five():
    rows = [record("KEN", str(n), citizenship="UKR" if n < 3 else "XXX") for n in range(4)]
    table = tabulate(build_cube("persons", frames(trafficking=rows), 2012), TABLES["reach"], 2012)
    states = dict(zip(table.frame["reach"], table.frame["state"], strict=True))
    assert (states["nationalities"], states["offices"]) == ("not_available", "counted")


def test_what_nobody_reported_is_not_available_and_not_zero():
    table = tabulate(build_cube("returns", frames(), 2012), TABLES["returns_by_sex_and_age"], 2012)
    assert set(table.frame["state"]) == {"not_available"} and table.frame["value"].isna().all()


def test_records_of_another_year_are_refused():
    records = frames(trafficking=[record()])
    records["trafficking"]["year"] = 2011
    with pytest.raises(ValueError, match="2012"):
        build_cube("trafficking", records, 2012)


@quickly
@given(years_records)
def test_tables_from_cubes_equal_a_plain_count_of_the_records(years):
    records = frames(**years)
    everyone, victims = plain_count.persons(years), plain_count.persons(years, ("trafficking",))
    for key, expected in {
        "persons_by_sex_and_age": plain_count.by_sex_and_age(everyone),
        "persons_by_theme": plain_count.by_theme(everyone),
        "returns_by_sex_and_age": plain_count.by_sex_and_age(plain_count.persons(years, ("returns",))),
        "victims_by_sex_and_age": plain_count.by_sex_and_age(victims),
        "victims_by_exploitation_and_sex": plain_count.by_exploitation_and_sex(victims),
        "victims_by_region": plain_count.by_region_of_exploitation(victims, 2012),
        "victims_top_origins": plain_count.by_citizenship(victims, TABLES["victims_top_origins"].threshold),
    }.items():
        assert {code: n for code, n in counts(key, records).items() if n} == dict(expected), key


@quickly
@given(years_records)
def test_the_order_of_records_and_offices_does_not_matter(years):
    backwards = {form: rows[::-1] for form, rows in years.items()}
    for theme in themes():
        cubes = [build_cube(theme, frames(**one), 2012) for one in (years, backwards)]
        pd.testing.assert_frame_equal(*cubes)


@quickly
@given(years_records, records_of("trafficking"))
def test_adding_an_office_never_lowers_a_total(years, rows):
    late = [{**row, "office": "ZZZ", "person_key": f"ZZZ{row['person_key']}"} for row in rows]
    more = {**years, "trafficking": [*years["trafficking"], *late]}
    for key in ("persons_by_sex_and_age", "victims_by_sex_and_age", "returns_by_sex_and_age"):
        assert counts(key, frames(**more))["total", "total"] >= counts(key, frames(**years))["total", "total"]


@quickly
@given(years_records)
def test_exclusive_cells_sum_to_their_margins(years):
    for key in ("victims_by_age_band_and_sex", "returns_by_host_and_origin_region", "vulnerable_by_category"):
        table = counts(key, frames(**years))
        for margin in (code for code in table if code[1] == "total"):
            assert table[margin] == sum(n for code, n in table.items() if code[0] == margin[0] and code[1] != "total")
        for margin in (code for code in table if code[0] == "total"):
            assert table[margin] == sum(n for code, n in table.items() if code[1] == margin[1] and code[0] != "total")
