"""The geography tables as files: one CSV a table, read once with the csv module.

Belongs here: rows to plain types, and the errors of a table (an alias of two countries, a country in two regions of one
year). Does not: lookups (names.py, regions.py).
"""

import csv
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from expectations.languages import LANGUAGES

FOLDER = Path(__file__).parent


class ValidityPeriod(NamedTuple):
    """Calendar years, both ends included; None where the end is open."""

    first: int | None
    last: int | None

    def holds(self, year: int) -> bool:
        """Whether ``year`` lies in the period."""
        return (self.first is None or self.first <= year) and (self.last is None or year <= self.last)

    def distance(self, year: int) -> int:
        """Years between ``year`` and the period; 0 inside it."""
        before = 0 if self.first is None else self.first - year
        after = 0 if self.last is None else year - self.last
        return max(before, after, 0)


class CountryName(NamedTuple):
    """One name of one country or area in one period (United Nations usage at the end of each year)."""

    alpha3: str
    alpha2: str
    names: dict[str, str]  # by language
    period: ValidityPeriod


class Membership(NamedTuple):
    """One country in one region of one scheme, in one period."""

    scheme: str
    alpha3: str
    region: str
    period: ValidityPeriod


def rows(name: str) -> list[dict[str, str]]:
    """Return the rows of ``<name>.csv`` as text; a blank cell is the empty text."""
    with (FOLDER / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _period(row: dict[str, str]) -> ValidityPeriod:
    return ValidityPeriod(*(int(row[end]) if row[end] else None for end in ("valid_from", "valid_to")))


@lru_cache(maxsize=1)
def country_names() -> dict[str, tuple[CountryName, ...]]:
    """Return every code with its names, the earliest first."""
    names_by_code: dict[str, list[CountryName]] = {}
    for row in rows("countries"):
        names: dict[str, str] = {language: row[f"name_{language}"] for language in LANGUAGES}
        names_by_code.setdefault(row["alpha3"], []).append(
            CountryName(row["alpha3"], row["alpha2"], names, _period(row))
        )
    return {
        code: tuple(sorted(known, key=lambda name: name.period.first or 0)) for code, known in names_by_code.items()
    }


@lru_cache(maxsize=1)
def memberships() -> tuple[Membership, ...]:
    """Return every membership of a country in a region."""
    return tuple(Membership(row["scheme"], row["alpha3"], row["region"], _period(row)) for row in rows("regions"))
