"""The value of a cell of a reference file, never guessed.

Belongs here: one cell to a number, a bound or a missing mark, with the footnote marks behind it. Does not: where the
cell is (layouts.py).
"""

import re
from dataclasses import dataclass

from reports.reference.series_map import SeriesMap

NUMBER = re.compile(r"([-+]?[0-9]+(?:\.[0-9]+)?)\s*([*†‡§]*|\([a-z]\)|[a-z])")
BOUND = re.compile(r"[<≤]\s*([0-9]+)")


@dataclass(frozen=True, slots=True)
class ReferenceValue:
    """The value of a cell. ``is_blank``: it has none; ``is_understood``: the mapping can read it."""

    number: float | None = None
    flag: str = ""
    footnote: str = ""
    below: float | None = None
    is_blank: bool = False
    is_understood: bool = True
    is_explained: bool = True  # whether the mapping knows the footnote marks


def said(cell: object) -> str:
    """Return a cell as text: whole numbers without a fraction, blanks at the ends removed."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return " ".join(str(cell).split())


def value_of(cell: object, mapping: SeriesMap) -> ReferenceValue:
    """Return the value of a cell by the mapping's marks; a number in any other writing is not understood."""
    text = said(cell)
    if not text:
        return ReferenceValue(is_blank=True)
    if text in mapping.missing:
        return ReferenceValue()
    if bound := BOUND.fullmatch(text):
        return ReferenceValue(below=float(bound[1]) + (1 if text.startswith("≤") else 0))
    plain = text
    if mapping.thousands and re.fullmatch(rf"[0-9]{{1,3}}(?:{re.escape(mapping.thousands)}[0-9]{{3}})+\W*", text):
        plain = text.replace(mapping.thousands, "")
    if not (found := NUMBER.fullmatch(plain)):
        return ReferenceValue(is_understood=False)
    marks = found[2]
    if marks.isalpha() and marks not in mapping.footnotes:  # a letter may as well be a slip of the pen
        return ReferenceValue(is_understood=False)
    return ReferenceValue(
        float(found[1]), mapping.footnotes.get(marks, ""), marks, is_explained=not marks or marks in mapping.footnotes
    )


def year_of(cell: object) -> int | None:
    """Return the year that a cell is; None where it is none."""
    text = said(cell)
    return int(text[:4]) if re.fullmatch(r"(?:19|20)[0-9]{2}(?:\.0)?", text) else None
