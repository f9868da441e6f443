"""Specifications of tables: which cube, which dimensions, which persons, which base, which words.

Belongs here: the model of tables/<theme>.yaml and loading it. Does not: what a dimension is (dimensions.py), counting
(tabulation.py), protecting (reports/disclosure/protect_table.py).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.contract import Labels
from reports.published.codes import NOT_ASKED, TOTAL
from reports.published.disclosure_rules import default_threshold
from reports.specification_loader import (
    SpecificationEntryError,
    SpecificationError,
    content_of,
    load,
    validated,
)
from reports.statistics.conditions import codes_of_condition
from reports.statistics.cubes import Cube, load_cubes, themes
from reports.statistics.definitions import impossible_cells
from reports.statistics.dimensions import (
    Dimension,
    DistinctCount,
    Ranking,
    Scores,
    Services,
    codes_of,
    load_dimensions,
    missing_code,
)
from reports.statistics.measures import load_measures
from reports.statistics.sensitive_indicators import check_sensitive_indicators

FOLDER = Path(__file__).parent
TABLES = FOLDER / "tables"
EARLIER_TABLES = FOLDER / "earlier_tables"
Base = Literal["all", "known", "asked"]
Importance = Literal["core", "chapter", "annex"]


class TableSpec(BaseModel):
    """One table. Grain: one cell per combination of the dimensions' codes, which counts a person once.

    A condition names variables of the cube or dimensions on them, each with codes. A person meets it who has, of every
    variable or dimension named, at least one of the codes.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    theme: str
    dimensions: tuple[str, ...] = Field(min_length=1, max_length=3)
    measure: str = "persons"
    where: dict[str, tuple[str, ...]] = {}  # the table counts persons who meet this condition,
    leave_out: dict[str, tuple[str, ...]] = {}  # and have none of these codes
    asked: dict[str, tuple[str, ...]] = {}  # the first dimension's question is asked only of persons who meet this
    share_base: Base | None = None  # shares are of all persons of the table, of those known, or of those asked
    not_applicable: tuple[
        dict[str, tuple[str, ...]], ...
    ] = ()  # cells in which no person can be, by code and dimension, that follow from no rule of the contract
    estimated: dict[str, tuple[str, ...]] = {}  # a number is an estimate where a record behind it meets this condition
    sensitive: tuple[str, ...] = ()  # dimensions along which a zero discloses an attribute: zeros are primary
    importance: Importance = "chapter"  # what readers need most is suppressed last, to protect others
    threshold: int = Field(default_factory=default_threshold, ge=2)  # counts under it are confidential (field rule 5)
    title: Labels
    subtitle: Labels
    notes: tuple[Labels, ...] = ()
    caveat: str | None = None

    @property
    def definitions(self) -> tuple[Dimension, ...]:
        """The dimensions themselves, in their order."""
        known = load_dimensions().dimensions
        return tuple(known[name] for name in self.dimensions)

    @property
    def structural_zeros(self) -> tuple[dict[str, tuple[str, ...]], ...]:
        """The cells in which no person can be: those of ``not_applicable``, and those that the contract makes empty."""
        by_definition = impossible_cells(self.theme, self.dimensions, self.where)
        return (*self.not_applicable, *(cells for cells in by_definition if cells not in self.not_applicable))

    @property
    def unit(self) -> Labels:
        """The unit of the table's counts."""
        return load_measures()[self.measure].unit

    def is_sensitive(self, codes: Sequence[str]) -> bool:
        """Say whether a zero in the cell of these codes is confidential, because it discloses an attribute."""
        return any(name in self.sensitive and code != TOTAL for name, code in zip(self.dimensions, codes, strict=True))

    def codes_of(self, axis: int, ranking: tuple[str, ...] = ()) -> tuple[str, ...]:
        """Return the codes that the table prints along a dimension, the total last; ``ranking`` is a ranked one's."""
        return codes_of(self.definitions[axis], ranking, asked=axis == 0 and bool(self.asked))

    def base_codes(self, base: str) -> tuple[tuple[str, ...], ...]:
        """Return the cells that make a base: the first minus all others.

        ``all`` is the table's total; ``asked`` subtracts those not asked; ``known`` also subtracts those of whom the
        first dimension is not known. The response is ``known`` of ``asked``, which is all where everybody is asked.
        """
        rest = (TOTAL,) * (len(self.dimensions) - 1)
        missing, less = missing_code(self.definitions[0]), []
        if base != "all" and self.asked:
            less.append(NOT_ASKED)
        if base == "known" and missing is not None:
            less.append(missing)
        return ((TOTAL, *rest), *((code, *rest) for code in less))

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        if self.theme not in themes():
            raise SpecificationEntryError(f"no theme {self.theme}", "theme")
        if self.measure not in load_measures() or load_measures()[self.measure].kind == "derived":
            raise SpecificationEntryError(f"no measure {self.measure}", "measure")
        for place, names in (("dimensions", self.dimensions), ("sensitive", self.sensitive)):
            if wrong := set(names) - set(load_dimensions().dimensions):
                raise SpecificationEntryError(f"no dimension {', '.join(sorted(wrong))}", place)
        if wrong := set(self.sensitive) - set(self.dimensions):
            raise SpecificationEntryError(
                f"sensitive dimension {', '.join(sorted(wrong))} is not one of the table's", "sensitive"
            )
        cube = load_cubes().cubes[self.theme]
        if wrong := {f for one in self.definitions for f in one.variables} - {*cube.variables, *cube.amounts}:
            raise SpecificationEntryError(
                f"the cube of {self.theme} has no variable {', '.join(sorted(wrong))}", "dimensions"
            )
        for place, condition in (
            ("where", self.where),
            ("leave_out", self.leave_out),
            ("asked", self.asked),
            ("estimated", self.estimated),
        ):
            _check_condition(place, condition, cube)
        for cells in self.not_applicable:
            self._check_cells(cells)
        return self

    def _check_cells(self, cells: dict[str, tuple[str, ...]]) -> None:
        for name, codes in cells.items():
            if name not in self.dimensions:
                raise SpecificationEntryError(f"{name} is no dimension of the table", "not_applicable")
            if wrong := set(codes) - set(self.codes_of(self.dimensions.index(name))):
                raise SpecificationEntryError(f"{name} has no code {', '.join(sorted(wrong))}", "not_applicable")

    @model_validator(mode="after")
    def _kinds_go_together(self) -> Self:
        special = [one for one in self.definitions if isinstance(one, Ranking | DistinctCount | Scores)]
        if special and len(self.dimensions) > 1:
            raise SpecificationEntryError(
                "a ranked dimension, and one of distinct counts or of scores, stands alone in its table", "dimensions"
            )
        kind = load_measures()[self.measure].kind
        if (kind == "different") != any(isinstance(one, DistinctCount) for one in special):
            raise SpecificationEntryError("countries are counted by a dimension of distinct counts only", "measure")
        check_sensitive_indicators(self)
        services = [isinstance(one, Services) for one in self.definitions]
        if any(services[1:]) or (any(services) and (self.share_base is not None or self.asked)):
            raise SpecificationEntryError(
                "services stand first among the dimensions, and have no total and so no shares", "dimensions"
            )
        if self.estimated and not any(services):
            raise SpecificationEntryError("estimates are told apart in tables of services only", "estimated")
        if "service" in load_cubes().cubes[self.theme].variables and not any(services):
            raise SpecificationEntryError(
                "numbers of different indicators or units are never added: services stand first", "dimensions"
            )
        if self.share_base == "asked" and not self.asked:
            raise SpecificationEntryError(
                "base asked needs a condition, asked, that says to whom the question applies", "share_base"
            )
        if self.share_base == "known" and missing_code(self.definitions[0]) is None:
            raise SpecificationEntryError(
                "base known needs a first dimension that prints how many are not known", "share_base"
            )
        if (self.share_base is not None or self.asked) and any(
            isinstance(one, DistinctCount | Scores) for one in special
        ):
            raise SpecificationEntryError("a dimension of distinct counts, or of scores, has no shares", "share_base")
        if self.asked and any(isinstance(one, Ranking) for one in special):
            raise SpecificationEntryError("a ranked dimension is asked of everybody", "asked")
        amount = load_measures()[self.measure].amount
        if amount is not None and amount not in load_cubes().cubes[self.theme].amounts:
            raise SpecificationEntryError(f"the cube of {self.theme} has no amount {amount}", "measure")
        return self


