"""Specifications of panels: panels.yaml.

Belongs here: its model and loading it. Does not: counting (panels.py), the table (panel_table.py).
"""

from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from expectations.contract import Labels
from reports.published.disclosure_rules import default_threshold, least_contributors
from reports.specification_loader import SpecificationEntry, load
from reports.statistics.cubes import load_cubes, themes
from reports.statistics.specification import specified_tables

ROOM = Path(__file__).parent


class SourceCell(SpecificationEntry):
    """A cell of a table that every edition prints."""

    table: str
    codes: tuple[str, ...]

    @model_validator(mode="after")
    def _is_known(self) -> Self:
        spec = next((spec for spec in specified_tables() if spec.key == self.table), None)
        if spec is None:
            raise ValueError(f"no table {self.table}")
        if len(spec.dimensions) != len(self.codes):
            raise ValueError(f"table {self.table} has {len(spec.dimensions)} dimensions")
        return self


class PanelSpec(SpecificationEntry):
    """One panel table: whose persons, and where those of all offices are printed."""

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    theme: str
    selections: tuple[str, ...] = Field(min_length=1)
    source: SourceCell
    threshold: int = Field(default_factory=default_threshold, ge=2)
    least_offices: int = Field(default_factory=least_contributors, ge=3)
    title: Labels
    subtitle: Labels

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        if self.theme not in themes():
            raise ValueError(f"no theme {self.theme}")
        if wrong := set(self.selections) - set(load_cubes().selections):
            raise ValueError(f"no selection {', '.join(sorted(wrong))}")
        return self

    @property
    def forms(self) -> tuple[str, ...]:
        """The forms whose records make the persons of the table."""
        return tuple(dict.fromkeys(load_cubes().selections[name].form for name in self.selections))


class PanelRows(SpecificationEntry):
    """The labels of a panel table's dimension and rows."""

    label: Labels
    all: Labels
    panel: Labels
    silent: Labels


class CoverageLine(SpecificationEntry):
    """The sentence on the share of last year's persons that silent offices had, with its number or suppressed."""

    known: Labels
    suppressed: Labels


class Panels(SpecificationEntry):
    """All of panels.yaml."""

    rows: PanelRows
    notes: tuple[Labels, ...]
    coverage: CoverageLine
    tables: tuple[PanelSpec, ...]


@lru_cache(maxsize=1)
def load_panels() -> Panels:
    """Load panels.yaml. Raises SpecificationError, which names the file, for anything that is not usable."""
    return load("panels.yaml", Panels, ROOM)
