"""The state of each office for each form: one of seven, never "missing" (field rule 2).

Belongs here: the seven states, and telling them from the register, the calendar, who is asked for what, and what became
of the rows. Does not: reading files, printing (pipelines/cli), counting regions (reports/statistics).

expected        nothing has come that speaks of the form
on_time, late   rows of the form stand; by the day on which the first delivery that held the form was received
nil             the office states that there was nothing
partial         what stands speaks of the form and holds neither rows nor a nil statement, or marks rows as partial
rejected        what came could not be accepted, and nothing stands
not_applicable  the form is not asked of the office, and it sent none
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

import pandas as pd

from expectations.calendar import submission_period
from expectations.contract import Contract
from expectations.geography import offices as expected_offices
from expectations.reporting_forms import is_asked
from resources.register import RegisterRow
from resources.stores import Stores
from resources.warehouse import cases_table, read_table

State = Literal["expected", "on_time", "late", "nil", "partial", "rejected", "not_applicable"]
STATES: tuple[State, ...] = get_args(State)
RECEIVED: tuple[State, ...] = ("on_time", "late", "nil", "partial")
STATE_COLUMNS = ("office", "form", "state")
ESTIMATION, PARTIAL = "estimation", "PARTIAL"


@dataclass(frozen=True)
class FormRows:
    """What became of the rows of one office and form."""

    read: int = 0
    held_back: int = 0
    marked_partial: int = 0


@dataclass(frozen=True)
class Arrivals:
    """The register's rows of one office in one year, and what stands by form."""

    rows: Sequence[RegisterRow] = ()
    standing: Mapping[str, RegisterRow] = field(default_factory=dict)


def state_of(form: str, year: int, arrivals: Arrivals, rows: FormRows, *, asked: bool = True) -> State:
    """Return the state of one office for one form; ``asked``: whether the office owes it."""
    stands = arrivals.standing.get(form)
    if stands is None:
        if any(row.state == "rejected" for row in arrivals.rows) and asked:
            return "rejected"
        return "expected" if asked else "not_applicable"
    if stands.state == "received":
        return _timeliness(year, [stands])
    if form in stands.nil_forms:
        return "nil"
    if not rows.read:
        return "partial" if asked else "not_applicable"
    if rows.held_back == rows.read:
        return "rejected"
    if rows.marked_partial:
        return "partial"
    return _timeliness(year, [row for row in arrivals.rows if row.state == "read" and row.holds(form)] or [stands])


def _timeliness(year: int, held_the_form: Sequence[RegisterRow]) -> State:
    """Tell by the first delivery that held the form: a correction sent later makes nothing late."""
    first = min((row.received_on for row in held_the_form if row.received_on), default="")
    return "late" if first and submission_period(year).is_late(date.fromisoformat(first)) else "on_time"


def state_of_office(states: Sequence[State]) -> State:
    """Return the state of an office as a whole from those of its forms, the ones not applicable left out."""
    asked = {state for state in states if state != "not_applicable"}
    if not asked:
        return "not_applicable"
    if len(asked) == 1:
        return next(iter(asked))
    if asked <= {"on_time", "late", "nil"}:
        return "late" if "late" in asked else "on_time"
    return "rejected" if asked == {"expected", "rejected"} else "partial"


def form_states(stores: Stores, year: int) -> pd.DataFrame:
    """Return one row an office expected or heard of and a form of the contract: office, form, state."""
    by_office = arrivals_by_office(stores, year)
    rows = _rows(stores, year)
    found = []
    for office in sorted({*expected_offices(), *by_office}):
        arrivals = by_office.get(office, Arrivals())
        for form, definition in stores.contract.forms.items():
            asked = is_asked(form, office, year) and not definition.is_optional
            state = state_of(form, year, arrivals, rows.get((office, form), FormRows()), asked=asked)
            found.append((office, form, state))
    return pd.DataFrame(found, columns=list(STATE_COLUMNS), dtype="str")


def arrivals_by_office(stores: Stores, year: int) -> dict[str, Arrivals]:
    """Return the register of a year by office, for those from whom anything came."""
    rows: dict[str, list[RegisterRow]] = {}
    for row in stores.register.within_cut_off(year):
        rows.setdefault(row.office, []).append(row)
    standing: dict[str, dict[str, RegisterRow]] = {}
    for (office, form), row in stores.register.current(year).items():
        standing.setdefault(office, {})[form] = row
    return {office: Arrivals(own, standing.get(office, {})) for office, own in rows.items()}


def _rows(stores: Stores, year: int) -> dict[tuple[str, str], FormRows]:
    counts, where = stores.warehouse.counts, {"year": year}
    held = counts("held_back", ["office", "form"], where)
    partial = _marked_partial(stores, stores.contract, year)
    return {
        (office, form): FormRows(read, held.get((office, form), 0), partial.get((office, form), 0))
        for form in stores.contract.forms
        for (office,), read in counts(read_table(form), ["office"], where).items()
    }


def _marked_partial(stores: Stores, contract: Contract, year: int) -> dict[tuple[str, str], int]:
    """Count the accepted rows that say of themselves that they are partial, in forms that ask."""
    where = {"year": year, ESTIMATION: PARTIAL}
    return {
        (office, key): rows
        for key, form in contract.forms.items()
        if ESTIMATION in form.by_name
        for (office,), rows in stores.warehouse.counts(cases_table(key), ["office"], where).items()
    }
