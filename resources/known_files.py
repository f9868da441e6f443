"""The warehouse table `known_files`: files of headquarters in the home that a run used, one row per file.

Belongs here: recording them, and finding those that are gone. Does not: what is in them. The file itself stays what
counts: it may be changed by hand at any time, and only its absence is noticed.
"""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import delete, insert, select

from resources.home import Home
from resources.warehouse import Warehouse

CORRECTIONS, PUBLISHED, REFERENCE, SOURCES, RECEIPTS = (
    "corrections",
    "published_elsewhere",
    "reference",
    "sources",
    "receipts",
)
OF_NO_YEAR = 0
WRITTEN = ".written"  # in the outbox: the record of the receipts that were written
SUFFIXES = (".csv", ".yaml")
NONE = ".none"


@dataclass(frozen=True)
class KnownFile:
    """A file that a run used: its kind, its year (0: of no year), its name, and its digest when it was used last."""

    kind: str
    year: int
    name: str
    sha256: str

    def place(self, home: Home) -> Path:
        """Return where the file is in the home."""
        folders = {CORRECTIONS: home.corrections, PUBLISHED: home.published_elsewhere, REFERENCE: home.reference}
        folders |= {SOURCES: home.sources.parent, RECEIPTS: home.outbox}
        return folders[self.kind] / self.name

    @property
    def none_now(self) -> str:
        """Return the file by which headquarters says that there is none now, as a clause."""
        match self.kind:
            case "corrections" | "published_elsewhere":
                return "a file with its header alone"
            case "receipts":
                return "an empty file"
            case _:
                return f"an empty file {self.name}{NONE}"

    def is_there(self, home: Home) -> bool:
        """Return whether the file is there, or is said to be none; corrections may have changed their format."""
        place = self.place(home)
        places = [place, place.with_name(f"{place.name}{NONE}")]
        if self.kind == CORRECTIONS:
            places += [place.with_suffix(suffix) for suffix in SUFFIXES]
        return any(each.exists() for each in places)


def files_of_year(home: Home, year: int, reference: Iterable[str]) -> list[KnownFile]:
    """Return the files that a run of ``year`` uses now. ``reference``: the names under which series are looked for."""
    places = [(CORRECTIONS, year, home.corrections / f"{year}{suffix}") for suffix in SUFFIXES]
    places += [(PUBLISHED, year, home.published_elsewhere / f"{year}.csv")]
    places += [(SOURCES, OF_NO_YEAR, home.sources), (SOURCES, OF_NO_YEAR, home.address_book)]
    places += [(REFERENCE, OF_NO_YEAR, home.reference / name) for name in sorted(set(reference))]
    return [KnownFile(kind, of, path.name, _digest(path)) for kind, of, path in places if path.is_file()]


def _digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


class KnownFiles:
    """The rows of the table: a file that was used again replaces its row."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._table = warehouse.table("known_files")

    def rows(self, year: int | None = None) -> list[KnownFile]:
        """Return the files of ``year`` and those of no year; all where it is None."""
        columns = [self._table.c[name] for name in ("kind", "year", "name", "sha256")]
        statement = select(*columns).order_by(*columns[:3])
        if year is not None:
            statement = statement.where(self._table.c.year.in_((OF_NO_YEAR, year)))
        with self._warehouse.engine.connect() as connection:
            return [KnownFile(*row) for row in connection.execute(statement)]

    def remember(self, files: Iterable[KnownFile]) -> None:
        """Record files that are used now; nothing is written where all are known as they are."""
        known = set(self.rows())
        new = [file for file in files if file not in known]
        if not new:
            return
        with self._warehouse.writing() as connection:
            for file in new:
                same = [self._table.c[name] == getattr(file, name) for name in ("kind", "year", "name")]
                connection.execute(delete(self._table).where(*same))
                connection.execute(insert(self._table).values(asdict(file)))
