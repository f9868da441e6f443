"""Dimensions: how a fact of a person becomes the codes of a table.

Belongs here: the models of dimensions.yaml and the codes that a dimension prints. Does not: counting (cutting.py),
labels (text.py).
"""

from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from expectations.contract import CodeList, Labels, load_contract
from expectations.geography import regions, schemes
from reports.statistics.cubes import load_cubes
from reports.statistics.loading import content_of, validated

Missing = Literal["unknown", "not_stated"]
TOTAL, OTHER, ANY = "total", "other", "any"


class _Dimension(BaseModel):
    """What every dimension has: a label, the fact it stands on, and the code of persons of whom it is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Labels
    fact: str
    missing: Missing | None = None
    several_answers: bool = False  # a person may stand under several codes: they do not add up to the total
    rarely_several: bool = False  # so few stand under several codes that an outsider may take the codes to add up

    @model_validator(mode="after")
    def _fact_is_known(self) -> Self:
        if self.fact not in load_cubes().facts:
            raise ValueError(f"no fact {self.fact}")
        return self


class Answers(_Dimension):
    """The codes of a closed list, all or those named; ``merged`` sends a code to another or to the missing code."""

    kind: Literal["answers"]
    code_list: str | None = None
    codes: tuple[str, ...] = ()
    merged: dict[str, str] = {}
    with_any: bool = False  # one more code: persons with at least one answer
    nobody_is_unavailable: bool = False  # no record under a code means that nothing was reported, not that nobody was

    @model_validator(mode="after")
    def _codes_are_known(self) -> Self:
        lists = load_contract().code_lists
        if self.code_list is None:
            known = set(load_cubes().selections)
        elif self.code_list in lists:
            known = set(lists[self.code_list].codes)
        else:
            raise ValueError(f"no code list {self.code_list}")
        if wrong := {*self.codes, *self.merged} - known:
            raise ValueError(f"no code {', '.join(sorted(wrong))} in list {self.code_list}")
        if wrong := set(self.merged.values()) - {*known, self.missing}:
            raise ValueError(f"merged into {', '.join(sorted(map(str, wrong)))}, which is no code")
        return self


class Level(_Dimension):
    """A level of a hierarchical list; a record that is coarser than the level is unknown there."""

    kind: Literal["level"]
    code_list: str
    codes: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _codes_are_known(self) -> Self:
        lists = load_contract().code_lists
        if self.code_list not in lists:
            raise ValueError(f"no code list {self.code_list}")
        if wrong := set(self.codes) - set(lists[self.code_list].codes):
            raise ValueError(f"no code {', '.join(sorted(wrong))} in list {self.code_list}")
        return self


class Region(_Dimension):
    """Regions of one scheme, looked up by the country of the fact and the year."""

    kind: Literal["region"]
    scheme: str

    @model_validator(mode="after")
    def _scheme_is_known(self) -> Self:
        if self.scheme not in schemes():
            raise ValueError(f"no region scheme {self.scheme}")
        return self


class Ranked(_Dimension):
    """The countries with most persons, by count and then code; all others, and what is no country, under ``other``."""

    kind: Literal["ranked"]
    first: int = Field(ge=1)


class Recoded(_Dimension):
    """Exclusive codes made of several answers: the first that holds all of ``all_of`` and none of ``none_of``."""

    class Recode(BaseModel):
        """One exclusive code and the answers that make it."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        label: Labels
        all_of: tuple[str, ...] = ()
        none_of: tuple[str, ...] = ()

    kind: Literal["recoded"]
    code_list: str
    recodes: dict[str, Recode] = Field(min_length=1)

    @model_validator(mode="after")
    def _answers_are_known(self) -> Self:
        lists = load_contract().code_lists
        if self.code_list not in lists:
            raise ValueError(f"no code list {self.code_list}")
        named = {answer for recode in self.recodes.values() for answer in (*recode.all_of, *recode.none_of)}
        if wrong := named - set(lists[self.code_list].codes):
            raise ValueError(f"no code {', '.join(sorted(wrong))} in list {self.code_list}")
        return self


class Reach(BaseModel):
    """Not persons but different countries: each code counts the different codes of one fact among some persons."""

    class Counted(BaseModel):
        """One code: whose codes of which fact are counted."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        label: Labels
        fact: str
        theme: str | None = None

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["reach"]
    label: Labels
    counted: dict[str, Counted] = Field(min_length=1)

    @model_validator(mode="after")
    def _facts_are_known(self) -> Self:
        for key, counted in self.counted.items():
            if counted.fact not in load_cubes().facts:
                raise ValueError(f"{key}: no fact {counted.fact}")
            if counted.theme is not None and counted.theme not in load_cubes().selections:
                raise ValueError(f"{key}: no theme {counted.theme}")
        return self


Dimension = Annotated[Answers | Level | Region | Ranked | Recoded | Reach, Field(discriminator="kind")]


class Dimensions(BaseModel):
    """All of dimensions.yaml, and the labels of the reserved codes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reserved: dict[str, Labels]
    dimensions: dict[str, Dimension]


@lru_cache(maxsize=1)
def load_dimensions() -> Dimensions:
    """Load dimensions.yaml. Raises SpecificationFault, which names the file, for anything that is not usable."""
    return validated("dimensions.yaml", Dimensions, content_of("dimensions.yaml"))


def code_list_of(dimension: Answers | Level | Recoded) -> CodeList:
    """Return the contract's code list of a dimension that has one."""
    return load_contract().code_lists[str(dimension.code_list)]


def codes_of(dimension: Dimension, ranking: tuple[str, ...] = ()) -> tuple[str, ...]:
    """Return all codes that a dimension prints, in their order, the total last; ``ranking`` holds a ranked one's."""
    if isinstance(dimension, Reach):
        return tuple(dimension.counted)
    after = (*((dimension.missing,) if dimension.missing else ()), TOTAL)
    if isinstance(dimension, Ranked):
        return (*ranking, OTHER, *after)
    if isinstance(dimension, Region):
        return (*regions(dimension.scheme), *after)
    if isinstance(dimension, Recoded):
        return (*dimension.recodes, *after)
    if isinstance(dimension, Level):
        return (*dimension.codes, *after)
    codes = dimension.codes or tuple(c for c in code_list_of(dimension).codes if c not in dimension.merged)
    return (*codes, *((ANY,) if dimension.with_any else ()), *after)
