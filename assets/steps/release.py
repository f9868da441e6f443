"""The station `release/tables`: every table passes the one door, and what the edition stands on is written down.

Belongs here: statistics to protected tables under release/<year>/, the edition's content digest and number; reading
them back for all that follows. Does not: protecting (reports/disclosure), making tables of other kinds
(other_tables.py). Nothing here is released: the joint audit of an edition does not exist yet, so every edition is a
draft and says so.
"""

import hashlib
import json
from dataclasses import dataclass
from pathlib import Path

from assets.steps.corrections import corrections_of
from assets.steps.files import replace_file, replace_folder
from assets.steps.other_tables import KINDS, other_tables, sources_of
from assets.steps.progress import SILENT, Progress
from assets.steps.reading_back import read_table, table_of_draft
from assets.steps.responses import YearResponse, year_response
from assets.steps.sealed import ReviewFault, sealed
from assets.steps.table_kind import Making
from assets.steps.versions import code_version
from reports.disclosure import ProtectedTable
from reports.disclosure.protecting import protect
from reports.disclosure.published_csv import write
from reports.documents.edition_label import EditionLabel
from reports.statistics import from_rows, load_tables
from resources.stores import Stores

EDITION = "edition.json"


@dataclass(frozen=True)
class ReleasedTables:
    """The protected tables of an edition in the making, by key, and what its pages say of it."""

    tables: dict[str, ProtectedTable]
    label: EditionLabel


def release_folder(stores: Stores, year: int) -> Path:
    """Return where the edition of ``year`` is made."""
    return stores.home.release / str(year)


def release_tables(stores: Stores, year: int, progress: Progress = SILENT) -> ReleasedTables:
    """Protect all tables of ``year`` and write them.

    The year before, beside each, comes from that year's latest draft, holes included.
    Raises ReviewFault where a table has no numbers.
    """
    with sealed("release/tables"):
        specs = load_tables()
        rows = stores.warehouse.read("statistics", where={"year": year})
        tables: dict[str, ProtectedTable] = {}
        progress.begin("protecting tables", len(specs))
        for spec in specs:
            of_table = rows[rows["table_key"] == spec.key]
            if of_table.empty:
                raise ReviewFault(f"table {spec.key} of {year} has no numbers: count the statistics first")
            before = table_of_draft(stores, spec.key, year - 1)
            tables[spec.key] = protect(from_rows(of_table, spec, year), before=before, tie_break=stores.key.pseudonym)
            progress.advance()
        responded = year_response(stores, year)
        tables |= other_tables(Making(stores, year, responded, tables))
        folder = release_folder(stores, year)
        files = {f"{key}.csv": write(table) for key, table in tables.items()}
        edition = _edition(stores, responded, files)
        replace_folder(folder / "tables", files)
        replace_file(folder / EDITION, json.dumps(edition, indent=2, sort_keys=True).encode() + b"\n")
        return ReleasedTables(tables, _label(edition))


def _edition(stores: Stores, responded: YearResponse, tables: dict[str, bytes]) -> dict[str, object]:
    """Return what the edition stands on; `content` is the digest by which the shelf knows it."""
    stands_on = {
        "year": responded.year,
        "submissions": list(responded.submissions),
        "corrections": corrections_of(stores, responded.year).sha256,
        "contract_version": stores.contract.version,
        "code_version": code_version(),
        "nature": sorted(responded.nature),
        "sources": sources_of(stores, responded.year),
        "tables": {name: hashlib.sha256(content).hexdigest() for name, content in sorted(tables.items())},
        "offices_expected": responded.expected,
        "offices_received": responded.offices_received,
        "offices_nil": responded.count("nil"),
        "offices_rejected": responded.count("rejected"),
        "records_read": responded.rows_read,
        "records_held_back": responded.rows_held_back,
        "corrections_applied": responded.corrections_applied,
    }
    content = hashlib.sha256(json.dumps(stands_on, sort_keys=True).encode()).hexdigest()
    return {**stands_on, "content": content, "draft": stores.shelf.next_number(responded.year, content)}


def edition_of(stores: Stores, year: int) -> dict[str, object]:
    """Return what the edition in the making stands on; ReviewFault where no tables have been released yet."""
    path = release_folder(stores, year) / EDITION
    if not path.exists():
        raise ReviewFault(f"{year}: no tables have passed the door yet; make release/tables first")
    content: dict[str, object] = json.loads(path.read_text(encoding="utf-8"))
    return content


def _label(edition: dict[str, object]) -> EditionLabel:
    numbers = {name: int(str(edition[name])) for name in _COUNTS}
    natures = edition["nature"]
    nature = frozenset(map(str, natures)) if isinstance(natures, list) else frozenset[str]()
    return EditionLabel(int(str(edition["year"])), int(str(edition["draft"])), nature, **numbers)


_COUNTS = (
    "offices_expected",
    "offices_received",
    "offices_nil",
    "offices_rejected",
    "records_read",
    "records_held_back",
    "corrections_applied",
)


def released_tables(stores: Stores, year: int) -> ReleasedTables:
    """Read the protected tables back, for all that follows and sees nothing else."""
    edition = edition_of(stores, year)
    folder = release_folder(stores, year) / "tables"
    tables = {spec.key: read_table(folder / f"{spec.key}.csv", spec.key, year) for spec in load_tables()}
    for key in (key for kind in KINDS for key in kind.themes()):
        if (folder / f"{key}.csv").exists():
            tables[key] = read_table(folder / f"{key}.csv", key, year)
    return ReleasedTables(tables, _label(edition))
