import hypothesis.strategies as st
import pandas as pd
import polars as pl
from hypothesis import given, settings

from reports.derived_tables.comparability.panels import assisted, panel_of
from tests.derived_tables.two_years import FORMS, frame, panel, shown, states, victims

quickly = settings(deadline=None, max_examples=40)
REPORTED = {"AAA": "on_time", "BBB": "late", "CCC": "on_time", "DDD": "on_time", "EEE": "on_time", "FFF": "on_time"}
SIZES = {"AAA": 100, "BBB": 40, "CCC": 40, "DDD": 30, "EEE": 20, "FFF": 20}


def test_a_nil_statement_is_complete_and_a_partial_one_is_not() -> None:
    now = states(AAA="on_time", BBB="nil", CCC="partial", DDD="late", EEE="expected", FFF="rejected")
    before = states(AAA="nil", BBB="on_time", CCC="on_time", DDD="partial", EEE="on_time", FFF="on_time")
    assert panel_of(now, before) == {("AAA", "trafficking"), ("BBB", "trafficking")}


def test_a_panel_is_by_office_and_form() -> None:
    now = pd.concat([states("trafficking", AAA="on_time"), states("returns", AAA="partial")])
    before = pd.concat([states("trafficking", AAA="on_time"), states("returns", AAA="on_time")])
    assert panel_of(now, before) == {("AAA", "trafficking")}


def test_both_years_are_recounted_on_the_panel_with_its_change() -> None:
    silent = {**REPORTED, "DDD": "expected", "EEE": "expected", "FFF": "rejected"}
    now = victims(AAA=130, BBB=40, CCC=40)
    table = panel(now, victims(**SIZES), states(**silent), states(**REPORTED))
    assert shown(table, "all") == (210.0, 250.0)
    assert shown(table, "panel") == (210.0, 180.0)
    assert shown(table, "panel", "change_pct") == (16.7, None)
    assert shown(table, "all", "change_pct") == (-16.0, None)


def test_the_coverage_line_says_what_share_of_last_years_persons_the_silent_offices_held() -> None:
    silent = {**REPORTED, "DDD": "expected", "EEE": "expected", "FFF": "rejected"}
    table = panel(victims(AAA=130, BBB=40, CCC=40), victims(**SIZES), states(**silent), states(**REPORTED))
    assert shown(table, "silent") == ("not_applicable", 70.0)
    assert shown(table, "silent", "share_pct") == ("not_applicable", 28.0)
    assert "The offices not heard of in 2010 had assisted 28.0 per cent of the persons of 2009." in table.text.notes


def test_one_silent_office_is_never_what_is_left_between_all_and_the_panel() -> None:
    for fewer in ({"FFF": "expected"}, {"FFF": "expected", "EEE": "partial"}):
        now = victims(AAA=130, BBB=40, CCC=40, DDD=30)
        table = panel(now, victims(**SIZES), states(**REPORTED | fewer), states(**REPORTED))
        assert shown(table, "all") == (240.0, 250.0)
        assert shown(table, "panel") == (240.0, "confidential")
        assert shown(table, "panel", "change_pct")[0] == "confidential"
        assert shown(table, "panel", "share_pct")[1] == "confidential"
        assert shown(table, "silent")[1] == shown(table, "silent", "share_pct")[1] == "confidential"
        assert any("withheld, since they are too few" in note for note in table.text.notes)


def test_what_is_left_of_few_persons_from_many_offices_is_withheld_too() -> None:
    before = victims(AAA=100, BBB=40, CCC=40, DDD=3, EEE=3, FFF=4)
    now = states(**REPORTED | {"DDD": "expected", "EEE": "expected", "FFF": "expected"})
    assert shown(panel(victims(AAA=100, BBB=40, CCC=40), before, now, states(**REPORTED)), "panel") == (
        180.0,
        "confidential",
    )


def test_the_silent_offices_are_withheld_where_one_partial_office_would_be_left() -> None:
    gone = {"DDD": "expected", "EEE": "expected", "FFF": "expected"}
    reported, before = REPORTED | {"GGG": "on_time"}, victims(**SIZES, GGG=30)
    table = panel(
        victims(AAA=100, BBB=40, CCC=30), before, states(**reported | gone | {"GGG": "partial"}), states(**reported)
    )
    assert shown(table, "panel")[1] == 180.0
    assert shown(table, "silent")[1] == "confidential"


def test_a_panel_that_differs_by_one_office_from_the_one_printed_last_year_is_withheld() -> None:
    everyone = frozenset((office, "trafficking") for office in REPORTED)
    states_now = states(**REPORTED | {"DDD": "expected", "EEE": "expected", "FFF": "expected"})
    now, before = victims(AAA=130, BBB=40, CCC=40), victims(**SIZES)
    printed_last_year = everyone - {(office, "trafficking") for office in ("CCC", "DDD", "EEE", "FFF")}
    table = panel(now, before, states_now, states(**REPORTED), earlier=printed_last_year)
    assert shown(table, "panel")[1] == "confidential"
    assert shown(panel(now, before, states_now, states(**REPORTED), earlier=everyone), "panel")[1] == 180.0


