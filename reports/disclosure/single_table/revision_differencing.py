"""What came between two editions of a table that is protected by itself: it waits while it could be isolated.

Two editions side by side tell by how much a count changed, and a change of 1 to 10 is itself confidential. Where any
count changed by so few since a released edition, every number that differs from it is suppressed: what is still printed
the reader has already. It is printed again once no change is of so few.

Belongs here: that rule, for tables whose counts are no part of the joint problem. Does not: which tables these are, and
where released ones lie (assets/steps/release/derived_tables.py); tables cut from cubes (joint).
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace

from reports.published.disclosure_rules import default_threshold
from reports.published.protected_table import Cell, ProtectedTable

COUNTS = frozenset(("persons", "records", "findings"))  # rows are persons, too
CellPlace = tuple[tuple[str, ...], str, int]  # codes, measure, year


def suppress_revisions(
    table: ProtectedTable, released: Sequence[ProtectedTable], copied: Collection[str] = ()
) -> ProtectedTable:
    """Return the table without what would tell of few persons beside one of the released tables of the same key.

    ``copied``: codes of the last dimension under which stand numbers of other tables, which are protected there; what
    is left of them without a number of this table is a count, too.
    """
    suppressed: set[CellPlace] = set()
    now = _printed(table)
    for earlier in released:
        then = _printed(earlier)
        if any(0 < abs(change) < default_threshold() for change in _changes(now, then, copied)):
            suppressed |= {place for place, value in now.items() if then.get(place) != value}
    suppressed = {place for place in suppressed if place[0][-1] not in copied or place[1] not in COUNTS}
    if not suppressed:
        return table
    return replace(table, cells=tuple(_withheld(c) if _place(c) in suppressed else c for c in table.cells))


def _place(cell: Cell) -> CellPlace:
    return cell.codes, cell.measure, cell.year


def _printed(table: ProtectedTable) -> dict[CellPlace, float]:
    return {_place(cell): cell.value for cell in table.cells if cell.value is not None}


def _changes(now: dict[CellPlace, float], then: dict[CellPlace, float], copied: Collection[str]) -> Iterator[float]:
    """Yield by how much each count, and what it leaves of a copied number, changed."""
    both = {place: now[place] - then[place] for place in now if place in then and place[1] in COUNTS}
    for (codes, measure, year), change in both.items():
        if codes[-1] in copied:
            continue
        yield change
        for whole in copied:
            of_whole = both.get(((*codes[:-1], whole), measure, year))
            if of_whole is not None:
                yield of_whole - change


def _withheld(cell: Cell) -> Cell:
    return replace(cell, value=None, status="confidential", flag="")
