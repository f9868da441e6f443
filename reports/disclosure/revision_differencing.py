"""Differencing between editions of one table: revisions under the threshold.

A reader of two editions computes by how much each count changed, and a change of 1 to 10 persons is confidential. If
any count changed by so few since a released edition, every number that differs from that edition is suppressed. The
numbers that are still printed are those that the reader has already. The suppression ends with the change.

Belongs here: this rule, for tables outside the linked tables of an edition. Does not: which tables these are and where
released ones are kept (assets/steps/release/derived_tables.py), tables from cubes (reports/disclosure/model).
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
    """Return the table without the numbers from which, with a released table of the same key, few persons follow.

    ``copied``: codes of the last dimension whose numbers are copied from other tables and protected there; the
    difference between such a number and one of this table is a count too.
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
    return replace(table, cells=tuple(_suppressed(c) if _place(c) in suppressed else c for c in table.cells))


def _place(cell: Cell) -> CellPlace:
    return cell.codes, cell.measure, cell.year


def _printed(table: ProtectedTable) -> dict[CellPlace, float]:
    return {_place(cell): cell.value for cell in table.cells if cell.value is not None}


def _changes(now: dict[CellPlace, float], then: dict[CellPlace, float], copied: Collection[str]) -> Iterator[float]:
    """Yield by how much each count, and its difference from a copied number, changed."""
    both = {place: now[place] - then[place] for place in now if place in then and place[1] in COUNTS}
    for (codes, measure, year), change in both.items():
        if codes[-1] in copied:
            continue
        yield change
        for whole in copied:
            of_whole = both.get(((*codes[:-1], whole), measure, year))
            if of_whole is not None:
                yield of_whole - change


def _suppressed(cell: Cell) -> Cell:
    return replace(cell, value=None, status="confidential", flag="")
