"""Identifiers that an office sent by mistake: recognised by a column's name or a cell's form (field rule 9.4).

Belongs here: the patterns and the closed list of names (identifiers.yaml). Does not: their places in a file
(identifier_places.py), taking them out of the kept copy (redaction.py). A pattern may err: it warns, and blanks
nothing in the review.
"""

import datetime
import re
from collections.abc import Collection
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from expectations.geography import country_code, names_of_countries
from expectations.reading.dates_in_text import dates_of_text
from expectations.reading.grid import CellValue
from expectations.reading.text_normalisation import APOSTROPHES, ClosedList, folded, visible, without_accents

LONGEST_LOOKED_AT = 2_000  # letters of one cell
LONGEST_NAME = 60
PARTICLES = frozenset(
    (
        "al",
        "bin",
        "bint",
        "da",
        "de",
        "del",
        "der",
        "di",
        "dos",
        "du",
        "el",
        "la",
        "las",
        "le",
        "los",
        "van",
        "von",
        "y",
    )
)
FEWEST_DIGITS, MOST_DIGITS = 8, 15  # of a telephone number
SHORTEST_ALONE = 4  # letters of a single word that is taken for a name
SHORTEST_WORD = 3  # letters of a word that may be an answer's
BEGINNING = 4  # letters by which a word of a country's name is known though it is written wrongly
CHILDHOOD = 5  # a day so many years before the review is taken for a day of birth

EMAIL = re.compile(r"[\w.+'-]{1,64}@[\w-]{1,63}(?:\.[\w-]{2,63})+")
INTERNATIONAL = re.compile(r"(?<![\w+])(?:\+|00)[1-9][0-9 ().\-/]{6,22}[0-9](?!\w)")
NATIONAL = re.compile(r"\(?0[1-9][0-9]{0,3}\)?(?:[ .\-/]?[0-9]{2,4}){2,5}")
PASSPORT = re.compile(r"(?i:[a-z]{1,2})[ -]?(?!00|19|20)[0-9]{7,8}")
NAME = re.compile(r"[^\W\d_]+(?:['’.\-][^\W\d_]+)*\.?(?:,? [^\W\d_]+(?:['’.\-][^\W\d_]+)*\.?){1,4}")
PARTS = re.compile(r"[;/|\n]")  # between several answers of one cell
ONE_NAME = re.compile(r"[^\W\d_]+")
CAPITALISED = r"[A-ZÀ-ÖØ-ÞŁŚŞŠŽĆČĐĞİ][^\W\d_]+"
FULL_DATE = re.compile(
    r"(?<![0-9])(?:[0-9]{4}[-/.][0-9]{1,2}[-/.][0-9]{1,2}|[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4})(?![0-9])"
)
DAY_LETTERS = len("2012-05-17")


@lru_cache(maxsize=1)
def _listed() -> dict[str, Any]:
    content = yaml.safe_load((Path(__file__).parent / "identifiers.yaml").read_text(encoding="utf-8"))
    listed = {what: "|".join(map(re.escape, map(folded, words))) for what, words in content["spoken"].items()}
    spoken = {what: re.compile(rf"(?<!\w)(?:{words})(?!\w)") for what, words in listed.items() if what != "name"}
    spoken["name"] = re.compile(rf"(?<!\w)(?i:{listed['name']})\.? ?(?-i:{CAPITALISED})")
    return {
        "columns": ClosedList((name, name) for name in map(str, content["columns"])),
        "words": frozenset(map(without_accents, content["words"])),
        **spoken,
    }


@lru_cache(maxsize=4_096)
def names_identifier(header: str) -> bool:
    """Whether a header names a column that identifies persons, in one of the three languages."""
    if len(header) > LONGEST_LOOKED_AT:
        return False
    listed = _listed()
    return listed["columns"].find(header) is not None or not listed["words"].isdisjoint(without_accents(header).split())


def _is_phone(text: str) -> bool:
    if found := INTERNATIONAL.search(text):
        return FEWEST_DIGITS <= sum(letter.isdecimal() for letter in found[0]) <= MOST_DIGITS
    return bool(NATIONAL.fullmatch(text)) and 9 <= sum(letter.isdecimal() for letter in text) <= 12


def _is_birth_date(text: str, before: int) -> bool:
    """Return whether the text holds a date before the year ``before``, or a date called a day of birth."""
    dates = {date for found in FULL_DATE.findall(text) for date in dates_of_text(found)}
    return any(int(date[:4]) < before for date in dates) or bool(dates and _listed()["birth"].search(folded(text)))


