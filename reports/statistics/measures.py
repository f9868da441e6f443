"""Measures: what the number in a cell is a number of, as data (measures.yaml).

Belongs here: the model of measures.yaml. Does not: counting (tabulation.py), how a number is written
(reports/documents).
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal, Self

from pydantic import BaseModel, ConfigDict, RootModel, model_validator

from expectations.contract import Labels
from reports.specification_loader import SpecificationEntryError, load

PERSONS, SHARE, BASE, RESPONSE, MEAN = "persons", "share_pct", "base", "response_pct", "mean_score"


class Measure(BaseModel):
    """One measure: how it is counted, its unit, and whether a small number of it is confidential."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["persons", "records", "different", "sum", "derived"]
    unit: Labels
    confidential: bool = True
    amount: str | None = None  # of a sum: the amount of the cube that is added up

    @model_validator(mode="after")
    def _sums_name_an_amount(self) -> Self:
        if (self.kind == "sum") != (self.amount is not None):
            raise SpecificationEntryError("a sum names the amount that it adds up, and nothing else does", "amount")
        return self


class Measures(RootModel[dict[str, Measure]]):
    """All of measures.yaml."""


@lru_cache(maxsize=1)
def load_measures() -> dict[str, Measure]:
    """Load measures.yaml. Raises SpecificationError, which names file and line, for anything that is not usable."""
    return load("measures.yaml", Measures, Path(__file__).parent).root
