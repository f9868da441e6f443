"""Known breaks in series, as data (breaks.yaml), and the flag b that they set.

Belongs here: the model of breaks.yaml, and which cell of which year breaks. Does not: series and panels themselves.
"""

from collections.abc import Iterable
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.contract import Labels
from reports.published.protected_table import ProtectedTable
from reports.specification_loader import load
from reports.statistics.cubes import themes

ROOM = Path(__file__).parent


class Break(BaseModel):
    """One break: the years whose numbers it sets apart from the year before, for some codes or all of some themes."""

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

    key: str
    first: int = Field(alias="from")
    last: int = Field(alias="to")
    codes: dict[str, tuple[str, ...]] = Field(min_length=1)
    reason: Labels

    @model_validator(mode="after")
    def _is_usable(self) -> Self:
        if self.last < self.first:
            raise ValueError(f"break {self.key} ends before it begins")
        if wrong := set(self.codes) - set(themes()):
            raise ValueError(f"break {self.key}: no theme {', '.join(sorted(wrong))}")
        return self

    def concerns(self, theme: str, year: int, codes: Iterable[str]) -> bool:
        """Say whether a number of ``theme`` and ``year`` under ``codes`` breaks with the year before."""
        if theme not in self.codes or not self.first <= year <= self.last:
            return False
        return not self.codes[theme] or not set(self.codes[theme]).isdisjoint(codes)


class Breaks(BaseModel):
    """All of breaks.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    breaks: tuple[Break, ...]


@lru_cache(maxsize=1)
def load_breaks() -> tuple[Break, ...]:
    """Load breaks.yaml. Raises SpecificationError, which names the file, for anything that is not usable."""
    return load("breaks.yaml", Breaks, ROOM).breaks


def breaks_in(cells: Iterable[tuple[int, tuple[str, ...]]], theme: str) -> tuple[Break, ...]:
    """Return the breaks that concern any of the cells (year and codes) of a table of ``theme``, in the file's order."""
    known = tuple(cells)
    return tuple(one for one in load_breaks() if any(one.concerns(theme, year, codes) for year, codes in known))


def is_broken(theme: str, year: int, codes: tuple[str, ...]) -> bool:
    """Say whether the number of ``year`` breaks with the year before."""
    return bool(breaks_in([(year, codes)], theme))


def with_break_notes(table: ProtectedTable, language: str = "en") -> ProtectedTable:
    """Return the table with a note on every break between its year and the year before, where it prints both."""
    beside = any(cell.year == table.year - 1 and cell.value is not None for cell in table.cells)
    broken = breaks_in([(cell.year, cell.codes) for cell in table.cells if cell.year == table.year], table.theme)
    if not beside or not broken:
        return table
    notes = (*table.text.notes, *(one.reason.in_language(language) for one in broken))
    return replace(table, text=replace(table.text, notes=notes))
