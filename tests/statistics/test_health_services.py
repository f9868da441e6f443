"""Health services: summed as reported, never over units; tuberculosis and HIV by world and population group only."""

from collections import Counter

import hypothesis.strategies as st
import pandas as pd
import pytest
from hypothesis import given, settings

from reports.figures import load_figures
from reports.sentences.claims import load_claims
from reports.specification_loader import SpecificationEntryError
from reports.statistics import (
    SpecificationError,
    build_cube,
    columns_needed,
    from_rows,
    load_tables,
    specified_tables,
    tabulate,
    to_rows,
)
from reports.statistics import sensitive_indicators as guarded
from reports.statistics.sensitive_indicators import load_sensitive_indicators, may_hold_sensitive_indicator

TABLES = {spec.key: spec for spec in load_tables() if spec.theme == "health"}
WORDS = "{en: x, fr: x, es: x}"


def health_frame(rows: list[dict]) -> pd.DataFrame:
    columns = {name: pd.Series([row.get(name) for row in rows], dtype="str") for name in columns_needed("health")}
    values = pd.Series([row.get("value") for row in rows], dtype="Int64")
    return pd.DataFrame({**columns, "value": values})


def row(indicator="MHPSS", unit="SESSIONS", value=20, office="KEN", **more) -> dict:
    return {"office": office, "indicator": indicator, "unit": unit, "value": value, **more}


def table_of(key: str, rows: list[dict]) -> dict[tuple[str, ...], tuple[float | None, str]]:
    frame = tabulate(build_cube("health", {"health": health_frame(rows)}, 2012), TABLES[key], 2012).frame
    codes = zip(*(frame[name] for name in TABLES[key].dimensions), strict=True)
    values = (None if pd.isna(value) else value for value in frame["value"])
    return dict(zip(codes, zip(values, frame["state"], strict=True), strict=True))


maybe = lambda *values: st.sampled_from([None, *values])  # noqa: E731
health_rows = st.lists(
    st.fixed_dictionaries(
        {
            "office": st.sampled_from(["KEN", "UGA"]),
            "indicator": maybe("MHPSS", "VACCINATED", "PROVIDERS_TRAINED"),
            "unit": maybe("PERSONS", "SESSIONS", "DOSES"),
            "sex": maybe("F", "M", "X", "U"),
            "estimation": maybe("EXACT", "ESTIMATE", "PARTIAL"),
            "value": st.one_of(st.none(), st.integers(0, 90)),
        }
    ),
    max_size=30,
)


@settings(deadline=None, max_examples=60)
@given(health_rows)
def test_services_by_sex_are_the_plain_sums_of_what_offices_report(rows):
    sums, known, estimated = Counter(), Counter(), Counter()
    for one in rows:
        if one["indicator"] is None or one["value"] is None:
            continue  # the table chooses by indicator; a row without a number says none
        service = f"{one['indicator']}/{one['unit']}" if one["unit"] else "not_stated"
        for sex in (one["sex"] if one["sex"] in ("F", "M") else "not_stated", "total"):
            sums[service, sex] += one["value"]
            known[service, sex] += 1
            estimated[service, sex] += one["estimation"] in ("ESTIMATE", "PARTIAL")
    found = table_of("health_services_by_sex", rows)
    reported = {cell for cell, (_, state) in found.items() if state != "not_available"}
    assert reported == set(known)
    assert {cell: found[cell][0] for cell in reported} == dict(sums)
    assert {cell for cell in reported if found[cell][1] == "estimated"} == {c for c in known if estimated[c]}


@settings(deadline=None, max_examples=20)
@given(health_rows, st.randoms())
def test_neither_the_order_of_rows_nor_the_warehouse_changes_a_table(rows, random):
    spec, mixed = TABLES["health_services_by_sex"], list(rows)
    random.shuffle(mixed)
    first, second = (
        tabulate(build_cube("health", {"health": health_frame(r)}, 2012), spec, 2012) for r in (rows, mixed)
    )
    pd.testing.assert_frame_equal(first.frame, second.frame)
    shuffled = to_rows(first).sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(from_rows(shuffled, spec, 2012).frame, first.frame)


def test_zero_counted_and_nothing_reported_are_two_things():
    found = table_of("health_services_by_sex", [row(value=0, sex="F"), row(value=None, sex="M")])
    assert found["MHPSS/SESSIONS", "F"] == (0, "counted")
    assert found["MHPSS/SESSIONS", "M"] == (None, "not_available")


def test_numbers_in_different_units_stand_apart_and_have_no_total():
    found = table_of("health_services_by_indicator", [row(unit="SESSIONS", value=30), row(unit="PERSONS", value=12)])
    assert found == {("MHPSS/PERSONS",): (12, "counted"), ("MHPSS/SESSIONS",): (30, "counted")}
    assert not any(code == "total" for key in TABLES for code, *_ in table_of(key, [row()]))


