"""The pattern that the search of a year's draft begins with: what the draft before it suppressed.

The pattern of a draft is a field of its pedigree, which is encrypted in the vault. Where the pedigree is damaged, the
suppressed cells are read from the draft's tables on the shelf. A draft of an earlier version of the program, which had
other rules, is not followed (decision record 0058).

Belongs here: finding this pattern, and its rows in the pedigree. Does not: the search that begins with it
(reports/disclosure/suppression).
"""

import logging
from dataclasses import dataclass
from pathlib import Path

from assets.steps.provenance.pedigree import DamagedPedigreeError, KeptPattern, Pedigree, open_pedigree
from assets.steps.release.published_tables import read_shelf_table
from assets.steps.runtime.errors import OperatorError
from reports.disclosure.suppression.pattern_before import CellBefore, DraftPattern
from reports.statistics import load_tables
from resources.editions import EditionEntry
from resources.stores import Stores

NOT_FOLLOWED = "the next draft does not follow its suppression pattern, so do not give both to the same reader"
ANY_VALUE = 10**9  # more persons than any cell has

tell = logging.getLogger("review").warning


@dataclass(frozen=True)
class SearchStart:
    """What a search begins with. ``pedigree``: the vault entry of the draft before; empty where there is none.

    ``before``: the vault entry of the draft with whose pattern the search of that draft began.

    ``fault``: one sentence where a pattern could not be read as it was kept, and what was done; empty otherwise.
    """

    pedigree: str = ""
    pattern: DraftPattern | None = None
    fault: str = ""
    before: str = ""

    def stands_on(self, pattern: DraftPattern | None) -> str:
        """Return the vault entry of the draft with whose pattern the search for ``pattern`` began.

        Where nothing changed, the draft is the same, and its search began earlier.
        """
        return self.before if self.pattern is not None and pattern is self.pattern else self.pedigree


NO_DRAFT_BEFORE = SearchStart()


def start_of_search(stores: Stores, year: int) -> SearchStart:
    """Return the pattern with which the search of the year's next draft begins.

    Where a pattern cannot be read, one sentence says so, and what is taken instead.
    """
    entries = stores.editions.entries(year)
    if not entries:
        return NO_DRAFT_BEFORE
    start = _after(stores, entries[-1])
    if start.fault:
        tell(start.fault)
    return start


def kept_pattern(pattern: DraftPattern) -> KeptPattern:
    """Return a pattern as the pedigree keeps it."""
    rows = (
        (name, cell.since, cell.least, cell.most, cell.primary_value) for name, cell in sorted(pattern.cells.items())
    )
    starts = ((name, theme, part) for name, (theme, part) in sorted(pattern.starts.items()))
    return KeptPattern(pattern.number, tuple(rows), tuple(sorted(pattern.searched)), tuple(starts))


def _after(stores: Stores, last: EditionEntry) -> SearchStart:
    """Return what a search after the edition recorded last begins with."""
    try:
        pedigree = open_pedigree(stores, last.stands_on)
    except DamagedPedigreeError:
        return _from_shelf(stores, last, f"the pattern of {last.year}/{last.name} cannot be read in the vault")
    return _of(last, pedigree)


def _of(entry: EditionEntry, pedigree: Pedigree) -> SearchStart:
    if pedigree.pattern is None:
        return SearchStart(
            fault=f"{entry.year}/{entry.name} was made by an earlier version, or not protected together: {NOT_FOLLOWED}"
        )
    cells = {
        name: CellBefore(since, least, most, primary) for name, since, least, most, primary in pedigree.pattern.cells
    }
    starts = {name: (theme, part) for name, theme, part in pedigree.pattern.starts}
    kept = pedigree.pattern
    pattern = DraftPattern(kept.number, cells, _values(pedigree), searched=frozenset(kept.searched), starts=starts)
    return SearchStart(entry.stands_on, pattern, before=pedigree.pattern_before)


def _values(pedigree: Pedigree) -> dict[tuple[str, ...], int]:
    """Return the counts of an edition by table and codes."""
    measures = {spec.key: spec.measure for spec in load_tables()}
    found = {}
    for key, numbers in pedigree.numbers.items():
        end = f":{measures.get(key, '')}:{pedigree.year}"
        for cell_id, value in numbers.items():
            if value is not None and cell_id.endswith(end):
                found[tuple(cell_id.removesuffix(end).split(":"))] = round(value)
    return found


def _from_shelf(stores: Stores, entry: EditionEntry, fault: str) -> SearchStart:
    """Return the pattern that the tables of an edition on the shelf show."""
    folder = stores.shelf.edition(entry.year, entry.number, entry.kind)
    altered = folder is None or stores.shelf.edited_by_hand(folder, entry.manifest_sha256)
    cells = None if folder is None or altered else _suppressed_on_shelf(folder, entry.year)
    if cells is None:
        return SearchStart(fault=f"{fault}: {NOT_FOLLOWED}")
    said = f"{fault}: its suppressed cells are taken from its tables on the shelf"
    return SearchStart(entry.stands_on, DraftPattern(0, cells, None, knows_primary=False), said)


def _suppressed_on_shelf(folder: Path, year: int) -> dict[tuple[str, ...], CellBefore] | None:
    """Return the suppressed cells of all tables that print some; None where a table cannot be read.

    Their values are not known: each counts as unchanged.
    """
    cells: dict[tuple[str, ...], CellBefore] = {}
    for spec in load_tables():
        path = folder / "tables" / f"{spec.key}.csv"
        if not path.is_file():
            continue
        try:
            table = read_shelf_table(path, spec.key, spec.theme, year)
        except OperatorError:
            return None
        of_year = [cell for cell in table.cells if cell.year == year and cell.measure == spec.measure]
        if all(cell.status != "published" for cell in of_year):
            continue  # the table was suppressed as a whole
        for cell in of_year:
            if cell.status == "confidential":
                cells[spec.key, *cell.codes] = CellBefore(0, 0, ANY_VALUE)
    return cells
