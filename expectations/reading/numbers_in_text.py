"""Understanding a number that was written as text: decimal mark, thousands mark, footnote stars.

Belongs here: text to number, and which mark a column uses. Does not: markers of missing answers
(answer_lists.py), a field's limits.
"""

import re
import unicodedata
from collections.abc import Iterable
from enum import Enum
from typing import Literal

from expectations.reading.text_normalisation import visible

Mark = Literal[".", ","]
LANGUAGE_MARKS: dict[str, Mark] = {"en": ".", "fr": ","}  # Spanish is written with either, by country

STARS = re.compile(r"\s*[*†‡§]+$")
APOSTROPHES = re.compile(r"(?<=[0-9])['’´](?=[0-9]{3}(?:[^0-9]|$))")
PLAIN = re.compile(r"[-+]?[0-9]+")
BLANK_GROUPS = re.compile(r"([-+]?[0-9]{1,3}(?: [0-9]{3})+)(?:([.,])([0-9]+))?")
ONE_MARK = re.compile(r"([-+]?)([0-9]*)([.,])([0-9]*)")
GROUPS = re.compile(r"[-+]?[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})+")
GROUPS_AND_MARK = re.compile(r"[-+]?[1-9][0-9]{0,2}(?:([.,])[0-9]{3})(?:\1[0-9]{3})*([.,])[0-9]+")


class Unclear(Enum):
    """Why a text is no number: it is none, or it may be two."""

    NOT_A_NUMBER = "number"
    TWO_NUMBERS = "ambiguous"


def _other(mark: str) -> Mark:
    return "," if mark == "." else "."


def _plain(text: str) -> str | None:
    """Return the text without footnote stars and apostrophes; a raised figure is a footnote, not a digit."""
    if any(unicodedata.category(letter) == "No" for letter in text):
        return None
    return APOSTROPHES.sub("", STARS.sub("", visible(text)))


def _evident_mark(text: str) -> Mark | None:
    """Return the decimal mark that the text must have been written with; None where the text does not show it."""
    plain = _plain(text)
    if plain is None:
        return None
    if found := GROUPS.fullmatch(plain):
        return _other(found[1])
    if (found := GROUPS_AND_MARK.fullmatch(plain)) and found[1] != found[2]:
        return "." if found[2] == "." else ","
    if found := BLANK_GROUPS.fullmatch(plain):
        return None if found[2] is None else "." if found[2] == "." else ","
    if (found := ONE_MARK.fullmatch(plain)) and not _may_be_two(found):
        return "." if found[3] == "." else ","
    return None


def _may_be_two(found: re.Match[str]) -> bool:
    """Return whether a single mark may separate thousands or decimals: it may in 1.234, not in 0.750 or 12.5."""
    _, before, _, after = found.groups()
    return len(after) == 3 and 1 <= len(before) <= 3 and not before.startswith("0")


def evident_mark(texts: Iterable[str]) -> Mark | None:
    """Return the decimal mark of a column by its unmistakable numbers; None where there are none, or both marks."""
    marks = {_evident_mark(text) for text in texts if "." in text or "," in text} - {None}
    return marks.pop() if len(marks) == 1 else None


def number_of(text: str, mark: Mark | None) -> float | Unclear:
    """Return the number that a text is; ``mark`` is the column's decimal mark, where it is known."""
    plain = _plain(text)
    if plain is None:
        return Unclear.NOT_A_NUMBER
    if PLAIN.fullmatch(plain):
        return float(plain)
    if found := ONE_MARK.fullmatch(plain):
        return _of_one_mark(found, mark)
    if GROUPS.fullmatch(plain):
        return float(plain.replace(".", "").replace(",", ""))
    if (found := GROUPS_AND_MARK.fullmatch(plain)) and found[1] != found[2]:
        return float(plain.replace(found[1], "").replace(found[2], "."))
    if found := BLANK_GROUPS.fullmatch(plain):
        return float(f"{found[1].replace(' ', '')}.{found[3] or '0'}")
    return Unclear.NOT_A_NUMBER


def _of_one_mark(found: re.Match[str], mark: Mark | None) -> float | Unclear:
    sign, before, written, after = found.groups()
    if not before and not after:
        return Unclear.NOT_A_NUMBER
    if _may_be_two(found):
        if mark is None:
            return Unclear.TWO_NUMBERS
        if mark != written:
            return float(f"{sign}{before}{after}")
    return float(f"{sign}{before or '0'}.{after or '0'}")
