"""A country of the year without a region in a scheme is a finding, with scheme, year and code."""

import sys
from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from assets.release_checks import region_check_result
from assets.steps.statistics.regions import countries_of, countries_reported, countries_without_region, schemes_in_use
from expectations.geography import LackingCountry, offices, region_of
from resources.home import Home
from resources.stores import Stores, open_stores
from resources.warehouse import cases_table
from resources.warehouse.tables import PLACE
from tests.lib.keys import set_key

YEAR = 2012


@pytest.fixture
def stores(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Stores:
    set_key(monkeypatch)
    opened = open_stores(Home(tmp_path / "var"))
    name = cases_table("trafficking")
    columns = [column.name for column in opened.warehouse.table(name).c if column.name != PLACE]
    said = {"office": "FJI", "year": YEAR, "submission": "0" * 64, "nature": "real"}
    row = dict.fromkeys(columns) | said | {"citizenship": "UKR;HRV", "country_of_exploitation": "NPL"}
    opened.warehouse.write_partition(name, {"year": YEAR, "office": ["FJI"]}, pd.DataFrame([row]))
    return opened


def without(code: str) -> Callable[[str, int, str], str | None]:
    return lambda scheme, year, asked: None if asked == code else region_of(scheme, year, asked)


def test_countries_of_a_year_are_those_of_its_offices_and_of_every_country_field(stores: Stores) -> None:
    assert countries_of(stores, YEAR) - {""} >= {*offices(), "UKR", "HRV", "NPL"}


@pytest.mark.parametrize("code", ["HRV", "NPL", "KEN"])
def test_a_country_of_a_person_or_office_that_a_scheme_lacks_is_a_finding(
    stores: Stores, monkeypatch: pytest.MonkeyPatch, code: str
) -> None:
    assert countries_without_region(stores, YEAR) == ()
    monkeypatch.setattr(sys.modules["expectations.geography.regions"], "region_of", without(code))
    found = countries_without_region(stores, YEAR)
    assert found == tuple(LackingCountry(scheme, YEAR, code) for scheme in schemes_in_use())


def test_the_check_names_scheme_year_and_country() -> None:
    result = region_check_result(YEAR, [LackingCountry("un_region", YEAR, "HRV")], {"HRV"})
    assert not result.passed
    assert result.metadata["countries_without_region"].text == "un_region, 2012: HRV"
    assert region_check_result(YEAR, [], set()).passed


def test_a_country_that_few_records_name_is_not_told_to_the_operators_pages(stores: Stores) -> None:
    table = cases_table("trafficking")
    row = stores.warehouse.read(table, where={"year": YEAR})
    many = pd.concat([row.assign(citizenship="HRV")] * 10 + [row.assign(citizenship="UKR;HRV")])
    stores.warehouse.write_partition(table, {"year": YEAR, "office": ["FJI"]}, many)
    told = countries_reported(stores, YEAR)
    assert set(offices()) <= told and {"HRV", "PRK", "UKR"} & (told - set(offices())) <= {"HRV"}
    findings = [LackingCountry("un_region", YEAR, code) for code in ("AAA", "BBB", "CCC")]
    result = region_check_result(YEAR, findings, {"AAA"})
    said = "un_region, 2012: AAA; un_region, 2012: countries of few records"
    assert not result.passed and result.metadata["countries_without_region"].text == said
