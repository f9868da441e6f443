"""Looking up editions by the name that an operator types, on the shelf and in the warehouse.

Belongs here: names to editions, and the errors of a name. Does not: printing, comparing.
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
from resources.shelf import number_of
from resources.stores import Stores

NAMED = re.compile(r"(?:(?P<year>[0-9]{4})/)?(?:(?P<kind>draft|edition)-)?(?P<number>[1-9][0-9]{0,5})")


class EditionLookupError(OperatorError):
    """A name of no edition, or of several; or an edition that was edited by hand. Nothing was written."""


@dataclass(frozen=True)
class Edition:
    """One edition on the shelf. ``entry``: its row in the warehouse; None for an edition older than the records."""

    year: int
    kind: Kind
    number: int
    folder: Path
    entry: EditionEntry | None

    @property
    def name(self) -> str:
        """Year and folder, such as 2012/draft-3."""
        return f"{self.year}/{self.kind}-{self.number}"

    def pedigree(self, stores: Stores) -> Pedigree | None:
        """Return the pedigree; None where none was recorded."""
        return open_pedigree(stores, self.entry.stands_on) if self.entry else None

    def edited_by_hand(self, stores: Stores) -> list[str]:
        """Return the files that changed since the edition was put on the shelf."""
        return stores.shelf.edited_by_hand(self.folder, self.entry.manifest_sha256 if self.entry else "")

    def tables(self) -> dict[str, ProtectedTable]:
        """Return its tables by key, those that have a specification today."""
        tables = {}
        for path in sorted((self.folder / "tables").glob("*.csv")):
            try:
                tables[path.stem] = read_table(path, path.stem, self.year)
            except KeyError:
                continue  # a table of an earlier version of the code; its cells still count as printed
        return tables


def find_edition(stores: Stores, named: str, year: int | None = None) -> Edition:
    """Return the edition of that name: 3, draft-3, edition-1, 2012/3.

    The year may be left out where the shelf has editions of one year only. Raises EditionLookupError.
    """
    match = NAMED.fullmatch(named.strip())
    if match is None:
        raise EditionLookupError("an edition is named by its number, or as draft-3, edition-1 or 2012/draft-3")
    of_year = int(match["year"]) if match["year"] else year
    if match["year"] and year is not None and int(match["year"]) != year:
        raise EditionLookupError(f"{named} is no edition of {year}")
    if of_year is None:
        years = stores.shelf.years()
        if len(years) != 1:
            on_shelf = f"there are editions of {', '.join(map(str, years))}" if years else "there is no edition"
            raise EditionLookupError(f"name the year too: {on_shelf}")
        of_year = years[0]
    kind: Kind = "edition" if match["kind"] == "edition" else "draft"
    number = int(match["number"])
    folder = stores.shelf.edition(of_year, number, kind)
    if folder is None:
        names = [edition.name.rpartition("/")[2] for edition in editions_of(stores, of_year)]
        raise EditionLookupError(
            f"there is no {kind}-{number} of {of_year}: {'there are ' + ', '.join(names) if names else 'there is none'}"
        )
    return Edition(of_year, kind, number, folder, stores.editions.entry(of_year, kind, number))


def editions_of(stores: Stores, year: int) -> list[Edition]:
    """Return the drafts of a year, then its released editions, each in the order of their numbers."""
    entries: dict[tuple[str, int], EditionEntry] = {}
    for entry in stores.editions.entries(year):
        entries[entry.kind, entry.number] = entry
    editions = []
    kinds: tuple[Kind, ...] = ("draft", "edition")
    for kind in kinds:
        for folder in stores.shelf.editions(year, kind):
            number = number_of(folder)
            editions.append(Edition(year, kind, number, folder, entries.get((kind, number))))
    return editions


def as_on_shelf(stores: Stores, edition: Edition) -> Edition:
    """Return the edition. Raises EditionLookupError, with the names of files, where it was edited by hand."""
    edited = edition.edited_by_hand(stores)
    if edited:
        raise EditionLookupError(
            f"{edition.name} was edited by hand since it was put on the shelf: {listed_few(edited)}"
        )
    return edition
