"""Freezing a year: what its draft stands on is fixed, and what comes later goes to the next edition.

Belongs here: freezing at the latest draft, lifting, and what came too late. Does not: which submission stands
(resources/register.py), letting one wait (defer.py), releasing (release.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assets.steps.editions.lookup import Edition, as_on_shelf, editions_of
from assets.steps.provenance.pedigree import counted_submissions
from assets.steps.runtime.errors import OperatorError
from resources.editions import CutOff
from resources.register import RegisterRow
from resources.stores import Stores


class FreezeError(OperatorError):
    """A year that cannot be frozen, or is frozen already; nothing was written."""


@dataclass(frozen=True)
class LateSubmission:
    """One delivery that came too late for an edition: after its cut-off, or waiting."""

    office: str
    delivery: str
    received_on: str


def freeze(stores: Stores, year: int) -> CutOff:
    """Fix what the latest draft of ``year`` stands on. Raises FreezeError, EditionLookupError.

    DeliveryRejectedError where deliveries have been received of which the draft knows nothing: they would be neither in
    it nor late.
    """
    frozen = stores.editions.cut_off(year)
    if frozen is not None:
        raise FreezeError(f"{year} is frozen already, at draft-{frozen.draft}; lift that first, or release it")
    drafts = [one for one in editions_of(stores, year) if one.kind == "draft"]
    if not drafts:
        raise FreezeError(f"there is no draft of {year} to freeze")
    draft = as_on_shelf(stores, drafts[-1])
    pedigree = draft.pedigree(stores)
    if pedigree is None:
        raise FreezeError(f"{draft.name} was made before editions were kept: run the year again, then freeze it")
    stands = {(one.office, one.digest, one.forms) for one in pedigree.standing}
    if {(one.office, one.digest, one.forms) for one in counted_submissions(stores, year)} != stands:
        raise FreezeError(f"{draft.name} does not stand on what stands of {year} now: run the year, then freeze it")
    rows = stores.register.rows(year)
    return stores.editions.freeze(year, draft.number, max((row.submission_no for row in rows), default=0))


def unfreeze(stores: Stores, year: int) -> CutOff:
    """End the freeze of ``year`` without a release. Raises FreezeError where it is not frozen."""
    if stores.editions.cut_off(year) is None:
        raise FreezeError(f"{year} is not frozen")
    return stores.editions.end_cut_off(year, "lifted")


def received_after(stores: Stores, year: int) -> tuple[LateSubmission, ...]:
    """Return the deliveries that go to a later edition of a year, in the order of their names.

    Those that came after the cut-off of a frozen year, and those that wait.
    """
    return _late(stores.register.after_cut_off(year))


def received_after_edition(stores: Stores, edition: Edition) -> tuple[LateSubmission, ...]:
    """Return the deliveries that came too late for an edition, and went or go to the next one.

    Of a draft, those after the cut-off at which it is frozen; of a released one, those up to the cut-off of the next.
    Of both, those that came before it and waited.
    """
    if edition.kind == "draft":
        frozen = stores.editions.cut_off(edition.year)
        if frozen and frozen.draft <= edition.number:
            return received_after(stores, edition.year)
        return _late(_waited(stores, edition))
    released = [one.submission_no for one in stores.editions.cut_offs(edition.year) if one.state == "released"]
    if len(released) < edition.number:
        return ()
    until = released[edition.number] if len(released) > edition.number else None
    cut_off = released[edition.number - 1]
    waited = [row for row in _waited(stores, edition) if row.submission_no <= cut_off]
    return _late([*waited, *stores.register.between(edition.year, cut_off, until)])


def _waited(stores: Stores, edition: Edition) -> list[RegisterRow]:
    """Return the submissions that wait, or waited once, and on which an edition does not stand."""
    pedigree = edition.pedigree(stores)
    stood = {(one.office, one.digest) for one in pedigree.standing} if pedigree else set()
    rows = stores.register.rows(edition.year)
    return [row for row in rows if row.waits and (row.office, row.digest) not in stood]


def _late(rows: Sequence[RegisterRow]) -> tuple[LateSubmission, ...]:
    return tuple(LateSubmission(row.office, row.delivery, row.received_on) for row in rows)
