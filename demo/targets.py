"""What a demonstration year counts up to, and how its invented persons are spread: the models of the YAML files here.

Belongs here: loading targets_<year>.yaml, distributions.yaml and faults.yaml. Does not: making persons from them.
"""

from functools import lru_cache
from pathlib import Path
from typing import Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, model_validator

Counts = dict[str, int]
Weights = dict[str, float]
ROOM = Path(__file__).parent


class _TargetEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class VictimTargets(_TargetEntry):
    """Victims of trafficking, each once; places by country of exploitation, origins by citizenship."""

    persons: int
    nationalities: int
    sex: Counts
    age: Counts
    forced_labour: int
    sexual_exploitation: int
    forced_labour_and_sexual: int
    scope: Counts
    regions: Counts
    region_not_stated: int
    destinations: Counts
    origins: Counts
    origin_not_stated: int
    mission_basis: int
    not_victims: int
    reported_by_two_offices: int

    @model_validator(mode="after")
    def _sums_agree(self) -> Self:
        parts = (self.sex, self.age, self.scope, {**self.regions, "": self.region_not_stated})
        if any(sum(part.values()) != self.persons for part in parts):
            raise ValueError("sex, age, scope and regions of the victims must each sum to the persons")
        return self


class ReturnTargets(_TargetEntry):
    """Returns of the host side; ``female`` and ``children`` are of those who are not victims in the first form too."""

    persons: int
    female: int
    children: int
    hosts: Counts
    host_countries: int
    unaccompanied_children: int
    victims_of_trafficking: int
    also_victims: int
    also_vulnerable: int
    after_return_linked: int
    after_return_other: int


class VulnerableTargets(_TargetEntry):
    """Children without their parents among the other vulnerable migrants."""

    unaccompanied_children: int
    separated_children: int


class ProjectTargets(_TargetEntry):
    """Projects, each once, and all who took part in their training."""

    number: int
    training_participants: int


class HealthTargets(_TargetEntry):
    """Health services by indicator and unit of count; the first unit of an indicator is that of most offices."""

    indicators: dict[str, Counts]


class OfficePlan(_TargetEntry):
    """Which offices do not simply deliver once in time.

    ``rejected`` gives the reason; ``totals_only`` the totals by measure of offices that keep no case records.
    """

    nil: tuple[str, ...]
    silent: tuple[str, ...]
    rejected: dict[str, str]
    late: tuple[str, ...]
    corrected: tuple[str, ...]
    sent_twice: tuple[str, ...]
    good_then_rejected: tuple[str, ...]
    partial: tuple[str, ...]
    totals_only: dict[str, Counts]

    @property
    def without_records(self) -> frozenset[str]:
        """The offices that no person may be reported by."""
        return frozenset((*self.nil, *self.silent, *self.rejected, *self.totals_only))


class Targets(_TargetEntry):
    """All numbers of one demonstration year; every person once."""

    year: int
    persons: int
    sex: Counts
    age: Counts
    nationalities: int
    nationalities_left_out: tuple[str, ...]
    projects: ProjectTargets
    health: HealthTargets
    victims: VictimTargets
    returns: ReturnTargets
    vulnerable: VulnerableTargets
    offices: OfficePlan

    @model_validator(mode="after")
    def _sums_agree(self) -> Self:
        if sum(self.sex.values()) != self.persons or sum(self.age.values()) != self.persons:
            raise ValueError("sex and age must each sum to the persons")
        return self


class RowFault(_TargetEntry):
    """One kind of fault put into a field of rows that meet ``when``."""

    kind: str
    form: str
    field: str
    rule: str
    rows: int
    when: dict[str, tuple[str, ...]]
    write: dict[str, dict[str, tuple[str, ...]]]


class HeldBackRow(_TargetEntry):
    """One kind of additional row, which the checks hold back."""

    kind: str
    form: str
    rule: str
    rows: int


class UnknownColumn(_TargetEntry):
    """A column that no form has, sent by these offices."""

    offices: tuple[str, ...]
    header: dict[str, str]
    text: dict[str, str]


class Faults(_TargetEntry):
    """All that is put in on purpose; ``rows`` are those of 2012."""

    in_a_row: tuple[RowFault, ...]
    held_back: tuple[HeldBackRow, ...]
    unknown_column: UnknownColumn


def _content(name: str) -> dict[str, Any]:
    content: dict[str, Any] = yaml.safe_load((ROOM / name).read_text(encoding="utf-8"))
    return content


@lru_cache(maxsize=4)
def load_targets(year: int) -> Targets:
    """Load the targets of a year. Raises FileNotFoundError for a year without a demonstration."""
    return Targets.model_validate(_content(f"targets_{year}.yaml"))


@lru_cache(maxsize=1)
def load_distributions() -> dict[str, Any]:
    """Load the weights, relative within their list."""
    return _content("distributions.yaml")


@lru_cache(maxsize=1)
def load_faults() -> Faults:
    """Load the faults."""
    return Faults.model_validate(_content("faults.yaml"))
