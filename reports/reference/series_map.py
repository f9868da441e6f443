"""Mappings: which cells of a file kept by others have which numbers, as data (mappings/<series>.yaml).

Belongs here: the models and loading them. Does not: reading by them (series_reader.py). Four layouts: `rows` (a header,
and one or several numbers per row), `side_by_side` (years down, and sets of columns by publisher), `crossed` (two
header rows, of years and publishers, over rows of one dimension), `lines` (cells such as "2015: 5070").
"""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.contract import Labels, load_contract
from expectations.geography import is_country
from reports.published.codes import NOT_STATED, NOT_UNDERSTOOD, OTHER, TOTAL
from reports.specification_loader import SpecificationEntryError, SpecificationError, load
from reports.statistics.specification import specified_tables

FOLDER = Path(__file__).parent / "mappings"
Text = Annotated[str, Field(min_length=1)]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SeriesDimension(_Model):
    """One dimension: its texts to our codes, and the labels of the codes.

    ``code_list`` takes labels from the contract; ``country`` is how countries are written, ``aliases`` maps the texts
    that are written otherwise to alpha-3 codes, XXA, XXX, or ``other``. ``as_written``: the text is the code.
    """

    label: Labels
    columns: tuple[Text, ...] = ()  # of the layout `rows`: the header, or the headers that it may have
    codes: dict[str, str] = {}
    labels: dict[str, Labels] = {}
    code_list: str | None = None
    country: Literal["name", "alpha2", "alpha3"] | None = None
    aliases: dict[str, str] = {}
    as_written: bool = False

    @model_validator(mode="after")
    def _codes_have_labels(self) -> Self:
        if self.code_list is not None and self.code_list not in load_contract().code_lists:
            raise SpecificationEntryError(f"no code list {self.code_list}", "code_list")
        if (self.country is not None) + bool(self.codes) + self.as_written > 1:
            raise SpecificationEntryError("codes, countries or texts as written: one of them")
        known = {*self.labels, TOTAL, NOT_UNDERSTOOD, NOT_STATED}
        if self.code_list is not None:
            known |= set(load_contract().code_lists[self.code_list].codes)
        if wrong := sorted(set(self.codes.values()) - known):
            raise SpecificationEntryError(f"no label for code {', '.join(wrong)}", "codes")
        for text, code in self.aliases.items():
            if not is_country(code) and code not in ("XXA", "XXX", OTHER):
                raise SpecificationEntryError(f"{code} is no country", "aliases", text)
        return self


class RowLayout(_Model):
    """A header row, found among the first rows, and under it a row an observation; or several, a column each."""

    kind: Literal["rows"]
    year: tuple[Text, ...] = ()  # the header, or headers that it may have
    fixed_year: int | None = None
    value: tuple[Text, ...] = ()
    values: dict[str, str] = {}  # headers of several value columns to codes of ``of``
    of: str | None = None
    counts_rows: bool = False  # each row counts as one: no column has a number
    only: dict[str, tuple[str, ...]] = {}  # header: the texts of rows that are taken
    only_if_there: dict[str, tuple[str, ...]] = {}  # the same, of columns that not every file of the layout has
    source: Text | None = None  # header of the column that holds the source of each row

    @model_validator(mode="after")
    def _one_of_each(self) -> Self:
        if bool(self.year) == (self.fixed_year is not None):
            raise SpecificationEntryError("a column of years, or one year for all")
        if bool(self.value) + bool(self.values) + self.counts_rows != 1:
            raise SpecificationEntryError("a column of values, or several, or counts_rows: one of them")
        if bool(self.values) != (self.of is not None):
            raise SpecificationEntryError(
                "several columns of values name the dimension to which their codes belong, in of"
            )
        return self


class ColumnSet(_Model):
    """Neighbouring columns from one publisher."""

    publisher: str
    columns: dict[str, str]  # headers to codes of ``of``


class SideBySide(_Model):
    """Years down the first column, column sets side by side; ends at the row whose first cell is ``ends``."""

    kind: Literal["side_by_side"]
    year: Text
    sets: tuple[ColumnSet, ...] = Field(min_length=1)
    of: str  # the dimension of the columns
    by: str  # the dimension of the publishers
    ends: Text


class Crossed(_Model):
    """Years over publishers over rows named in their first cell; a year is the header of all columns to the next."""

    kind: Literal["crossed"]
    rows: dict[str, str]  # first cells to codes of ``of``
    publishers: dict[str, str]  # texts of the second header row to codes of ``by``
    of: str
    by: str


