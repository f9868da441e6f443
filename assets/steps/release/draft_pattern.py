"""The pattern that the search of a year's draft begins with: what the draft before it suppressed.

The pattern of a draft is a field of its pedigree, which is encrypted in the vault. A draft of an earlier version of the
program has none: its suppressed cells are read from its tables on the shelf (decision record 0058).

Belongs here: finding this pattern, and its rows in the pedigree. Does not: the search that begins with it
(reports/disclosure/suppression).
"""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from assets.steps.provenance.pedigree import DamagedPedigreeError, KeptPattern, Pedigree, open_pedigree
from assets.steps.release.published_tables import read_shelf_table
from assets.steps.runtime.errors import OperatorError
from reports.disclosure.suppression.pattern_before import CellBefore, DraftPattern
from reports.published.disclosure_rules import default_threshold
from reports.statistics import load_tables
from resources.editions import EditionEntry
from resources.stores import Stores

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
        return _from_shelf(stores, last, None, f"the pattern of {last.year}/{last.name} cannot be read in the vault")
    return _of(stores, last, pedigree)


def _of(stores: Stores, entry: EditionEntry, pedigree: Pedigree) -> SearchStart:
    if pedigree.pattern is None:
        return _from_shelf(stores, entry, pedigree, "")
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


def _from_shelf(stores: Stores, entry: EditionEntry, pedigree: Pedigree | None, fault: str) -> SearchStart:
    """Return the pattern that the tables of an edition on the shelf show."""
    folder = stores.shelf.edition(entry.year, entry.number, entry.kind)
    altered = folder is None or stores.shelf.edited_by_hand(folder, entry.manifest_sha256)
    values = None if pedigree is None else _values(pedigree)
    cells = None if folder is None or altered else _suppressed_on_shelf(folder, entry.year, values)
    if cells is None:
        name = f"{entry.year}/{entry.name}"
        reason = fault or f"{name} is not on the shelf any more or was edited by hand"
        return SearchStart(
            fault=f"{reason}: the next draft does not follow its suppression pattern, so do not give both to the same "
            "reader"
        )
    said = f"{fault}: its suppressed cells are taken from its tables on the shelf" if fault else ""
    return SearchStart(entry.stands_on, DraftPattern(0, cells, values, knows_primary=False), said)


def _suppressed_on_shelf(
    folder: Path, year: int, values: Mapping[tuple[str, ...], int] | None
) -> dict[tuple[str, ...], CellBefore] | None:
    """Return the suppressed cells of all tables that print some; None where a table cannot be read."""
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
                cells[spec.key, *cell.codes] = _cell_before((values or {}).get((spec.key, *cell.codes)))
    return cells


def _cell_before(value: int | None) -> CellBefore:
    if value is None:
        return CellBefore(0, 0, ANY_VALUE)
    return CellBefore(0, value, value, value if value < default_threshold() else None)
