"""Converting a cell by its field's type: each different value of a submission once.

Belongs here: one converter a field type, and the cache of its results. Does not: whether a converted value is plausible
(expectations/checks), dates (dates_in_text.py).
"""

import datetime
import math
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Literal

from expectations.contract import NONE_OF_THEM, CodeList, Field, FieldType
from expectations.geography import country_code
from expectations.languages import LANGUAGES
from expectations.reading.answer_lists import answers
from expectations.reading.dates_in_text import dates_of_text, day_of_serial
from expectations.reading.grid import CellValue
from expectations.reading.numbers_in_text import Mark, Unclear, number_of
from expectations.reading.suggestions import suggested_country
from expectations.reading.text_normalisation import ClosedList, folded, visible

FaultKind = Literal["code", "country", "flag", "number", "ambiguous", "date", "ambiguous_date", "text"]
NUMBERS = frozenset({FieldType.FLAG, FieldType.WHOLE, FieldType.COUNT, FieldType.YEAR, FieldType.DECIMAL})
MARKED = frozenset({FieldType.WHOLE, FieldType.COUNT, FieldType.DECIMAL})  # numbers that may hold a mark
GREATEST = {FieldType.WHOLE: 32_767, FieldType.YEAR: 32_767, FieldType.COUNT: 2**53}  # of the column, and exact
SEVERAL = re.compile(r"[;\n]")
SEVERAL_LOOSELY = re.compile("[,/]")
MONTH_LETTERS = len("2012-05")


class Fault:
    """A value that was given and could not be converted; holds the kind and never the value."""

    __slots__ = ("kind", "known", "suggestion")

    def __init__(self, kind: FaultKind, known: str | None = None, suggestion: str | None = None) -> None:
        self.kind = kind
        self.known = known  # the answers that were understood, where a field takes several
        self.suggestion = suggestion  # a code of our own lists that the office may mean; never applied

    def of(self, field: str) -> str:
        """Return the note of a record: field, kind and, where there is one, the suggestion."""
        return ":".join(part for part in (field, self.kind, self.suggestion) if part is not None)


Converted = str | int | float | Fault | None
Converter = Callable[[CellValue], Converted]


class ConversionCache(dict[CellValue, Converted]):
    """The results of a converter by value; ``faulty`` are the values that it could not convert.

    Equal keys must convert equally: 1 and 1.0 do, and true or false arrive as text (workbook.py).
    """

    def __init__(self, convert: Converter, blank: float | None) -> None:
        super().__init__({"": blank})
        self.convert = convert
        self.blank = blank  # the result for a missing answer
        self.faulty: set[CellValue] = set()

    def __missing__(self, value: CellValue) -> Converted:
        converted = self.convert(value)
        if converted is None:
            converted = self.blank
        if isinstance(converted, Fault):
            self.faulty.add(value)
        self[value] = converted
        return converted


def text_of(value: CellValue) -> str:
    """Return a cell as the text that a person sees; a whole number without its decimal point."""
    if isinstance(value, float) and math.isfinite(value) and value == int(value):
        return str(int(value))
    return value if isinstance(value, str) else str(value)


def _reference(value: CellValue) -> Converted:
    text = visible(text_of(value)).casefold()
    return None if text in answers().missing else text


def names_of_codes(codes: CodeList) -> ClosedList:
    """Return the names of a list's codes: the codes themselves, labels in three languages, aliases."""
    return ClosedList(
        ((key, key) for key in codes.codes),
        ((code.label.in_language(lang), key) for key, code in codes.codes.items() for lang in LANGUAGES),
        ((alias, key) for key, code in codes.codes.items() for alias in code.aliases),
    )


def _code(listed: ClosedList) -> Converter:
    def convert(value: CellValue) -> Converted:
        text = text_of(value)
        code = listed.find(text)
        if code is not None:
            return code
        return None if answers().is_missing(text, FieldType.CODE) else Fault("code")

    return convert


def _parts(text: str, convert: Converter) -> Iterator[str]:
    """Yield the answers in a cell: between ``;`` or lines, and a part that is none of the list between , or / too."""
    for part in SEVERAL.split(text):
        if isinstance(convert(part), Fault):
            yield from SEVERAL_LOOSELY.split(part)
        else:
            yield part


def _codes(listed: ClosedList, none: str | None = None) -> Converter:
    """Several codes of one list, joined by ``;``; ``none`` is returned for a plain "no"."""
    convert_one = _code(listed)

    def convert(value: CellValue) -> Converted:
        if none is not None and answers().flags.get(folded(text_of(value))) == 0:
            return none
        whole = convert_one(value)
        if not isinstance(whole, Fault):
            return whole
        codes = [convert_one(part) for part in _parts(text_of(value), convert_one)]
        known = ";".join(sorted({code for code in codes if isinstance(code, str)})) or None
        return Fault("code", known) if any(isinstance(code, Fault) for code in codes) else known

    return convert