def test_silent_offices_that_are_last_years_panel_less_one_office_are_withheld() -> None:
    states_now = states(**REPORTED | {"DDD": "expected", "EEE": "expected", "FFF": "expected"})
    now, before = victims(AAA=130, BBB=40, CCC=40), victims(**SIZES)
    for office, beside in (("CCC", "confidential"), ("", 70.0)):
        printed = frozenset((one, "trafficking") for one in ("DDD", "EEE", "FFF", office) if one)
        table = panel(now, before, states_now, states(**REPORTED), earlier=printed)
        assert shown(table, "panel")[1] == 180.0
        assert shown(table, "silent")[1] == beside


def test_a_year_before_that_was_revised_since_is_flagged_and_never_gives_a_small_difference() -> None:
    states_now = states(**REPORTED | {"DDD": "expected", "EEE": "expected", "FFF": "expected"})
    now, before = victims(AAA=130, BBB=40, CCC=40), victims(**SIZES)
    revised = panel(now, before, states_now, states(**REPORTED), printed_before=240.0)
    cell = revised.cell("panel", year=2009)
    assert cell is not None and (cell.value, cell.flag) == (180.0, "r")
    close = panel(now, before, states_now, states(**REPORTED), printed_before=185.0)
    assert shown(close, "panel")[1] == "confidential"


def test_numbers_of_a_broken_year_carry_the_flag_and_the_table_the_reason() -> None:
    table = panel(victims(**SIZES), victims(**SIZES), states(**REPORTED), states(**REPORTED), year=2012)
    flags = {(cell.codes[0], cell.measure, cell.year): cell.flag for cell in table.cells}
    assert flags["all", "persons", 2012] == flags["panel", "change_pct", 2012] == "b"
    assert flags["all", "persons", 2011] == ""
    assert "case-management system" in table.text.notes[-1]


def test_a_person_of_two_offices_is_one_person_in_every_set() -> None:
    records = {"trafficking": frame("trafficking", [("AAA", "1", "l"), ("BBB", "1", "l"), ("BBB", "2", None)])}
    who = assisted(("trafficking",), records)
    at = {office: who.count({(office, "trafficking")}) for office in ("AAA", "BBB")}
    assert (who.count(who.everywhere), at) == (2, {"AAA": 1, "BBB": 2})


OFFICES = ["AAA", "BBB", "CCC", "DDD", "EEE"]
rows = st.lists(
    st.tuples(st.sampled_from(OFFICES), st.integers(0, 30).map(str), st.sampled_from([None, None, "l1", "l2"])),
    max_size=60,
    unique_by=lambda row: row[:2],
)
years = st.fixed_dictionaries(dict.fromkeys(FORMS, rows))


@quickly
@given(years, years)
def test_the_panels_coincide_when_all_offices_report(now: dict, before: dict) -> None:
    reported = pd.concat([states(form, **dict.fromkeys(OFFICES, "on_time")) for form in FORMS])
    records = [{form: frame(form, rows) for form, rows in year.items()} for year in (now, before)]
    for key in ("panel_persons", "panel_victims", "panel_returns"):
        table = panel(records[0], records[1], reported, reported, key=key)
        assert shown(table, "panel") == shown(table, "all")


@quickly
@given(years, st.sets(st.tuples(st.sampled_from(OFFICES), st.sampled_from(FORMS))))
def test_persons_of_any_set_of_desks_equal_a_count_in_polars(year: dict, desks: set) -> None:
    who = assisted(FORMS, {form: frame(form, rows) for form, rows in year.items()})
    columns = {"office": pl.String, "person": pl.String, "link": pl.String}
    parts = [
        pl.DataFrame(rows, schema=columns, orient="row").with_columns(pl.lit(form).alias("form"))
        for form, rows in year.items()
    ]
    records = pl.concat(parts).with_columns(own=pl.col("office") + pl.col("person")).with_columns(person=pl.col("own"))
    for _ in range(2 * len(OFFICES)):  # the least name of all that keys and links join, spread until it stands still
        records = records.with_columns(person=pl.col("person").min().over("own")).with_columns(
            person=pl.when(pl.col("link").is_null()).then("person").otherwise(pl.col("person").min().over("link"))
        )
    chosen = pl.DataFrame(list(desks), schema={"office": pl.String, "form": pl.String}, orient="row")
    assert who.count(frozenset(desks)) == records.join(chosen, on=["office", "form"])["person"].n_unique()


@quickly
@given(years, years, st.dictionaries(st.sampled_from(OFFICES), st.sampled_from(["expected", "partial", "nil", "late"])))
def test_no_printed_numbers_leave_a_small_or_one_office_difference(now: dict, before: dict, changed: dict) -> None:
    states_now = pd.concat([states(f, **dict.fromkeys(OFFICES, "on_time") | changed) for f in FORMS])
    states_before = pd.concat([states(f, **dict.fromkeys(OFFICES, "on_time")) for f in FORMS])
    records = [{form: frame(form, rows) for form, rows in year.items()} for year in (now, before)]
    table = panel(records[0], records[1], states_now, states_before, key="panel_persons")
    for place in (0, 1):
        whole, inside = (shown(table, row)[place] for row in ("all", "panel"))
        if isinstance(inside, float) and isinstance(whole, float):
            assert whole - inside == 0 or whole - inside >= 11
            assert inside == 0 or inside >= 11
    silent, whole, inside = (shown(table, row)[1] for row in ("silent", "all", "panel"))
    if isinstance(silent, float) and isinstance(whole, float) and isinstance(inside, float):
        assert silent == 0 or silent >= 11
        assert whole - inside - silent == 0 or whole - inside - silent >= 11
