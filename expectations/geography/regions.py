"""Regions: looked up by scheme, year and country, never typed by an office (field.md §3).

Belongs here: the schemes, their regions in print order and their labels. Does not: country names (names.py).
"""

from functools import lru_cache

from expectations.geography.tables import Period, memberships, rows


@lru_cache(maxsize=1)
def _labels() -> dict[str, dict[str, dict[str, str]]]:
    schemes: dict[str, dict[str, dict[str, str]]] = {}
    for row in rows("region_labels"):
        schemes.setdefault(row["scheme"], {})[row["region"]] = row
    return schemes


@lru_cache(maxsize=1)
def _regions_by_country() -> dict[tuple[str, str], list[tuple[Period, str]]]:
    found: dict[tuple[str, str], list[tuple[Period, str]]] = {}
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
