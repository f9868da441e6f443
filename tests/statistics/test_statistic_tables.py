import pandas as pd
import pytest
from hypothesis import given, settings

from expectations.contract import load_contract
from reports.specification_loader import load
from reports.statistics import (
    SpecificationError,
    StatisticTable,
    TableSpec,
    build_cube,
    columns_needed,
    from_rows,
    load_tables,
    specified_tables,
    tabulate,
    text_of,
    themes,
    to_rows,
)
from reports.statistics.cubes import Cubes
from reports.statistics.dimensions import Dimensions
from reports.statistics.shares import share_pct
from reports.statistics.specification import FOLDER
from tests.statistics.case_records import frames, record, years_records

TABLES = {spec.key: spec for spec in load_tables()}


def test_every_table_that_others_rely_on_is_there():
    relied_on = [
        "persons_by_sex_and_age", "persons_by_theme", "reach",
        "victims_by_sex_and_age", "victims_by_age_band_and_sex", "victims_by_exploitation_and_sex",
        "victims_by_exploitation", "victims_by_exploitation_recode", "victims_by_labour_sector", "victims_by_region",
        "victims_top_origins",
        "victims_top_countries_of_exploitation", "victims_by_status", "victims_by_scope",
        "returns_by_host_and_origin_region", "returns_top_hosts", "returns_top_origins", "returns_by_sex_and_age",
        "returns_by_vulnerability", "returns_by_status_before", "returns_by_programme", "after_return_by_sex_and_age",
        "vulnerable_by_category",
    ]  # fmt: skip
    assert [key for key in TABLES if key in relied_on] == relied_on


def test_columns_needed_begin_with_identity_and_hold_no_more_than_tables_read():
    assert columns_needed("vulnerable") == (
        "office", "person_key", "link_key", "assist_year_first", "sex", "age", "age_band", "citizenship", "category",
        *(f"assist_{kind}" for kind in load_contract().code_lists["assistance"].codes),
        "referred_by", "best_interest_done",
    )  # fmt: skip


@settings(deadline=None, max_examples=5)
@given(years_records)
def test_a_table_comes_back_from_the_warehouse_as_it_was(years):
    cubes = {theme: build_cube(theme, frames(**years), 2012) for theme in themes()}
    for spec in TABLES.values():
        table = tabulate(cubes[spec.theme], spec, 2012)
        rows = to_rows(table)
        assert list(rows.columns) == ["year", "table_key", "codes", "measure", "base", "value", "state"]
        shuffled = pd.concat([rows.sample(frac=1, random_state=1), rows.assign(year=2011), rows.assign(table_key="x")])
        pd.testing.assert_frame_equal(from_rows(shuffled, spec, 2012).frame, table.frame)


def test_rows_of_another_specification_are_refused():
    spec = TABLES["victims_by_sex_and_age"]
    rows = to_rows(tabulate(build_cube("trafficking", frames(trafficking=[record()]), 2012), spec, 2012))
    rows["codes"] = rows["codes"].str.replace("CHILD", "GIRL")
    with pytest.raises(ValueError, match="age_group"):
        from_rows(rows, spec, 2012)


def test_shares_are_of_all_or_of_the_known_as_the_table_says():
    rows = [record("KEN", str(n), exploit_ForcedLabour=1, labour_sector=s) for n, s in enumerate(["A", "A", "T", None])]
    cube = build_cube("trafficking", frames(trafficking=rows), 2012)
    shares = (
        tabulate(cube, TABLES["victims_by_labour_sector"], 2012)
        .frame.query("measure == 'share_pct'")
        .set_index("labour_sector")
    )
    assert shares.loc["A", "value"] == 66.7 and shares.loc["A", "base"] == "known"
    assert shares.loc["unknown", "state"] == shares.loc["total", "state"] == "not_applicable"
    of_all = tabulate(cube, TABLES["victims_by_sex_and_age"], 2012).frame.query("measure == 'share_pct'")
    assert of_all.iloc[-1]["value"] == 100.0 and set(of_all["base"]) == {"all"}


def test_a_share_is_rounded_with_halves_up():
    assert (share_pct(1, 2000), share_pct(1, 1000), share_pct(2, 3), share_pct(0, 7)) == (0.1, 0.1, 66.7, 0.0)


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_every_table_has_words_and_every_code_a_label(language):
    records = frames(trafficking=[record("KEN", str(n), citizenship="UKR") for n in range(12)])
    for spec in TABLES.values():
        table = tabulate(build_cube(spec.theme, records, 2012), spec, 2012)
        text = text_of(spec, language, 2012, {code for codes in table.codes() for code in codes})
        assert (
            text.unit
            and text.title
            and text.subtitle
            and text.notes
            and set(text.dimension_labels) == set(spec.dimensions)
        )
        for dimension, codes in zip(spec.dimensions, table.codes(), strict=True):
            assert all((dimension, code) in text.code_labels for code in codes)


def test_the_caveat_travels_first_among_the_notes():
    assert "do not measure how common" in text_of(TABLES["victims_top_origins"]).notes[0]


WORDS = "{en: x, fr: x, es: x}"
BASIC = f"tables:\n  - key: t\n    dimensions: [sex]\n    title: {WORDS}\n    subtitle: {WORDS}\n"