def _check_condition(place: str, condition: dict[str, tuple[str, ...]], cube: Cube) -> None:
    for name, codes in condition.items():
        try:
            known = codes_of_condition(name, cube)
        except KeyError:
            raise SpecificationEntryError(
                f"the cube has neither a variable nor a dimension {name}", place, name
            ) from None
        if wrong := set(codes) - known:
            raise SpecificationEntryError(f"{name} has no code {', '.join(sorted(wrong))}", place, name)


class TableTexts(BaseModel):
    """texts.yaml: the caveats printed with every table they apply to, and the notes that rules of counting require."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    caveats: dict[str, Labels]
    notes: dict[str, Labels]


@lru_cache(maxsize=1)
def load_texts() -> TableTexts:
    """Load texts.yaml. Raises SpecificationError, which names file and line, for anything that is not usable."""
    return load("texts.yaml", TableTexts, FOLDER)


@lru_cache(maxsize=4)
def specified_tables(folder: Path = TABLES) -> tuple[TableSpec, ...]:
    """Load the tables of every theme, in the order in which the review prints them.

    Raises SpecificationError, which names file, line, table and what is wrong, for anything that is not usable.
    """
    tables: list[TableSpec] = []
    for name in (f"{theme}.yaml" for theme in themes()):
        if (folder / name).exists():
            tables += _tables_of(name, folder)
    keys = [table.key for table in tables]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise SpecificationError(f"{folder.name}: in the tables twice: {', '.join(twice)}")
    return tuple(tables)


@lru_cache(maxsize=1)
def earlier_tables() -> tuple[TableSpec, ...]:
    """Load the specifications by which released editions printed tables that the review prints otherwise, or no more.

    Raises SpecificationError for anything that is not usable.
    """
    names = (f"{theme}.yaml" for theme in themes())
    return tuple(
        spec for name in names if (EARLIER_TABLES / name).exists() for spec in _tables_of(name, EARLIER_TABLES)
    )


def specification_of(key: str, dimensions: Sequence[str]) -> TableSpec | None:
    """Return the specification by which a file prints a table: that of today, or that of an earlier edition.

    None where no table with this key has these dimensions.
    """
    known = (*load_tables(), *earlier_tables())
    return next((spec for spec in known if (spec.key, spec.dimensions) == (key, tuple(dimensions))), None)


_SHORT_LISTS: list[frozenset[str]] = []


def load_tables() -> tuple[TableSpec, ...]:
    """Return the tables that a review makes: all that are specified, or those of ``short_list``."""
    tables = specified_tables()
    return tuple(spec for spec in tables if spec.key in _SHORT_LISTS[-1]) if _SHORT_LISTS else tables


@contextmanager
def short_list(*keys: str) -> Iterator[None]:
    """Let the reviews of this process make these tables only: for a test or trial whose subject is not the tables.

    Raises ValueError where no table has such a key.
    """
    if unknown := sorted(set(keys) - {spec.key for spec in specified_tables()}):
        raise ValueError(f"no table {', '.join(unknown)}")
    _SHORT_LISTS.append(frozenset(keys))
    try:
        yield
    finally:
        _SHORT_LISTS.pop()


def _tables_of(name: str, folder: Path) -> list[TableSpec]:
    document = content_of(name, folder)
    content = document.content
    entries = content.get("tables") if isinstance(content, dict) and set(content) == {"tables"} else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SpecificationError(f"{name}, line 1: a file of tables is one list, tables")
    specs = []
    for place, entry in enumerate(entries):
        part, said = document.part("tables", place), f"table {entry.get('key')}"
        spec = validated(part, TableSpec, said, **({} if "theme" in entry else {"theme": name.removesuffix(".yaml")}))
        if spec.caveat is not None and spec.caveat not in load_texts().caveats:
            raise SpecificationError(f"{name}, line {part.line('caveat')}: {said}: no caveat {spec.caveat}")
        specs.append(spec)
    return specs
