"""What is counted, as data: selections of records, facts about a person, and the cubes made of them (cubes.yaml).

Belongs here: the models of cubes.yaml and the columns that they read. Does not: computing facts (facts.py), who is one
person (persons.py), tables (specification.py).
"""

from functools import lru_cache
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.contract import load_contract
from reports.statistics.loading import SpecificationFault, content_of, validated

IDENTITY = ("office", "person_key", "link_key", "assist_year_first")


class Selection(BaseModel):
    """Records of one form that make a person of a theme."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: str
    leave_out: dict[str, tuple[str, ...]] = {}
    side: Literal["HOST", "ORIGIN"] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns by which records are selected."""
        return (*self.leave_out, *(("side", "host", "origin") if self.side else ()))


class Fact(BaseModel):
    """One column of a cube, and the columns of a form that it is made of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["code", "age", "flags", "countries", "established", "selections", "offices"]
    column: str | None = None
    unknown: tuple[str, ...] = ()
    band: str | None = None
    code_list: str | None = None
    form: str | None = None
    group: str | None = None
    basis: str | None = None
    aside: tuple[str, ...] = ()

    @property
    def flags(self) -> dict[str, str]:
        """The flag columns of a several-answer question, each with its code."""
        if self.form is None or self.group is None:
            return {}
        fields = load_contract().forms[self.form].group(self.group)
        return {field.name: field.name.removeprefix(f"{self.group}_") for field in fields}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a form that the fact is made of."""
        return tuple(name for name in (self.column, self.band, self.basis, *self.flags) if name is not None)


class Cube(BaseModel):
    """One theme: sets of selections within each of which a person counts once, and the facts of a person."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    counts: tuple[tuple[str, ...], ...] = Field(min_length=1)
    facts: tuple[str, ...] = Field(min_length=1)


class Cubes(BaseModel):
    """All of cubes.yaml, with every name that it uses known to the contract."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    selections: dict[str, Selection]
    facts: dict[str, Fact]
    cubes: dict[str, Cube]

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        forms = load_contract().forms
        for key, selection in self.selections.items():
            if selection.form not in forms:
                raise ValueError(f"selection {key}: no form {selection.form}")
            if unknown := set(selection.columns) - set(forms[selection.form].by_name):
                raise ValueError(f"selection {key}: no field {', '.join(sorted(unknown))}")
        for theme, cube in self.cubes.items():
            chosen = {name for part in cube.counts for name in part}
            if chosen - set(self.selections) or set(cube.facts) - set(self.facts):
                raise ValueError(f"cube {theme}: a selection or fact that is not defined")
            fields = {name for one in chosen for name in forms[self.selections[one].form].by_name}
            for fact in cube.facts:
                if set(self.facts[fact].columns) - fields:
                    raise ValueError(f"cube {theme}, fact {fact}: a column that no form of the cube has")
        return self


@lru_cache(maxsize=1)
def load_cubes() -> Cubes:
    """Load cubes.yaml. Raises SpecificationFault, which names the file, for anything that is not usable."""
    return validated("cubes.yaml", Cubes, content_of("cubes.yaml"))


def themes() -> tuple[str, ...]:
    """Return the themes, in the order in which the review prints them."""
    return tuple(load_cubes().cubes)


def columns_needed(form: str) -> tuple[str, ...]:
    """Return the columns of cases_<form> that statistics read, identity first, otherwise in the form's order."""
    cubes, fields = load_cubes(), load_contract().forms[form].by_name
    read: set[str] = set()
    for cube in cubes.cubes.values():
        chosen = [cubes.selections[name] for part in cube.counts for name in part]
        if any(selection.form == form for selection in chosen):
            read.update(column for fact in cube.facts for column in cubes.facts[fact].columns)
            read.update(column for selection in chosen if selection.form == form for column in selection.columns)
    return (*IDENTITY, *(name for name in fields if name in read and name not in IDENTITY))


__all__ = ["Cube", "Cubes", "Fact", "Selection", "SpecificationFault", "columns_needed", "load_cubes", "themes"]