def test_a_row_without_a_unit_is_not_dropped_in_silence():
    found = table_of("health_services_by_indicator", [row(unit=None, value=30), row(value=12)])
    assert found["not_stated",] == (30, "counted")


def test_a_year_without_services_has_a_table_that_is_not_available():
    assert table_of("health_services_by_indicator", []) == {("not_stated",): (None, "not_available")}


def test_every_pillar_but_policy_has_its_services_in_the_order_of_the_pillars():
    rows = [row(i, "PERSONS") for i in ("HEALTH_EDUCATION", "MHPSS", "HEALTH_ASSESSMENT")]
    assert [code for code, in table_of("health_services_by_pillar", rows)] == [
        "HEALTH_ASSESSMENT/PERSONS", "MHPSS/PERSONS", "HEALTH_EDUCATION/PERSONS",
    ]  # fmt: skip


def test_victims_of_trafficking_never_stand_apart_beside_hiv():
    rows = [row("HIV_POSITIVE", "TESTS", 40, population=p) for p in ("VOT", "OTHER_VULNERABLE", "REFUGEE", None)]
    found = table_of("hiv_cascade_by_population", rows)
    assert not any("VOT" in codes for codes in found)
    assert found["HIV_POSITIVE/TESTS", "not_stated"] == (120, "counted")


BASIC = f"tables:\n  - key: t\n    measure: services\n    title: {WORDS}\n    subtitle: {WORDS}\n"
OF_HIV = "    where: {indicator: [HIV_TESTED, HIV_POSITIVE]}\n"


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        ("    dimensions: [service, sex_served]\n" + OF_HIV, "not by sex_served"),
        ("    dimensions: [service, age_served]\n" + OF_HIV, "not by age_served"),
        ("    dimensions: [service, sex_served]\n", "not by sex_served"),
        ("    dimensions: [service, population]\n    sensitive: [service]\n" + OF_HIV, "not by population"),
        ("    dimensions: [service, population_of_cascade]\n" + OF_HIV, "sensitive"),
        ("    dimensions: [service]\n    where: {population: [VOT]}\n", "not of chosen population"),
        ("    dimensions: [service]\n    leave_out: {population: [REFUGEE]}\n", "not of chosen population"),
        ("    dimensions: [service]\n    where: {sex: [F], indicator: [TB_DETECTED]}\n", "not of chosen sex"),
        ("    dimensions: [service]\n    share_base: all\n", "without shares and ranks"),
        ("    dimensions: [service]\n", "sensitive"),
        ("    dimensions: [sex_served]\n    where: {indicator: [MHPSS]}\n", "never added"),
        ("    dimensions: [sex_served, service]\n    where: {indicator: [MHPSS]}\n", "services stand first"),
    ],
)
def test_a_table_that_tells_more_of_hiv_or_tuberculosis_is_refused_with_file_and_line(tmp_path, lines, said):
    (tmp_path / "health.yaml").write_text(BASIC + lines, encoding="utf-8")
    with pytest.raises(SpecificationError, match=said) as fault:
        specified_tables(tmp_path)
    assert "health.yaml, line" in str(fault.value)


def test_a_fact_of_place_on_the_cube_would_not_open_a_table_by_it():
    assert not load_sensitive_indicators().beside & {
        "citizenship",
        "origin",
        "host",
        "project_region",
        "project_country",
    }
    assert load_sensitive_indicators().indicators == {i for i in _indicators() if i.startswith(("TB_", "HIV_"))}


def test_a_table_that_tells_victims_of_trafficking_apart_is_refused_even_where_its_dimension_is_allowed(monkeypatch):
    allowed = load_sensitive_indicators().model_copy(
        update={"beside": load_sensitive_indicators().beside | {"population"}}
    )
    monkeypatch.setattr(guarded, "load_sensitive_indicators", lambda: allowed)
    spec = TABLES["hiv_cascade_by_population"].model_copy(update={"dimensions": ("service", "population")})
    with pytest.raises(SpecificationEntryError, match="VOT never apart"):
        guarded.check_sensitive_indicators(spec)


def _indicators():
    from expectations.contract import load_contract

    return load_contract().code_lists["indicator"].codes


def test_no_figure_and_no_sentence_ranks_or_compares_groups_by_tuberculosis_or_hiv():
    of_guarded = {key for key, spec in TABLES.items() if may_hold_sensitive_indicator(spec)}
    assert {"tb_cascade_by_population", "hiv_cascade_by_population"} <= of_guarded
    assert not [figure.key for figure in load_figures() if figure.table in of_guarded]
    for claim in load_claims().claims:
        assert not [rank for rank in claim.ranks.values() if rank.table in of_guarded], claim.key
        services = {
            codes[0] for count in claim.counts.values() if count.table in of_guarded for codes in count.all_codes
        }
        assert not [code for code in services if code.startswith(("TB_", "HIV_"))], claim.key
