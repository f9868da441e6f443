"""Normalising text from outside, so that texts that a person reads as the same compare as equal.

Belongs here: the three foldings and lookups in closed lists. Does not: the lists, any fuzzy comparison (there is none).
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache

DASHES = re.compile(r"[\u2010-\u2015\u2212\u02d7\ufe58\ufe63\uff0d]")
APOSTROPHES = re.compile(r"[\u2018\u2019\u02bc\u00b4`]")
AROUND_DASH = re.compile(r"\s*-+\s*")
PUNCTUATION = re.compile(r"[^\w+]+|_+")
INVISIBLE = ("Cf", "Cc", "Co", "Cn", "Cs")


def visible(text: str) -> str:
    """Return the text after NFKC, without invisible characters; every kind of blank becomes one space."""
    if text.isascii() and text.isprintable():
        return " ".join(text.split())
    spaced = "".join(" " if letter.isspace() else letter for letter in unicodedata.normalize("NFKC", text))
    kept = "".join(letter for letter in spaced if unicodedata.category(letter) not in INVISIBLE)
    return " ".join(kept.split())


@lru_cache(maxsize=4096)
def folded(text: str) -> str:
    """Return the visible text, case-folded, with one kind of dash and of apostrophe."""
    plain = APOSTROPHES.sub("'", DASHES.sub("-", visible(text))).casefold()
    return AROUND_DASH.sub("-", plain)


@lru_cache(maxsize=4096)
def loosely_folded(text: str) -> str:
    """Return the folded text with every run of punctuation as one space; the folded text where nothing else is left."""
    plain = folded(text)
    return PUNCTUATION.sub(" ", plain).strip() or plain


@lru_cache(maxsize=4096)
def without_accents(text: str) -> str:
    """Return the loosely folded text without accents, as an old machine or a hurried hand writes it."""
    plain = loosely_folded(text)
    if plain.isascii():
        return plain
    return "".join(letter for letter in unicodedata.normalize("NFKD", plain) if not unicodedata.combining(letter))


class ClosedList:
    """Names of keys: a text is found as folded, loosely folded, without accents, or not at all.

    ``ranks`` are groups of (name, key) in falling authority. A name that two keys of one rank share means neither.
    """

    def __init__(self, *ranks: Iterable[tuple[str, str]]) -> None:
        self.exact: dict[str, str] = {}
        self.loose: dict[str, str] = {}
        self.bare: dict[str, str] = {}
        for rank in ranks:
            names = list(rank)
            _enter(self.exact, ((folded(name), key) for name, key in names))
            _enter(self.loose, ((loosely_folded(name), key) for name, key in names))
            _enter(self.bare, ((without_accents(name), key) for name, key in names))

    def find(self, text: str) -> str | None:
        """Return the key that the text means; None where it means none."""
        key = self.exact.get(folded(text))
        if key is None:
            key = self.loose.get(loosely_folded(text))
        return key if key is not None else self.bare.get(without_accents(text))


def _enter(index: dict[str, str], names: Iterable[tuple[str, str]]) -> None:
    fresh: dict[str, set[str]] = {}
    for name, key in names:
        fresh.setdefault(name, set()).add(key)
    _without_overriding(index, {name: keys.pop() for name, keys in fresh.items() if len(keys) == 1 and name})


def _without_overriding(index: dict[str, str], names: Mapping[str, str]) -> None:
    for name, key in names.items():
        index.setdefault(name, key)
