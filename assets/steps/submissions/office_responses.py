"""How a year stands: the state of each office and form; rows read, accepted, held back; corrections applied.

Belongs here: the register and the warehouse summed up, counts only. Does not: printing it (pipelines/cli).
"""

from dataclasses import dataclass

import pandas as pd

from assets.steps.submissions.corrections import corrections_applied
from assets.steps.submissions.form_states import RECEIVED, Arrivals, arrivals_by_office, form_states, state_of_office
from expectations.geography import NOT_STATED_OFFICE, is_office
from resources.stores import Stores
from resources.warehouse import cases_table, read_table


def strays_of(stores: Stores, year: int) -> int:
    """Return how many entries of a year in the drop were not taken: no office, no delivery's name, or no file."""
    unknown = sum(not is_office(delivery.office) for delivery in stores.source.deliveries(year))
    return unknown + stores.source.strays(year)


@dataclass(frozen=True)
class OfficeResponse:
    """One office in one year. ``state``, and ``forms`` by form: one of the seven states (form_states.py)."""

    office: str
    state: str
    deliveries: int
    reasons: tuple[str, ...]
    rows_read: int
    rows_accepted: int
    rows_held_back: int
    forms: dict[str, str]


@dataclass(frozen=True)
class YearResponse:
    """All offices of a year, by code; ``nature`` is what the submissions that stand are."""

    year: int
    offices: tuple[OfficeResponse, ...]
    nature: frozenset[str]
    submissions: tuple[str, ...]
    states: pd.DataFrame  # office, form, state
    corrections_applied: int = 0

    @property
    def expected(self) -> int:
        """Offices expected or heard of; records without a country come from no office."""
        return sum(office.office != NOT_STATED_OFFICE for office in self.offices)

    def count(self, *states: str) -> int:
        """Return how many offices are in one of these states."""
        return sum(office.state in states for office in self.offices if office.office != NOT_STATED_OFFICE)

    @property
    def offices_received(self) -> int:
        """Offices of which anything stands, nil statements included."""
        return self.count(*RECEIVED)

    @property
    def rows_read(self) -> int:
        """Rows of the submissions that stand."""
        return sum(office.rows_read for office in self.offices)

    @property
    def rows_accepted(self) -> int:
        """Rows that are counted."""
        return sum(office.rows_accepted for office in self.offices)

    @property
    def rows_held_back(self) -> int:
        """Rows that are not."""
        return sum(office.rows_held_back for office in self.offices)


def year_response(stores: Stores, year: int) -> YearResponse:
    """Sum up a year from the register and the warehouse."""
    by_office = arrivals_by_office(stores, year)
    states = form_states(stores, year)
    standing = {row.submission_no: row for own in by_office.values() for row in own.standing.values()}
    rows = _rows_by_office(stores, year)
    offices = []
    for name, own in states.groupby("office"):
        office, arrivals = str(name), by_office.get(str(name), Arrivals())
        read, accepted, held = (counts.get(office, 0) for counts in rows)
        reasons = tuple(row.reason for row in arrivals.rows if row.state == "rejected")
        forms = dict(zip(own["form"], own["state"], strict=True))
        state = state_of_office(tuple(forms.values()))
        offices.append(OfficeResponse(office, state, len(arrivals.rows), reasons, read, accepted, held, forms))
    natures = frozenset(row.nature for row in standing.values() if row.nature)
    digests = tuple(sorted(row.digest for row in standing.values()))
    return YearResponse(year, tuple(offices), natures, digests, states, corrections_applied(stores, year))


def _rows_by_office(stores: Stores, year: int) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    read: dict[str, int] = {}
    accepted: dict[str, int] = {}
    held: dict[str, int] = {}
    for form in stores.contract.forms:
        for counts, table in ((read, read_table(form)), (accepted, cases_table(form))):
            for (office,), rows in stores.warehouse.counts(table, ["office"], {"year": year}).items():
                counts[office] = counts.get(office, 0) + rows
    for (office,), rows in stores.warehouse.counts("held_back", ["office"], {"year": year}).items():
        held[office] = rows
    return read, accepted, held
