"""The cover: an office's statements about its submission, from a sheet or a file of two columns, key and value.

Belongs here: recognising a cover and reading its answers. Does not: refusing the wrong office or year (submission.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from expectations.geography import country_code
from expectations.reading.answer_lists import answers
from expectations.reading.conversion import text_of
from expectations.reading.grid import CellValue, Grid, is_blank
from expectations.reading.results import COVER, Cover, ReadFinding
from expectations.reading.text_normalisation import ClosedList, folded


@lru_cache(maxsize=1)
def _words() -> dict[str, Any]:
    content = yaml.safe_load((Path(__file__).parent / "cover.yaml").read_text(encoding="utf-8"))
    listed = {key: _listed(content[key]) for key in ("keys", "languages", "natures")}
    return listed | {
        "names": ClosedList((name, COVER) for name in content["names"]),
        "all_forms": ClosedList((name, "all") for name in content["all_forms"]),
        "other_sheets": ClosedList((name, "other") for name in content["other_sheets"]),
    }


def _listed(names: dict[str, list[str]]) -> ClosedList:
    return ClosedList(((key, key) for key in names), ((name, key) for key in names for name in names[key]))


def is_cover(grid: Grid) -> bool:
    """Whether a sheet, or a file, is called a cover in one of the three languages."""
    return _words()["names"].find(grid.name) is not None


def is_sheet_of_the_template(grid: Grid) -> bool:
    """Whether a sheet is called like one of the template's that holds nothing to be read."""
    return _words()["other_sheets"].find(grid.name) is not None


@dataclass
class CoverReading:
    """A cover as read. ``is_partial`` where it states that the submission holds only some forms, known to us or not."""

    cover: Cover = field(default_factory=Cover)
    is_partial: bool = False
    findings: list[ReadFinding] = field(default_factory=list)


def cover_keys_in(rows: Iterable[Iterable[CellValue]]) -> int:
    """Return how many of the cover's keys begin a row."""
    keys: ClosedList = _words()["keys"]
    firsts = (next(iter(row), "") for row in rows)
    return len({keys.find(text_of(cell)) for cell in firsts} - {None})


def _answers_in(grid: Grid) -> dict[str, tuple[int, int, CellValue]]:
    """Return row, column and value by key: the key is a row's first cell with content, the value the next one."""
    answers: dict[str, tuple[int, int, CellValue]] = {}
    for row_no, row in enumerate(grid.rows, start=1):
        filled = [(column, cell) for column, cell in enumerate(row, start=1) if not is_blank(cell)]
        if not filled:
            continue
        key = _words()["keys"].find(text_of(filled[0][1]))
        if key is not None and len(filled) > 1:
            answers.setdefault(key, (row_no, *filled[1]))
    return answers


def _forms(value: CellValue, names: ClosedList) -> tuple[frozenset[str], bool]:
    """Return the forms named, and whether every name was understood."""
    parts = [part for part in text_of(value).replace(",", ";").split(";") if part.strip()]
    if any(_words()["all_forms"].find(part) for part in parts):
        return frozenset(names.exact.values()), True
    forms = [names.find(part) for part in parts]
    return frozenset(form for form in forms if form is not None), None not in forms


def _nil_by_form(grid: Grid, names: ClosedList) -> tuple[frozenset[str], list[int]]:
    """Return the forms whose own row (``nil return: <form>``) has the answer yes, and the rows with another answer."""
    nil: set[str] = set()
    unclear: list[int] = []
    for row_no, row in enumerate(grid.rows, start=1):
        filled = [text_of(cell) for cell in row if not is_blank(cell)]
        question, _, name = filled[0].partition(":") if filled else ("", "", "")
        form = names.find(name) if name and _words()["keys"].find(question) == "nil_forms" else None
        if form is None or len(filled) < 2:
            continue
        answer = answers().flags.get(folded(filled[1]))
        if answer is None:
            unclear.append(row_no)
        elif answer:
            nil.add(form)
    return frozenset(nil), unclear


def _year(value: CellValue) -> int | None:
    text = text_of(value).strip()
    return int(text) if len(text) == 4 and text.isascii() and text.isdecimal() else None


def read_cover(grid: Grid, form_names: ClosedList) -> CoverReading:
    """Read a cover; an answer that is not understood is left out and becomes a finding. The contact is never read."""
    answers_by_key = _answers_in(grid)
    understood: dict[str, Any] = {}
    unclear: list[str] = []
    for key in ("office", "year", "language", "nature"):
        if key not in answers_by_key:
            continue
        value = answers_by_key[key][2]
        if key == "office":
            answer: Any = country_code(text_of(value))
        elif key == "year":
            answer = _year(value)
        else:
            answer = _words()[f"{key}s"].find(text_of(value))
        if answer is None:
            unclear.append(key)
        else:
            understood[key] = answer
    for key in ("nil_forms", "only_forms"):
        if key in answers_by_key:
            understood[key], is_clear = _forms(answers_by_key[key][2], form_names)
            if not is_clear:
                unclear.append(key)
    nil, unclear_rows = _nil_by_form(grid, form_names)
    understood["nil_forms"] = understood.get("nil_forms", frozenset()) | nil
    findings = [_unclear(grid, row_no) for row_no in [*(answers_by_key[key][0] for key in unclear), *unclear_rows]]
    return CoverReading(Cover(**understood), "only_forms" in answers_by_key, findings)


def _unclear(grid: Grid, row_no: int) -> ReadFinding:
    return ReadFinding(COVER, grid.file_no, grid.sheet_no, row_no, None, None, "cover_unclear", "layout", "warning")
