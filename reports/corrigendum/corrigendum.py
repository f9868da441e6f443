"""The text of a corrigendum: table, cell, was, is, reason, in one language.

Belongs here: filling texts.yaml. Does not: labels of tables and codes (they come with the cells), which reason holds.
Every number in it was printed in one of the two editions; no office is named (field rule 9.5).
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal, get_args

import yaml
from pydantic import BaseModel, ConfigDict

from expectations.contract import Labels
from reports.sentences import listed, written

CorrectionReason = Literal[
    "submission", "withdrawn", "corrections", "program", "year_before", "withholding", "states", "other"
]
REASONS: tuple[str, ...] = get_args(CorrectionReason)


@dataclass(frozen=True)
class CorrectedCell:
    """One cell: its name in words of the language, and how each edition printed it (value and status).

    ``regions``: of the offices whose records made the change, in words of the language; empty where none is named.
    """

    cell: str
    measure: str
    was: tuple[str, str]
    now: tuple[str, str]
    reasons: tuple[CorrectionReason, ...]
    regions: tuple[str, ...] = ()


@dataclass(frozen=True)
class CorrectedTable:
    """One table of which a number changed, with its title in the language."""

    title: str
    cells: tuple[CorrectedCell, ...]


class CorrigendumTexts(BaseModel):
    """All of texts.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Labels
    none: Labels
    line: Labels
    statuses: dict[str, Labels]
    units: dict[str, Labels]
    measures: dict[str, Labels]
    between: Labels
    reasons: dict[str, Labels]


@lru_cache(maxsize=1)
def load_texts() -> CorrigendumTexts:
    """Load texts.yaml; pydantic's ValidationError names what is wrong."""
    return CorrigendumTexts.model_validate(
        yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))
    )


def name_of_cell(words: Sequence[str], measure: str, language: str) -> str:
    """Return the name of a cell: its codes in words, and its measure where the name needs it."""
    texts = load_texts()
    said = [texts.measures[measure].in_language(language)] if measure in texts.measures else []
    return texts.between.in_language(language).join([*words, *said])


def corrigendum(year: int, before: int, after: int, tables: Sequence[CorrectedTable], language: str) -> str:
    """Return the corrigendum of edition ``after`` to edition ``before``, paragraphs with a line a cell."""
    texts = load_texts()
    title = texts.title.in_language(language).format(year=year, before=before, after=after)
    parts = [title]
    for table in tables:
        lines = [_line(cell, before, language) for cell in table.cells]
        parts.append("\n".join([table.title, *(f"- {line}" for line in lines)]))
    if not tables:
        parts.append(texts.none.in_language(language))
    return "\n\n".join(parts) + "\n"


def _line(cell: CorrectedCell, before: int, language: str) -> str:
    texts = load_texts()
    was, now = (_printed(said, cell.measure, language) for said in (cell.was, cell.now))
    reason = "; ".join(_reason(one, cell, before, language) for one in cell.reasons)
    return texts.line.in_language(language).format(cell=cell.cell, was=was, now=now, reason=reason)


def _printed(said: tuple[str, str], measure: str, language: str) -> str:
    texts, (value, status) = load_texts(), said
    if status != "published":
        return texts.statuses[status].in_language(language)
    decimals = len(value.partition(".")[2])
    unit = texts.units.get(measure)
    number = written(float(value), language, decimals)
    return number if unit is None else f"{number} {unit.in_language(language)}"


def _reason(reason: CorrectionReason, cell: CorrectedCell, before: int, language: str) -> str:
    told = "submission_of_regions" if reason == "submission" and cell.regions else reason
    text = load_texts().reasons[told].in_language(language)
    return text.format(before=before, regions=listed(cell.regions, language) if cell.regions else "")
