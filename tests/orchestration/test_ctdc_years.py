"""The CTDC years from the file to the shelf: every record stands in the review, counted against plain pandas.

Independent of the layout, the reader, the warehouse and the counting: pandas on the file as it was published.
"""

import csv
import json
import re
from collections import Counter
from collections.abc import Iterator
from itertools import product

import pandas as pd
import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from reports.published.audit_report import FILE as AUDIT_SHEET
from reports.published.audit_report import read_audit_report
from reports.statistics import load_tables
from resources.home import Home
from resources.stores import Stores, open_stores
from tests.lib.homes import one_figure
from tests.lib.keys import set_key
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS
from tests.lib.places import REAL_DATA
from tests.orchestration.ctdc_in_polars import NOBODY, TABLES, per_cent, unavailable, victims_of
from tests.orchestration.ctdc_in_polars import counted as counted_in_polars

CTDC_FILE = REAL_DATA / "ctdc" / "ctdc_global_synthetic_2021.csv.gz"
RECORDS = {2016: 24_930, 2018: 26_050, 2019: 27_840}
YEARS = [2016, *(pytest.param(year, marks=pytest.mark.soak) for year in (2018, 2019))]  # 2016 lacks most answers
SEXES = {"Female": "F", "Male": "M"}
MOST_WITHHELD_FOR_OTHERS_PCT = 15.0
CHILD_BANDS = ("0-8", "9-17")

pytestmark = [
    IMPORTING_GREAT_EXPECTATIONS,
    pytest.mark.real_data,
    pytest.mark.skipif(not CTDC_FILE.exists(), reason="needs ../shared/data/ctdc beside the checkout"),
]


@pytest.fixture(scope="module")
def raw() -> pd.DataFrame:
    """The file, with sex and age as the tables print them; blank is not stated, and unknown."""
    frame = pd.read_csv(CTDC_FILE, dtype=str, keep_default_na=False)
    frame["sex"] = frame["gender"].map(SEXES).fillna("not_stated")
    bands = frame["ageBroad"].str.replace("--", "-").str.replace("^09-", "9-", regex=True)
    frame["age_band"] = bands.where(bands != "", "unknown")
    groups = frame["age_band"].where(frame["age_band"] == "unknown", "ADULT")
    frame["age_group"] = groups.where(~frame["age_band"].isin(CHILD_BANDS), "CHILD")
    return frame


@pytest.fixture(scope="module")
def ctdc_home(tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest) -> Iterator[Home]:
    """A home in which the years that this run asks for were imported and run by the command line, all at once."""
    home = Home(tmp_path_factory.mktemp("ctdc") / "var")
    asked = {item.callspec.params.get("year") for item in request.session.items if hasattr(item, "callspec")}
    years = [argument for year in sorted(RECORDS) if year in asked for argument in ("--year", str(year))]
    with pytest.MonkeyPatch.context() as patch:
        set_key(patch)
        patch.setenv("REVIEW_HOME", str(home.root))
        patch.setenv("DAGSTER_HOME", str(home.dagster))
        with one_figure():  # no claim here is about figures
            for command in (["import", "ctdc", str(CTDC_FILE), *years], ["run", *years]):
                done = CliRunner().invoke(app, command)
                assert done.exit_code == 0, done.output
        yield home
        open_stores(home).warehouse.close()


@pytest.fixture(scope="module")
def stores(ctdc_home: Home) -> Stores:
    return open_stores(ctdc_home)


def published(stores: Stores, year: int, table: str) -> list[dict[str, str]]:
    draft = stores.shelf.latest(year)
    assert draft is not None
    with (draft / "tables" / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["year"] == str(year)]


def counted(records: pd.DataFrame, dimensions: list[str]) -> dict[tuple[str, ...], int]:
    """Count persons by every combination of codes, totals included."""
    masks = list(product(("total", None), repeat=len(dimensions)))
    persons = zip(*(records[name] for name in dimensions), strict=True)
    return Counter(
        tuple(code if shown is None else shown for code, shown in zip(codes, mask, strict=True))
        for codes in persons
        for mask in masks
    )


@pytest.mark.parametrize("year", YEARS)
def test_the_review_of_a_year_stands_on_all_records_of_the_file(stores: Stores, raw: pd.DataFrame, year: int) -> None:
    of_year = raw[raw["yearOfRegistration"] == str(year)]
    assert len(of_year) == RECORDS[year]
    assert stores.warehouse.count("cases_trafficking", {"year": year}) == RECORDS[year]
    assert stores.warehouse.count("held_back", {"year": year}) == 0
    cells = published(stores, year, "persons_by_theme")
    (total,) = [row["value"] for row in cells if (row["theme"], row["measure"]) == ("total", "persons")]
    assert int(total) == RECORDS[year]


