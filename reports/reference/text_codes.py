"""Codes of texts as others write them; countries by name, alpha-2 or alpha-3, our closed lists and a mapping's aliases.

Belongs here: a text to a code. Does not: our lists (expectations/geography). A text in neither is not understood.
"""

from functools import lru_cache

from expectations.contract import load_contract
from expectations.geography import all_codes, alpha2_codes, country_code
from reports.published.codes import NOT_STATED, NOT_UNDERSTOOD
from reports.reference.series_map import SeriesDimension


@lru_cache(maxsize=1)
def _by_alpha2() -> dict[str, str]:
    return dict(alpha2_codes())


def country_of(text: str, dimension: SeriesDimension) -> str:
    """Return the code of a country, written in the dimension's way."""
    if text in dimension.aliases:
        return dimension.aliases[text]
    if dimension.country == "alpha2":
        return _by_alpha2().get(text, NOT_UNDERSTOOD)
    if dimension.country == "alpha3":
        return text if text in all_codes() else NOT_UNDERSTOOD
    return country_code(text) or NOT_UNDERSTOOD


def code_of(text: str, dimension: SeriesDimension) -> str:
    """Return the code of a text of any dimension."""
    if dimension.country is not None:
        return country_of(text, dimension)
    if dimension.as_written:
        return text or NOT_STATED
    if dimension.codes:
        return dimension.codes.get(text, NOT_UNDERSTOOD)
    known = dimension.labels if dimension.code_list is None else load_contract().code_lists[dimension.code_list].codes
    return text if text in known else NOT_UNDERSTOOD
