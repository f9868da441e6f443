"""Specifications of series: series.yaml.

Belongs here: its model and loading it. Does not: making a series (series.py).
"""

from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.contract import Labels
from reports.derived_tables.comparability.panel_specification import load_panels
from reports.published.codes import TOTAL
from reports.specification_loader import load
from reports.statistics.specification import TableSpec, specified_tables

ROOM = Path(__file__).parent


class SeriesSpec(BaseModel):
    """One series: the table whose numbers it shows over the years, and what is computed from them."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    theme: str
    source: str
    along: str
    codes: tuple[str, ...] = ()
    shares: tuple[str, ...] = ()
    changes: tuple[str, ...] = ()
    chained: str | None = None
    title: Labels
    subtitle: Labels

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        spec = next((spec for spec in specified_tables() if spec.key == self.source), None)
        if spec is None:
            raise ValueError(f"no table {self.source}")
        if spec.theme != self.theme:
            raise ValueError(f"table {self.source} is of the theme {spec.theme}")
        if self.along not in spec.dimensions:
            raise ValueError(f"table {self.source} has no dimension {self.along}")
        if wrong := {*self.shares, *self.changes} - set(self.codes or (*self.shares, *self.changes)):
            raise ValueError(f"{', '.join(sorted(wrong))} is not among the codes")
        if self.shares and spec.share_base is None:
            raise ValueError(f"table {self.source} prints no shares")
        if self.chained is not None and self.chained not in {panel.key for panel in load_panels().tables}:
            raise ValueError(f"no panel table {self.chained}")
        return self

    @property
    def source_spec(self) -> TableSpec:
        """The specification of the table whose numbers these are."""
        return next(spec for spec in specified_tables() if spec.key == self.source)

    def codes_in_source(self, code: str) -> tuple[str, ...]:
        """Return the codes under which the source prints ``code``: the other dimensions at their total."""
        return tuple(code if name == self.along else TOTAL for name in self.source_spec.dimensions)


class AllSeries(BaseModel):
    """All of series.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    notes: tuple[Labels, ...]
    points_note: Labels
    chained_note: Labels
    revised_note: Labels
    tables: tuple[SeriesSpec, ...]


@lru_cache(maxsize=1)
def load_series() -> AllSeries:
    """Load series.yaml. Raises SpecificationError, which names the file, for anything that is not usable."""
    return load("series.yaml", AllSeries, ROOM)
