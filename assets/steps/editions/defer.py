"""Letting what came from one office wait: beside a released edition it would show, for it is of too few persons.

Belongs here: which submissions wait, and ending that. Does not: finding that something would show (reports/disclosure),
what stands without them (resources/register.py).
"""

from assets.steps.editions.freeze import LateSubmission
from assets.steps.editions.lookup import editions_of
from assets.steps.runtime.errors import OperatorError
from resources.register import RegisterRow
from resources.stores import Stores


class DeferError(OperatorError):
    """Submissions that cannot wait, or do not; nothing was written."""


def defer_office(stores: Stores, year: int, office: str) -> tuple[LateSubmission, ...]:
    """Let what ``office`` sent since the last released edition of ``year`` wait; return its deliveries.

    What stood in that edition stands again, from the next run on. Raises DeferError.
    """
    _not_frozen(stores, year)
    released = [one for one in editions_of(stores, year) if one.kind == "edition"]
    if not released:
        raise DeferError(
            f"no edition of {year} has been released, so nothing can show beside it, and nothing need wait"
        )
    pedigree = released[-1].pedigree(stores)
    if pedigree is None:
        raise DeferError(f"what {released[-1].name} stands on was not kept")
    stood = {one.digest for one in pedigree.standing if one.office == office}
    cut_off = max(one.submission_no for one in stores.editions.cut_offs(year) if one.state == "released")
    since = [
        row
        for row in stores.register.rows(year, office)
        if row.state in ("received", "read") and row.waits != "waits" and row.digest not in stood
        if row.submission_no > cut_off or row.waits
    ]
    if not since:
        raise DeferError(f"nothing of {office} for {year} has come in since {released[-1].name}")
    return _marked(stores, since, waits=True)


def undo_deferral(stores: Stores, year: int, office: str) -> tuple[LateSubmission, ...]:
    """Let what waits of ``office`` come in with the next run; return its deliveries. Raises DeferError."""
    _not_frozen(stores, year)
    waiting = [row for row in stores.register.rows(year, office) if row.waits == "waits"]
    if not waiting:
        raise DeferError(f"nothing of {office} for {year} waits")
    return _marked(stores, waiting, waits=False)


def _not_frozen(stores: Stores, year: int) -> None:
    frozen = stores.editions.cut_off(year)
    if frozen is not None:
        raise DeferError(f"{year} is frozen at draft-{frozen.draft}: lift that first, or release it")


def _marked(stores: Stores, rows: list[RegisterRow], *, waits: bool) -> tuple[LateSubmission, ...]:
    for row in rows:
        stores.register.mark_waiting(row.submission_no, "waits" if waits else "waited")
    return tuple(LateSubmission(row.office, row.delivery, row.received_on) for row in rows)
