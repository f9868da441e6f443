"""The rules across forms and years as data: bands of change, and how control totals are counted from case records.

Belongs here: loading and validating consistency.yaml. Does not: applying it (consistency.py).
"""

from functools import lru_cache
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

CONTROL, BELOW, ABOVE = "control_total_differs", "far_below_last_year", "far_above_last_year"
EMPTY, LINKED = "form_empty_without_nil", "linked_records_disagree"
CONSISTENCY_RULES = (CONTROL, BELOW, ABOVE, EMPTY, LINKED)
FAMILY = "consistency"


class _RuleEntry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ChangeRule(_RuleEntry):
    """The forms whose persons are compared with last year's, and from when a change is remarked on."""

    forms: tuple[str, ...]
    factor: float = Field(gt=1)
    fewest_persons: int = Field(ge=1)


class MeasureSelection(_RuleEntry):
    """Case records of a form: ``only`` those with these answers, without those of ``leave_out``."""

    form: str
    only: dict[str, tuple[str, ...]] = {}
    leave_out: dict[str, tuple[str, ...]] = {}


class ConsistencyRules(_RuleEntry):
    """All that consistency.yaml says."""

    change: ChangeRule
    measures: dict[str, tuple[MeasureSelection, ...]]


@lru_cache(maxsize=1)
def load_consistency_rules() -> ConsistencyRules:
    """Load consistency.yaml."""
    return ConsistencyRules.model_validate(
        yaml.safe_load((Path(__file__).parent / "consistency.yaml").read_text(encoding="utf-8"))
    )


def case_columns(form: str) -> tuple[str, ...]:
    """Return the columns of a form's case records that control totals are counted from."""
    selections = [
        selection
        for selections_of_measure in load_consistency_rules().measures.values()
        for selection in selections_of_measure
        if selection.form == form
    ]
    asked = {name for selection in selections for name in (*selection.only, *selection.leave_out)}
    return ("office", "person_key", "sex", "age", "age_band", "citizenship", *sorted(asked))
