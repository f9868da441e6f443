"""Recording an edition in the warehouse: one entry per edition, and one vintage per cell that appeared or changed.

Belongs here: what is written after an edition was put on the shelf. Does not: putting it there
(review/publish_draft.py), reading vintages (editions/revision_triangle.py).
"""

import csv
import hashlib
import io
from pathlib import Path

import pandas as pd

from resources.editions import Kind
from resources.shelf import MANIFEST
from resources.stores import Stores

CELL = ("value", "status", "flag")
VINTAGE_COLUMNS = ("year", "kind", "number", "cell_id", *CELL)
Printed = tuple[str, str, str]
"""A cell as it is printed: value (empty unless published), status and flag."""

GONE: Printed = ("", "gone", "")
"""A cell that an earlier edition printed and this one does not, such as a country that left a ranking."""


def printed_cells(folder: Path) -> dict[str, Printed]:
    """Return every cell of an edition on the shelf by its cell_id, as its table files print it."""
    cells: dict[str, Printed] = {}
    for path in sorted((folder / "tables").glob("*.csv")):
        for row in csv.DictReader(io.StringIO(path.read_text(encoding="utf-8"), newline="")):
            cells[row["cell_id"]] = (row["value"], row["status"], row["flag"])
    return cells


def record_vintages(
    stores: Stores, year: int, folder: Path, pedigree: str, kind: Kind = "draft", draft: int | None = None
) -> None:
    """Record the edition in ``folder``. Recording it again with the same pedigree changes nothing.

    ``pedigree``: its entry in the vault. ``draft``: the number of the draft that a released edition was.
    """
    number = int(folder.name.rpartition("-")[2])
    content = stores.shelf.manifest(folder).content
    sha256 = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    entries = stores.editions.entries(year)
    is_recorded = any((entry.kind, entry.number) == (kind, number) for entry in entries)
    if not is_recorded:
        before, now = last_printed(stores, year, kind), printed_cells(folder)
        changed = {cell_id: cell for cell_id, cell in now.items() if before.get(cell_id) != cell}
        gone = {cell_id: GONE for cell_id, cell in before.items() if cell != GONE and cell_id not in now}
        rows = [(year, kind, number, cell_id, *cell) for cell_id, cell in sorted({**changed, **gone}.items())]
        frame = pd.DataFrame(rows, columns=list(VINTAGE_COLUMNS))
        stores.warehouse.write_partition("vintages", {"year": year, "kind": kind, "number": number}, frame)
    stores.editions.add(year, kind, number, number if draft is None else draft, content, sha256, pedigree)


def last_printed(stores: Stores, year: int, kind: Kind) -> dict[str, Printed]:
    """Return each cell as it was last recorded in editions of a kind; GONE where the last edition did not print it."""
    rows = stores.warehouse.read("vintages", where={"year": year, "kind": kind})
    ordered = rows.sort_values("number", kind="stable").drop_duplicates("cell_id", keep="last")
    cells = zip(*(ordered[name] for name in ("cell_id", *CELL)), strict=True)
    return {str(cell): (str(value), str(status), str(flag)) for cell, value, status, flag in cells}
