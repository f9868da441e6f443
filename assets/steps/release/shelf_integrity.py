"""Integrity check: editions that were altered on the shelf are not used as input.

Belongs here: the check of released editions of a year, and of drafts of earlier years, before their numbers are used.
Does not: the edition that an operator names (editions/lookup.py), digests (resources/shelf.py).
"""

from collections.abc import Sequence

from assets.steps.runtime.errors import OperatorError
from resources.stores import Stores


def require_released_unaltered(stores: Stores, year: int) -> None:
    """Raise OperatorError where a released edition of ``year`` or of a later year was removed or edited.

    Editions of later years print numbers of ``year``, too.
    """
    entries = stores.editions.entries()
    for entry in (entry for entry in entries if entry.kind == "edition" and entry.year >= year):
        name = f"{entry.year}/{entry.name}"
        folder = stores.shelf.edition(entry.year, entry.number, "edition")
        if folder is None:
            raise OperatorError(f"{name} was released and is gone from the shelf: put it back")
        edited = stores.shelf.edited_by_hand(folder, entry.manifest_sha256)
        if edited:
            raise OperatorError(f"{name} was edited by hand since it was released: {listed_few(edited)}")


def require_earlier_drafts_unaltered(stores: Stores, year: int) -> None:
    """Raise OperatorError where the latest draft of an earlier year was edited: its numbers would be printed."""
    for before in (other for other in stores.shelf.years() if other < year):
        latest = stores.shelf.latest(before)
        if latest is None:
            continue
        entries = [
            entry for entry in stores.editions.entries(before) if entry.kind == "draft" and entry.name == latest.name
        ]
        edited = stores.shelf.edited_by_hand(latest, entries[-1].manifest_sha256 if entries else "")
        if edited:
            problem = f"{before}/{latest.name} was edited by hand since it was put on the shelf: {listed_few(edited)}"
            raise OperatorError(f"{problem}. {year} prints numbers of it: run {before} again, then {year}")


def listed_few(files: Sequence[str], most: int = 5) -> str:
    """Return the names of the first files, and how many more there are."""
    return ", ".join(files[:most]) + (f" and {len(files) - most} more" if len(files) > most else "")
