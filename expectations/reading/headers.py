"""Finding the header of a sheet, and the field of each column.

Belongs here: matching header texts with fields by machine name, label in three languages or alias. Does not: the rows
below (rows.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from expectations.contract import FieldType, Form
from expectations.languages import LANGUAGES
from expectations.reading.conversion import text_of
from expectations.reading.grid import CellValue, is_blank
from expectations.reading.text_normalisation import ClosedList

LOOK_AT_ROWS = 30
FEWEST_FIELDS = 2
UNDOUBTED_FIELDS = 5
Rows = Sequence[Sequence[CellValue]]


class FieldNames:
    """The names of a form's fields in a header; the machine name takes precedence."""

    def __init__(self, form: Form) -> None:
        self.form = form
        self.machine = ClosedList((f.name, f.name) for f in form.fields)
        self.all = ClosedList(
            ((f.name, f.name) for f in form.fields),
            ((f.label.in_language(lang), f.name) for f in form.fields for lang in LANGUAGES),
            ((alias, f.name) for f in form.fields for alias in f.aliases),
            ((name, f.name) for f in form.several for name in (f.name, *f.label.in_all())),
        )
        self.several = {f.name: frozenset(flag.name for flag in form.group(f.name)) for f in form.several}
        self.references = {f.name for f in form.fields if f.type is FieldType.REFERENCE}

    def is_plausible(self, header: "Header") -> bool:
        """Return whether a header may be this form's without its name: it has the field that identifies a row."""
        core = {field.name for field in self.form.fields if field.core}
        told_by = self.references or ({self.form.reference_field} & core) or core
        return bool(told_by & set(header.columns))

    def in_row(self, row: Sequence[CellValue]) -> list[str | None]:
        """Return the field that each cell of a row names; None where it names none."""
        return [self.all.find(cell) if isinstance(cell, str) and not is_blank(cell) else None for cell in row]


@dataclass(frozen=True)
class Header:
    """The header of a sheet. ``columns`` gives the place, counted from 0, of each field found, in column order.

    ``rows`` are the header's rows counted from 0, a hidden row of machine names among them; data follow the last one.
    ``unknown`` are columns with a text in the header that names no field, ``repeated`` those that name a field again.
    """

    rows: tuple[int, ...]
    columns: dict[str, int]
    unknown: tuple[int, ...] = ()
    repeated: tuple[int, ...] = field(default=())


def _names_nothing_else(row: Sequence[CellValue], matches: Sequence[str | None]) -> bool:
    """Whether a row is beyond doubt a header, so that one below the next need not be looked for."""
    named = sum(match is not None for match in matches)
    return named >= UNDOUBTED_FIELDS and named == sum(not is_blank(cell) for cell in row)


def _is_header_row(row: Sequence[CellValue], matches: Sequence[str | None]) -> bool:
    filled = sum(not is_blank(cell) for cell in row)
    named = sum(match is not None for match in matches)
    return named >= FEWEST_FIELDS and named * 2 >= filled


def find_header(rows: Rows, names: FieldNames) -> Header | None:
    """Return the header: of the first 30 rows the one that names most fields, with header rows next to it.

    None where no row names two fields. Where two columns name one field, a machine name goes before a label and the
    left column before the right.
    """
    matched: list[list[str | None]] = []
    for row in rows[:LOOK_AT_ROWS]:
        matched.append(names.in_row(row))
        if len(matched) > 2 and _names_nothing_else(rows[len(matched) - 3], matched[-3]):
            break
    counts = [len({match for match in matches if match is not None}) for matches in matched]
    best = max(range(len(counts)), key=lambda place: (counts[place], -place), default=None)
    if best is None or counts[best] < FEWEST_FIELDS:
        return None
    around = [place for place in (best - 1, best + 1) if 0 <= place < len(matched)]
    header_rows = sorted([best, *(place for place in around if _is_header_row(rows[place], matched[place]))])
    header = _with_columns(rows, header_rows, names)
    over = [pair for pair in ((best - 1, best), (best, best + 1)) if pair[0] >= 0 and pair[1] < len(rows)]
    found = [header, *(_of_two_rows(rows, pair, names) for pair in over)]
    return max(
        found, key=lambda candidate: (len(candidate.columns), -len(names.several.keys() & candidate.columns.keys()))
    )


def _of_two_rows(rows: Rows, pair: tuple[int, int], names: FieldNames) -> Header:
    """Return the header of a row of questions over a row of answers: "Vulnerability" over "Health" and "Disability".

    A question applies to the blank cells to its right, as in merged cells. Nothing is guessed: the two together, or
    the lower alone, must be a name of the form. A row of data below a header names less than the header alone, and the
    header that names most is taken; of two that name as much, the one that names the answers.
    """
    upper, lower = (list(rows[place]) for place in pair)
    question = ""
    joined: list[CellValue] = []
    for place in range(max(len(upper), len(lower))):
        above = text_of(upper[place]) if place < len(upper) else ""
        below = text_of(lower[place]) if place < len(lower) else ""
        question = above if above.strip() else question
        alone = below if below.strip() else above
        both = f"{question}: {below}" if question and below.strip() else alone
        joined.append(both if names.all.find(both) is not None and names.all.find(alone) is None else alone)
    header = _with_columns([joined], [0], names)
    return Header(pair, header.columns, header.unknown, header.repeated)


def _with_columns(rows: Rows, header_rows: list[int], names: FieldNames) -> Header:
    places = range(max(len(rows[row]) for row in header_rows))
    texts = [[rows[row][place] for row in header_rows if place < len(rows[row])] for place in places]
    columns: dict[str, int] = {}
    named = set()
    for listed in (names.machine, names.all):
        for place in places:
            if place in named:
                continue
            matches = (listed.find(text_of(cell)) for cell in texts[place] if not is_blank(cell))
            match = next((name for name in matches if name is not None and name not in columns), None)
            if match is not None:
                columns[match] = place
                named.add(place)
    for question, flags in names.several.items():
        if question in columns and not flags.isdisjoint(columns):
            named.discard(columns.pop(question))  # the flags are there, one by one
    rest = [place for place in places if place not in named and not all(map(is_blank, texts[place]))]
    repeated = [place for place in rest if any(names.all.find(text_of(cell)) for cell in texts[place])]
    unknown = [place for place in rest if place not in repeated]
    ordered = dict(sorted(columns.items(), key=lambda entry: entry[1]))
    return Header(tuple(header_rows), ordered, tuple(unknown), tuple(repeated))
