"""Sensitive indicators: tuberculosis and HIV are printed by world and population group only (field rule 9.2).

Belongs here: the rule over specifications of tables, from sensitive_indicators.yaml. Does not: protecting numbers. The
rule lists what a table may have, so that a new dimension, condition or share is refused unless it is listed.
"""

from collections.abc import Collection, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Protocol

from pydantic import BaseModel, ConfigDict

from expectations.contract import load_contract
from reports.specification_loader import SpecificationEntryError, load
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import Answers, Dimension, Ranking, codes_of, load_dimensions

INDICATORS = "indicator"  # the code list


class SensitiveIndicators(BaseModel):
    """All of sensitive_indicators.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    indicators: frozenset[str]
    variable: str
    conditions: frozenset[str]
    beside: frozenset[str]
    population_variable: str
    never_apart: frozenset[str]


class TableChoices(Protocol):
    """The parts of a table's specification that the rule reads."""

    @property
    def theme(self) -> str:
        """The cube of the table."""

    @property
    def dimensions(self) -> tuple[str, ...]:
        """The names of its dimensions."""

    @property
    def definitions(self) -> tuple[Dimension, ...]:
        """Its dimensions."""

    @property
    def where(self) -> Mapping[str, tuple[str, ...]]:
        """Which persons it counts."""

    @property
    def leave_out(self) -> Mapping[str, tuple[str, ...]]:
        """Which persons it does not count."""

    @property
    def share_base(self) -> str | None:
        """The base of its shares; None where it has none."""

    @property
    def sensitive(self) -> Collection[str]:
        """The dimensions under whose codes a zero is confidential."""


@lru_cache(maxsize=1)
def load_sensitive_indicators() -> SensitiveIndicators:
    """Load sensitive_indicators.yaml. Raises SpecificationError, which names file and line, for anything that is not
    usable."""
    return load("sensitive_indicators.yaml", SensitiveIndicators, Path(__file__).parent)


def may_hold_sensitive_indicator(spec: TableChoices) -> bool:
    """Return whether a table may hold a sensitive indicator: its cube counts a form of services, by any variable.

    A condition on the indicator keeps them out.
    """
    guarded, cubes, contract = load_sensitive_indicators(), load_cubes(), load_contract()
    chosen = (name for part in cubes.cubes[spec.theme].counts for name in part)
    fields = [field for name in chosen for field in contract.forms[cubes.selections[name].form].fields]
    if not any(field.codes == INDICATORS for field in fields):
        return False
    named = spec.where.get(guarded.variable, tuple(contract.code_lists[INDICATORS].codes))
    return bool(guarded.indicators & (set(named) - set(spec.leave_out.get(guarded.variable, ()))))


def check_sensitive_indicators(spec: TableChoices) -> None:
    """Raise SpecificationEntryError for a table with more about a sensitive indicator than its number by population
    group."""
    if not may_hold_sensitive_indicator(spec):
        return
    guarded = load_sensitive_indicators()
    said = "tuberculosis and HIV stand by world and population group only"
    if wrong := set(spec.dimensions) - guarded.beside:
        raise SpecificationEntryError(f"{said}, not by {', '.join(sorted(wrong))}", "dimensions")
    for place, condition in (("where", spec.where), ("leave_out", spec.leave_out)):
        if wrong := set(condition) - guarded.conditions:
            raise SpecificationEntryError(f"{said}, not of chosen {', '.join(sorted(wrong))}", place)
    if spec.share_base is not None or any(isinstance(one, Ranking) for one in spec.definitions):
        raise SpecificationEntryError(f"{said}, without shares and ranks", "share_base")
    for name in spec.dimensions:
        dimension = load_dimensions().dimensions[name]
        of_populations = isinstance(dimension, Answers) and dimension.variable == guarded.population_variable
        if of_populations and (apart := guarded.never_apart & set(codes_of(dimension))):
            raise SpecificationEntryError(f"{said}, and {', '.join(sorted(apart))} never apart", "dimensions")
    if spec.dimensions[0] not in spec.sensitive:
        raise SpecificationEntryError(
            "a zero of a guarded indicator says something of everybody: it is sensitive", "sensitive"
        )
