"""Countries and areas: from what an office wrote to a code, and from a code to its printed name.

Belongs here: the closed lists of names and aliases, and footnotes. Does not: regions (regions.py), guessing: a name is
in the lists or it is unknown ("Niger" is not Nigeria, field rule 1).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from types import MappingProxyType

from expectations.errors import ReviewError
from expectations.geography.tables import country_names, rows

NOT_A_COUNTRY = frozenset({"XXA", "XXX"})  # stateless; country not stated
_ONE_SIGN = str.maketrans({"’": "'", "‘": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-"})


NOT_STATED_OFFICE = "XXX"
OFFICE_CODE = re.compile(r"[A-Z]{3}")  # the shape of an office's code: ISO 3166-1 alpha-3


class GeographyError(ReviewError, ValueError):
    """A geography table that contradicts itself; says which entry."""


def folded(text: str) -> str:
    """Return ``text`` as names are compared: NFKC, nothing invisible, one sign a quote, dash or blank."""
    plain = unicodedata.normalize("NFKC", text)
    seen = "".join(sign for sign in plain if sign.isspace() or unicodedata.category(sign) not in ("Cf", "Cc"))
    return " ".join(unicodedata.normalize("NFKC", seen.translate(_ONE_SIGN).casefold()).split())


@lru_cache(maxsize=1)
def _codes_by_name() -> dict[str, str]:
    names = [(code, code) for code in country_names()]
    names += [
        (name, code) for code, known in country_names().items() for entry in known for name in entry.names.values()
    ]
    names += [(row["alias"], row["alpha3"]) for row in rows("aliases")]
    codes: dict[str, str] = {}
    for name, code in names:
        if codes.setdefault(folded(name), code) != code:
            raise GeographyError(f"aliases.csv, countries.csv: {name} stands for {codes[folded(name)]} and {code}")
    return codes


@lru_cache(maxsize=65_536)
def country_code(text: str) -> str | None:
    """Return the alpha-3 code that ``text`` names, in English, French or Spanish; None where it is not in our lists.

    Alpha-3 codes and names only: an alpha-2 code is not accepted, because it may as well be a word (NA, NO, IT).
    """
    return _codes_by_name().get(folded(text))


@lru_cache(maxsize=1)
def _codes_by_alpha2() -> dict[str, str]:
    known = [
        (entry.period.last or 9999, entry.alpha2, code) for code, names in country_names().items() for entry in names
    ]
    return {alpha2: code for _, alpha2, code in sorted(known) if alpha2}  # of two, the one that is of use the longest


def country_of_alpha2(text: str) -> str | None:
    """Return the alpha-3 code of an alpha-2 code; for columns that are known to hold these and nothing else."""
    return _codes_by_alpha2().get(text)


def names_of_countries() -> Mapping[str, str]:
    """Return the code by each name of the closed lists, folded as names are compared."""
    return MappingProxyType(_codes_by_name())


@lru_cache(maxsize=4_096)
def country_name(code: str, language: str = "en", year: int | None = None) -> str:
    """Return the name by which ``code`` went at the end of ``year``; its latest name without a year.

    A year in which the code did not exist gives the name nearest in time. English where the language is not one of
    ours. Raises KeyError for a code that is not in the table.
    """
    known = country_names()[code]
    name = known[-1] if year is None else min(known, key=lambda entry: entry.period.distance(year))
    return name.names.get(language, name.names["en"])


def is_country(code: str) -> bool:
    """Whether ``code`` is a country or area, of today or of the past; XXA (stateless) and XXX (not stated) are none."""
    return code in country_names() and code not in NOT_A_COUNTRY


def existed(code: str, year: int) -> bool:
    """Whether ``code`` was that of a country or area in ``year``: SCG from 2003 to 2006, SSD from 2011.

    A passport outlives its country, so a code of the past is accepted all the same.
    """
    return is_country(code) and any(entry.period.holds(year) for entry in country_names()[code])


@lru_cache(maxsize=1)
def all_codes() -> tuple[str, ...]:
    """Return every code that a country field may hold, XXA and XXX included, in alphabetical order."""
    return tuple(sorted(country_names()))


def alpha2_codes() -> Mapping[str, str]:
    """Return the alpha-3 code by alpha-2 code, for files that write countries so; historic codes of the past too.

    An office's answer is never read by it: an alpha-2 code may as well be a word.
    """
    return MappingProxyType({known[-1].alpha2: code for code, known in country_names().items() if is_country(code)})


@lru_cache(maxsize=1)
def offices() -> tuple[str, ...]:
    """Return the countries that have an office, in alphabetical order."""
    return tuple(sorted(row["alpha3"] for row in rows("offices")))


def is_office(code: str) -> bool:
    """Return whether a code can be an office: a country, or XXX for imported records whose country is not stated."""
    return code == NOT_STATED_OFFICE or is_country(code)


@lru_cache(maxsize=1)
def _footnotes() -> dict[str, dict[str, str]]:
    return {row["alpha3"]: row for row in rows("footnotes")}


def footnotes(codes: Iterable[str], language: str = "en") -> tuple[str, ...]:
    """Return the footnotes that go with the names of ``codes``, each once, in the order of the table."""
    printed = set(codes)
    texts = (note.get(language, note["en"]) for code, note in _footnotes().items() if code in printed)
    return tuple(dict.fromkeys(texts))
