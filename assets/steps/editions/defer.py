"""Deferring the submissions of an office: they are left out until more have arrived.

An operator defers an office where its submissions since a released edition are of too few persons: the difference of
the two editions would disclose them.

Belongs here: which submissions are deferred, and undoing it. Does not: finding such differences (reports/disclosure),
which submission is current without them (resources/register.py).
"""

from assets.steps.editions.freeze import LateSubmission
from assets.steps.editions.lookup import editions_of
from assets.steps.release.open_year import Tell, log, open_year
from assets.steps.runtime.errors import OperatorError
from resources.register import RegisterRow
from resources.stores import Stores


class DeferError(OperatorError):
    """Submissions that cannot be deferred, or are not deferred; nothing was written."""


def defer_office(stores: Stores, year: int, office: str, tell: Tell = log) -> tuple[LateSubmission, ...]:
    """Defer what ``office`` sent since the last released edition of ``year``; return its deliveries.

    From the next run on, the submissions of that edition are current again. ``tell``: see ``open_year``. Raises
    DeferError.
    """
    with open_year(stores, year, tell=tell):
        return _defer_office(stores, year, office)


def undo_deferral(stores: Stores, year: int, office: str, tell: Tell = log) -> tuple[LateSubmission, ...]:
    """Use the deferred submissions of ``office`` from the next run on; return its deliveries. Raises DeferError."""
    with open_year(stores, year, tell=tell):
        _require_not_frozen(stores, year)
        deferred = [row for row in stores.register.rows(year, office) if row.waits == "waits"]
        if not deferred:
            raise DeferError(f"no submission of {office} for {year} is deferred")
        return _mark(stores, deferred, deferred=False)


def _defer_office(stores: Stores, year: int, office: str) -> tuple[LateSubmission, ...]:
    _require_not_frozen(stores, year)
    released = [edition for edition in editions_of(stores, year) if edition.kind == "edition"]
    if not released:
        raise DeferError(f"no edition of {year} has been released; there is nothing to defer {office} for")
    pedigree = released[-1].pedigree(stores)
    if pedigree is None:
        raise DeferError(f"{released[-1].name} has no pedigree, so what came since is not known")
    counted = {submission.digest for submission in pedigree.standing if submission.office == office}
    cut_offs = stores.editions.cut_offs(year)
    last_cut_off = max(cut_off.submission_no for cut_off in cut_offs if cut_off.state == "released")
    since = [
        row
        for row in stores.register.rows(year, office)
        if row.state in ("received", "read") and row.waits != "waits" and row.digest not in counted
        if row.submission_no > last_cut_off or row.waits
    ]
    if not since:
        raise DeferError(f"nothing was received from {office} for {year} since {released[-1].name}")
    return _mark(stores, since, deferred=True)


def _require_not_frozen(stores: Stores, year: int) -> None:
    frozen = stores.editions.cut_off(year)
    if frozen is not None:
        raise DeferError(f"{year} is frozen at draft-{frozen.draft}: unfreeze it first, or release it")


def _mark(stores: Stores, rows: list[RegisterRow], *, deferred: bool) -> tuple[LateSubmission, ...]:
    stores.register.mark_waiting([row.submission_no for row in rows], "waits" if deferred else "waited")
    return tuple(LateSubmission(row.office, row.delivery, row.received_on) for row in rows)
