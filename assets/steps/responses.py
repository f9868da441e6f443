"""How a year stands: offices expected, received, late, nil, rejected, silent; rows read, accepted, held back.

Belongs here: the register and the warehouse summed up, counts only. Does not: printing it (pipelines/command_line).
"""

from dataclasses import dataclass
from datetime import date

from expectations.calendar import submission_period
from expectations.geography import NOT_STATED_OFFICE, is_office
from expectations.geography import offices as expected_offices
from resources.register import RegisterRow
from resources.stores import Stores
from resources.warehouse import cases_table, read_table


def strays_of(stores: Stores, year: int) -> int:
    """Return how many entries of a year in the drop were not taken: no office, no delivery's name, or no file."""
    unknown = sum(not is_office(delivery.office) for delivery in stores.source.deliveries(year))
    return unknown + stores.source.strays(year)


@dataclass(frozen=True)
class OfficeResponse:
    """One office in one year. ``state``: received, late, nil, rejected or silent; rows over all forms."""

    office: str
    state: str
    deliveries: int
    reasons: tuple[str, ...]
    rows_read: int
    rows_accepted: int
    rows_held_back: int


@dataclass(frozen=True)
class YearResponse:
    """All offices of a year, by code; ``nature`` is what the submissions that stand are."""

    year: int
    offices: tuple[OfficeResponse, ...]
    nature: frozenset[str]
    submissions: tuple[str, ...]

    @property
    def expected(self) -> int:
        """Offices expected or heard of; records without a country come from no office."""
        return sum(office.office != NOT_STATED_OFFICE for office in self.offices)

    def count(self, *states: str) -> int:
        """Return how many offices are in one of these states."""
        return sum(office.state in states for office in self.offices if office.office != NOT_STATED_OFFICE)

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
    by_office: dict[str, list[RegisterRow]] = {}
    for row in stores.register.rows(year):
        by_office.setdefault(row.office, []).append(row)
    standing = {row.submission_no: row for row in stores.register.current(year).values()}
    rows = _rows_by_office(stores, year)
    offices = []
    for office in sorted({*expected_offices(), *by_office}):
        arrivals = by_office.get(office, [])
        stands = [row for row in standing.values() if row.office == office]
        read, accepted, held = (counts.get(office, 0) for counts in rows)
        reasons = tuple(row.reason for row in arrivals if row.state == "rejected")
        state = _state(year, arrivals, stands, len(stores.contract.forms))
        offices.append(OfficeResponse(office, state, len(arrivals), reasons, read, accepted, held))
    natures = frozenset(row.nature for row in standing.values() if row.nature)
    return YearResponse(year, tuple(offices), natures, tuple(sorted(row.digest for row in standing.values())))


def _state(year: int, arrivals: list[RegisterRow], stands: list[RegisterRow], forms: int) -> str:
    if not arrivals:
        return "silent"
    if not stands:
        return "rejected"
    if all(len(row.nil_forms) == forms for row in stands):
        return "nil"
    first = min((row.received_on for row in arrivals if row.state != "rejected" and row.received_on), default="")
    return "late" if first and submission_period(year).is_late(date.fromisoformat(first)) else "received"


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
