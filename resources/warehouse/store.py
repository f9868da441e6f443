"""Opening the warehouse, and what can be done with it.

Belongs here: engine, transactions, the interface that steps use. Does not: the tables (tables.py), how rows go in
(partition_writer.py) and come out (read_frames.py), migrations (migrate.py).
"""

import os
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import closing, contextmanager, suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import pandas as pd
from filelock import FileLock
from sqlalchemy import (
    URL,
    Connection,
    Engine,
    Table,
    create_engine,
    event,
    func,
    insert,
    make_url,
    select,
    text,
    update,
)
from sqlalchemy.exc import ArgumentError

from expectations.contract import Contract
from resources.end_of_command import wait_for_end
from resources.home import Home
from resources.optional_packages import require_package
from resources.private_files import make_private_folder
from resources.warehouse import partition_writer
from resources.warehouse import read_frames as reading
from resources.warehouse.migrate import is_at_its_newest, migrate
from resources.warehouse.partition_writer import Partition, WarehouseError, condition
from resources.warehouse.tables import metadata_of

URL_VARIABLE = "REVIEW_WAREHOUSE_URL"
WAIT_FOR_OTHER_WRITERS_S = 120
INSTALLATION_LOCK = 2012_0907
WRITING = "writes"


@dataclass(frozen=True)
class HomeIdentity:
    """The random name of a home and the fingerprint of its key: one row of the table `installation`."""

    home_id: str
    key_fingerprint: str


def url_of(home: Home) -> str:
    """Return the address of the warehouse: what REVIEW_WAREHOUSE_URL says, or the SQLite file of the home."""
    return os.environ.get(URL_VARIABLE) or f"sqlite:///{home.warehouse}"


def _sqlite_file(path: Path) -> None:
    make_private_folder(path.parent)
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


def parts_of(url: str) -> URL:
    """Return the parts of the address of a database. Raises WarehouseError, which quotes nothing of it.

    A host with an @ is a password that has one: the driver would quote it as a host that it does not find.
    """
    try:
        parts = make_url(url)
    except (ArgumentError, ValueError):
        parts = None
    if parts is None or "@" in (parts.host or ""):
        raise WarehouseError(
            f"{URL_VARIABLE} is no address of a database: write signs such as @ and / in its password as %40 and %2F"
        )
    return parts


def make_engine(url: str) -> Engine:
    """Return an engine for ``url``: SQLite (a file), or PostgreSQL (`postgresql+psycopg://`).

    Parameters are hidden from its messages. Raises WarehouseError for any other kind of database, and
    MissingPackageError where the driver of PostgreSQL is not installed.
    """
    parts = parts_of(url)
    if parts.get_backend_name() == "postgresql":
        if parts.get_driver_name() != "psycopg":
            raise WarehouseError("a PostgreSQL warehouse is named as postgresql+psycopg://")
        require_package("psycopg")
        return create_engine(parts, hide_parameters=True)
    if parts.drivername not in ("sqlite", "sqlite+pysqlite") or parts.database in (None, "", ":memory:"):
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
        engine = make_engine(url_of(home))
        warehouse = cls(engine, contract)
        with engine.connect() as connection:
            at_its_newest = is_at_its_newest(connection)
        if not at_its_newest:
            with warehouse.writing() as connection:
                migrate(connection, warehouse.metadata)
        wait_for_end(warehouse)
        return warehouse

    def close(self) -> None:
        """Close all connections; the file is then the database, without a write-ahead log beside it."""
        self.end_of_command()
        self.engine.dispose()

    def end_of_command(self) -> None:
        """Write the write-ahead log into the SQLite file, so that a copy of the one file is all of the database.

        Where another process reads or writes, that is no error: the command that ends last does it.
        """
        database = self.engine.url.database
        if self.engine.dialect.name != "sqlite" or not database:
            return
        with suppress(sqlite3.Error):
            file = f"{Path(database).absolute().as_uri()}?mode=rw"
            with closing(sqlite3.connect(file, uri=True, timeout=0)) as connection:
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")

    def installation(self) -> HomeIdentity | None:
        """Return the identity of the home that the warehouse belongs to; None where it has none yet."""
        with self.engine.connect() as connection:
            row = connection.execute(select(self.table("installation"))).mappings().one_or_none()
        return None if row is None else HomeIdentity(**row)

    def install(self, identity: HomeIdentity) -> HomeIdentity:
        """Record the home that the warehouse belongs to, unless one is recorded; return the recorded one."""
        if (known := self.installation()) is not None:
            return known
        table = self.table("installation")
        with self.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": INSTALLATION_LOCK})
            row = connection.execute(select(table)).mappings().one_or_none()
            if row is not None:
                return HomeIdentity(**row)
            connection.execute(insert(table).values(asdict(identity)))
        return identity

    def change_key(self, key_fingerprint: str) -> HomeIdentity:
        """Record the fingerprint of the key that replaces the key of the home; return the identity."""
        with self.writing() as connection:
            connection.execute(update(self.table("installation")).values(key_fingerprint=key_fingerprint))
        identity = self.installation()
        if identity is None:
            raise WarehouseError("the warehouse belongs to no home yet")
        return identity

    def is_used(self) -> bool:
        """Return whether the warehouse knows a submission, an edition or an ad-hoc table."""
        return any(self.count(name) for name in ("register", "editions", "answers"))

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

    def counts(
        self, table: str, by: Sequence[str], where: Partition | None = None, of: str | None = None
    ) -> Mapping[tuple[Any, ...], int]:
        """Return the number of rows by the values of ``by``, those values sorted as text; or the sum of ``of``."""
        known = self.table(table)
        columns = [known.c[name] for name in by]
        number = func.count() if of is None else func.sum(known.c[of])
        statement = select(*columns, number).where(*condition(known, where or {})).group_by(*columns)
        with self.engine.connect() as connection:
            found = {tuple(row[:-1]): int(row[-1]) for row in connection.execute(statement)}
        return dict(sorted(found.items(), key=lambda item: tuple(map(str, item[0]))))
