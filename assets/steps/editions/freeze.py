"""Freezing a year: the submissions of its latest draft are fixed, and later ones go to the next edition.

Belongs here: freezing, unfreezing, and the submissions that came too late. Does not: which submission is current
(resources/register.py), deferring one (defer.py), releasing (release.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assets.steps.editions.lookup import Edition, as_on_shelf, editions_of
from assets.steps.provenance.pedigree import counted_submissions
from assets.steps.release.key_of_year import require_key_of_year
from assets.steps.release.open_year import Tell, log, open_year
from assets.steps.runtime.errors import OperatorError
from resources.editions import CutOff
from resources.register import RegisterRow
from resources.stores import Stores


class FreezeError(OperatorError):
    """A year that cannot be frozen or unfrozen; nothing was written."""


@dataclass(frozen=True)
class LateSubmission:
    """One delivery that is not in an edition: it arrived after the cut-off, or it is deferred."""

    office: str
    delivery: str
    received_on: str


def freeze(stores: Stores, year: int, tell: Tell = log) -> CutOff:
    """Freeze ``year`` at its latest draft. ``tell``: see ``open_year``.

    Raises FreezeError, EditionLookupError. A draft that is out of date is refused: submissions received since would be
    neither in it nor late.
    """
    with open_year(stores, year, tell=tell):
        require_key_of_year(stores, year)
        return _freeze(stores, year)


def _freeze(stores: Stores, year: int) -> CutOff:
    frozen = stores.editions.cut_off(year)
    if frozen is not None:
        raise FreezeError(f"{year} is frozen already, at draft-{frozen.draft}; unfreeze it first, or release it")
    drafts = [edition for edition in editions_of(stores, year) if edition.kind == "draft"]
    if not drafts:
        raise FreezeError(f"there is no draft of {year} to freeze")
    draft = as_on_shelf(stores, drafts[-1])
    pedigree = draft.pedigree(stores)
    if pedigree is None:
        raise FreezeError(
            f"{draft.name} has no pedigree, it was made by an older version: run {year} again, then freeze"
        )
    in_draft, current = (
        {(submission.office, submission.digest, submission.forms) for submission in submissions}
        for submissions in (pedigree.standing, counted_submissions(stores, year))
    )
    if in_draft != current:
        raise FreezeError(f"{draft.name} is out of date: submissions changed since; run {year} again, then freeze")
    rows = stores.register.rows(year)
    return stores.editions.freeze(year, draft.number, max((row.submission_no for row in rows), default=0))


def unfreeze(stores: Stores, year: int, tell: Tell = log) -> CutOff:
    """End the freeze of ``year`` without a release. ``tell``: see ``open_year``.

    Raises FreezeError where it is not frozen.
    """
    with open_year(stores, year, tell=tell):
        if stores.editions.cut_off(year) is None:
            raise FreezeError(f"{year} is not frozen")
        return stores.editions.end_cut_off(year, "lifted")


def received_after(stores: Stores, year: int) -> tuple[LateSubmission, ...]:
    """Return the deliveries that go to a later edition of a year, in the order of their names.

    These are deliveries after the cut-off of a frozen year, and deferred ones.
    """
    return _late(stores.register.after_cut_off(year))


def received_after_edition(stores: Stores, edition: Edition) -> tuple[LateSubmission, ...]:
    """Return the deliveries that came too late for an edition, and went or go to a later one.

    For a draft: those after the cut-off at which it is frozen. For a released edition: those between its cut-off and
    that of the next. For both: those that arrived before and were deferred.
    """
    if edition.kind == "draft":
        frozen = stores.editions.cut_off(edition.year)
        if frozen and frozen.draft <= edition.number:
            return received_after(stores, edition.year)
        return _late(_deferred(stores, edition))
    cut_offs = stores.editions.cut_offs(edition.year)
    released = [cut_off.submission_no for cut_off in cut_offs if cut_off.state == "released"]
    if len(released) < edition.number:
        return ()
    until = released[edition.number] if len(released) > edition.number else None
    cut_off = released[edition.number - 1]
    deferred = [row for row in _deferred(stores, edition) if row.submission_no <= cut_off]
    return _late([*deferred, *stores.register.between(edition.year, cut_off, until)])


def _deferred(stores: Stores, edition: Edition) -> list[RegisterRow]:
    """Return the submissions that are or were deferred and are not in the edition."""
    pedigree = edition.pedigree(stores)
    counted = {(submission.office, submission.digest) for submission in pedigree.standing} if pedigree else set()
    rows = stores.register.rows(edition.year)
    return [row for row in rows if row.waits and (row.office, row.digest) not in counted]


def _late(rows: Sequence[RegisterRow]) -> tuple[LateSubmission, ...]:
    return tuple(LateSubmission(row.office, row.delivery, row.received_on) for row in rows)
