"""Countries of a year without a region: one finding per scheme and country, with scheme, year and code.

A country that few records hold is not named: that one person is from there is a small count. Belongs here: the country
codes of a year's offices and records, and the schemes in use. Does not: the schemes (expectations/geography).
"""

from collections import Counter
from collections.abc import Iterable

from expectations.contract import FieldType
from expectations.geography import LackingCountry, lacking, offices
from reports.derived_tables import response
from reports.published.disclosure_rules import default_threshold
from reports.statistics.dimensions import Region, load_dimensions
from resources.stores import Stores
from resources.warehouse import cases_table


def schemes_in_use() -> tuple[str, ...]:
    """Return the schemes by which tables show regions, in alphabetical order."""
    dimensions = load_dimensions().dimensions.values()
    return tuple(sorted({response.SCHEME, *(one.scheme for one in dimensions if isinstance(one, Region))}))


def countries_of(stores: Stores, year: int) -> set[str]:
    """Return the codes of every country field of the accepted records of ``year``, and of its offices."""
    return {*offices(), *_records_by_code(stores, year)}


def countries_reported(stores: Stores, year: int) -> set[str]:
    """Return the countries that may be named: those of offices, and codes with at least the threshold of records."""
    records_by_code = _records_by_code(stores, year)
    return {*offices(), *(code for code, records in records_by_code.items() if records >= default_threshold())}


def _records_by_code(stores: Stores, year: int) -> Counter[str]:
    """Return by code the greatest number of records of one form with that code in one field."""
    most: Counter[str] = Counter()
    for form in stores.contract.forms.values():
        for column in ("office", *(field.name for field in form.fields if field.type is FieldType.COUNTRY)):
            of_column: Counter[str] = Counter()
            for (stored,), records in stores.warehouse.counts(cases_table(form.key), [column], {"year": year}).items():
                of_column.update(dict.fromkeys(str(stored or "").split(";"), records))
            most |= of_column
    return most


def countries_without_region(
    stores: Stores, year: int, schemes: Iterable[str] | None = None
) -> tuple[LackingCountry, ...]:
    """Return the findings of a year by scheme and country, for ``schemes`` or all schemes in use."""
    codes = countries_of(stores, year)
    chosen = schemes_in_use() if schemes is None else tuple(schemes)
    return tuple(finding for scheme in chosen for finding in lacking(scheme, year, codes))