@pytest.mark.parametrize("year", YEARS)
@pytest.mark.parametrize(
    ("table", "dimensions"),
    [
        ("victims_by_age_band_and_sex", ["age_band", "sex"]),
        ("victims_by_sex_and_age", ["sex", "age_group"]),
        ("persons_by_sex_and_age", ["sex", "age_group"]),
    ],
)
def test_sex_and_age_are_those_of_the_file_inside_and_as_published(
    stores: Stores, raw: pd.DataFrame, year: int, table: str, dimensions: list[str]
) -> None:
    expected = counted(raw[raw["yearOfRegistration"] == str(year)], dimensions)
    rows = stores.warehouse.read("statistics", where={"year": year, "table_key": table})
    inside = rows[rows["measure"] == "persons"]
    counts = {tuple(json.loads(codes)): value for codes, value in zip(inside["codes"], inside["value"], strict=True)}
    found = {codes: int(persons) for codes, persons in counts.items() if persons}
    assert found == {codes: persons for codes, persons in expected.items() if persons}

    cells = [row for row in published(stores, year, table) if row["measure"] == "persons"]
    printed = {tuple(row[name] for name in dimensions): row for row in cells}
    assert set(expected) <= set(printed)
    for codes, row in printed.items():
        assert row["status"] in ("published", "confidential")
        if row["status"] == "published":
            assert int(row["value"]) == expected.get(codes, 0), codes
    assert printed["total", "total"]["status"] == "published"


@pytest.mark.parametrize("year", YEARS)
def test_all_tables_of_the_trafficking_chapter_agree_cell_by_cell_with_polars(stores: Stores, year: int) -> None:
    victims, stored = victims_of(CTDC_FILE, year), stores.warehouse.read("statistics", where={"year": year})
    specs = {spec.key: spec for spec in load_tables() if spec.theme == "trafficking"}
    assert set(TABLES) == set(specs)
    differing: dict[str, list[str]] = {}
    for key, spec in specs.items():
        rows = stored[stored["table_key"] == key]
        cells = {
            (tuple(json.loads(codes)), measure): (None if state != "counted" else value, state)
            for codes, measure, value, state in zip(
                rows["codes"], rows["measure"], rows["value"], rows["state"], strict=True
            )
        }
        persons = counted_in_polars(victims, key)
        combinations = [codes for codes, measure in cells if measure == "persons"]
        axes = [list(dict.fromkeys(codes[axis] for codes in combinations)) for axis in range(len(spec.dimensions))]
        silent = unavailable(persons, axes)
        wanted: dict[object, object] = {
            (codes, "persons"): (None, "not_available") if codes in silent else (persons.get(codes, 0), "counted")
            for codes in combinations
        }
        nobody = NOBODY.get(key, set())
        wanted |= {(codes, "persons"): (None, "not_applicable") for codes in nobody}
        total = ("total",) * len(axes)
        lacking = [persons.get((code, *total[1:]), 0) for code in ("unknown", "not_stated", "not_asked")]
        asked = persons[total] - lacking[2]
        if spec.share_base:
            base = {"all": persons[total], "asked": asked, "known": asked - lacking[0] - lacking[1]}[spec.share_base]
            outside = {"all": [], "asked": ["not_asked", "total"]}
            outside["known"] = [*outside["asked"], "unknown", "not_stated"]
            for codes in combinations:
                if codes in silent:
                    wanted[codes, "share_pct"] = (None, "not_available")
                elif not base or codes[0] in outside[spec.share_base] or codes in nobody:
                    wanted[codes, "share_pct"] = (None, "not_applicable")
                else:
                    wanted[codes, "share_pct"] = (per_cent(persons.get(codes, 0), base), "counted")
            wanted[total, "base"] = (base, "counted")
            known = asked - lacking[0] - lacking[1]
            wanted[total, "response_pct"] = (per_cent(known, asked), "counted") if asked else (None, "not_applicable")
        unknown_codes = set(persons) - set(combinations)
        wrong = [f"{cell}: {cells.get(cell)} is not {wanted.get(cell)}" for cell in {*cells, *wanted}
                 if cells.get(cell) != wanted.get(cell)]  # fmt: skip
        if wrong or unknown_codes:
            differing[key] = [*wrong, *map(str, unknown_codes)][:6]
    assert not differing


