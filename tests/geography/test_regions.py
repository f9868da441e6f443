"""Regions by scheme, year and country."""

import csv
import sys
import unicodedata

import pytest

from expectations.geography import (
    LackingCountry,
    all_codes,
    is_country,
    lacking,
    region_label,
    region_of,
    regions,
    schemes,
)
from expectations.geography.tables import memberships, rows
from tests.lib.places import REAL_DATA

CTDC_REGIONS = REAL_DATA / "ctdc" / "regions.csv"


def test_every_country_lies_in_one_region_of_every_scheme_in_every_year() -> None:
    for scheme in schemes():
        for code in filter(is_country, all_codes()):
            periods = [one.period for one in memberships() if one.alpha3 == code and one.scheme == scheme]
            for year in range(1990, 2036):
                assert sum(period.holds(year) for period in periods) == 1, (scheme, code, year)


def test_every_region_has_countries_and_a_label_in_three_languages() -> None:
    for scheme in schemes():
        assert {one.region for one in memberships() if one.scheme == scheme} == set(regions(scheme))
    assert all(row[language] for row in rows("region_labels") for language in ("en", "fr", "es"))


def test_there_are_six_world_regions_and_nine_regional_offices() -> None:
    assert len(regions("world_region")) == 6
    assert len(regions("regional_office")) == 9


@pytest.mark.parametrize(
    ("scheme", "code", "region"),
    [
        ("world_region", "EGY", "MIDDLE_EAST"),
        ("world_region", "MAR", "MIDDLE_EAST"),
        ("world_region", "SDN", "AFRICA"),
        ("world_region", "RUS", "EUROPE"),
        ("world_region", "TUR", "EUROPE"),
        ("world_region", "KAZ", "SOUTH_CENTRAL_ASIA"),
        ("world_region", "HTI", "WESTERN_HEMISPHERE"),
        ("world_region", "AUS", "EAST_ASIA_PACIFIC"),
        ("regional_office", "CAN", "SAN_JOSE"),
        ("regional_office", "XKX", "VIENNA"),
        ("regional_office", "CHE", "BRUSSELS"),
        ("un_region", "MEX", "AMERICAS"),
        ("un_subregion", "MEX", "CENTRAL_AMERICA"),
    ],
)
def test_a_country_is_looked_up_in_its_scheme(scheme: str, code: str, region: str) -> None:
    assert region_of(scheme, 2012, code) == region


def test_a_membership_may_change_with_the_year() -> None:
    assert region_of("regional_office", 2012, "HRV") == "VIENNA"
    assert region_of("regional_office", 2013, "HRV") == "BRUSSELS"


def test_stateless_not_stated_and_unknown_codes_have_no_region() -> None:
    assert [region_of("world_region", 2012, code) for code in ("XXA", "XXX", "AAA")] == [None] * 3


def test_a_scheme_that_does_not_exist_is_a_fault() -> None:
    with pytest.raises(KeyError):
        region_of("world_regions", 2012, "EGY")


def test_a_label_is_in_the_language_asked_for() -> None:
    assert region_label("world_region", "MIDDLE_EAST", "fr") == "Moyen-Orient"
    assert region_label("world_region", "MIDDLE_EAST", "de") == "Middle East"


@pytest.mark.real_data
@pytest.mark.skipif(not CTDC_REGIONS.exists(), reason="needs ../shared/data/ctdc/regions.csv beside the checkout")
def test_the_regional_offices_are_those_of_the_ctdc_data_dictionary() -> None:
    with CTDC_REGIONS.open(encoding="utf-8", newline="") as file:
        printed = {row["ISO3"]: row["IOMRegion"] for row in csv.DictReader(file)}
    for code, office in printed.items():
        if is_country(code) and office.startswith("RO "):
            assert region_of("regional_office", 2020, code) == office.removeprefix("RO ").upper().replace(" ", "_"), (
                code
            )


EEA_2012 = (
    "AUT BEL BGR CYP CZE DEU DNK ESP EST FIN FRA GBR GRC HUN IRL "
    "ISL ITA LIE LTU LUX LVA MLT NLD NOR POL PRT ROU SVK SVN SWE"
)
PARTS_OF_PARTIES = {"ALA", "GIB", "GLP", "GUF", "MAF", "MTQ", "REU"}


def members(year: int) -> set[str]:
    return {c for c in all_codes() if region_of("eea_switzerland", year, c) == "EEA_SWITZERLAND"}


def test_the_economic_area_of_2012_has_thirty_states_and_switzerland() -> None:
    assert members(2012) - PARTS_OF_PARTIES == {*EEA_2012.split(), "CHE"}
    assert members(2012) >= PARTS_OF_PARTIES


@pytest.mark.parametrize(
    ("code", "last_out", "first_in"),
    [("LIE", 1994, 1995), ("POL", 2003, 2004), ("ROU", 2006, 2007), ("HRV", 2012, 2013), ("MYT", 2013, 2014)],
)
def test_a_state_that_joined_the_economic_area_counts_from_its_year(code: str, last_out: int, first_in: int) -> None:
    assert code not in members(last_out)
    assert code in members(first_in)


def test_the_united_kingdom_belongs_to_the_economic_area_until_2020() -> None:
    assert {"GBR", "GIB"} <= members(2020)
    assert not {"GBR", "GIB"} & members(2021)


def test_a_country_that_a_scheme_lacks_is_named_with_scheme_and_year(monkeypatch: pytest.MonkeyPatch) -> None:
    asked = sys.modules["expectations.geography.regions"]
    monkeypatch.setattr(asked, "region_of", lambda scheme, year, code: None if code == "HRV" else "EUROPE")
    found = lacking("un_region", 2013, ["DEU", "HRV", "HRV", "XXA", "XXX", "AAA"])
    assert found == (LackingCountry("un_region", 2013, "HRV"),)


def test_no_scheme_lacks_a_country() -> None:
    assert [lacking(scheme, 2012, all_codes()) for scheme in schemes()] == [()] * 5
    with pytest.raises(KeyError):
        lacking("no_scheme", 2012, ["DEU"])


def letters(text: str) -> str:
    plain = unicodedata.normalize("NFKD", text).upper()
    return "".join(sign for sign in plain if sign.isalpha())


@pytest.mark.real_data
@pytest.mark.skipif(not CTDC_REGIONS.exists(), reason="needs ../shared/data/ctdc/regions.csv beside the checkout")
def test_the_un_regions_are_those_of_the_ctdc_data_dictionary() -> None:
    with CTDC_REGIONS.open(encoding="utf-8", newline="") as file:
        printed = [row for row in csv.DictReader(file) if row["ISO2"] != "XK"]
    compared = 0
    for row in printed:
        for scheme, column in (("un_region", "UNRegion"), ("un_subregion", "UNSubRegion")):
            if is_country(row["ISO3"]) and row[column] not in ("NULL", ""):
                region = region_of(scheme, 2020, row["ISO3"]) or ""
                assert letters(region_label(scheme, region)) == letters(row[column]), row["ISO3"]
                compared += 1
    assert compared > 450
