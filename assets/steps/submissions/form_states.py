"""The state of each office for each form: one of seven, never "missing" (field rule 2).

One row per office and form. Belongs here: the seven states, derived from the register, the calendar, the forms asked of
each office, and the numbers of rows. Does not: reading files, printing (pipelines/cli), counting regions (reports).

expected        no submission for the form has arrived
on_time, late   there are rows of the form; by the day on which the first delivery with the form was received
nil             the office states that there were no cases
partial         the current submission has neither rows nor a nil statement for the form, or marks rows as partial
rejected        the submission could not be accepted, and no earlier one is current
not_applicable  the form is not asked of the office, and it sent none
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal, get_args

import pandas as pd

from expectations.calendar import submission_period
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
    """Numbers of rows of one office and form."""

    read: int = 0
    held_back: int = 0
    marked_partial: int = 0


@dataclass(frozen=True)
class Arrivals:
    """The register's rows of one office in one year, and the current submission by form."""

    rows: Sequence[RegisterRow] = ()
    standing: Mapping[str, RegisterRow] = field(default_factory=dict)


def state_of(form: str, year: int, arrivals: Arrivals, rows: FormRows, *, asked: bool = True) -> State:
    """Return the state of one office for one form; ``asked``: whether the form is asked of the office."""
    current = arrivals.standing.get(form)
    if current is None:
        if any(row.state == "rejected" for row in arrivals.rows) and asked:
            return "rejected"
        return "expected" if asked else "not_applicable"
    if current.state == "received":
        return _timeliness(year, [current])
    if form in current.nil_forms:
        return "nil"
    if not rows.read:
        return "partial" if asked else "not_applicable"
    if rows.held_back == rows.read:
        return "rejected"
    if rows.marked_partial:
        return "partial"
    return _timeliness(year, [row for row in arrivals.rows if row.state == "read" and row.holds(form)] or [current])


def _timeliness(year: int, held_the_form: Sequence[RegisterRow]) -> State:
    """Return on_time or late by the first delivery with the form: a correction sent later does not make it late."""
    first = min((row.received_on for row in held_the_form if row.received_on), default="")
    return "late" if first and submission_period(year).is_late(date.fromisoformat(first)) else "on_time"


def state_of_office(states: Sequence[State]) -> State:
    """Return the state of an office from those of its forms; forms that are not applicable are left out."""
    asked = {state for state in states if state != "not_applicable"}
    if not asked:
        return "not_applicable"
    if len(asked) == 1:
        return next(iter(asked))
    if asked <= {"on_time", "late", "nil"}:
        return "late" if "late" in asked else "on_time"
    return "rejected" if asked == {"expected", "rejected"} else "partial"


def form_states(stores: Stores, year: int) -> pd.DataFrame:
    """Return one row per office and form of the contract: office, form, state. Offices: expected ones and senders."""
    by_office = arrivals_by_office(stores, year)
    rows = _rows(stores, year)
    states = []
    for office in sorted({*expected_offices(), *by_office}):
        arrivals = by_office.get(office, Arrivals())
        for form, definition in stores.contract.forms.items():
            asked = is_asked(form, office, year) and not definition.is_optional
            state = state_of(form, year, arrivals, rows.get((office, form), FormRows()), asked=asked)
            states.append((office, form, state))
    return pd.DataFrame(states, columns=list(STATE_COLUMNS), dtype="str")


def arrivals_by_office(stores: Stores, year: int) -> dict[str, Arrivals]:
    """Return the register of a year by office, for offices with a submission."""
    rows: dict[str, list[RegisterRow]] = {}
    for row in stores.register.within_cut_off(year):
        rows.setdefault(row.office, []).append(row)
    current: dict[str, dict[str, RegisterRow]] = {}
    for (office, form), row in stores.register.current(year).items():
        current.setdefault(office, {})[form] = row
    return {office: Arrivals(of_office, current.get(office, {})) for office, of_office in rows.items()}


def _rows(stores: Stores, year: int) -> dict[tuple[str, str], FormRows]:
    """Return the numbers of rows by office and form; partial ones are accepted rows of forms with that field."""
    counts, where = stores.warehouse.counts, {"year": year}
    held_back = counts("held_back", ["office", "form"], where)
    partial = {
        (office, key): rows
        for key, form in stores.contract.forms.items()
        if ESTIMATION in form.by_name
        for (office,), rows in counts(cases_table(key), ["office"], {**where, ESTIMATION: PARTIAL}).items()
    }
    return {
        (office, form): FormRows(read, held_back.get((office, form), 0), partial.get((office, form), 0))
        for form in stores.contract.forms
        for (office,), read in counts(read_table(form), ["office"], where).items()
    }