def _says_a_name(text: str) -> bool:
    """Return whether a text announces a person's name: a title or a word like it, then a capital letter."""
    return " " in text and bool(_listed()["name"].search(APOSTROPHES.sub("'", text).replace(" :", ":")))


def looks_like_name(cell: CellValue) -> bool:
    """Whether a cell is nothing but two to five capitalised words, and no country: for columns that no form asks for.

    A place or a title in capitals looks the same. Names among other words, or alone, cannot be distinguished from
    words.
    """
    if not isinstance(cell, str) or not cell or len(cell) > LONGEST_NAME:
        return False
    text = visible(cell)
    words = [word for word in re.split("[ ,]+", text) if word.casefold() not in PARTICLES]
    return (
        len(words) > 1
        and all(word[0].isupper() for word in words if word)
        and max(map(len, words)) >= SHORTEST_ALONE
        and bool(NAME.fullmatch(text))
        and country_code(text) is None
    )


@lru_cache(maxsize=1)
def _countries_begin() -> frozenset[str]:
    words = (word for name in names_of_countries() for word in without_accents(name).split())
    return frozenset(word[:BEGINNING] for word in words if len(word) >= BEGINNING)


def looks_like_name_for_an_answer(cell: CellValue, answer_words: Collection[str], of_country: bool = False) -> bool:
    """Whether a cell where a code, a country, a number or a date is asked for holds a name instead, in any part of it.

    ``answer_words`` are the words that answers and labels are made of (Vocabulary). An answer that is written wrongly
    shares words with them: where half of its words are known, it is no name. Of a country it must be more than half,
    since persons are called Chad and Jordan, and there the beginning of a word is enough ("Saudi Arabai").
    """
    if not isinstance(cell, str) or len(cell) > LONGEST_LOOKED_AT or cell.isdecimal():
        return False
    return any(_is_name_part(part, answer_words, of_country) for part in PARTS.split(cell))


def _is_name_part(part: str, answer_words: Collection[str], of_country: bool) -> bool:
    text = part.strip()
    if not looks_like_name(text):
        return False
    words = [word for word in without_accents(text).split() if len(word) >= SHORTEST_WORD and word not in PARTICLES]
    known = sum(word in answer_words or (of_country and word[:BEGINNING] in _countries_begin()) for word in words)
    return bool(words) and (known <= len(words) / 2 if of_country else known < len(words) / 2)


def is_identifier(cell: CellValue, before: int) -> bool:
    """Whether a cell holds an e-mail address, a telephone, a passport, a birth date before ``before`` or a name."""
    if isinstance(cell, datetime.date):
        return 1900 < cell.year < before
    if not isinstance(cell, str) or len(cell) < FEWEST_DIGITS - 2:
        return False
    text = visible(cell[:LONGEST_LOOKED_AT])
    if ("@" in text and EMAIL.search(text)) or _says_a_name(text):
        return True
    digits = sum(letter.isdecimal() for letter in text)
    if digits < FEWEST_DIGITS - 2:
        return False
    plain = folded(text)
    is_announced = digits >= FEWEST_DIGITS - 2 and (
        _listed()["passport"].search(plain) or _listed()["phone"].search(plain)
    )
    return bool(is_announced or PASSPORT.fullmatch(text) or _is_phone(text) or _is_birth_date(text, before))


def looks_like_identifier(reference: CellValue) -> bool:
    """Whether a case reference looks like a name, a date, a telephone, a passport or an e-mail address."""
    if isinstance(reference, datetime.date):
        return True
    if not isinstance(reference, str):
        return False
    text = visible(reference[:LONGEST_LOOKED_AT])
    if not any(letter.isdecimal() for letter in text):
        if "@" in text:
            return bool(EMAIL.search(text))
        alone = ONE_NAME.fullmatch(text)
        return bool(NAME.fullmatch(text)) or bool(alone and len(text) >= SHORTEST_ALONE and text.istitle())
    if len(text) < FEWEST_DIGITS - 1:
        return False
    is_date = len(text) <= DAY_LETTERS and any(len(date) == DAY_LETTERS for date in dates_of_text(text))
    return is_date or bool(EMAIL.search(text)) or bool(PASSPORT.fullmatch(text)) or _is_phone(text)
