"""Recording an edition: its entry in the warehouse, and each of its cells that appeared or changed (vintages).

Belongs here: what is written when an edition has been put on the shelf. Does not: putting it there
(review/publish_draft.py), printing vintages (editions/revision_triangle.py).
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
"""A cell that an earlier edition printed and this one does not: a country that left a ranking."""


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
    """Record the edition in ``folder``; one recorded already, on the same submissions, changes nothing.

    ``pedigree`` names the entry of the vault; ``draft``: which draft a released edition was.
    """
    number = int(folder.name.rpartition("-")[2])
    content = str(stores.shelf.manifest(folder)["content"])
    sha256 = hashlib.sha256((folder / MANIFEST).read_bytes()).hexdigest()
    before = stores.editions.entries(year)
    known = any((one.kind, one.number) == (kind, number) for one in before)
    if not known:
        stands = last_printed(stores, year, kind)
        printed = printed_cells(folder)
        changed = {cell: said for cell, said in printed.items() if stands.get(cell) != said}
        gone = {cell: GONE for cell, said in stands.items() if said != GONE and cell not in printed}
        rows = [(year, kind, number, cell, *said) for cell, said in sorted({**changed, **gone}.items())]
        frame = pd.DataFrame(rows, columns=list(VINTAGE_COLUMNS))
        stores.warehouse.write_partition("vintages", {"year": year, "kind": kind, "number": number}, frame)
    stores.editions.add(year, kind, number, number if draft is None else draft, content, sha256, pedigree)


def last_printed(stores: Stores, year: int, kind: Kind) -> dict[str, Printed]:
    """Return each cell as it was last recorded in editions of a kind; ``gone`` is one that the last did not print."""
    rows = stores.warehouse.read("vintages", where={"year": year, "kind": kind})
    ordered = rows.sort_values("number", kind="stable").drop_duplicates("cell_id", keep="last")
    cells = zip(*(ordered[name] for name in ("cell_id", *CELL)), strict=True)
    return {str(cell): (str(value), str(status), str(flag)) for cell, value, status, flag in cells}
