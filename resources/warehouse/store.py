"""Opening the warehouse, and what can be done with it.

Belongs here: engine, transactions, the interface that steps use. Does not: the tables (tables.py), how rows go in
(partition_writer.py) and come out (read_frames.py), migrations (migrate.py).
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock
from sqlalchemy import Connection, Engine, Table, create_engine, event, func, make_url, select

from expectations.contract import Contract
from resources.home import Home
from resources.optional_packages import require_package
from resources.warehouse import partition_writer
from resources.warehouse import read_frames as reading
from resources.warehouse.migrate import is_at_its_newest, migrate
from resources.warehouse.partition_writer import Partition, WarehouseError, condition
from resources.warehouse.tables import metadata_of

URL_VARIABLE = "REVIEW_WAREHOUSE_URL"
WAIT_FOR_OTHER_WRITERS_S = 120
WRITING = "writes"


def _sqlite_file(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    path.chmod(0o600)


def on_connect(connection: Any, _record: object) -> None:
    """Set up a new SQLite connection."""
    connection.isolation_level = None  # transactions begin where we say, not where the driver guesses
    connection.execute("PRAGMA synchronous = NORMAL")


def _use_write_ahead_log(path: Path) -> None:
    """Switch the file to the write-ahead log, once for ever.

    SQLite does not wait for another process in this one statement: it fails at once. The file lock makes it wait.
    """
    with FileLock(f"{path}.lock", mode=0o600, poll_interval=0.01), closing(sqlite3.connect(path)) as connection:
        connection.execute("PRAGMA journal_mode = WAL")


def on_begin(connection: Connection) -> None:
    """Begin a SQLite transaction; one that writes takes its lock at once."""
    immediate = connection.get_execution_options().get(WRITING)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")


def make_engine(url: str) -> Engine:
    """Return an engine for ``url``: SQLite (a file), or PostgreSQL (`postgresql+psycopg://`).

    Parameters are hidden from its messages. Raises WarehouseError for any other kind of database, and
    MissingPackageError where the driver of PostgreSQL is not installed.
    """
    parts = make_url(url)
    if parts.get_backend_name() == "postgresql":
        if parts.get_driver_name() != "psycopg":
            raise WarehouseError("a PostgreSQL warehouse is named as postgresql+psycopg://")
        require_package("psycopg")
        return create_engine(parts, hide_parameters=True)
    if parts.get_backend_name() != "sqlite" or parts.database in (None, "", ":memory:"):
        raise WarehouseError("the warehouse is a SQLite file or a PostgreSQL database")
    path = Path(str(parts.database))
    _sqlite_file(path)
    _use_write_ahead_log(path)
    engine = create_engine(parts, hide_parameters=True, connect_args={"timeout": WAIT_FOR_OTHER_WRITERS_S})
    event.listen(engine, "connect", on_connect)
    event.listen(engine, "begin", on_begin)
    return engine


class Warehouse:
    """All rows of one installation, under the tables that the contract asks for."""

    def __init__(self, engine: Engine, contract: Contract) -> None:
        self.engine = engine
        self.contract = contract
        self.metadata = metadata_of(contract)

    @classmethod
    def open(cls, home: Home, contract: Contract) -> "Warehouse":
        """Open the warehouse that REVIEW_WAREHOUSE_URL names, or the SQLite file under ``home``, at its newest schema.

        The file is made where there is none, for its owner alone. Safe when several processes open it at once.
        """
        engine = make_engine(os.environ.get(URL_VARIABLE) or f"sqlite:///{home.warehouse}")
        warehouse = cls(engine, contract)
        with engine.connect() as connection:
            at_its_newest = is_at_its_newest(connection)
        if not at_its_newest:
            with warehouse.writing() as connection:
                migrate(connection, warehouse.metadata)
        return warehouse

    def close(self) -> None:
        """Close all connections."""
        self.engine.dispose()

    def table(self, name: str) -> Table:
        """Return the table of that name; WarehouseError where the contract has none."""
        if name not in self.metadata.tables:
            raise WarehouseError("the warehouse has no such table; its forms are those of the contract")
        return self.metadata.tables[name]

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Give a connection in one writing transaction: kept at the end, undone by an exception."""
        with self.engine.connect().execution_options(**{WRITING: True}) as connection, connection.begin():
            yield connection

    def write_partition(self, table: str, partition: Partition, frame: pd.DataFrame) -> int:
        """Replace the rows of ``partition`` by ``frame`` in one transaction; return the rows written.

        ``partition``: column to a value or a list of values, such as ``{"year": 2012, "office": ["KEN", "UGA"]}``.
        Columns that the partition fixes may be left out of the frame; other missing columns stay empty.
        Raises WarehouseError, which names no value; the former rows then remain.
        """
        return self.write_partitions([(table, partition, frame)])

    def write_partitions(self, writes: Sequence[tuple[str, Partition, pd.DataFrame]]) -> int:
        """Replace several partitions, of one table or several, in one transaction; return the rows written in all."""
        known = [(self.table(name), partition, frame) for name, partition, frame in writes]
        with self.writing() as connection:
            return partition_writer.write(connection, known)

    def read(self, table: str, columns: Sequence[str] | None = None, where: Partition | None = None) -> pd.DataFrame:
        """Return rows with the types of the record frames, by year and office, in the order in which they were written.

        ``where``: column to a value, a list of values, or None for missing. Always a frame, empty where nothing is.
        """
        with self.engine.connect() as connection:
            return reading.read(connection, self.table(table), columns, where or {})

    def count(self, table: str, where: Partition | None = None) -> int:
        """Return the number of rows."""
        known = self.table(table)
        with self.engine.connect() as connection:
            statement = select(func.count()).select_from(known).where(*condition(known, where or {}))
            return int(connection.execute(statement).scalar_one())

    def counts(self, table: str, by: Sequence[str], where: Partition | None = None) -> Mapping[tuple[Any, ...], int]:
        """Return the number of rows by the values of ``by``, those values sorted as text."""
        known = self.table(table)
        columns = [known.c[name] for name in by]
        statement = select(*columns, func.count()).where(*condition(known, where or {})).group_by(*columns)
        with self.engine.connect() as connection:
            found = {tuple(row[:-1]): int(row[-1]) for row in connection.execute(statement)}
        return dict(sorted(found.items(), key=lambda item: tuple(map(str, item[0]))))
