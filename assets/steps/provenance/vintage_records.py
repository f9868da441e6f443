"""Recording an edition in the warehouse: one entry per edition, and one vintage per cell that appeared or changed.

Entry and vintages are one transaction. Belongs here: what is recorded of an edition that is on the shelf, and making
the vintages of a year again from the shelf. Does not: putting an edition there (put_edition.py), reading vintages
(editions/revision_triangle.py).
"""

import csv
import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from resources.editions import EditionFacts, Kind
from resources.stores import Stores

CELL = ("value", "status", "flag")
EDITION = ("kind", "number")
VINTAGE_COLUMNS = ("year", *EDITION, "cell_id", *CELL)
KINDS: tuple[Kind, ...] = ("draft", "edition")
Printed = tuple[str, str, str]
"""A cell as it is printed: value (empty unless published), status and flag."""

GONE: Printed = ("", "gone", "")
"""A cell that an earlier edition printed and this one does not, such as a country that left a ranking."""


@dataclass(frozen=True)
class VintageRepair:
    """What a repair found. ``rows``: by edition, how many vintages changed. ``lost``: editions that cannot be read."""

    rows: dict[str, int]
    lost: tuple[str, ...]


def printed_cells(folder: Path) -> dict[str, Printed]:
    """Return every cell of an edition on the shelf by its cell_id, as its table files print it."""
    cells: dict[str, Printed] = {}
    for path in sorted((folder / "tables").glob("*.csv")):
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
            cells[row["cell_id"]] = (row["value"], row["status"], row["flag"])
    return cells


def record_edition(stores: Stores, facts: EditionFacts, folder: Path, ends: int | None = None) -> None:
    """Record the edition in ``folder``: its entry and, with its first entry, its vintages.

    ``ends``: the number of the cut-off that its release ends. Recording it again with the same pedigree changes
    nothing. An edition is compared with those of a smaller number, never with its own rows. The caller holds the lock
    of the year.
    """
    changes = _changes(last_printed(stores, facts), printed_cells(folder))
    stores.editions.record(facts, _frame(facts.year, facts.kind, facts.number, changes), ends)


def last_printed(stores: Stores, facts: EditionFacts) -> dict[str, Printed]:
    """Return each cell as it was last recorded before an edition; GONE where the last one did not print it."""
    rows = stores.warehouse.read("vintages", where={"year": facts.year, "kind": facts.kind})
    before = rows[rows["number"] < facts.number].sort_values("number", kind="stable")
    return _cells(before.drop_duplicates("cell_id", keep="last"))


def are_vintages_complete(stores: Stores, year: int) -> bool:
    """Say whether each recorded edition of a year has vintages, and no other edition has.

    An edition that changed no cell has none, and counts as incomplete here; ``repair_vintages`` tells the two apart.
    """
    recorded = {(entry.kind, entry.number) for entry in stores.editions.entries(year)}
    return recorded == set(stores.warehouse.counts("vintages", EDITION, {"year": year}))


def repair_vintages(stores: Stores, year: int) -> VintageRepair:
    """Make the vintages of a year again from its editions on the shelf; return what changed.

    What is recorded of an edition that is gone from the shelf, or was edited by hand, is kept. Vintages of an edition
    without an entry are removed. All changes are one transaction. The caller holds the lock of the year.
    """
    entries = {(entry.kind, entry.number): entry for entry in stores.editions.entries(year)}
    changed: dict[str, int] = {}
    lost, writes = [], []
    for kind in KINDS:
        rows = stores.warehouse.read("vintages", where={"year": year, "kind": kind})
        recorded = {int(number): _cells(rows[rows["number"] == number]) for number in rows["number"].unique()}
        so_far: dict[str, Printed] = {}
        for number in sorted({*recorded, *(number for of_kind, number in entries if of_kind == kind)}):
            kept, entry = recorded.get(number, {}), entries.get((kind, number))
            wanted: Mapping[str, Printed] = {}
            if entry is not None:
                folder = stores.shelf.edition(year, number, kind)
                is_source = folder is not None and not stores.shelf.edited_by_hand(folder, entry.manifest_sha256)
                wanted = _changes(so_far, printed_cells(folder)) if folder is not None and is_source else kept
            if entry is not None and not so_far and not wanted:
                lost.append(entry.name)
            so_far |= wanted
            if wanted != kept:
                changed[f"{kind}-{number}"] = len(dict(wanted.items() ^ kept.items()))
                place = {"year": year, "kind": kind, "number": number}
                writes.append(("vintages", place, _frame(year, kind, number, wanted)))
    if writes:
        stores.warehouse.write_partitions(writes)
    return VintageRepair(changed, tuple(lost))


def _changes(before: Mapping[str, Printed], now: Mapping[str, Printed]) -> dict[str, Printed]:
    """Return the cells that appeared or changed, and those that went as GONE."""
    changed = {cell_id: cell for cell_id, cell in now.items() if before.get(cell_id) != cell}
    gone = {cell_id: GONE for cell_id, cell in before.items() if cell != GONE and cell_id not in now}
    return dict(sorted({**changed, **gone}.items()))


def _frame(year: int, kind: Kind, number: int, cells: Mapping[str, Printed]) -> pd.DataFrame:
    rows = [(year, kind, number, cell_id, *cell) for cell_id, cell in cells.items()]
    return pd.DataFrame(rows, columns=list(VINTAGE_COLUMNS))


def _cells(rows: pd.DataFrame) -> dict[str, Printed]:
    columns: Iterable[tuple[object, ...]] = zip(*(rows[name] for name in ("cell_id", *CELL)), strict=True)
    return {str(cell): (str(value), str(status), str(flag)) for cell, value, status, flag in columns}
