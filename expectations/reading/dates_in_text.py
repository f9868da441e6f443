"""Understanding a date: ISO texts, day and month in either order, names of months in 3 languages, serials.

Belongs here: text or serial to every date that it may be; the caller does not choose among several. Does not: whether
the month is plausible (expectations/checks).
"""

import datetime
import re

from expectations.reading.answer_lists import answers
from expectations.reading.text_normalisation import folded

SEPARATOR = r"[-/. ]"
YEAR_FIRST = re.compile(rf"([0-9]{{4}}){SEPARATOR}([0-9]{{1,2}})(?:{SEPARATOR}([0-9]{{1,2}}))?")
YEAR_LAST = re.compile(rf"(?:([0-9]{{1,2}}){SEPARATOR})?([0-9]{{1,2}}){SEPARATOR}([0-9]{{4}})")
TIME = re.compile(r"[t ][0-9]{1,2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]+)?)?(?:z|[-+][0-9]{2}:?[0-9]{2})?$")
WORDS = re.compile(r"[^\W\d_]+|[0-9]+")
FILLERS = frozenset({"de", "del", "of", "le", "el", "the", "st", "nd", "rd", "th", "er"})
YEARS = range(1900, 2100)
SERIALS = range(20_000, 73_000)  # 1954 to 2099 in the usual system; a year number is never one
SERIAL_EPOCHS = {False: datetime.date(1899, 12, 30), True: datetime.date(1904, 1, 1)}


def _written(year: int, month: int, day: int | None = None) -> str | None:
    """Return a date as YYYY-MM-DD, or YYYY-MM without a day; None for a date that never was."""
    if year not in YEARS:
        return None
    try:
        date = datetime.date(year, month, 1 if day is None else day)
    except ValueError:
        return None
    return date.strftime("%Y-%m") if day is None else date.isoformat()


def _of_day_and_month(year: int, first: int, second: int) -> frozenset[str]:
    """Day and month in unknown order: each date that they may be."""
    readings = (_written(year, month, day) for day, month in ((first, second), (second, first)))
    return frozenset(reading for reading in readings if reading is not None)


def _one(reading: str | None) -> frozenset[str]:
    return frozenset() if reading is None else frozenset({reading})


def _of_words(text: str) -> frozenset[str]:
    words = [word for word in WORDS.findall(text) if word not in FILLERS]
    names = [answers().months[word] for word in words if word in answers().months]
    years = [word for word in words if len(word) == 4 and word.isdecimal()]
    days = [word for word in words if len(word) <= 2 and word.isdecimal()]
    if len(names) != 1 or len(years) != 1 or len(days) > 1 or len(words) != 2 + len(days):
        return frozenset()
    return _one(_written(int(years[0]), names[0], int(days[0]) if days else None))


def dates_of_text(text: str) -> frozenset[str]:
    """Return every date that the text may be, as YYYY-MM-DD or, where it names no day, YYYY-MM; none, one or two."""
    plain = TIME.sub("", folded(text))
    if found := YEAR_FIRST.fullmatch(plain):
        year, month, day = found.groups()
        return _one(_written(int(year), int(month), int(day) if day else None))
    if found := YEAR_LAST.fullmatch(plain):
        first, second, year = found.groups()
        if first is None:
            return _one(_written(int(year), int(second)))
        return _of_day_and_month(int(year), int(first), int(second))
    return _of_words(plain)


def day_of_serial(number: float, starts_in_1904: bool) -> str | None:
    """Return the day of a spreadsheet's serial day number; None where the number is none of our times."""
    if int(number) not in SERIALS:
        return None
    return (SERIAL_EPOCHS[starts_in_1904] + datetime.timedelta(days=int(number))).isoformat()
