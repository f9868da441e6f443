"""Specifications of reference tables: which series, which dimensions, which years, which words, as data (tables.yaml).

Belongs here: the model and loading it. Does not: making a table (tables.py), the words of all tables (texts.yaml).
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.contract import Labels
from reports.published.codes import REFERENCE_RESERVED_CODES
from reports.reference.series_map import SeriesDimension, SeriesMap, load_mappings
from reports.specification_loader import SpecificationEntryError, SpecificationError, load

ROOM = Path(__file__).parent
SERIES_YEAR = "series_year"


class Ours(BaseModel):
    """A number of our own, printed for comparison: its code, and the cell of our table, in each year."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    code: str
    label: Labels
    table: str
    codes: tuple[str, ...]
    measure: str = "persons"


class ReferenceSpec(BaseModel):
    """One table of one series. Grain: one cell per combination of codes and year.

    ``period``: `year` shows the review's year and the one before, `latest` the latest year up to the review's, `years`
    the last so many (``last``) up to it, each a row or column of the dimension series_year.
    ``adds``: whether numbers are added over what the table does not show; scores are not, one number fills a cell.
    ``total``: dimensions with a total. ``unknown_parts``: `missing` makes a sum not available that lacks a number which
    is not known or suppressed ("<5"), `left_out` leaves those out, and a note says so; ``reporting`` then names the
    dimension of which a last column counts the codes with any number.
    ``ours`` has a code of the last dimension.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    theme: str
    series: str
    dimensions: tuple[str, ...] = Field(min_length=1, max_length=3)
    period: Literal["year", "latest", "years"]
    last: int = Field(default=10, ge=1)
    where: dict[str, tuple[str, ...]] = {}
    codes: dict[str, tuple[str, ...]] = {}  # of a dimension, the codes shown, in their order; all in use otherwise
    total: tuple[str, ...] = ()
    adds: bool = True
    unknown_parts: Literal["missing", "left_out"] = "missing"
    reporting: str | None = None
    ours: tuple[Ours, ...] = ()
    title: Labels
    subtitle: Labels
    notes: tuple[Labels, ...] = ()

    @property
    def mapping(self) -> SeriesMap:
        """The mapping of the series."""
        return load_mappings()[self.series]

    def dimension(self, name: str) -> SeriesDimension | None:
        """Return a dimension of the series; None for the years."""
        return None if name == SERIES_YEAR else self.mapping.dimensions[name]

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        if self.series not in load_mappings():
            raise SpecificationEntryError(f"no reference series {self.series}", "series")
        known = set(self.mapping.dimensions)
        if wrong := sorted(set(self.dimensions) - known - {SERIES_YEAR}):
            raise SpecificationEntryError(f"series {self.series} has no dimension {', '.join(wrong)}", "dimensions")
        if wrong := sorted({*self.where, *self.codes} - known):
            raise SpecificationEntryError(f"series {self.series} has no dimension {', '.join(wrong)}", "where")
        for place, field in ((self.where, "where"), (self.codes, "codes")):
            for name, codes in place.items():
                labels = self.mapping.dimensions[name].labels
                if wrong := sorted(set(codes) - set(labels) - set(REFERENCE_RESERVED_CODES)) if labels else []:
                    raise SpecificationEntryError(f"dimension {name} has no code {', '.join(wrong)}", field, name)
        if (self.period == "years") != (SERIES_YEAR in self.dimensions):
            raise SpecificationEntryError(
                "period years shows the dimension series_year, and no other period does", "period"
            )
        if wrong := sorted(set(self.total) - set(self.dimensions)):
            raise SpecificationEntryError(f"{', '.join(wrong)} is no dimension of the table", "total")
        if self.total and not self.adds:
            raise SpecificationEntryError("what does not add up has no total", "total")
        if self.reporting is not None and (self.reporting not in known or self.dimensions[-1] not in self.total):
            raise SpecificationEntryError(
                "a dimension of the series, in a table whose last dimension has a total", "reporting"
            )
        if self.ours and (len(self.dimensions) != 2 or self.dimensions[0] != SERIES_YEAR):
            raise SpecificationEntryError(
                "our own numbers stand beside a series: a row a year, and one more dimension", "ours"
            )
        return self


class _Tables(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    tables: tuple[ReferenceSpec, ...]


@lru_cache(maxsize=4)
def load_reference_tables(folder: Path = ROOM) -> tuple[ReferenceSpec, ...]:
    """Load tables.yaml. Raises SpecificationError, with file and line, for anything that is not usable."""
    specs = load("tables.yaml", _Tables, folder).tables
    keys = [spec.key for spec in specs]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise SpecificationError(f"tables.yaml: in the tables twice: {', '.join(twice)}")
    return specs
