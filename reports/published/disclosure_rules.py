"""The parameters of disclosure control: disclosure.yaml.

Belongs here: their model and loading it. Does not: applying them (reports/disclosure).
"""

from functools import lru_cache
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from reports.specification_loader import SpecificationEntry, SpecificationEntryError, load

FILE = Path(__file__).parent / "disclosure.yaml"


class Parameter(SpecificationEntry):
    """One parameter of disclosure control, with its meaning and the rule that it follows."""

    meaning: str = Field(min_length=1)
    rule: str = Field(pattern=r"^field rule [0-9]+(\.[0-9]+)?$")


class Threshold(Parameter):
    """A number of persons under which a count is confidential."""

    value: int = Field(ge=2)


class LeastContributors(Parameter):
    """A number of offices; of two each knows the number of the other."""

    value: int = Field(ge=3)


class WholeNumber(Parameter):
    """A number of persons, groups, cells, or times."""

    value: int = Field(ge=1)


class Percentage(Parameter):
    """A number in per cent, or in percentage points."""

    value: float = Field(ge=0, le=100)


class DisclosureRules(SpecificationEntry):
    """All of disclosure.yaml. One entry per parameter: its value, what it means, and the rule that it follows."""

    threshold: Threshold
    least_contributors: LeastContributors
    least_groups: WholeNumber
    least_persons_of_a_mean: WholeNumber
    missing_sex_factor: WholeNumber
    small_population_factor: WholeNumber
    small_problem_cells: WholeNumber
    share_rounding: Percentage
    several_countries_pct: Percentage

    @model_validator(mode="after")
    def _means_are_of_at_least_the_threshold(self) -> Self:
        if self.least_persons_of_a_mean.value < self.threshold.value:
            raise SpecificationEntryError("a mean of fewer persons than the threshold", "least_persons_of_a_mean")
        return self


@lru_cache(maxsize=1)
def load_disclosure_rules() -> DisclosureRules:
    """Load disclosure.yaml. Raises SpecificationError, which names file and line, for anything that is not usable."""
    return load(FILE.name, DisclosureRules, FILE.parent)


def default_threshold() -> int:
    """Return the threshold of every table that names none of its own."""
    return load_disclosure_rules().threshold.value


def least_contributors() -> int:
    """Return the least number of offices behind a printed number."""
    return load_disclosure_rules().least_contributors.value