@pytest.mark.parametrize("year", YEARS)
def test_records_without_a_country_stay_under_not_stated(stores: Stores, raw: pd.DataFrame, year: int) -> None:
    of_year = raw[raw["yearOfRegistration"] == str(year)]
    without = int((of_year["CountryOfExploitation"] == "").sum())
    assert stores.warehouse.count("cases_trafficking", {"year": year, "office": "XXX"}) == without
    cells = {
        row["country_of_exploitation"]: row["value"]
        for row in published(stores, year, "victims_top_countries_of_exploitation")
        if row["measure"] == "persons"
    }
    assert cells["not_stated"] in ("", str(without)), "withheld to protect others, or the true number"
    assert "XXX" not in cells
    ranked = of_year["CountryOfExploitation"].value_counts()
    assert all(int(cells[code]) == ranked[code] for code in cells if code in ranked.index and cells[code])
    citizens = published(stores, year, "victims_top_origins")
    not_stated = [row["value"] for row in citizens if (row["citizenship"], row["measure"]) == ("not_stated", "persons")]
    assert not_stated in ([""], [str(int((of_year["citizenship"] == "").sum()))])


@pytest.mark.parametrize("year", YEARS)
def test_a_blank_flag_is_unknown_and_never_no(stores: Stores, raw: pd.DataFrame, year: int) -> None:
    of_year = raw[raw["yearOfRegistration"] == str(year)]
    columns = {"exploit_ForcedLabour": "isForcedLabour", "exploit_SexualExploitation": "isSexualExploit"}
    cases = stores.warehouse.read("cases_trafficking", list(columns), {"year": year})
    for field, column in columns.items():
        assert int((cases[field] == 1).sum()) == int((of_year[column] == "1").sum())
        assert int(cases[field].isna().sum()) == int((of_year[column] == "").sum())
        assert not (cases[field] == 0).any()
    flags = ["isForcedLabour", "isSexualExploit", "isOtherExploit"]
    unknown = int((of_year[flags] != "1").all(axis=1).sum())
    cells = published(stores, year, "victims_by_exploitation")
    (printed,) = [row["value"] for row in cells if (row["exploitation"], row["measure"]) == ("unknown", "persons")]
    assert int(printed) == unknown


@pytest.mark.parametrize("year", YEARS)
def test_the_pages_say_that_no_person_of_the_file_is_real(stores: Stores, year: int) -> None:
    draft = stores.shelf.latest(year)
    assert draft is not None
    page = (draft / "review.html").read_text(encoding="utf-8")
    assert "Synthetic data" in page
    assert "DRAFT 1" in page
    manifest = json.loads((draft / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["nature"] == ["synthetic"]
    assert manifest["released"] is False


@pytest.mark.parametrize("year", [2016])
def test_nothing_is_ranked_where_most_values_are_missing(stores: Stores, raw: pd.DataFrame, year: int) -> None:
    of_year = raw[raw["yearOfRegistration"] == str(year)]
    assert (of_year["CountryOfExploitation"] == "").mean() > 0.5
    draft = stores.shelf.latest(year)
    assert draft is not None
    said = json.loads((draft / "sentences.json").read_text(encoding="utf-8"))
    keys = {sentence["key"] for sentence in said["sentences"]}
    assert not {key for key in keys if "-top-" in key}
    unsaid = {claim["key"]: claim["reason"] for claim in said["unsaid"]}
    assert unsaid["victims-top-exploitation"] == unsaid["victims-children"] == "response_too_low"
    texts = " ".join(sentence["text"] for sentence in said["sentences"])
    assert not re.search(r"\b(most|largest|top|mainly|followed by)\b", texts)


@pytest.mark.parametrize("year", YEARS)
def test_the_joint_audit_passes_headline_totals_stand_and_few_numbers_are_withheld_for_others(
    stores: Stores, year: int
):
    draft = stores.shelf.latest(year)
    assert draft is not None
    sheet = read_audit_report((draft / AUDIT_SHEET).read_bytes())
    assert sheet.passed
    assert all(attacker.held for attacker in sheet.attackers if attacker.binding)
    assert sheet.share_withheld_to_protect_others_pct <= MOST_WITHHELD_FOR_OTHERS_PCT
    headlines = 0
    for spec in load_tables():
        if spec.where or spec.leave_out or not (draft / "tables" / f"{spec.key}.csv").exists():
            continue
        for row in published(stores, year, spec.key):
            if all(row[name] == "total" for name in spec.dimensions) and row["measure"] == spec.measure:
                assert row["status"] != "confidential", spec.key
                headlines += row["status"] == "published"
    assert headlines >= 10
