"""Geography as data: countries by year, names in three languages, regions by scheme, offices.

Belongs here: our versioned tables after United Nations terminology and what is looked up in them. ISO 3166-1 areas
without a permanent population (Antarctica, uninhabited islands) are left out: no person is a citizen of them or
exploited there. A row's period is in calendar years, both ends included; a name is the one used at the end of the year.

Does not: statistics by region (reports), guessing a country from a misspelt name.
"""

from expectations.geography.names import (
    NOT_STATED_OFFICE,
    OFFICE_CODE,
    GeographyError,
    all_codes,
    alpha2_codes,
    country_code,
    country_name,
    country_of_alpha2,
    existed,
    folded,
    footnotes,
    is_country,
    is_office,
    names_of_countries,
    offices,
)
from expectations.geography.regions import LackingCountry, lacking, region_label, region_of, regions, schemes

__all__ = [
    "NOT_STATED_OFFICE",
    "OFFICE_CODE",
    "GeographyError",
    "LackingCountry",
    "all_codes",
    "alpha2_codes",
    "country_code",
    "country_name",
    "country_of_alpha2",
    "existed",
    "folded",
    "footnotes",
    "is_country",
    "is_office",
    "lacking",
    "names_of_countries",
    "offices",
    "region_label",
    "region_of",
    "regions",
    "schemes",
]
