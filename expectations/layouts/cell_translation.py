"""The cells of another system's file: texts to codes, countries, dates, numbers and several answers.

Belongs here: the translation of one cell, by what a layout says. Does not: whole columns and rows (translate_rows.py).
"""

import datetime
import re
from collections.abc import Callable, Iterable
from functools import lru_cache

from expectations.contract import Field, FieldType
from expectations.geography import country_code, country_of_alpha2, is_country
from expectations.layouts.layout import Layout
from expectations.reading.conversion import text_of
from expectations.reading.dates_in_text import dates_of_text
from expectations.reading.grid import CellValue

NOT_IN_LAYOUT = "(not in the layout)"
"""Replaces a text that the layout does not translate: the reader makes it unknown, with a finding at its place."""

DAY = re.compile(r"([0-9]{1,4})[./-]([0-9]{1,2})[./-]([0-9]{1,4})(?:[T ].*)?")
YEAR = re.compile(r"((?:19|20)[0-9]{2})(?:[-/.](?:0[1-9]|1[0-2])(?:[-/.][0-9]{2})?(?:[T ].*)?| ?Q[1-4])?")
YEAR_LAST = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.]((?:19|20)[0-9]{2})")
LETTERS = re.compile(r"[^\w+]+|_+")
OLDEST = 120
NUMBERS = frozenset({FieldType.WHOLE, FieldType.COUNT, FieldType.DECIMAL})


def plain(cell: CellValue) -> str:
    """Return a cell as one line of text; a day as YYYY-MM-DD."""
    if isinstance(cell, datetime.datetime):
        return cell.date().isoformat()
    if isinstance(cell, datetime.date):
        return cell.isoformat()
    return " ".join(text_of(cell).split()) if cell != "" else ""


@lru_cache(maxsize=65_536)
def loose(text: str) -> str:
    """Return the letters and digits of a text in small letters: "Physical threats" and "PhysicalThreats" are one."""
    return LETTERS.sub("", text).casefold() or text


class CellTexts:
    """The texts of a column that mean codes; exact, or by letters and digits alone."""

    def __init__(self, values: dict[str, str], layout: Layout) -> None:
        self.folded = loose if layout.texts == "loose" else str
        self.values = {self.folded(text.strip()): code for text, code in values.items()}
        marks = [re.escape(mark) for mark in layout.separators if mark.strip()] + [r"\n"]
        blank = any(not mark.strip() for mark in layout.separators)
        self.split = re.compile("|".join([*marks, r"\s"] if blank else marks))

    def one(self, text: str) -> str | None:
        """Return the code of a text; None where it is none of the list."""
        return self.values.get(self.folded(text))

    def several(self, text: str) -> tuple[list[str], bool]:
        """Return the codes in a cell, and whether all of it was understood.

        A text of the list may hold a separator itself ("Agriculture, forestry and fishing"): of the parts, the longest
        run that is a text of the list is taken.
        """
        whole = self.one(text)
        if whole is not None:
            return _codes([whole]), True
        ends = [match.span() for match in self.split.finditer(text)]
        bounds = [0, *(end for _, end in ends)], [*(start for start, _ in ends), len(text)]
        parts = [(start, end) for start, end in zip(*bounds, strict=True) if text[start:end].strip()]
        codes: list[str] = []
        at, understood = 0, True
        while at < len(parts):
            last = next(
                (
                    last
                    for last in range(len(parts) - 1, at - 1, -1)
                    if self.one(text[parts[at][0] : parts[last][1]].strip()) is not None
                ),
                None,
            )
            if last is None:
                understood, at = False, at + 1
                continue
            codes.append(self.values[self.folded(text[parts[at][0] : parts[last][1]].strip())])
            at = last + 1
        return _codes(codes), understood


def _codes(found: list[str]) -> list[str]:
    """Return the codes that texts mean: a text may mean several, or none."""
    return [code for codes in found for code in codes.split(";") if code]


def country_in(layout: Layout) -> Callable[[str], str]:
    """Return the function from a text to an alpha-3 code; NOT_IN_LAYOUT where it names no country."""

    def code(text: str) -> str:
        alpha3 = country_of_alpha2(text.upper()) if layout.country_codes == "alpha2" and len(text) == 2 else None
        alpha3 = alpha3 or country_code(text)
        return alpha3 if alpha3 is not None and (is_country(alpha3) or alpha3 == "XXA") else NOT_IN_LAYOUT

    return code


def countries_in(layout: Layout) -> Callable[[str], str]:
    """Return the function from a cell with one or several countries to their codes, joined as we join them."""
    country_of = country_in(layout)
    split = CellTexts({"": ""}, layout).split

    def codes(text: str) -> str:
        whole = country_of(text)
        if whole != NOT_IN_LAYOUT:
            return whole
        return joined(country_of(part.strip()) for part in split.split(text) if part.strip())

    return codes


def joined(codes: Iterable[str]) -> str:
    """Return several answers as we write them, each once."""
    return ";".join(dict.fromkeys(codes))


def year_of(text: str) -> str:
    """Return the year of a year, a month, a quarter or a day; blank where there is none beyond doubt."""
    match = YEAR.fullmatch(text) or YEAR_LAST.fullmatch(text)
    return match[1] if match else ""


def day_in(layout: Layout) -> Callable[[str], str]:
    """Return the function from a date in the layout's order to YYYY-MM-DD; other texts stay as they are."""
    order = {"year_first": (0, 1, 2), "day_first": (2, 1, 0), "month_first": (2, 0, 1)}[layout.dates]

    def day(text: str) -> str:
        match = DAY.fullmatch(text)
        if match is None:
            return text
        numbers = [int(part) for part in match.groups()]
        year, month, day_no = (numbers[place] for place in (order if len(match[1]) < 4 else (0, 1, 2)))
        try:
            return datetime.date(year, month, day_no).isoformat()
        except ValueError:
            return text

    return day


def age_between(born: str, at: str) -> str:
    """Return completed years between two days; blank where one is missing, NOT_IN_LAYOUT where they make no age."""
    days = []
    for text in (born, at):
        found = [one for one in dates_of_text(text) if len(one) == len("2012-05-31")]
        if len(found) != 1:
            return "" if not text else NOT_IN_LAYOUT
        days.append(datetime.date.fromisoformat(found[0]))
    first, last = days
    age = last.year - first.year - ((last.month, last.day) < (first.month, first.day))
    return str(age) if 0 <= age <= OLDEST else NOT_IN_LAYOUT


def same_in(layout: Layout, field: Field) -> Callable[[str], str]:
    """Return the function from a text to one that our reader understands without doubt."""
    if field.type is FieldType.YEAR:
        return lambda text: year_of(day_in(layout)(text)) or text
    if field.type in (FieldType.DATE, FieldType.MONTH):
        return day_in(layout)
    if field.type in NUMBERS and layout.decimal_mark == ",":
        return lambda text: text.replace(".", "").replace(" ", "").replace(",", ".")
    if field.repeatable and layout.separators != (";",):
        split = CellTexts({"": ""}, layout).split
        return lambda text: joined(part for part in split.split(text) if part)
    return str


def number_of_persons(text: str) -> int | None:
    """Return a count of persons; None where the text is no whole number."""
    digits = re.sub(r"[ ,.’'\u00a0\u202f](?=[0-9]{3}(?:[^0-9]|$))", "", text)
    return int(digits) if re.fullmatch(r"[0-9]{1,9}", digits) else None
