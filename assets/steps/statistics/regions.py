"""Countries of a year that a region scheme lacks: a finding each, with scheme, year and code.

Belongs here: which country codes a year's offices and records hold, and asking the schemes in use about them. Does not:
the schemes (expectations/geography). Grain: one finding a scheme and country; a code of ours, never a person or count.
A country that few records name is not named: that somebody is from there is itself a small count.
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
    return {*offices(), *_named(stores, year)}


def countries_reported(stores: Stores, year: int) -> set[str]:
    """Return those of ``countries_of`` that may be named: offices, and what at least eleven records hold."""
    return {*offices(), *(code for code, records in _named(stores, year).items() if records >= default_threshold())}


def _named(stores: Stores, year: int) -> Counter[str]:
    """Return by code the most records of one form that hold it in one field."""
    most: Counter[str] = Counter()
    for form in stores.contract.forms.values():
        for column in ("office", *(field.name for field in form.fields if field.type is FieldType.COUNTRY)):
            found: Counter[str] = Counter()
            for (stored,), records in stores.warehouse.counts(cases_table(form.key), [column], {"year": year}).items():
                found.update(dict.fromkeys(str(stored or "").split(";"), records))
            most |= found
    return most


def countries_without_region(
    stores: Stores, year: int, schemes: Iterable[str] | None = None
) -> tuple[LackingCountry, ...]:
    """Return the findings of a year, by scheme and country; of all schemes in use where none are named."""
    codes = countries_of(stores, year)
    chosen = schemes_in_use() if schemes is None else tuple(schemes)
    return tuple(finding for scheme in chosen for finding in lacking(scheme, year, codes))
