"""The vintages of a cell and the revision triangle of a total: how a number changed from edition to edition.

A vintage is one row per cell and edition in which the cell appeared or changed. Every number here was printed in an
edition. Belongs here: reading vintages. Does not: recording them (provenance/vintage_records.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import pandas as pd

from assets.steps.provenance.vintage_records import CELL, GONE, Printed
from reports.published import SYMBOLS
from resources.editions import EditionEntry, Kind
from resources.stores import Stores


@dataclass(frozen=True)
class Vintage:
    """A cell as one edition printed it: the first edition that printed it, or one that revised it."""

    edition: str  # 2012/draft-3
    printed: Printed


@dataclass(frozen=True)
class Triangle:
    """One cell of several years by edition.

    ``editions``: in the order in which they were made. ``rows``: by year, the cell in each edition; None where the
    edition has no such cell.
    """

    table: str
    codes: tuple[str, ...]
    measure: str
    editions: tuple[str, ...]
    rows: dict[int, tuple[Printed | None, ...]]


def vintages(stores: Stores, cell_id: str, kind: Kind = "draft") -> tuple[Vintage, ...]:
    """Return the first vintage of a cell and its revisions, in the order of the editions."""
    rows = stores.warehouse.read("vintages", where={"kind": kind, "cell_id": cell_id})
    order = {(entry.year, entry.number): place for place, entry in enumerate(_in_order(stores, kind))}
    placed = [
        (order[int(year), int(number)], Vintage(f"{year}/{kind}-{number}", (value, status, flag)))
        for year, number, value, status, flag in rows[["year", "number", *CELL]].itertuples(index=False, name=None)
    ]
    return tuple(vintage for _, vintage in sorted(placed, key=lambda pair: pair[0]))


def triangle(
    stores: Stores,
    table: str,
    codes: Sequence[str],
    measure: str = "persons",
    kind: Kind = "draft",
    year: int | None = None,
) -> Triangle:
    """Return the revision triangle of one cell over all editions of a kind, of all review years or of one."""
    prefix = ":".join((table, *codes, measure))
    rows = stores.warehouse.read("vintages", where={"kind": kind} | ({} if year is None else {"year": year}))
    of_cell = rows[rows["cell_id"].str.rpartition(":")[0] == prefix]
    editions = [entry for entry in _in_order(stores, kind) if year in (None, entry.year)]
    by_year: dict[int, tuple[Printed | None, ...]] = {}
    for cell_id, changes in of_cell.groupby("cell_id"):
        of_year = int(str(cell_id).rpartition(":")[2])
        by_year[of_year] = tuple(_as_of(changes, entry) for entry in editions)
    names = tuple(f"{entry.year}/{entry.name}" for entry in editions)
    return Triangle(table, tuple(codes), measure, names, dict(sorted(by_year.items())))


def _in_order(stores: Stores, kind: Kind) -> list[EditionEntry]:
    """Return each edition once, in the order in which they were made."""
    first: dict[tuple[int, int], EditionEntry] = {}
    for entry in stores.editions.entries():
        if entry.kind == kind:
            first.setdefault((entry.year, entry.number), entry)
    return list(first.values())


def _as_of(changes: pd.DataFrame, edition: EditionEntry) -> Printed | None:
    """Return the cell as it was in an edition; None where the edition has no such cell."""
    until = changes[(changes["year"] == edition.year) & (changes["number"] <= edition.number)]
    if not len(until):
        return None
    last = until.sort_values("number", kind="stable").iloc[-1]
    printed = (str(last["value"]), str(last["status"]), str(last["flag"]))
    return None if printed == GONE else printed


def shown(printed: Printed | None) -> str:
    """Return a cell as a table prints it: its value, or the shorthand of its status."""
    if printed is None:
        return ""
    value, status, flag = printed
    without_value = "" if status == GONE[1] else SYMBOLS.get(status, status)
    return (value or without_value) + (f" ({flag})" if flag else "")