def _countries(value: CellValue) -> Converted:
    text = text_of(value)
    whole = country_code(text)
    if whole is not None:
        return whole
    parts = [part for part in text.split(";") if not answers().is_missing(part, FieldType.COUNTRY)]
    codes = [country_code(part) for part in parts]
    known = ";".join(sorted({code for code in codes if code is not None})) or None
    if None not in codes:
        return known
    return Fault("country", known, suggested_country(parts[codes.index(None)]) if codes.count(None) == 1 else None)


def _country(value: CellValue) -> Converted:
    countries = _countries(value)
    if isinstance(countries, Fault):
        return Fault("country", None, countries.suggestion if countries.known is None else None)
    return Fault("country") if countries is not None and ";" in str(countries) else countries


def _flag(value: CellValue) -> Converted:
    text = text_of(value)
    plain = folded(text)
    if plain in answers().flags:
        return answers().flags[plain]
    number = number_of(text, None)
    if number in (0.0, 1.0):
        return int(number)
    return None if answers().is_missing(text, FieldType.FLAG) else Fault("flag")


def _number(value: CellValue, kind: FieldType, mark: Mark | None) -> float | Fault | None:
    text = text_of(value)
    if answers().is_missing(text, kind):
        return None
    number = float(value) if isinstance(value, int | float) else number_of(text, mark)
    if isinstance(number, Unclear):
        return Fault(number.value)
    if not math.isfinite(number):
        return Fault("number")
    return None if number in answers().missing_numbers else number


def _whole(kind: FieldType, mark: Mark | None) -> Converter:
    def convert(value: CellValue) -> Converted:
        number = _number(value, kind, mark)
        if number is None or isinstance(number, Fault):
            return number
        return int(number) if number == int(number) and abs(number) <= GREATEST[kind] else Fault("number")

    return convert


def _decimal(mark: Mark | None) -> Converter:
    return lambda value: _number(value, FieldType.DECIMAL, mark)


def _dates(value: CellValue, starts_in_1904: bool) -> frozenset[str]:
    """Return every date that a cell may be, with its day where it has one."""
    if isinstance(value, datetime.date):
        return frozenset({f"{value.year:04d}-{value.month:02d}-{value.day:02d}"})
    if isinstance(value, int | float):
        day = day_of_serial(value, starts_in_1904) if math.isfinite(value) else None
        return frozenset() if day is None else frozenset({day})
    return dates_of_text(text_of(value))


def _date(kind: FieldType, starts_in_1904: bool) -> Converter:
    def convert(value: CellValue) -> Converted:
        if isinstance(value, int | float) and value in answers().missing_numbers:
            return None
        if isinstance(value, str) and answers().is_missing(value, kind):
            return None
        dates = _dates(value, starts_in_1904)
        if kind is FieldType.MONTH:
            dates = frozenset(date[:MONTH_LETTERS] for date in dates)
        elif any(len(date) == MONTH_LETTERS for date in dates):
            return Fault("date")
        if len(dates) == 1:
            return next(iter(dates))
        return Fault("ambiguous_date" if dates else "date")

    return convert


def _text(longest: int | None) -> Converter:
    def convert(value: CellValue) -> Converted:
        text = visible(text_of(value))
        if answers().is_missing(text, FieldType.TEXT):
            return None
        return text if longest is None or len(text) <= longest else Fault("text")

    return convert


class Conversions:
    """The converters of one submission. Fields that are understood alike share one cache."""

    def __init__(self, code_lists: Mapping[str, ClosedList]) -> None:
        self.code_lists = code_lists
        self.memories: dict[tuple[object, ...], ConversionCache] = {}

    def of(self, field: Field, starts_in_1904: bool, mark: Mark | None = None) -> ConversionCache:
        """Return the cache of the field's converter; ``mark`` is the decimal mark of the column."""
        mark = mark if field.type in MARKED else None
        key = (field.type, field.codes, field.repeatable, field.longest, starts_in_1904, mark)
        if key not in self.memories:
            blank = math.nan if field.type in NUMBERS else None
            self.memories[key] = ConversionCache(self._converter(field, starts_in_1904, mark), blank)
        return self.memories[key]

    def of_question(self, question: Field) -> ConversionCache:
        """Return the cache of a several-answer question in one cell: its codes joined by ``;``, or NONE_OF_THEM."""
        key = ("several", question.codes)
        if key not in self.memories:
            self.memories[key] = ConversionCache(_codes(self.code_lists[question.codes or ""], NONE_OF_THEM), None)
        return self.memories[key]

    def _converter(self, field: Field, starts_in_1904: bool, mark: Mark | None) -> Converter:
        match field.type:
            case FieldType.REFERENCE:
                return _reference
            case FieldType.CODE:
                listed = self.code_lists[field.codes or ""]
                return _codes(listed) if field.repeatable else _code(listed)
            case FieldType.COUNTRY:
                return _countries if field.repeatable else _country
            case FieldType.FLAG:
                return _flag
            case FieldType.WHOLE | FieldType.COUNT | FieldType.YEAR:
                return _whole(field.type, mark)
            case FieldType.DECIMAL:
                return _decimal(mark)
            case FieldType.MONTH | FieldType.DATE:
                return _date(field.type, starts_in_1904)
            case FieldType.TEXT:
                return _text(field.longest)
