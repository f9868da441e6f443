"""Vintages: each published number in the edition in which it first appeared, and each revision of it since.

Belongs here: the series of a number by edition, and the revision triangle of a total. Does not: recording them
(provenance/vintage_records.py). Everything here was printed in an edition; nothing is unprotected.
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
    """A number as one edition printed it, the first that did so or one that revised it."""

    edition: str  # 2012/draft-3
    printed: Printed


@dataclass(frozen=True)
class Triangle:
    """A number of several years by edition. ``rows``: by year, what each edition printed; None: it had no such cell.

    ``editions`` are in the order in which they were made.
    """

    table: str
    codes: tuple[str, ...]
    measure: str
    editions: tuple[str, ...]
    rows: dict[int, tuple[Printed | None, ...]]


def vintages(stores: Stores, cell_id: str, kind: Kind = "draft") -> tuple[Vintage, ...]:
    """Return the first vintage of a number and each revision of it, in the order of the editions."""
    rows = stores.warehouse.read("vintages", where={"kind": kind, "cell_id": cell_id})
    order = {(one.year, one.number): place for place, one in enumerate(_in_order(stores, kind))}
    found = [
        (order[int(year), int(number)], Vintage(f"{year}/{kind}-{number}", (value, status, flag)))
        for year, number, value, status, flag in rows[["year", "number", *CELL]].itertuples(index=False, name=None)
    ]
    return tuple(vintage for _, vintage in sorted(found, key=lambda one: one[0]))


def triangle(
    stores: Stores,
    table: str,
    codes: Sequence[str],
    measure: str = "persons",
    kind: Kind = "draft",
    year: int | None = None,
) -> Triangle:
    """Return the revision triangle of one number, over all editions of a kind; of one review year where it is named."""
    prefix = ":".join((table, *codes, measure))
    rows = stores.warehouse.read("vintages", where={"kind": kind} | ({} if year is None else {"year": year}))
    own = rows[rows["cell_id"].str.rpartition(":")[0] == prefix]
    editions = [one for one in _in_order(stores, kind) if year in (None, one.year)]
    found: dict[int, tuple[Printed | None, ...]] = {}
    for cell_id, changes in own.groupby("cell_id"):
        of_year = int(str(cell_id).rpartition(":")[2])
        found[of_year] = tuple(_as_of(changes, one) for one in editions)
    return Triangle(table, tuple(codes), measure, tuple(map(_name, editions)), dict(sorted(found.items())))


def _in_order(stores: Stores, kind: Kind) -> list[EditionEntry]:
    """Return each edition once, in the order in which they were made."""
    first: dict[tuple[int, int], EditionEntry] = {}
    for one in stores.editions.entries():
        if one.kind == kind:
            first.setdefault((one.year, one.number), one)
    return list(first.values())


def _name(one: EditionEntry) -> str:
    return f"{one.year}/{one.name}"


def _as_of(changes: pd.DataFrame, edition: EditionEntry) -> Printed | None:
    until = changes[(changes["year"] == edition.year) & (changes["number"] <= edition.number)]
    if not len(until):
        return None
    last = until.sort_values("number", kind="stable").iloc[-1]
    said = (str(last["value"]), str(last["status"]), str(last["flag"]))
    return None if said == GONE else said


def shown(printed: Printed | None) -> str:
    """Return a number as it stands in a table: its value, or the shorthand of its status."""
    if printed is None:
        return ""
    value, status, flag = printed
    without_value = "" if status == GONE[1] else SYMBOLS.get(status, status)
    return (value or without_value) + (f" ({flag})" if flag else "")
