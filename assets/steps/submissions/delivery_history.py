"""The history of an office's submissions: who sent what when, and what became of it.

Belongs here: the register told as a history. Does not: the states by form (form_states.py), printing.
"""

from dataclasses import dataclass

from resources.register import RegisterRow
from resources.stores import Stores


@dataclass(frozen=True)
class SubmissionArrival:
    """One delivery. ``became``: stands, superseded, rejected, repeated, not_read or after_cut_off (of a frozen year).

    ``forms``: those for which it stands; ``reason``: the key of a refusal, of a delivery rejected.
    """

    submission_no: int
    office: str
    delivery: str
    received_on: str  # YYYY-MM-DD, empty where the delivery's name begins with no date
    files: int
    formats: tuple[dict[str, str], ...]
    rows_read: int | None
    became: str
    forms: tuple[str, ...]
    reason: str


def history(stores: Stores, year: int, office: str) -> list[SubmissionArrival]:
    """Return every delivery of one office for a year, in the order in which later ones supersede earlier ones."""
    stands: dict[int, list[str]] = {}
    current = stores.register.current(year)
    for form in stores.contract.forms:
        if (office, form) in current:
            stands.setdefault(current[office, form].submission_no, []).append(form)
    late = {row.submission_no for row in stores.register.after_cut_off(year)}
    rows = stores.register.rows(year, office)
    return [_arrival(row, tuple(stands.get(row.submission_no, ())), row.submission_no in late) for row in rows]


def _arrival(row: RegisterRow, forms: tuple[str, ...], is_late: bool) -> SubmissionArrival:
    became = (
        "after_cut_off"
        if is_late
        else {"rejected": "rejected", "repeated": "repeated", "received": "not_read"}.get(
            row.state, "stands" if forms else "superseded"
        )
    )
    said = (row.submission_no, row.office, row.delivery, row.received_on, len(row.files), row.formats, row.rows_read)
    return SubmissionArrival(*said, became, forms, row.reason)
