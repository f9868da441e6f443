"""Converting a cell by its field's type: each different value of a submission once.

Belongs here: one converter a field type, and remembering what it said. Does not: whether a converted value is plausible
(expectations/checks), dates (months.py).
"""

import datetime
import math
import re
import unicodedata
from collections.abc import Callable, Mapping
from typing import Literal

from expectations.contract import CodeList, Field, FieldType
from expectations.geography import country_code
from expectations.reading.answers import answers
from expectations.reading.folding import ClosedList, folded, visible
from expectations.reading.grid import CellValue
from expectations.reading.months import month_of_serial, month_of_text

FaultKind = Literal["code", "country", "flag", "number", "date"]
NUMBER = re.compile(r"[-+]?(?:[0-9]+(?:[.,][0-9]*)?|[.,][0-9]+)")
NUMBERS = frozenset({FieldType.FLAG, FieldType.WHOLE, FieldType.YEAR, FieldType.DECIMAL})
SMALLEST, GREATEST = -32_768, 32_767  # of an Int16 column


class Fault:
    """A value that was given and could not be converted; says of which kind, and never the value."""

    __slots__ = ("kind", "known")

    def __init__(self, kind: FaultKind, known: str | None = None) -> None:
        self.kind = kind
        self.known = known  # the answers that were understood, where a field takes several


Converted = str | int | float | Fault | None
Converter = Callable[[CellValue], Converted]


class Memory(dict[CellValue, Converted]):
    """What a converter said of each value; ``faulty`` are the values of which it said Fault.

    Equal keys must convert equally: 1 and 1.0 do, and true or false arrive as text (workbook.py).
    """

    def __init__(self, convert: Converter, blank: float | None) -> None:
        super().__init__({"": blank})
        self.convert = convert
        self.blank = blank  # what stands for no answer
        self.faulty: set[CellValue] = set()

    def __missing__(self, value: CellValue) -> Converted:
        said = self.convert(value)
        if said is None:
            said = self.blank
        if isinstance(said, Fault):
            self.faulty.add(value)
        self[value] = said
        return said


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
        ((code.label.in_language(lang), key) for key, code in codes.codes.items() for lang in ("en", "fr", "es")),
        ((alias, key) for key, code in codes.codes.items() for alias in code.aliases),
    )


def _code(listed: ClosedList) -> Converter:
    def convert(value: CellValue) -> Converted:
        text = text_of(value)
        found = listed.find(text)
        if found is not None:
            return found
        return None if answers().is_missing(text, FieldType.CODE) else Fault("code")

    return convert


def _countries(value: CellValue) -> Converted:
    text = text_of(value)
    whole = country_code(text)
    if whole is not None:
        return whole
    parts = [part for part in text.split(";") if not answers().is_missing(part, FieldType.COUNTRY)]
    codes = [country_code(part) for part in parts]
    known = ";".join(sorted({code for code in codes if code is not None})) or None
    return Fault("country", known) if None in codes else known


def _country(value: CellValue) -> Converted:
    found = _countries(value)
    if isinstance(found, Fault) or (found is not None and ";" in str(found)):
        return Fault("country")
    return found


def _flag(value: CellValue) -> Converted:
    text = text_of(value)
    plain = folded(text)
    if plain in answers().flags:
        return answers().flags[plain]
    number = _number_in(text)
    if number in (0.0, 1.0):
        return int(number)
    return None if answers().is_missing(text, FieldType.FLAG) else Fault("flag")


def _number_in(text: str) -> float | None:
    """Return the number that the text is, with a decimal point or comma; a raised figure is a footnote, not a digit."""
    if any(unicodedata.category(letter) == "No" for letter in text):
        return None
    plain = visible(text)
    return float(plain.replace(",", ".")) if NUMBER.fullmatch(plain) else None


def _number(value: CellValue, kind: FieldType) -> float | Fault | None:
    text = text_of(value)
    number = float(value) if isinstance(value, int | float) else _number_in(text)
    if number is None:
        return None if answers().is_missing(text, kind) else Fault("number")
    if not math.isfinite(number):
        return Fault("number")
    return None if number in answers().missing_numbers else number


def _whole(value: CellValue) -> Converted:
    number = _number(value, FieldType.WHOLE)
    if number is None or isinstance(number, Fault):
        return number
    return int(number) if number == int(number) and SMALLEST <= number <= GREATEST else Fault("number")


def _decimal(value: CellValue) -> Converted:
    return _number(value, FieldType.DECIMAL)


def _month(starts_in_1904: bool) -> Converter:
    def convert(value: CellValue) -> Converted:
        if isinstance(value, datetime.date):
            return f"{value.year:04d}-{value.month:02d}"
        if isinstance(value, int | float):
            if value in answers().missing_numbers:
                return None
            return (math.isfinite(value) and month_of_serial(value, starts_in_1904)) or Fault("date")
        text = text_of(value)
        if answers().is_missing(text, FieldType.MONTH):
            return None
        return month_of_text(text) or Fault("date")

    return convert


class Conversions:
    """The converters of one submission. Fields that are understood alike share one memory."""

    def __init__(self, code_lists: Mapping[str, ClosedList]) -> None:
        self.code_lists = code_lists
        self.memories: dict[tuple[str, ...], Memory] = {}

    def of(self, field: Field, starts_in_1904: bool) -> Memory:
        """Return the memory of the field's converter; serial days are counted as the workbook says."""
        key = (field.type.value, field.codes or "", str(field.repeatable), str(starts_in_1904))
        if key not in self.memories:
            blank = math.nan if field.type in NUMBERS else None
            self.memories[key] = Memory(self._converter(field, starts_in_1904), blank)
        return self.memories[key]

    def _converter(self, field: Field, starts_in_1904: bool) -> Converter:
        if field.type is FieldType.CODE:
            return _code(self.code_lists[field.codes or ""])
        if field.type is FieldType.COUNTRY:
            return _countries if field.repeatable else _country
        if field.type is FieldType.MONTH:
            return _month(starts_in_1904)
        plain: dict[FieldType, Converter] = {
            FieldType.REFERENCE: _reference,
            FieldType.FLAG: _flag,
            FieldType.WHOLE: _whole,
            FieldType.YEAR: _whole,
            FieldType.DECIMAL: _decimal,
        }
        return plain[field.type]
