"""What lies on the shelf is what was put there: numbers that somebody edited by hand stand in nothing that follows.

Belongs here: released editions of a year, and drafts of earlier years, looked at before their numbers are used. Does
not: one edition that a person names (editions/lookup.py), digests (resources/shelf.py).
"""

from collections.abc import Sequence

from assets.steps.runtime.errors import OperatorError
from resources.stores import Stores


def require_released_unaltered(stores: Stores, year: int) -> None:
    """Raise OperatorError where a released edition of ``year``, or of a later one, is gone from the shelf or was
    edited.

    Those of later years print numbers of ``year`` beside their own.
    """
    for entry in (one for one in stores.editions.entries() if one.kind == "edition" and one.year >= year):
        name = f"{entry.year}/{entry.name}"
        folder = stores.shelf.edition(entry.year, entry.number, "edition")
        if folder is None:
            raise OperatorError(f"{name} was released and is gone from the shelf: put it back")
        edited = stores.shelf.edited_by_hand(folder, entry.manifest_sha256)
        if edited:
            raise OperatorError(f"{name} was edited by hand since it was released: {listed_few(edited)}")


def require_earlier_drafts_unaltered(stores: Stores, year: int) -> None:
    """Raise OperatorError where the latest draft of a year before, of which numbers are printed, was edited by hand."""
    for before in (one for one in stores.shelf.years() if one < year):
        latest = stores.shelf.latest(before)
        if latest is None:
            continue
        entries = [one for one in stores.editions.entries(before) if one.kind == "draft" and one.name == latest.name]
        edited = stores.shelf.edited_by_hand(latest, entries[-1].manifest_sha256 if entries else "")
        if edited:
            named = f"{before}/{latest.name} was edited by hand since it was put on the shelf: {listed_few(edited)}"
            raise OperatorError(f"{named}. Its numbers stand beside those of {year}: run {before} again, then {year}")


def listed_few(files: Sequence[str], most: int = 5) -> str:
    """Return the first files of some, and how many more there are."""
    return ", ".join(files[:most]) + (f" and {len(files) - most} more" if len(files) > most else "")