class LineLayout(_Model):
    """Cells that say a year, a colon and a number, each in the first column."""

    kind: Literal["lines"]
    codes: dict[str, str]  # the code of each dimension


class Sum(_Model):
    """A total that must add up: within everything else alike, ``parts`` of a dimension make ``total``.

    Those ``where_given`` are added where the publisher has them: not every one does.
    """

    dimension: str
    total: str
    parts: tuple[str, ...] = Field(min_length=1)
    where_given: tuple[str, ...] = ()


class SameAs(_Model):
    """Numbers of a series that equal a cell of ours in the same year: those that meet ``where``.

    ``codes``: those of the cell; ``{area}`` is replaced by the code of the dimension area.
    """

    where: dict[str, tuple[str, ...]] = {}
    table: str
    codes: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _cell_is_known(self) -> Self:
        spec = next((spec for spec in specified_tables() if spec.key == self.table), None)
        if spec is None:
            raise SpecificationEntryError(f"no table {self.table}", "table")
        if len(spec.dimensions) != len(self.codes):
            raise SpecificationEntryError(f"table {self.table} has {len(spec.dimensions)} dimensions", "codes")
        return self


class SeriesMap(_Model):
    """One series of one file. ``files``: the names under which it may lie in the folder, the first found is read."""

    series: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    title: Labels
    publisher: Labels
    source: Text  # as it is cited, with the terms of use
    files: tuple[Annotated[str, Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9_.-]*$")], ...] = Field(min_length=1)
    bundled: bool = False  # the file comes with the program, unless the folder holds one
    ours: bool = False  # kept by headquarters, and not published by others
    measure: str = "published_count"
    unit: Labels
    absent: Literal["not_available", "zero"] = "not_available"  # what it means that a file of `rows` lacks a row
    missing: tuple[str, ...] = ()  # texts for a number that is not known
    thousands: Literal["", ",", ".", " "] = ""
    footnotes: dict[str, Literal["b", "p", "r", "e", ""]] = {}  # marks behind numbers, and the flag that they mean
    layout: RowLayout | SideBySide | Crossed | LineLayout = Field(discriminator="kind")
    dimensions: dict[str, SeriesDimension]
    totals: tuple[Sum, ...] = ()
    same_as: tuple[SameAs, ...] = ()

    @model_validator(mode="after")
    def _dimensions_are_known(self) -> Self:
        layout = self.layout
        filled: dict[str, set[str]] = {}
        if isinstance(layout, RowLayout) and layout.of is not None:
            filled[layout.of] = set(layout.values.values())
        if isinstance(layout, SideBySide):
            filled = {layout.of: {c for one in layout.sets for c in one.columns.values()}}
            filled[layout.by] = {one.publisher for one in layout.sets}
        if isinstance(layout, Crossed):
            filled = {layout.of: set(layout.rows.values()), layout.by: set(layout.publishers.values())}
        if isinstance(layout, LineLayout):
            filled = {name: {code} for name, code in layout.codes.items()}
        for name, codes in filled.items():
            if name not in self.dimensions:
                raise SpecificationEntryError(f"no dimension {name}", "layout")
            if wrong := sorted(codes - {*self.dimensions[name].labels, TOTAL}):
                raise SpecificationEntryError(f"dimension {name} has no label for {', '.join(wrong)}", "layout")
        for name, dimension in self.dimensions.items():
            if bool(dimension.columns) == (name in filled):
                raise SpecificationEntryError("a dimension has a column, or the layout fills it", "dimensions", name)
        for place, sum_ in enumerate(self.totals):
            if sum_.dimension not in self.dimensions:
                raise SpecificationEntryError(f"no dimension {sum_.dimension}", "totals", str(place))
        for place, same in enumerate(self.same_as):
            named = {code[1:-1] for code in same.codes if code.startswith("{") and code.endswith("}")}
            if wrong := sorted({*same.where, *named} - set(self.dimensions)):
                raise SpecificationEntryError(f"no dimension {', '.join(wrong)}", "same_as", str(place))
        return self


@lru_cache(maxsize=4)
def load_mappings(folder: Path = FOLDER) -> dict[str, SeriesMap]:
    """Load every mapping, by series. Raises SpecificationError, with file and line, for anything that is not usable."""
    found: dict[str, SeriesMap] = {}
    for path in sorted(folder.glob("*.yaml")):
        mapping = load(path.name, SeriesMap, folder)
        if mapping.series != path.stem:
            raise SpecificationError(f"{path.name}, line 1: the series is called {mapping.series}, the file is not")
        found[mapping.series] = mapping
    return found