@pytest.mark.parametrize(
    ("line", "said", "at_key"),
    [
        ("    dimensions: [shoe_size]", "shoe_size", "dimensions"),
        ("    dimensions: [host]", "no variable host", "dimensions"),
        ("    where: {trafficking_status: [Perhaps]}", "Perhaps", "where"),
        ("    where: {theme: [holiday]}", "holiday", "where"),
        ("    where:\n      sex: [F]\n      colour: [red]", "colour", "colour"),
        ("    leave_out: {age_group: [GRANDPARENT]}", "GRANDPARENT", "leave_out"),
        ("    share_base: some", "share_base", "share_base"),
        ("    share_base: asked", "to whom the question applies", "share_base"),
        ("    asked: {shoe: [BIG]}", "shoe", "asked"),
        ("    not_applicable: [{sex: [Z]}]", "no code Z", "not_applicable"),
        ("    caveat: none_such", "none_such", "caveat"),
        ("    colour: red", "colour", "colour"),
        ("    measure: shoes", "no measure shoes", "measure"),
        ("    dimensions: [citizenship, sex]", "stands alone", "dimensions"),
        ("    measure: countries", "distinct counts", "measure"),
        (
            "    dimensions: [reach]\n    measure: countries\n    theme: persons\n    share_base: all",
            "distinct counts",
            "share_base",
        ),
    ],
)
def test_a_specification_that_names_what_is_not_there_fails_with_file_and_line(tmp_path, line, said, at_key):
    key = line.strip().split(":")[0]
    kept = [entry for entry in BASIC.splitlines() if not entry.strip().startswith(f"{key}:")]
    lines = [*kept, *line.splitlines()]
    (tmp_path / "trafficking.yaml").write_text("\n".join(lines), encoding="utf-8")
    line_no = next((at for at, text in enumerate(lines, start=1) if at_key in text), 0)
    with pytest.raises(SpecificationError, match=rf"trafficking\.yaml, line {line_no}: table t") as fault:
        specified_tables(tmp_path)
    assert said in str(fault.value)


@pytest.mark.parametrize(
    ("name", "model", "written", "wrong", "said"),
    [
        ("dimensions.yaml", Dimensions, "scheme: world_region", "scheme: four_winds", "no region scheme four_winds"),
        ("dimensions.yaml", Dimensions, "code_list: means", "code_list: shoes", "no code list shoes"),
        ("dimensions.yaml", Dimensions, "variable: duration", "variable: length", "no variable length"),
        ("cubes.yaml", Cubes, "column: duration", "column: length", "no form of the cube has a field length"),
        ("cubes.yaml", Cubes, "[UMC_UNACCOMPANIED, UMC_SEPARATED]", "[UMC_LOST]", "no code UMC_LOST"),
        ("cubes.yaml", Cubes, "  vulnerable: {form: vulnerable}", "  vulnerable: {form: shoes}", "no form shoes"),
    ],
)
def test_an_unknown_scheme_list_fact_field_code_or_form_fails_with_file_and_line(
    tmp_path, name, model, written, wrong, said
):
    lines = (FOLDER / name).read_text(encoding="utf-8").replace(written, wrong, 1)
    (tmp_path / name).write_text(lines, encoding="utf-8")
    with pytest.raises(SpecificationError, match=rf"{name}, line \d+") as fault:
        load(name, model, tmp_path)
    assert said in str(fault.value)


def test_a_key_that_stands_twice_in_a_specification_fails_with_its_line(tmp_path):
    (tmp_path / "trafficking.yaml").write_text(BASIC + "    key: other\n", encoding="utf-8")
    with pytest.raises(SpecificationError, match=r"trafficking\.yaml, line 6: key stands twice"):
        specified_tables(tmp_path)


def test_a_table_key_stands_once(tmp_path):
    (tmp_path / "trafficking.yaml").write_text(BASIC + BASIC.removeprefix("tables:\n"), encoding="utf-8")
    with pytest.raises(SpecificationError, match="twice"):
        specified_tables(tmp_path)


def test_a_specification_is_data_that_cannot_be_changed():
    with pytest.raises(ValueError, match="frozen"):
        TABLES["reach"].key = "other"
    assert isinstance(TABLES["reach"], TableSpec)


def test_the_specification_of_an_ad_hoc_table_kept_by_an_earlier_version_loads():
    kept = {
        "key": "asked_trafficking", "theme": "trafficking", "dimensions": ["sex", "age_group"], "measure": "persons",
        "where": {}, "leave_out": {}, "asked": {}, "share_base": "all", "not_applicable": [], "estimated": {},
        "sensitive": [], "threshold": 11, "title": {"en": "T", "fr": "T", "es": "T"},
        "subtitle": {"en": "S", "fr": "S", "es": "S"}, "notes": [], "caveat": "assisted_not_prevalence",
    }  # fmt: skip
    spec = TableSpec.model_validate(kept)
    assert spec.model_dump(mode="json") == kept | {"importance": "chapter"}


def test_what_is_changed_in_the_counts_of_a_table_does_not_change_the_table():
    frame = pd.DataFrame(
        {
            "sex": ["total"],
            "age": ["total"],
            "measure": ["persons"],
            "base": [""],
            "value": [12.0],
            "state": ["counted"],
        }
    )
    table = StatisticTable(TABLES["persons_by_sex_and_age"], 2012, frame)
    counts = table.counts()
    counts["value"] = 0.0
    assert table.counts()["value"].tolist() == table.frame["value"].tolist() == [12.0]
