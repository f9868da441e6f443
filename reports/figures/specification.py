"""Specifications of figures: which table, which kind of drawing, which words.

Belongs here: the model of figures.yaml and loading it. Does not: taking the numbers (picture.py), drawing.
"""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, model_validator

from reports.published.codes import TOTAL

FigureKind = Literal["bars", "grouped_bars", "stacked_bars", "ranked_bars", "change", "heat"]

YEAR = "year"


class FigureSpec(BaseModel):
    """One figure: its rows are codes of a dimension, its series codes of another, or this year and the year before."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    kind: FigureKind
    table: str
    rows: str
    series: str | None = None  # a dimension, or "year": this year and the year before, where it is known
    at: dict[str, str] = {}  # the code of a further dimension at which the numbers are taken, instead of its total
    omit: tuple[str, ...] = (TOTAL,)
    omit_empty_rows: bool = False  # leave out rows of which every count is zero
    measure: str = "persons"
    title: str
    subtitle: str
    note: str = ""
    alt: str

    def stands_on(self, table: str, codes: Mapping[str, str], measure: str) -> bool:
        """Say whether a printed number of the year itself may be in the figure. ``codes``: by dimension."""
        if (table, measure) != (self.table, self.measure) or codes[self.rows] in self.omit:
            return False
        if self.series not in (None, YEAR) and codes[str(self.series)] in set(self.omit) - {TOTAL}:
            return False
        beside = (
            code == self.at.get(name, TOTAL) for name, code in codes.items() if name not in (self.rows, self.series)
        )
        return all(beside)

    @model_validator(mode="after")
    def _kind_fits(self) -> Self:
        needs_series = self.kind in ("grouped_bars", "stacked_bars", "change", "heat")
        if needs_series and self.series is None:
            raise ValueError(f"figure {self.key}: {self.kind} needs series")
        if self.kind == "change" and self.series != YEAR:
            raise ValueError(f"figure {self.key}: a change is drawn between years")
        if self.kind in ("stacked_bars", "heat") and self.series == YEAR:
            raise ValueError(f"figure {self.key}: years are not parts of a whole")
        return self


@lru_cache(maxsize=1)
def load_figures() -> tuple[FigureSpec, ...]:
    """Return the figures in the order of the review; pydantic's ValidationError names the key at fault."""
    entries = yaml.safe_load((Path(__file__).parent / "figures.yaml").read_text(encoding="utf-8"))
    specs = tuple(FigureSpec.model_validate(entry) for entry in entries)
    if len({spec.key for spec in specs}) != len(specs):
        raise ValueError("figures.yaml: two figures have the same key")
    return specs
