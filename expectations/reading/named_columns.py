"""The columns that a reason for rejecting a delivery names, in words and as one line for the register.

Belongs here: places, fields and numbers of answers. Does not: the reasons (refusal.py), which columns are meant
(misread_columns.py). Nothing of it comes from outside: no header, no value.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import yaml

from expectations.contract import Labels, load_contract
from expectations.languages import number_in

MOST_NAMED = 3


@dataclass(frozen=True)
class NamedColumn:
    """One column: its place, its field, how many answers were given and how many of them were understood."""

    form: str
    file_no: int
    sheet_no: int
    letters: str
    field: str
    understood: int
    given: int

    def in_language(self, language: str) -> str:
        """Return the place, the question and the two numbers in words."""
        form = load_contract().forms.get(self.form)
        field = None if form is None else form.questions.get(self.field)
        return _say(
            "column",
            language,
            file=self.file_no,
            sheet=self.sheet_no,
            letters=self.letters,
            field=self.field if field is None else field.label.in_language(language),
            understood=number_in(language, self.understood),
            given=number_in(language, self.given),
        )


@lru_cache(maxsize=1)
def _words() -> dict[str, Labels]:
    content = yaml.safe_load((Path(__file__).parent / "named_columns.yaml").read_text(encoding="utf-8"))
    return {key: Labels(**texts) for key, texts in content.items()}


def _say(key: str, language: str, **filled: object) -> str:
    return _words()[key].in_language(language).format(**filled)


def in_words(columns: Sequence[NamedColumn], more: int, language: str) -> str:
    """Return the columns as one text; ``more`` are not named."""
    texts = [column.in_language(language) for column in columns]
    return "; ".join([*texts, *([_say("more", language, count=more)] if more else [])])


def as_line(columns: Sequence[NamedColumn]) -> str:
    """Return the first columns and the number of the others as one line without spaces."""
    parts = [
        f"{column.form}/{column.file_no}/{column.sheet_no}/{column.letters}/{column.field}"
        f"/{column.understood}/{column.given}"
        for column in columns[:MOST_NAMED]
    ]
    return ";".join([*parts, f"{len(columns) - len(parts)}"])


def of_line(line: str) -> tuple[tuple[NamedColumn, ...], int]:
    """Return the columns of ``as_line`` and the number of those that are not named."""
    *parts, more = line.split(";")
    columns = []
    for part in parts:
        form, file_no, sheet_no, letters, field, understood, given = part.split("/")
        columns.append(NamedColumn(form, int(file_no), int(sheet_no), letters, field, int(understood), int(given)))
    return tuple(columns), int(more)
