"""Dimensions: how a variable of a person becomes the codes of a table.

Belongs here: the models of dimensions.yaml and the codes that a dimension prints. Does not: counting (tabulation.py),
labels (text.py).
"""

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from expectations.contract import CodeList, Labels, load_contract
from expectations.geography import regions, schemes
from reports.published.codes import ANY, NONE, NOT_ASKED, OTHER, SAME_COUNTRY, TOTAL
from reports.published.disclosure_rules import default_threshold, load_disclosure_rules
from reports.specification_loader import SpecificationEntryError, load
from reports.statistics.cubes import NO, YES, is_geography, load_cubes
from reports.statistics.recoding import Pool, Recode, check_places, check_recodes
from reports.statistics.variables import BESIDE

Missing = Literal["unknown", "not_stated"]
MissingIs = Literal["attribute", "not_an_attribute"]
YES_NO = {YES: "yes", NO: "no"}


class _Dimension(BaseModel):
    """What every dimension has: a label, its variable, and the code of persons of whom the variable is not known."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Labels
    variable: str
    missing: Missing | None = None
    missing_is: MissingIs = "attribute"  # to disclosure control; never "not_an_attribute" of geography or of health
    several_answers: bool = False  # a person may have several codes: they do not add up to the total
    rarely_several: bool = False  # so few have several codes that a reader may take the codes to add up

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of the dimension."""
        return (self.variable,)

    @model_validator(mode="after")
    def _variable_is_known(self) -> Self:
        if wrong := set(self.variables) - set(load_cubes().variables):
            raise SpecificationEntryError(f"no variable {', '.join(sorted(wrong))}", "variable")
        return self

    @model_validator(mode="after")
    def _missing_is_an_attribute_of_geography_and_health(self) -> Self:
        if self.missing_is == "attribute":
            return self
        if self.missing is None:
            raise SpecificationEntryError("the dimension has no missing code", "missing_is")
        cubes, place = load_cubes(), "missing_is"
        for name in self.variables:
            if is_geography(cubes.variables[name]):
                raise SpecificationEntryError("a missing country or office is always an attribute", place)
            if all(cube.grain != "persons" for cube in cubes.cubes.values() if name in cube.variables):
                raise SpecificationEntryError("a missing answer about health services is always an attribute", place)
        return self


class Answers(_Dimension):
    """The codes of a closed list, all or those named; ``merged`` sends a code to another or to the missing code.

    ``pooled``: codes printed as one. ``left_out``: codes counted in the total, and as missing where that has a code.
    """

    kind: Literal["answers"]
    code_list: str | None = None
    codes: tuple[str, ...] = ()
    merged: dict[str, str] = {}
    pooled: dict[str, Pool] = {}
    left_out: tuple[str, ...] = ()
    with_any: bool = False  # one more code: persons with at least one answer
    with_none: bool = False  # one more code: persons of whom every answer is given and is no
    nobody_is_unavailable: bool = False  # no record under a code means that nothing was reported, not that nobody was

    @model_validator(mode="after")
    def _codes_are_known(self) -> Self:
        known = set(load_cubes().selections if self.code_list is None else _list_named(self.code_list).codes)
        if wrong := {*self.codes, *self.merged} - known:
            raise SpecificationEntryError(f"no code {', '.join(sorted(wrong))} in list {self.code_list}", "codes")
        if wrong := set(self.merged.values()) - {*known, self.missing}:
            raise SpecificationEntryError(
                f"merged into {', '.join(sorted(map(str, wrong)))}, which is no code", "merged"
            )
        if self.code_list is not None and (self.codes or self.pooled):
            check_places(known, self.codes, self.pooled, self.merged, self.left_out)
        elif self.pooled or self.left_out:
            raise SpecificationEntryError("codes are pooled or left out of a code list, beside those printed", "pooled")
        return self


class YesNo(_Dimension):
    """A question answered with yes or no."""

    kind: Literal["yes_no"]


