"""What is counted, as data: selections of records, variables about a person, and the cubes made of them (cubes.yaml).

Belongs here: the models of cubes.yaml and the columns that they read. Does not: computing variables (variables.py),
who is one person (persons.py), tables (specification.py).
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.contract import FieldType, Form, load_contract
from reports.specification_loader import SpecificationEntryError, SpecificationError, load

IDENTITY = ("office", "person_key", "link_key", "assist_year_first")
YES, NO = "1", "0"  # the answers of a flag
COUNTRY_KINDS = ("countries", "established")  # kinds of variables whose codes are countries of a person
COUNTRY_AND_OFFICE_KINDS = (*COUNTRY_KINDS, "offices")  # offices are coded by their country


class Selection(BaseModel):
    """Records of one form that make a person of a theme: a code of ``only``, none of ``leave_out``."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    form: str
    only: dict[str, tuple[str, ...]] = {}
    leave_out: dict[str, tuple[str, ...]] = {}
    side: Literal["HOST", "ORIGIN"] | None = None

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns by which records are selected."""
        return (*self.only, *self.leave_out, *(("side", "host", "origin") if self.side else ()))

    def check(self, form: Form) -> None:
        """Raise SpecificationEntryError for a column, or a code of it, that ``form`` does not have."""
        if unknown := set(self.columns) - set(form.by_name):
            raise SpecificationEntryError(f"no field {', '.join(sorted(unknown))}")
        for column, codes in (*self.only.items(), *self.leave_out.items()):
            field = form.by_name[column]
            known = (
                {YES, NO} if field.type is FieldType.FLAG else set(load_contract().code_lists[str(field.codes)].codes)
            )
            if wrong := set(codes) - known:
                raise SpecificationEntryError(f"field {column} has no code {', '.join(sorted(wrong))}")


class Variable(BaseModel):
    """One column of a cube, and the columns of a form that it is made of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal[
        "code", "codes", "joined", "age", "flags", "countries", "established", "number", "selections", "offices"
    ]
    column: str | None = None
    unknown: tuple[str, ...] = ()
    band: str | None = None
    code_list: str | None = None
    form: str | None = None
    group: str | None = None
    basis: str | None = None
    aside: tuple[str, ...] = ()
    beside: str | None = None  # of a joined variable: the column whose code follows that of ``column``
    decimals: int = Field(default=0, ge=0, le=6)  # of a number: how many are kept

    @property
    def flags(self) -> dict[str, str]:
        """The flag columns of a several-answer question, each with its code."""
        if self.form is None or self.group is None:
            return {}
        fields = load_contract().forms[self.form].group(self.group)
        return {field.name: field.name.removeprefix(f"{self.group}_") for field in fields}

    @property
    def columns(self) -> tuple[str, ...]:
        """The columns of a form that the variable is made of."""
        return tuple(
            name for name in (self.column, self.band, self.basis, self.beside, *self.flags) if name is not None
        )


def is_geography(variable: Variable) -> bool:
    """Return whether a variable has countries or offices, from which regions follow, too."""
    return variable.kind in COUNTRY_AND_OFFICE_KINDS


class Cube(BaseModel):
    """One theme: sets of selections within each of which a person counts once, and the variables of a person.

    With grain ``records`` no persons are counted: each record counts once, or each value of ``once_by``. ``amounts``
    are variables of kind number, which are added up and not crossed.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    grain: Literal["persons", "records"] = "persons"
    once_by: str | None = None
    counts: tuple[tuple[str, ...], ...] = Field(min_length=1)
    variables: tuple[str, ...] = Field(min_length=1)
    amounts: tuple[str, ...] = ()

    @property
    def identity(self) -> tuple[str, ...]:
        """The columns that identify the person of a record."""
        if self.grain == "persons":
            return IDENTITY
        return ("office", *((self.once_by,) if self.once_by else ()))


class Cubes(BaseModel):
    """All of cubes.yaml, with every name that it uses known to the contract."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    selections: dict[str, Selection]
    variables: dict[str, Variable]
    cubes: dict[str, Cube]

    @model_validator(mode="after")
    def _names_are_known(self) -> Self:
        forms = load_contract().forms
        for key, selection in self.selections.items():
            if selection.form not in forms:
                raise SpecificationEntryError(f"no form {selection.form}", "selections", key, "form")
            try:
                selection.check(forms[selection.form])
            except SpecificationEntryError as error:
                raise SpecificationEntryError(str(error), "selections", key) from None
        for key, variable in self.variables.items():
            if variable.form is not None and variable.form not in forms:
                raise SpecificationEntryError(f"no form {variable.form}", "variables", key, "form")
        for theme, cube in self.cubes.items():
            self._check(theme, cube)
        return self

    def _check(self, theme: str, cube: Cube) -> None:
        forms = load_contract().forms
        chosen = {name for part in cube.counts for name in part}
        if wrong := chosen - set(self.selections):
            raise SpecificationEntryError(f"no selection {', '.join(sorted(wrong))}", "cubes", theme, "counts")
        fields = {name for one in chosen for name in forms[self.selections[one].form].by_name}
        for place, names in (("variables", cube.variables), ("amounts", cube.amounts)):
            for variable in names:
                if variable not in self.variables:
                    raise SpecificationEntryError(f"no variable {variable}", "cubes", theme, place)
                if (self.variables[variable].kind == "number") != (place == "amounts"):
                    raise SpecificationEntryError(
                        f"{variable}: amounts are variables of kind number, and no others are", "cubes", theme, place
                    )
                if unknown := set(self.variables[variable].columns) - fields:
                    said = f"variable {variable}: no form of the cube has a field {', '.join(sorted(unknown))}"
                    raise SpecificationEntryError(said, "cubes", theme, place)


@lru_cache(maxsize=1)
def load_cubes() -> Cubes:
    """Load cubes.yaml. Raises SpecificationError, which names file and line, for anything that is not usable."""
    return load("cubes.yaml", Cubes, Path(__file__).parent)


def themes() -> tuple[str, ...]:
    """Return the themes, in the order in which the review prints them."""
    return tuple(load_cubes().cubes)


def columns_needed(form: str) -> tuple[str, ...]:
    """Return the columns of cases_<form> that statistics read, identity first, otherwise in the form's order."""
    cubes, fields = load_cubes(), load_contract().forms[form].by_name
    identity: dict[str, None] = {}
    read: set[str] = set()
    for cube in cubes.cubes.values():
        chosen = [cubes.selections[name] for part in cube.counts for name in part]
        if any(selection.form == form for selection in chosen):
            identity |= dict.fromkeys(cube.identity)
            read.update(
                column for variable in (*cube.variables, *cube.amounts) for column in cubes.variables[variable].columns
            )
            read.update(column for selection in chosen if selection.form == form for column in selection.columns)
    return (*identity, *(name for name in fields if name in read and name not in identity))


__all__ = ["Cube", "Cubes", "Selection", "SpecificationError", "Variable", "columns_needed", "load_cubes", "themes"]
