"""The key of a year: all editions and ad-hoc tables of a year break ties with one tie-break key.

Two keys give two suppression patterns of the same records, and a reader of both computes what either suppresses.
Belongs here: refusing another key than that of the editions of the year on the shelf and in the register. Does not: the
key (resources/key.py).
"""

from collections.abc import Iterator

from assets.steps.provenance.pedigree import DamagedPedigreeError, open_pedigree
from assets.steps.runtime.errors import OperatorError
from resources.shelf import ShelfError
from resources.stores import Stores


class AnotherKeyError(OperatorError):
    """An edition of a year that was made with another key than that of the home; names the edition."""


def require_key_of_year(stores: Stores, year: int) -> None:
    """Raise AnotherKeyError where an edition that prints numbers of ``year`` was made with another tie-break key.

    Editions of versions before 0.3 do not name theirs, and hinder nothing.
    """
    ours = stores.key.tie_break_fingerprint
    other = next((name for name, key in _keys_on_shelf(stores, year) if key != ours), None)
    other = other or next((name for name, key in _keys_in_register(stores, year) if key != ours), None)
    if other is not None:
        raise AnotherKeyError(
            f"{other} was made with another key, and two suppression patterns of the same records would disclose "
            f"what they suppress: put back the key with which {other} was made, and subkeys.age with it"
        )


def _keys_on_shelf(stores: Stores, year: int) -> Iterator[tuple[str, str]]:
    """Yield name and fingerprint of the editions of a year, and of released ones of later years that print it."""
    for of_year in (each for each in stores.shelf.years() if each >= year):
        kinds = ("draft", "edition") if of_year == year else ("edition",)
        for folder in (folder for kind in kinds for folder in stores.shelf.editions(of_year, kind)):
            try:
                manifest = stores.shelf.manifest(folder)
            except ShelfError:
                continue  # edited by hand, which other checks say
            if manifest.key_fingerprint and (of_year == year or str(year) in manifest.years_beside):
                yield f"{of_year}/{folder.name}", manifest.key_fingerprint


def _keys_in_register(stores: Stores, year: int) -> Iterator[tuple[str, str]]:
    """Yield name and fingerprint of the recorded editions of a year that are gone from the shelf."""
    for entry in stores.editions.entries(year):
        if stores.shelf.edition(year, entry.number, entry.kind) is None:
            try:
                fingerprint = open_pedigree(stores, entry.stands_on).key_fingerprint
            except DamagedPedigreeError:
                continue  # the home has another key then, and does not open, or its vault is damaged
            if fingerprint:
                yield f"{year}/{entry.name}", fingerprint
