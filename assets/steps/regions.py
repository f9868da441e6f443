"""Countries of a year that a region scheme lacks: a finding each, with scheme, year and code.

Belongs here: which country codes a year's offices and records hold, and asking the schemes in use about them. Does not:
the schemes (expectations/geography). Grain: one finding a scheme and country; a code of ours, never a person or count.
"""

from collections.abc import Iterable

from expectations.contract import FieldType
from expectations.geography import LackingCountry, lacking, offices
from reports.statistics import response
from reports.statistics.dimensions import Region, load_dimensions
from resources.stores import Stores
from resources.warehouse import cases_table


def schemes_in_use() -> tuple[str, ...]:
    """Return the schemes by which tables show regions, in alphabetical order."""
    dimensions = load_dimensions().dimensions.values()
    return tuple(sorted({response.SCHEME, *(one.scheme for one in dimensions if isinstance(one, Region))}))


def countries_of(stores: Stores, year: int) -> set[str]:
    """Return the codes of every country field of the accepted records of ``year``, and of its offices."""
    codes = set(offices())
    for form in stores.contract.forms.values():
        for column in ("office", *(field.name for field in form.fields if field.type is FieldType.COUNTRY)):
            for (stored,) in stores.warehouse.counts(cases_table(form.key), [column], {"year": year}):
                codes |= set(str(stored or "").split(";"))
    return codes


def countries_without_region(
    stores: Stores, year: int, schemes: Iterable[str] | None = None
) -> tuple[LackingCountry, ...]:
    """Return the findings of a year, by scheme and country; of all schemes in use where none are named."""
    codes = countries_of(stores, year)
    chosen = schemes_in_use() if schemes is None else tuple(schemes)
    return tuple(finding for scheme in chosen for finding in lacking(scheme, year, codes))
