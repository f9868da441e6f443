"""The real files, against an independent count of the raw files."""

from collections import Counter

import openpyxl
import pandas as pd
import pytest

from reports.reference import ReferenceSpec, external_numbers, load_mappings, load_reference_tables, reference_table
from tests.lib.places import REAL_DATA
from tests.reference.real_files import FOLDERS, REASON, real_series

pytestmark = [pytest.mark.real_data, pytest.mark.skipif(not REAL_DATA.exists(), reason=REASON)]
SPECS = {spec.key: spec for spec in load_reference_tables()}
SEX = {"Female": "F", "Male": "M", "Unknown": "not_stated", "Unknown Sex": "not_stated"}
UK_AGE = {"17 and under": "0-17", "18 to 29": "18-29", "30 to 49": "30-49", "50 to 69": "50-69", "70 and over": "70+"}
UASC_AGE = {"Under 18": "0-17", "18-29": "18-29", "30-49": "30-49", "Unknown Age": "not_stated"}


def raw(path: str) -> pd.DataFrame:
    return pd.read_csv(REAL_DATA / path, keep_default_na=False, dtype=str)


def cells(spec: ReferenceSpec, year: int) -> dict[tuple[tuple[str, ...], int], float | None]:
    table = reference_table(spec, real_series(spec.series), year)
    assert table is not None
    return {(cell.codes, cell.year): cell.value for cell in table.cells}


def counted(frame: pd.DataFrame, ages: dict[str, str], value: str) -> Counter[tuple[str, str]]:
    """Every cell and margin, added up row by row."""
    found: Counter[tuple[str, str]] = Counter()
    for age, sex, number in zip(frame["Age"], frame["Sex"], frame[value], strict=True):
        for a in (ages.get(age, "not_stated"), "total"):
            for s in (SEX[sex], "total"):
                found[a, s] += int(number)
    return found


@pytest.mark.parametrize(("year", "total"), [(2015, 1647), (2022, 2178)])
def test_the_assisted_returns_of_the_united_kingdom_come_out_by_sex_and_age(year: int, total: int) -> None:
    shown = cells(SPECS["uk_assisted_returns_by_age_and_sex"], year)
    assert shown[("total", "total"), year] == total
    assert sum(shown[(age, "total"), year] or 0 for age in (*UK_AGE.values(),)) == total
    assert sum(shown[("total", sex), year] or 0 for sex in ("F", "M", "not_stated")) == total


@pytest.mark.parametrize("year", range(2005, 2024))
def test_every_cell_of_assisted_returns_is_that_of_the_raw_file(year: int) -> None:
    frame = raw("avrr/uk_assisted_returns.csv.gz")
    shown = cells(SPECS["uk_assisted_returns_by_age_and_sex"], year)
    for of in (year, year - 1):
        expected = counted(frame[frame["Year"] == str(of)], UK_AGE, "Number of returns")
        assert {codes: value for (codes, y), value in shown.items() if y == of and value} == dict(expected)


@pytest.mark.parametrize("year", range(2010, 2025))
def test_every_cell_of_unaccompanied_children_is_that_of_the_raw_file(year: int) -> None:
    frame = raw("children/uk_uasc_asylum_applications.csv.gz")
    shown = cells(SPECS["uk_unaccompanied_children_applications"], year)
    expected = counted(frame[frame["Year"] == str(year)], UASC_AGE, "Applications")
    assert {codes: value for (codes, of), value in shown.items() if of == year and value} == dict(expected)


def test_before_2009_only_the_total_of_unaccompanied_children_is_published() -> None:
    shown = cells(SPECS["uk_unaccompanied_children_by_year"], 2010)
    frame = raw("children/uk_uasc_asylum_applications.csv.gz")
    assert shown[("2008", "total"), 2010] == frame.loc[frame["Year"] == "2008", "Applications"].astype(int).sum()
    assert [shown[("2008", sex), 2010] for sex in ("F", "M", "not_stated")] == [None] * 3
    assert shown[("2009", "F"), 2010] is not None


def test_solutions_for_refugees_are_the_sums_of_the_raw_file() -> None:
    frame = raw("avrr/unhcr_solutions.csv.gz")
    columns = {"returned_refugees": "RETURNED", "resettlement": "RESETTLED", "naturalisation": "NATURALISED",
               "returned_idps": "RETURNED_IDP"}  # fmt: skip
    shown = cells(SPECS["unhcr_solutions_by_year"], 2024)
    for of in range(2015, 2025):
        own = frame[frame["year"] == f"{of}.0"]
        for column, code in columns.items():
            expected = pd.to_numeric(own[column]).sum(min_count=1)
            assert shown[(str(of), code), 2024] == (None if pd.isna(expected) else expected), (of, code)


def test_every_headline_keeps_its_number_and_its_address() -> None:
    frame = raw("avrr/iom_avrr_headline_figures.csv")
    found = Counter(
        (one.year, one.codes[0], one.value, one.source) for one in real_series("iom_avrr_headlines").observations
    )
    rows = zip(frame["year"], frame["indicator"], frame["value"], frame["source_url"], strict=True)
    assert found == Counter((int(year), figure, float(value), source) for year, figure, value, source in rows)


