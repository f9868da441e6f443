"""A copy of the stores in memory, for dry runs: what is written to it is lost when it is closed.

Belongs here: copying some years of the warehouse into memory, and a vault that keeps in memory. Does not: the dry
run (assets/steps/editions/dry_run.py). Shelf and drop of the copy are the real ones and must not be written to.
"""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from sqlalchemy import StaticPool, Table, create_engine, event, select

from resources.editions import EditionRecords
from resources.key import InstallationKey
from resources.register import Register
from resources.stores import Stores
from resources.vault import Vault
from resources.warehouse import Warehouse
from resources.warehouse.store import on_begin, on_connect

CHUNK_ROWS = 20_000
OF_ALL_YEARS = frozenset(("register",))
"""Tables copied with all years: a file that was read for another year is recognised."""


class ShadowVault(Vault):
    """The vault, but entries are kept in memory, and removed ones are hidden only."""

    def __init__(self, real: Vault, key: InstallationKey) -> None:
        self._real, self._key = real, key
        self._kept: dict[str, bytes] = {}
        self._removed: set[str] = set()

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Nothing on the disk changes."""
        yield

    def sweep(self) -> int:
        """Remove nothing."""
        return 0

    def rename_former_entries(self) -> int:
        """Rename nothing."""
        return 0

    def place_of(self, sha256: str) -> Path:
        """Return the file of the real entry."""
        return self._real.place_of(sha256)

    def holds(self, sha256: str) -> bool:
        """Say whether there is an entry of that digest."""
        return sha256 in self._kept or (sha256 not in self._removed and self._real.holds(sha256))

    def keep(self, content: bytes) -> str:
        """Keep ``content`` in memory, and return its SHA-256."""
        sha256 = hashlib.sha256(content).hexdigest()
        self._kept[sha256] = content
        return sha256

    def remove(self, sha256: str) -> None:
        """Hide an entry."""
        self._kept.pop(sha256, None)
        self._removed.add(sha256)

    def open(self, sha256: str) -> bytes:
        """Return the content of that digest."""
        return self._kept[sha256] if sha256 in self._kept else self._real.open(sha256)


@contextmanager
def shadow_of(stores: Stores, years: Sequence[int]) -> Iterator[Stores]:
    """Give stores that hold ``years`` as they are now, in memory; no change to them is kept."""
    engine = create_engine("sqlite://", creator=_in_memory, poolclass=StaticPool, hide_parameters=True)
    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    warehouse = Warehouse(engine, stores.contract)
    try:
        warehouse.metadata.create_all(engine)
        _copy(stores.warehouse, warehouse, years)
        yield replace(
            stores,
            vault=ShadowVault(stores.vault, stores.key),
            warehouse=warehouse,
            register=Register(warehouse),
            editions=EditionRecords(warehouse),
        )
    finally:
        warehouse.close()


def _in_memory() -> sqlite3.Connection:
    return sqlite3.connect("file::memory:", uri=True, check_same_thread=False)


def _copy(real: Warehouse, shadow: Warehouse, years: Sequence[int]) -> None:
    """Copy the rows of ``years`` of every table; of some tables all rows."""
    tables = [table for table in shadow.metadata.tables.values() if "year" in table.c]
    if real.engine.dialect.name == "sqlite":
        _copy_file(real, shadow, tables, years)
        return
    with real.engine.connect() as source, shadow.writing() as target:
        for table in tables:
            known = real.metadata.tables[table.name]
            rows_of = select(known) if table.name in OF_ALL_YEARS else select(known).where(known.c.year.in_(years))
            cursor: Any = source.execute(rows_of).cursor
            places = ", ".join("?" for _ in table.c)
            statement = f'INSERT INTO "{table.name}" ({_columns(table)}) VALUES ({places})'  # noqa: S608 - names of our own schema
            driver: Any = target.connection.driver_connection
            with closing(cursor):
                while rows := cursor.fetchmany(CHUNK_ROWS):
                    driver.executemany(statement, rows)


def _copy_file(real: Warehouse, shadow: Warehouse, tables: Sequence[Table], years: Sequence[int]) -> None:
    """Let SQLite itself copy from the file, which it opens for reading only."""
    places = ", ".join("?" for _ in years)
    with shadow.engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        file = Path(str(real.engine.url.database)).resolve().as_uri()
        driver.execute("ATTACH DATABASE ? AS real", (f"{file}?mode=ro",))
        for table in tables:
            names = _columns(table)
            rows = f'SELECT {names} FROM real."{table.name}"'  # noqa: S608 - names of our own
            of_years = ("", ()) if table.name in OF_ALL_YEARS else (f" WHERE year IN ({places})", tuple(years))
            driver.execute(f'INSERT INTO main."{table.name}" ({names}) {rows}{of_years[0]}', of_years[1])
        driver.execute("DETACH DATABASE real")


def _columns(table: Table) -> str:
    return ", ".join(f'"{column.name}"' for column in table.c)
