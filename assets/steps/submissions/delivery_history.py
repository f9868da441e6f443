"""The history of an office's submissions: one row per delivery, with date, files and result.

Belongs here: the register as a history. Does not: the states by form (form_states.py), printing.
"""

from dataclasses import dataclass

from resources.register import RegisterRow
from resources.stores import Stores


@dataclass(frozen=True)
class SubmissionArrival:
    """One delivery. ``became``: stands, superseded, rejected, repeated, not_read, cannot_be_opened (in the vault)
    or after_cut_off (of a frozen year).

    ``forms``: those for which it is current. ``reason``: of a rejected delivery, the key of the reason.
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
    forms: dict[int, list[str]] = {}
    current = stores.register.current(year)
    for form in stores.contract.forms:
        if (office, form) in current:
            forms.setdefault(current[office, form].submission_no, []).append(form)
    late = {row.submission_no for row in stores.register.after_cut_off(year)}
    rows = stores.register.rows(year, office)
    return [_arrival(row, tuple(forms.get(row.submission_no, ())), row.submission_no in late) for row in rows]


def _arrival(row: RegisterRow, forms: tuple[str, ...], is_late: bool) -> SubmissionArrival:
    unread = "cannot_be_opened" if row.cannot_be_opened else "not_read"
    by_state = {"rejected": "rejected", "repeated": "repeated", "received": unread}
    became = "after_cut_off" if is_late else by_state.get(row.state, "stands" if forms else "superseded")
    return SubmissionArrival(
        submission_no=row.submission_no,
        office=row.office,
        delivery=row.delivery,
        received_on=row.received_on,
        files=len(row.files),
        formats=row.formats,
        rows_read=row.rows_read,
        became=became,
        forms=forms,
        reason=row.reason,
    )