def test_germany_as_a_project_keeps_it() -> None:
    sheet = openpyxl.load_workbook(REAL_DATA / "avrr/gaps_returns_by_type_germany.xlsx")["Tabelle1"]
    shown = cells(SPECS["germany_returns_by_type"], 2023)
    at = {("NATIONAL", "FORCED"): 2, ("NATIONAL", "VOLUNTARY"): 3, ("NATIONAL", "total"): 4,
          ("EUROSTAT", "VOLUNTARY"): 6, ("EUROSTAT", "FORCED"): 7, ("EUROSTAT", "ASSISTED"): 8,
          ("EUROSTAT", "total"): 9}  # fmt: skip
    for row in range(2, 11):
        of = str(sheet.cell(row, 1).value)
        for (publisher, kind), column in at.items():
            written = sheet.cell(row, column).value
            assert shown[(publisher, of, kind), 2023] == (None if written == -1 else written), (of, publisher, kind)
    assert shown[("NATIONAL", "2015", "ASSISTED"), 2023] is None


def test_printed_totals_that_do_not_add_up_are_reported() -> None:
    of_germany = [f.detail for f in real_series("returns_by_type_germany").findings]
    assert of_germany == [
        "2016, NATIONAL: the parts make 79381, the total says 79444",
        "2017, NATIONAL: the parts make 53488, the total says 53553",
    ]
    (of_netherlands,) = real_series("returns_by_type_netherlands").findings
    assert of_netherlands.detail == "2022, EUROSTAT: the parts make 3565, the total says 3570"
    table = reference_table(SPECS["germany_returns_by_type"], real_series("returns_by_type_germany"), 2023)
    assert table is not None
    assert any("Federal government, 2016; Federal government, 2017" in note for note in table.text.notes)


def test_the_netherlands_by_publisher_and_the_note_under_the_table() -> None:
    shown = cells(SPECS["netherlands_returns_by_type"], 2022)
    assert shown[("NATIONAL", "2021", "FORCED"), 2022] == 1630
    assert shown[("EUROSTAT", "2022", "NOT_ASSISTED"), 2022] == 2900
    assert shown[("NATIONAL", "2022", "NOT_ASSISTED"), 2022] is None
    left = cells(SPECS["netherlands_left_unsupervised"], 2023)
    assert [left[(str(of), "UNSUPERVISED"), 2023] for of in range(2015, 2024)] == [
        5070, 8100, 10170, 8620, 9660, 6880, 5600, 4310, 4950,
    ]  # fmt: skip


def test_health_policy_scores_of_38_countries_overall_and_by_dimension() -> None:
    frame = raw("mipex/mipex_2014_health_indicators.csv.gz")
    frame = frame[frame["level"].isin(["strand", "dimension"])]
    names = {"ENTITLEMENT TO HEALTH SERVICES": "ENTITLEMENT", "POLICIES TO FACILITATE ACCESS": "ACCESS",
             "RESPONSIVE HEALTH SERVICES": "RESPONSIVE", "MEASURES TO ACHIEVE CHANGE": "CHANGE",
             "": "OVERALL"}  # fmt: skip
    shown = cells(SPECS["health_policy_scores_by_dimension"], 2019)
    rows = zip(frame["country"], frame["dimension"], frame["score_2014"], strict=True)
    expected = Counter((names[dimension], float(score)) for _, dimension, score in rows)
    assert Counter((codes[1], value) for (codes, _), value in shown.items()) == expected
    assert len({codes[0] for codes, _ in shown}) == 38
    assert {year for _, year in shown} == {2014}
    turkey = frame[(frame["country"] == "TU") & (frame["level"] == "strand")]["score_2014"].item()
    assert shown[("TUR", "OVERALL"), 2014] == float(turkey)


def test_integration_policy_scores_of_the_latest_year_and_by_year() -> None:
    frame = raw("mipex/mipex_2020_2024_selected_long.csv")
    latest = cells(SPECS["integration_policy_scores_by_strand"], 2030)
    own = frame[frame["year"] == "2024"]
    assert sorted(value or 0 for value in latest.values()) == sorted(own["score"].astype(float))
    by_year = cells(SPECS["health_policy_scores_by_year"], 2024)
    row = frame[(frame["country_iso2"] == "DE") & (frame["strand"] == "Health Strand") & (frame["year"] == "2021")]
    assert by_year[("DEU", "2021"), 2024] == float(row["score"].item())


def test_what_an_outsider_knows_holds_every_published_number_with_its_dimensions() -> None:
    series = [real_series(key) for key in FOLDERS]
    frame = external_numbers(series, load_mappings())
    uk = frame[(frame["series"] == "uk_assisted_returns") & (frame["year"] == 2022)]
    assert uk["value"].sum() == 2178
    assert set(uk["dimensions"].str.extract(r"sex=([^;]*)")[0]) == {"F", "M", "not_stated"}
    known = sum(one.value is not None for of in series for one in of.observations)
    assert len(frame) == known
    assert (frame["source"] != "").all()
