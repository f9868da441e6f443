"""Columns of which most answers were not understood: an answer of another code list, another format of dates.

Belongs here: counting a column's answers, and the refusal that names the columns. Does not: the conversion of one
value (conversion.py). A few answers that are not understood are findings; most of a column is another code list, and
reading the delivery would lose the column.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from expectations.finding_limits import FEWEST_ANSWERS, LEAST_UNDERSTOOD
from expectations.reading.conversion import ConversionCache, Fault, FaultKind
from expectations.reading.grid import CellValue
from expectations.reading.named_columns import NamedColumn
from expectations.reading.refusal import DeliveryRejectedError

REASONS: dict[FaultKind, str] = {
    "code": "another_code_list",
    "country": "another_code_list",
    "flag": "another_code_list",
    "date": "another_date_format",
    "ambiguous_date": "another_date_format",
    "number": "another_number_format",
    "ambiguous": "another_number_format",
}
"""By kind of fault. A text that is too long was understood."""


@dataclass(frozen=True)
class MisreadAnswers:
    """The answers of one column, most of which were not understood; ``reason`` is a key of reasons.yaml."""

    reason: str
    understood: int
    given: int


@dataclass(frozen=True)
class MisreadColumn:
    """One column of a sheet, and the reason for which it refuses the delivery."""

    reason: str
    column: NamedColumn


def misread_answers(cells: Sequence[CellValue], memory: ConversionCache) -> MisreadAnswers | None:
    """Return the numbers of a column's answers where most of them were not understood; None for all other columns.

    Blank cells and markers of a missing answer are no answers; one of several answers that was understood counts.
    """
    given, lost = 0, Counter[str]()
    for value, times in Counter(cells).items():
        converted = memory[value]
        if isinstance(converted, Fault):
            given += times
            if converted.known is None and converted.kind in REASONS:
                lost[REASONS[converted.kind]] += times
        elif converted is not memory.blank:
            given += times
    understood = given - lost.total()
    if given < FEWEST_ANSWERS or understood >= given * LEAST_UNDERSTOOD:
        return None
    return MisreadAnswers(lost.most_common(1)[0][0], understood, given)


def refuse_misread(columns: Iterable[MisreadColumn]) -> None:
    """Raise DeliveryRejectedError for the first reason among the columns, naming all columns with that reason."""
    found = list(columns)
    if found:
        reason = found[0].reason
        raise DeliveryRejectedError(reason, [misread.column for misread in found if misread.reason == reason])
