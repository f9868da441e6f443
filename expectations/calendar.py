"""The calendar of submissions: when a year opens, when its deadline is, when it closes.

Belongs here: dates from calendar.yaml. Does not: what happens then (pipelines/schedules.py).
"""

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import yaml


@dataclass(frozen=True)
class SubmissionPeriod:
    """The period in which submissions of one review year are taken, last days included."""

    opens: date
    deadline: date
    closes: date

    def is_open_on(self, day: date) -> bool:
        """Return whether submissions are expected on ``day``."""
        return self.opens <= day <= self.closes

    def is_late(self, received_on: date) -> bool:
        """Return whether a submission received on that day is late."""
        return received_on > self.deadline


@lru_cache(maxsize=1)
def _month_days() -> dict[str, str]:
    content: dict[str, str] = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))
    return content


def submission_period(year: int) -> SubmissionPeriod:
    """Return the period for a review year; it lies in the year after."""
    days = {name: date.fromisoformat(f"{year + 1}-{month_day}") for name, month_day in _month_days().items()}
    return SubmissionPeriod(**days)
