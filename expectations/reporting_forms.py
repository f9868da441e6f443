"""Which office reports which form, and since when: reporting_forms.yaml.

Belongs here: whether a form is asked of an office for a year. Does not: what the office sent (assets/steps), deadlines
(calendar.py).
"""

from functools import lru_cache
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

from expectations.errors import ReviewError
from expectations.geography import is_office

LAST = 9999


class ReportingFormsError(ReviewError, ValueError):
    """A file of reporting forms that cannot be used; says which entry."""


class ReportingPeriod(BaseModel):
    """Review years, both ends included; open at the end where ``until`` is not given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    since: int
    until: int = LAST

    def holds(self, year: int) -> bool:
        """Say whether a year lies in the period."""
        return self.since <= year <= self.until


class ReportingForm(BaseModel):
    """The offices and years of which one form is asked."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    asked: Literal["every_office", "where_delivered"]
    since: int
    until: int = LAST
    not_asked: dict[str, ReportingPeriod] = {}

    def is_asked_of(self, office: str, year: int) -> bool:
        """Say whether the office owes the form for a year."""
        exempt = office in self.not_asked and self.not_asked[office].holds(year)
        return self.asked == "every_office" and self.since <= year <= self.until and not exempt


def read_reporting_forms(content: str) -> dict[str, ReportingForm]:
    """Return the entries by form. Raises ReportingFormsError for anything that is not usable."""
    entries = yaml.safe_load(content)
    if not isinstance(entries, dict):
        raise ReportingFormsError("reporting_forms.yaml: has no entries by form")
    forms: dict[str, ReportingForm] = {}
    for form, entry in entries.items():
        try:
            forms[str(form)] = ReportingForm.model_validate(entry)
        except ValidationError as error:
            places = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg']}" for e in error.errors())
            raise ReportingFormsError(f"reporting_forms.yaml, {form}: {places}") from None
        if unknown := [office for office in forms[str(form)].not_asked if not is_office(office)]:
            raise ReportingFormsError(f"reporting_forms.yaml, {form}: no office {', '.join(sorted(unknown))}")
    return forms


@lru_cache(maxsize=1)
def reporting_forms() -> dict[str, ReportingForm]:
    """Return the entries of reporting_forms.yaml by form."""
    return read_reporting_forms(Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8"))


def is_asked(form: str, office: str, year: int) -> bool:
    """Say whether ``form`` is asked of ``office`` for ``year``; a form without an entry is asked of every office."""
    entry = reporting_forms().get(form)
    return entry is None or entry.is_asked_of(office, year)
