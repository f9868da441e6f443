"""Regions by scheme, year and country."""

import csv
from pathlib import Path

import pytest

from expectations.geography import all_codes, is_country, region_label, region_of, regions, schemes
from expectations.geography.tables import memberships, rows

CTDC_REGIONS = Path(__file__).resolve().parents[3] / "shared" / "data" / "ctdc" / "regions.csv"


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
