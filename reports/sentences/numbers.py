"""Numbers, lists and names as a sentence of the review has them, by language.

Belongs here: separators, decimals, numbers below ten in words, "A, B and C", "the Niger". Does not: rounding that
makes a claim ("over", "close to"), which is number_words.py.
"""

from decimal import ROUND_HALF_UP, Decimal
from functools import cache
from pathlib import Path

import yaml
from babel.lists import format_list
from babel.numbers import format_decimal
from pydantic import BaseModel, ConfigDict

FOLDER = Path(__file__).parent


class NumberFormat(BaseModel):
    """One language's line of number_formats.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    locale: str
    words: tuple[str, ...]


@cache
def number_format(language: str) -> NumberFormat:
    """Return the number format of a language."""
    table = yaml.safe_load((FOLDER / "number_formats.yaml").read_text(encoding="utf-8"))
    return NumberFormat.model_validate(table[language])


def half_up(value: float, decimals: int = 0) -> float:
    """Round as a reader does: 0.5 goes up, away from zero (2.675 as written, not as the machine holds it)."""
    return float(Decimal(repr(float(value))).quantize(Decimal(1).scaleb(-decimals), rounding=ROUND_HALF_UP))


def written(value: float, language: str = "en", decimals: int = 0) -> str:
    """Return a number in the language's format: 31,687 or 27.4."""
    pattern = "#,##0" + ("." + "0" * decimals if decimals else "")
    return str(format_decimal(half_up(value, decimals), format=pattern, locale=number_format(language).locale))


def in_words(value: float, language: str = "en", decimals: int = 0) -> str:
    """Return a number for running text: an integer below ten in words, else digits."""
    rounded = half_up(value, decimals)
    words = number_format(language).words
    if rounded == int(rounded) and 0 <= rounded < len(words) and decimals == 0:
        return words[int(rounded)]
    return written(value, language, decimals)


@cache
def _articles(language: str) -> tuple[str, frozenset[str]]:
    table = yaml.safe_load((FOLDER / "articles.yaml").read_text(encoding="utf-8")).get(language)
    return (str(table["article"]), frozenset(table["countries"])) if table else ("", frozenset())


def with_article(code: str, label: str, language: str = "en") -> str:
    """Return a code's label for running text: "the Russian Federation"."""
    article, countries = _articles(language)
    return f"{article} {label}" if code in countries else label


def listed(items: tuple[str, ...], language: str = "en") -> str:
    """Return a list in a sentence: "A, B and C"."""
    return str(format_list(list(items), locale=number_format(language).locale))
