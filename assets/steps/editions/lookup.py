"""Finding an edition: by what a person types, on the shelf and in the warehouse.

Belongs here: names to editions, and the faults of a name. Does not: printing, comparing.
"""

import re
from dataclasses import dataclass
from pathlib import Path

from assets.steps.provenance.pedigree import Pedigree, open_pedigree
from assets.steps.release.published_tables import read_table
from assets.steps.release.shelf_integrity import listed_few
from assets.steps.runtime.errors import OperatorError
from reports.published import ProtectedTable
from resources.editions import EditionEntry, Kind
from resources.stores import Stores

NAMED = re.compile(r"(?:(?P<year>[0-9]{4})/)?(?:(?P<kind>draft|edition)-)?(?P<number>[1-9][0-9]{0,5})")


class EditionLookupError(OperatorError):
    """An edition was asked for that there is not, or that cannot be told from another; nothing was written."""


@dataclass(frozen=True)
class Edition:
    """One edition on the shelf; ``entry`` is None for one that was put there before editions were recorded."""

    year: int
    kind: Kind
    number: int
    folder: Path
    entry: EditionEntry | None

    @property
    def name(self) -> str:
        """Such as 2012/draft-3."""
        return f"{self.year}/{self.kind}-{self.number}"

    def pedigree(self, stores: Stores) -> Pedigree | None:
        """Return what it stands on; None where that was not recorded."""
        return open_pedigree(stores, self.entry.stands_on) if self.entry else None

    def edited_by_hand(self, stores: Stores) -> list[str]:
        """Return the files that are not what they were when the edition was put on the shelf."""
        return stores.shelf.edited_by_hand(self.folder, self.entry.manifest_sha256 if self.entry else "")

    def tables(self) -> dict[str, ProtectedTable]:
        """Return its tables, those that a specification of today knows."""
        found = {}
        for path in sorted((self.folder / "tables").glob("*.csv")):
            try:
                found[path.stem] = read_table(path, path.stem, self.year)
            except KeyError:
                continue  # a table of an earlier version of the code; its cells still count as printed
        return found


def find_edition(stores: Stores, named: str, year: int | None = None) -> Edition:
    """Return the edition that a person names: 3, draft-3, edition-1, 2012/3.

    Without a year it is that of the shelf where there is but one. Raises EditionLookupError.
    """
    said = NAMED.fullmatch(named.strip())
    if said is None:
        raise EditionLookupError("an edition is named by its number, or as draft-3, edition-1 or 2012/draft-3")
    of_year = int(said["year"]) if said["year"] else year
    if said["year"] and year is not None and int(said["year"]) != year:
        raise EditionLookupError(f"{named} is no edition of {year}")
    if of_year is None:
        years = stores.shelf.years()
        if len(years) != 1:
            there = f"there are editions of {', '.join(map(str, years))}" if years else "there is no edition"
            raise EditionLookupError(f"name the year too: {there}")
        of_year = years[0]
    kind: Kind = "edition" if said["kind"] == "edition" else "draft"
    number = int(said["number"])
    folder = stores.shelf.edition(of_year, number, kind)
    if folder is None:
        known = [one.name.rpartition("/")[2] for one in editions_of(stores, of_year)]
        raise EditionLookupError(
            f"there is no {kind}-{number} of {of_year}: {'there are ' + ', '.join(known) if known else 'there is none'}"
        )
    return Edition(of_year, kind, number, folder, stores.editions.entry(of_year, kind, number))


def editions_of(stores: Stores, year: int) -> list[Edition]:
    """Return the drafts of a year and then its released editions, each by number."""
    known: dict[tuple[str, int], EditionEntry] = {(one.kind, one.number): one for one in stores.editions.entries(year)}
    found = []
    kinds: tuple[Kind, ...] = ("draft", "edition")
    for kind in kinds:
        for folder in stores.shelf.editions(year, kind):
            number = int(folder.name.rpartition("-")[2])
            found.append(Edition(year, kind, number, folder, known.get((kind, number))))
    return found


def as_on_shelf(stores: Stores, one: Edition) -> Edition:
    """Return an edition that nobody edited by hand. Raises EditionLookupError, which names the files, for another."""
    edited = one.edited_by_hand(stores)
    if edited:
        raise EditionLookupError(f"{one.name} was edited by hand since it was put on the shelf: {listed_few(edited)}")
    return one
