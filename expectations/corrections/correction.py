"""One correction: which row, which field, the old value and the new one.

Belongs here: the shape, and turning the text of a corrections file into a value of the field's type. Does not: files
(corrections_file.py), records (apply_corrections.py).
"""

import math
import re
from dataclasses import dataclass
from datetime import date

from expectations.contract import Contract, FieldType
from expectations.contract import Field as FormField
from expectations.errors import ReviewError
from expectations.geography import is_country

Value = str | int | float | None  # None: unknown
MONTH = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")
WHOLE = re.compile(r"-?[0-9]{1,9}")
SMALLEST, GREATEST = -32_768, 32_767  # what a whole number of a record frame may be


class CorrectionError(ReviewError, ValueError):
    """A corrections file that cannot be used; says file and line, never a value."""


@dataclass(frozen=True)
class Address:
    """A row by its place in one submission, which is named: in another, the place may hold another person."""

    submission: str  # the digest, or its beginning of at least twelve digits
    file_no: int
    sheet_no: int
    row_no: int


@dataclass(frozen=True)
class Correction:
    """One value of one row, corrected. ``row`` is a person's keyed hash, or an address; ``line`` is the file's."""

    office: str
    form: str
    row: str | Address
    field: str
    expected: Value
    new: Value
    author: str
    reason: str
    line: int


def value_of(text: str, field: FormField, contract: Contract) -> Value:
    """Return the value that a corrections file writes as ``text``; blank is unknown.

    Corrections are written by us: codes, ISO alpha-3 (several joined by ";"), 1 and 0, numbers with a point, YYYY-MM.
    Raises ValueError, without the text, where it is no such value.
    """
    plain = text.strip()
    if not plain:
        return None
    match field.type:
        case FieldType.REFERENCE:
            raise ValueError("a reference is not corrected")
        case FieldType.CODE:
            return _code(plain, field, contract)
        case FieldType.COUNTRY:
            return _countries(plain, field)
        case FieldType.FLAG:
            return _among(plain, {"1": 1, "0": 0})
        case FieldType.WHOLE | FieldType.YEAR:
            return _whole(plain)
        case FieldType.DECIMAL:
            return _decimal(plain)
        case FieldType.MONTH:
            return _matching(plain, MONTH)
    return _of_later_types(plain, field)


def _of_later_types(plain: str, field: FormField) -> Value:
    if field.type.value == "date":
        return date.fromisoformat(plain).isoformat()
    return plain


def _parts(plain: str, field: FormField) -> list[str]:
    parts = sorted({part.strip() for part in plain.split(";")}) if field.repeatable else [plain]
    if not all(parts):
        raise ValueError("an answer between semicolons is missing")
    return parts


def _code(plain: str, field: FormField, contract: Contract) -> str:
    parts = _parts(plain, field)
    if set(parts) - set(contract.code_lists[field.codes or ""].codes):
        raise ValueError("not a code of the list")
    return ";".join(parts)


def _countries(plain: str, field: FormField) -> str:
    parts = _parts(plain, field)
    if not all(is_country(part) for part in parts):
        raise ValueError("not a country's code")
    return ";".join(parts)


def _among(plain: str, allowed: dict[str, int]) -> int:
    if plain not in allowed:
        raise ValueError("not 1 or 0")
    return allowed[plain]


def _whole(plain: str) -> int:
    if not WHOLE.fullmatch(plain) or not SMALLEST <= int(plain) <= GREATEST:
        raise ValueError("not a whole number")
    return int(plain)


def _decimal(plain: str) -> float:
    try:
        number = float(plain)
    except ValueError:
        raise ValueError("not a number") from None
    if not math.isfinite(number):
        raise ValueError("not a number")
    return number


def _matching(plain: str, pattern: re.Pattern[str]) -> str:
    if not pattern.fullmatch(plain):
        raise ValueError("not a year and month")
    return plain