class Level(_Dimension):
    """A level of a hierarchical list; a record that is coarser than the level is unknown there."""

    kind: Literal["level"]
    code_list: str
    codes: tuple[str, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _codes_are_known(self) -> Self:
        if wrong := set(self.codes) - set(_list_named(self.code_list).codes):
            raise SpecificationEntryError(f"no code {', '.join(sorted(wrong))} in list {self.code_list}", "codes")
        return self


class Region(_Dimension):
    """Regions of one scheme, looked up by the country of the variable and the year.

    With ``composition_of`` the regions have the countries of that year, whatever the year of the table. ``pooled``:
    regions printed as one, beside those of ``codes``.
    """

    kind: Literal["region"]
    scheme: str
    composition_of: int | None = None
    codes: tuple[str, ...] = ()
    pooled: dict[str, Pool] = {}

    @model_validator(mode="after")
    def _scheme_is_known(self) -> Self:
        if self.scheme not in schemes():
            raise SpecificationEntryError(f"no region scheme {self.scheme}", "scheme")
        if self.codes or self.pooled:
            check_places(regions(self.scheme), self.codes, self.pooled)
        return self


class Ranking(_Dimension):
    """The codes with most persons, by count and then code; all others, and codes of no country, are ``other``."""

    first: int = Field(ge=1)


class Ranked(Ranking):
    """The countries with most persons."""

    kind: Literal["ranked"]


class Corridor(Ranking):
    """Pairs of countries with most persons: from the country of ``variable`` to that of ``to``.

    A pair of one country with itself is no corridor and has the code ``same_country``. The corridor of a person is not
    known where one of the two countries is not.
    """

    kind: Literal["corridor"]
    to: str
    same_label: Labels  # of persons whose two countries are the same

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables of both ends."""
        return (self.variable, self.to)


class Recoded(_Dimension):
    """Exclusive codes made of several answers: the first that holds all of ``all_of`` and none of ``none_of``."""

    kind: Literal["recoded"]
    code_list: str | None = None  # without one the answers are the selections of a person
    recodes: dict[str, Recode] = Field(min_length=1)

    @model_validator(mode="after")
    def _answers_are_known(self) -> Self:
        known = set(load_cubes().selections if self.code_list is None else _list_named(self.code_list).codes)
        for key, recode in self.recodes.items():
            if wrong := {*recode.all_of, *recode.none_of} - known:
                raise SpecificationEntryError(
                    f"no code {', '.join(sorted(wrong))} in list {self.code_list}", "recodes", key
                )
        check_recodes(self.recodes, answers_may_be_others=self.code_list is not None)
        return self


class Services(_Dimension):
    """Indicators of health services, each in its unit of count: "HIV_TESTED/TESTS".

    Persons, tests, doses and sessions, and different indicators, are never added, so there is no total. Only pairs with
    records are printed, by pillar where ``by_pillar``, then in the order of the code lists; records whose indicator or
    unit is not known come last. ``result_of``: for a result such as positive, the indicator whose result it is.
    ``cascades``: indicators of which each counts no more than the one before it, in all units together.
    """

    kind: Literal["services"]
    indicators: str  # code list
    units: str  # code list
    by_pillar: bool = False
    pillars: dict[str, str] = {}
    result_of: dict[str, str] = {}
    cascades: tuple[tuple[str, ...], ...] = ()

    @model_validator(mode="after")
    def _codes_are_known(self) -> Self:
        indicators, lists = _list_named(self.indicators).codes, load_contract().code_lists
        _list_named(self.units)
        steps = {step for cascade in self.cascades for step in cascade}
        named = {*self.pillars, *self.result_of, *self.result_of.values(), *steps}
        if wrong := named - set(indicators):
            raise SpecificationEntryError(f"no code {', '.join(sorted(wrong))} in list {self.indicators}", "indicators")
        if self.by_pillar and set(self.pillars) != set(indicators):
            raise SpecificationEntryError("every indicator has its pillar", "pillars")
        if wrong := set(self.pillars.values()) - set(lists["pillar"].codes):
            raise SpecificationEntryError(f"no pillar {', '.join(sorted(wrong))}", "pillars")
        return self

    def ordered(self, codes: Iterable[str]) -> tuple[str, ...]:
        """Return the codes in print order; codes that are no pair of the code lists come last."""
        lists = load_contract().code_lists
        indicators, units = list(lists[self.indicators].codes), list(lists[self.units].codes)
        pillars = list(lists["pillar"].codes)

        def place(code: str) -> tuple[int, int, int]:
            indicator, _, unit = code.partition(BESIDE)
            if indicator not in indicators or unit not in units:
                return len(pillars), len(indicators), 0
            pillar = pillars.index(self.pillars[indicator]) if self.by_pillar else 0
            return pillar, indicators.index(indicator), units.index(unit)

        return tuple(sorted(codes, key=place))


class DistinctCount(BaseModel):
    """Distinct countries, not persons: each code counts the different codes of one variable among some persons."""

    class Counted(BaseModel):
        """One code: whose codes of which variable are counted."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        label: Labels
        variable: str
        theme: str | None = None

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["distinct_count"]
    label: Labels
    counted: dict[str, Counted] = Field(min_length=1)

    @property
    def variables(self) -> tuple[str, ...]:
        """The variables whose codes are counted."""
        return tuple(counted.variable for counted in self.counted.values())

    @model_validator(mode="after")
    def _variables_are_known(self) -> Self:
        for key, counted in self.counted.items():
            if counted.variable not in load_cubes().variables:
                raise SpecificationEntryError(f"no variable {counted.variable}", "counted", key, "variable")
            if counted.theme is not None and counted.theme not in load_cubes().selections:
                raise SpecificationEntryError(f"no theme {counted.theme}", "counted", key, "theme")
        return self


class Scores(BaseModel):
    """Scores of a person: for each, the number of persons who have it, and their mean.

    A mean of fewer persons than ``at_least`` is confidential, and so is the least or the greatest possible mean, which
    is the score of every person.
    """

    class Scored(BaseModel):
        """One code: the amount of the cube whose mean it is."""

        model_config = ConfigDict(extra="forbid", frozen=True)

        label: Labels
        amount: str

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["scores"]
    label: Labels
    scored: dict[str, Scored] = Field(min_length=1)
    at_least: int = Field(default_factory=lambda: load_disclosure_rules().least_persons_of_a_mean.value)
    lowest: float = 0.0
    highest: float = 1.0

    @property
    def variables(self) -> tuple[str, ...]:
        """The amounts whose means are printed."""
        return tuple(scored.amount for scored in self.scored.values())

    @field_validator("at_least")
    @classmethod
    def _at_least_the_threshold(cls, persons: int) -> int:
        if persons < default_threshold():
            raise ValueError(f"a mean of fewer persons than the threshold, {default_threshold()}, is never printed")
        return persons

    @model_validator(mode="after")
    def _amounts_are_known(self) -> Self:
        variables = load_cubes().variables
        for key, scored in self.scored.items():
            if scored.amount not in variables or variables[scored.amount].kind != "number":
                raise SpecificationEntryError(f"no amount {scored.amount}", "scored", key, "amount")
        return self


PersonDimension = Answers | YesNo | Level | Region | Ranked | Corridor | Recoded
Dimension = Annotated[PersonDimension | Services | DistinctCount | Scores, Field(discriminator="kind")]


class Dimensions(BaseModel):
    """All of dimensions.yaml, and the labels of the reserved codes."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    reserved: dict[str, Labels]
    dimensions: dict[str, Dimension]


@lru_cache(maxsize=1)
def load_dimensions() -> Dimensions:
    """Load dimensions.yaml. Raises SpecificationError, which names file and line, for anything that is not usable."""
    return load("dimensions.yaml", Dimensions, Path(__file__).parent)


def _list_named(name: str) -> CodeList:
    lists = load_contract().code_lists
    if name not in lists:
        raise SpecificationEntryError(f"no code list {name}", "code_list")
    return lists[name]


def code_list_of(dimension: Answers | Level | Recoded) -> CodeList:
    """Return the contract's code list of a dimension that has one."""
    return load_contract().code_lists[str(dimension.code_list)]


def codes_of(dimension: Dimension, ranking: tuple[str, ...] = (), *, asked: bool = False) -> tuple[str, ...]:
    """Return all codes that a dimension prints, in their order, the total last; ``ranking`` holds a ranked one's.

    ``asked`` adds the code of persons to whom the question does not apply.
    """
    if isinstance(dimension, DistinctCount):
        return tuple(dimension.counted)
    if isinstance(dimension, Scores):
        return tuple(dimension.scored)
    if isinstance(dimension, Services):
        return dimension.ordered(ranking)
    missing = (dimension.missing,) if dimension.missing else ()
    return (*_answers_of(dimension, ranking), *missing, *((NOT_ASKED,) if asked else ()), TOTAL)


def _answers_of(dimension: PersonDimension, ranking: tuple[str, ...]) -> tuple[str, ...]:
    match dimension:
        case Ranked():
            return (*ranking, OTHER)
        case Corridor():
            return (*ranking, OTHER, SAME_COUNTRY)
        case Region():
            return (*(dimension.codes or regions(dimension.scheme)), *dimension.pooled)
        case Recoded():
            return tuple(dimension.recodes)
        case YesNo():
            return tuple(YES_NO.values())
        case Level():
            return dimension.codes
    codes = dimension.codes or tuple(c for c in code_list_of(dimension).codes if c not in dimension.merged)
    return (
        *codes,
        *dimension.pooled,
        *((ANY,) if dimension.with_any else ()),
        *((NONE,) if dimension.with_none else ()),
    )


def missing_code(dimension: Dimension) -> str | None:
    """Return the code of persons of whom the dimension is not known; None where there is no such code."""
    return None if isinstance(dimension, DistinctCount | Scores | Services) else dimension.missing


def missing_is_no_attribute(dimension: Dimension) -> bool:
    """Return whether the missing code of a dimension may be no attribute of a person, by specification."""
    return missing_code(dimension) is not None and getattr(dimension, "missing_is", "attribute") == "not_an_attribute"
