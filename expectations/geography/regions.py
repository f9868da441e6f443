"""Regions: looked up by scheme, year and country, never typed by an office (field rule 3).

Belongs here: the schemes, their regions in print order and their labels; countries that a scheme lacks. Does not:
country names (names.py).
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple

from expectations.geography.names import is_country
from expectations.geography.tables import ValidityPeriod, memberships, rows


@lru_cache(maxsize=1)
def _labels() -> dict[str, dict[str, dict[str, str]]]:
    schemes: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows("region_labels"):
        schemes.setdefault(row["scheme"], {})[row["region"]] = row
    return schemes


@lru_cache(maxsize=1)
def _regions_by_country() -> dict[tuple[str, str], list[tuple[ValidityPeriod, str]]]:
    found: dict[tuple[str, str], list[tuple[ValidityPeriod, str]]] = {}
    for one in memberships():
        found.setdefault((one.scheme, one.alpha3), []).append((one.period, one.region))
    return found


@lru_cache(maxsize=1)
def schemes() -> tuple[str, ...]:
    """Return the keys of the region schemes."""
    return tuple(_labels())


@lru_cache(maxsize=16_384)
def region_of(scheme: str, year: int, code: str) -> str | None:
    """Return the region of ``code`` under ``scheme`` in ``year``; None for stateless, not stated and unknown codes.

    Raises KeyError for a scheme that does not exist.
    """
    if scheme not in _labels():
        raise KeyError(scheme)
    known = _regions_by_country().get((scheme, code), [])
    return next((region for period, region in known if period.holds(year)), None)


def regions(scheme: str) -> tuple[str, ...]:
    """Return the regions of ``scheme`` in the order in which they are printed. Raises KeyError for no such scheme."""
    return tuple(_labels()[scheme])


def region_label(scheme: str, region: str, language: str = "en") -> str:
    """Return the printed name of a region; English where the language is not one of ours."""
    label = _labels()[scheme][region]
    return label.get(language, label["en"])


class LackingCountry(NamedTuple):
    """A finding about a scheme: in ``year`` it has no region for the country ``code``."""

    scheme: str
    year: int
    code: str


def lacking(scheme: str, year: int, codes: Iterable[str]) -> tuple[LackingCountry, ...]:
    """Return which of ``codes`` are countries without a region under ``scheme`` in ``year``, by code.

    Stateless, not stated and unknown codes are no countries, and no scheme lacks them. KeyError for no such scheme.
    """
    countries = sorted({code for code in codes if is_country(code)})
    return tuple(LackingCountry(scheme, year, code) for code in countries if region_of(scheme, year, code) is None)
