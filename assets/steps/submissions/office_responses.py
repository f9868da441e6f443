"""The responses of a year: one row per office, with its states and its numbers of rows; and totals of the year.

Belongs here: sums of the register and the warehouse, counts only. Does not: printing them (pipelines/cli).
"""

from dataclasses import dataclass

import pandas as pd

from assets.steps.submissions.corrections import corrections_applied
from assets.steps.submissions.form_states import RECEIVED, Arrivals, arrivals_by_office, form_states, state_of_office
from expectations.geography import NOT_STATED_OFFICE, is_office
from resources.stores import Stores
from resources.warehouse import cases_table, read_table


def strays_of(stores: Stores, year: int) -> int:
    """Return how many entries of a year in the drop were ignored: no office, no name of a delivery, or no file."""
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
    """All offices of a year, by code. ``nature``: of the current submissions. ``states``: office, form, state."""

    year: int
    offices: tuple[OfficeResponse, ...]
    nature: frozenset[str]
    submissions: tuple[str, ...]
    states: pd.DataFrame
    corrections_applied: int = 0

    @property
    def expected(self) -> int:
        """Number of offices, expected ones and senders; records without a country come from no office."""
        return sum(office.office != NOT_STATED_OFFICE for office in self.offices)

    def count(self, *states: str) -> int:
        """Return how many offices are in one of these states."""
        return sum(office.state in states for office in self.offices if office.office != NOT_STATED_OFFICE)

    @property
    def offices_received(self) -> int:
        """Number of offices with a current submission, nil statements included."""
        return self.count(*RECEIVED)

    @property
    def rows_read(self) -> int:
        """Number of rows of the current submissions."""
        return sum(office.rows_read for office in self.offices)

    @property
    def rows_accepted(self) -> int:
        """Number of rows that are counted."""
        return sum(office.rows_accepted for office in self.offices)

    @property
    def rows_held_back(self) -> int:
        """Number of rows that are not counted."""
        return sum(office.rows_held_back for office in self.offices)


def year_response(stores: Stores, year: int) -> YearResponse:
    """Return the responses of a year, from the register and the warehouse."""
    by_office = arrivals_by_office(stores, year)
    states = form_states(stores, year)
    current = {row.submission_no: row for arrivals in by_office.values() for row in arrivals.standing.values()}
    rows = _rows_by_office(stores, year)
    offices = []
    for name, of_office in states.groupby("office"):
        office, arrivals = str(name), by_office.get(str(name), Arrivals())
        read, accepted, held_back = (counts.get(office, 0) for counts in rows)
        reasons = tuple(row.reason for row in arrivals.rows if row.state == "rejected")
        forms = dict(zip(of_office["form"], of_office["state"], strict=True))
        state = state_of_office(tuple(forms.values()))
        offices.append(OfficeResponse(office, state, len(arrivals.rows), reasons, read, accepted, held_back, forms))
    natures = frozenset(row.nature for row in current.values() if row.nature)
    digests = tuple(sorted(row.digest for row in current.values()))
    return YearResponse(year, tuple(offices), natures, digests, states, corrections_applied(stores, year))


def _rows_by_office(stores: Stores, year: int) -> tuple[dict[str, int], dict[str, int], dict[str, int]]:
    """Return rows read, accepted and held back, each by office."""
    read: dict[str, int] = {}
    accepted: dict[str, int] = {}
    held_back: dict[str, int] = {}
    for form in stores.contract.forms:
        for counts, table in ((read, read_table(form)), (accepted, cases_table(form))):
            for (office,), rows in stores.warehouse.counts(table, ["office"], {"year": year}).items():
                counts[office] = counts.get(office, 0) + rows
    for (office,), rows in stores.warehouse.counts("held_back", ["office"], {"year": year}).items():
        held_back[office] = rows
    return read, accepted, held_back
