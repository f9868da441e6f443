"""Specifications of tables: which cube, which dimensions, which persons, which base, which words.

Belongs here: the model of tables/<theme>.yaml and loading it. Does not: what a dimension is (dimensions.py), counting
(cutting.py), protecting (reports/disclosure/protecting.py).
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.contract import Labels, load_contract
from reports.statistics.cubes import load_cubes, themes
from reports.statistics.dimensions import Answers, Dimension, Ranked, Reach, load_dimensions
from reports.statistics.loading import ROOM, SpecificationFault, content_of, validated

TABLES = ROOM / "tables"
Measure = Literal["persons", "countries"]
Base = Literal["all", "known"]


class TableSpec(BaseModel):
    """One table. Grain: one cell a combination of the dimensions' codes, a person counted once in each."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    key: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    theme: str
    dimensions: tuple[str, ...] = Field(min_length=1, max_length=2)
    measure: Measure = "persons"
    where: dict[str, tuple[str, ...]] = {}  # fact: a person has at least one of these codes
    share_base: Base | None = None  # a share of all persons of the table, or of those of whom the dimension is known
    sensitive: tuple[str, ...] = ()  # dimensions along which "nobody" says something about somebody: zeros withheld
    threshold: int = Field(default=11, ge=2)  # counts under it are confidential (field.md §5)
    title: Labels
    subtitle: Labels
    notes: tuple[Labels, ...] = ()
    caveat: str | None = None

    @property
    def definitions(self) -> tuple[Dimension, ...]:
        """The dimensions themselves, in their order."""
        known = load_dimensions().dimensions
        return tuple(known[name] for name in self.dimensions)

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        if self.theme not in themes():
            raise ValueError(f"no theme {self.theme}")
        if wrong := {*self.dimensions, *self.sensitive} - set(load_dimensions().dimensions):
            raise ValueError(f"no dimension {', '.join(sorted(wrong))}")
        if wrong := set(self.sensitive) - set(self.dimensions):
            raise ValueError(f"sensitive dimension {', '.join(sorted(wrong))} is not one of the table's")
        facts = load_cubes().cubes[self.theme].facts
        stood_on = {f for one in self.definitions for f in _facts_of(one)}
        if wrong := {*stood_on, *self.where} - set(facts):
            raise ValueError(f"the cube of {self.theme} has no fact {', '.join(sorted(wrong))}")
        for fact, codes in self.where.items():
            if wrong := set(codes) - _codes_of_fact(fact):
                raise ValueError(f"where {fact}: no code {', '.join(sorted(wrong))}")
        return self

    @model_validator(mode="after")
    def _kinds_go_together(self) -> Self:
        special = [one for one in self.definitions if isinstance(one, Ranked | Reach)]
        if special and len(self.dimensions) > 1:
            raise ValueError("a ranked dimension, and one of reach, stands alone in its table")
        if (self.measure == "countries") != any(isinstance(one, Reach) for one in special):
            raise ValueError("countries are counted by a dimension of reach, and by no other")
        if self.share_base == "known" and (len(self.dimensions) > 1 or not _missing_is_printed(self.definitions[0])):
            raise ValueError("base known needs one dimension, which prints how many are not known")
        if self.share_base is not None and self.measure != "persons":
            raise ValueError("only persons have shares")
        return self


def _facts_of(dimension: Dimension) -> set[str]:
    if isinstance(dimension, Reach):
        return {counted.fact for counted in dimension.counted.values()}
    return {dimension.fact}


def _missing_is_printed(dimension: Dimension) -> bool:
    return not isinstance(dimension, Reach) and dimension.missing is not None


def _codes_of_fact(fact: str) -> set[str]:
    """The codes that a condition on ``fact`` may name: selections, or those of the dimension's code list."""
    if load_cubes().facts[fact].kind == "selections":
        return set(load_cubes().selections)
    lists, answers = load_contract().code_lists, load_dimensions().dimensions.values()
    named = [one.code_list for one in answers if isinstance(one, Answers) and one.fact == fact and one.code_list]
    return {code for name in named for code in lists[name].codes}


class Texts(BaseModel):
    """texts.yaml: the caveats that travel with tables, and the notes that rules of counting call for."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    caveats: dict[str, Labels]
    notes: dict[str, Labels]


@lru_cache(maxsize=1)
def load_texts() -> Texts:
    """Load texts.yaml. Raises SpecificationFault, which names the file, for anything that is not usable."""
    return validated("texts.yaml", Texts, content_of("texts.yaml"))


@lru_cache(maxsize=4)
def load_tables(folder: Path = TABLES) -> tuple[TableSpec, ...]:
    """Load the tables of every theme, in the order in which the review prints them.

    Raises SpecificationFault, which names file, table and what is wrong, for anything that is not usable.
    """
    tables: list[TableSpec] = []
    for name in (f"{theme}.yaml" for theme in themes()):
        if (folder / name).exists():
            tables += _tables_of(name, folder)
    keys = [table.key for table in tables]
    if twice := sorted({key for key in keys if keys.count(key) > 1}):
        raise SpecificationFault(f"{folder.name}: in the tables twice: {', '.join(twice)}")
    return tuple(tables)


def _tables_of(name: str, folder: Path) -> list[TableSpec]:
    content = content_of(name, folder)
    entries = content.get("tables") if isinstance(content, dict) and set(content) == {"tables"} else None
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        raise SpecificationFault(f"{name}: a file of tables is one list, tables")
    theme = name.removesuffix(".yaml")
    specs = []
    for entry in entries:
        place = f"{name}, table {entry.get('key')}"
        spec = validated(place, TableSpec, {"theme": theme, **entry})
        if spec.caveat is not None and spec.caveat not in load_texts().caveats:
            raise SpecificationFault(f"{place}: no caveat {spec.caveat}")
        specs.append(spec)
    return specs
