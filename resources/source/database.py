"""Deliveries from a table or query of a database: the rows of one office and year are one file.

Belongs here: asking read-only, and rows to the bytes of a CSV file. Does not: what the columns mean (the contract, or a
layout of another system). Nothing from outside becomes SQL: the query is the operator's own, tables are quoted names.
"""

import csv
import hashlib
import io
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

from sqlalchemy import URL, Engine, MetaData, Table, create_engine, make_url, select
from sqlalchemy.pool import NullPool

from expectations.geography import OFFICE_CODE
from resources.source.connection import reached
from resources.source.delivery import (
    YEAR,
    DeliveredFile,
    Delivery,
    SourceConfigurationError,
    SourceError,
    SourceUnreachableError,
    in_natural_order,
    still_changing,
)
from resources.source.library_logs import ENGINE

POSTGRESQL, SQLITE = ("postgresql", "postgresql+psycopg"), ("sqlite", "sqlite+pysqlite")
MOST_ROWS = 2_000_000
ONE_DELIVERY = "rows"  # the delivery of an office and year: other content under the same name supersedes


def address_of(url: str) -> URL:
    """Return the parts of a database's address. Raises SourceConfigurationError, which quotes nothing of it.

    SQLite files and PostgreSQL by psycopg are the databases; plugins that an address may name are not loaded. A host
    with an @ is a part of the password.
    """
    try:
        parts = make_url(url)
        kind = parts.drivername
        is_plain = "plugin" not in parts.query and "@" not in (parts.host or "")
        usable = is_plain and (kind in POSTGRESQL or (kind in SQLITE and _is_file(parts)))
    except Exception:
        usable = False
    if not usable:
        raise SourceConfigurationError("the address of a database is postgresql+psycopg://… or sqlite:///FILE")
    return parts


def _is_file(parts: URL) -> bool:
    return parts.database not in (None, "", ":memory:")


def read_only_engine(url: str, wait_s: float) -> Engine:
    """Return an engine whose transactions can only read, with a limit on each statement. It writes no log."""
    parts = address_of(url)
    quiet: dict[str, Any] = {"hide_parameters": True, "logging_name": ENGINE, "pool_logging_name": ENGINE}
    if parts.drivername in SQLITE:
        uri = parts.set(database=f"file:{parts.database}", query={"mode": "ro", "uri": "true"})
        return create_engine(uri, poolclass=NullPool, connect_args={"timeout": wait_s}, **quiet)
    options = f"-c default_transaction_read_only=on -c statement_timeout={int(wait_s * 1000)}"
    arguments = {"options": options, "connect_timeout": max(int(wait_s), 2)}
    return create_engine(parts, poolclass=NullPool, connect_args=arguments, **quiet)


def _cell(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, bytes | memoryview):
        raise SourceError("gone", "a column of the source holds bytes, which are no answer")
    return str(value)


def _csv(rows: Sequence[Sequence[str]]) -> bytes:
    written = io.StringIO(newline="")
    csv.writer(written, lineterminator="\n").writerows(rows)
    return written.getvalue().encode()


class DatabaseSource:
    """The rows of one table or query. ``file_name`` is the form, or names a layout's file; ``cover`` goes with it.

    Rows whose office or year is none of ours are strays. The columns of office and year are no answers of our forms,
    and stay in the file only where a layout needs them (``keeps_office_and_year``).
    """

    def __init__(
        self, url: str, *, table: str | None, query: str | None, office_column: str, year_column: str, file_name: str,
        cover: dict[str, str], wait_s: float, keeps_office_and_year: bool = False,
    ) -> None:  # fmt: skip
        self._url, self._table, self._query, self._wait_s = url, table, query, wait_s
        self._office_column, self._year_column = office_column, year_column
        self._file_name, self._cover = file_name, cover
        self._keeps = keeps_office_and_year
        self._strays = 0

    @property
    def strays(self) -> int:
        """How many rows of the last look state no office or year."""
        return self._strays

    @property
    def stray_reasons(self) -> Mapping[str, int]:
        """Empty: a row is a stray for one reason."""
        return {}

    def _rows(self) -> tuple[list[str], list[list[str]]]:
        engine = read_only_engine(self._url, self._wait_s)
        try:
            with engine.connect() as connection:
                if self._table is not None:
                    schema, _, name = self._table.rpartition(".")
                    table = Table(name, MetaData(), schema=schema or None, autoload_with=connection)
                    result = connection.execute(select(table))
                else:
                    as_it_stands = connection.execution_options(no_parameters=True)
                    result = as_it_stands.exec_driver_sql(self._query or "")
                names = list(map(str, result.keys()))
                rows = [[_cell(value) for value in row] for row in result.fetchmany(MOST_ROWS + 1)]
                connection.rollback()
        finally:
            engine.dispose()
        return names, rows

    def _by_office_and_year(self) -> dict[tuple[str, int], bytes]:
        names, rows = reached(self._wait_s * 2, self._rows)
        if len(rows) > MOST_ROWS:
            raise SourceUnreachableError(f"it gives more than {MOST_ROWS:,} rows")
        if self._office_column not in names or self._year_column not in names:
            raise SourceUnreachableError("it has no column of that name for the office or the year")
        office_at, year_at = names.index(self._office_column), names.index(self._year_column)
        self._strays = 0
        kept = [column for column in range(len(names)) if self._keeps or column not in (office_at, year_at)]
        parts: dict[tuple[str, int], list[list[str]]] = {}
        for row in rows:
            office, year = row[office_at].strip(), row[year_at].strip()[:4]
            if OFFICE_CODE.fullmatch(office) and YEAR.fullmatch(year):
                parts.setdefault((office, int(year)), []).append([row[column] for column in kept])
            else:
                self._strays += 1
        return {
            key: _csv([[names[column] for column in kept], *sorted(rows_of_part)])
            for key, rows_of_part in parts.items()
        }

    def _cover_of(self, office: str, year: int) -> bytes:
        return _csv([["key", "value"], ["office", office], ["year", str(year)], *map(list, self._cover.items())])

    def _files(self, office: str, year: int, content: bytes) -> list[tuple[str, bytes]]:
        return [("cover.csv", self._cover_of(office, year)), (f"{self._file_name}.csv", content)]

    def deliveries(self, year: int | None = None, office: str | None = None) -> list[Delivery]:
        """Return one delivery an office and year; its version is the digest of its rows. Raises
        SourceUnreachableError."""
        deliveries = []
        for (of_office, of_year), content in self._by_office_and_year().items():
            if year in (None, of_year) and office in (None, of_office):
                files = tuple(
                    DeliveredFile(name, len(part), hashlib.sha256(part).hexdigest()[:16])
                    for name, part in self._files(of_office, of_year, content)
                )
                deliveries.append(Delivery(of_office, of_year, ONE_DELIVERY, files, place=(of_office, str(of_year))))
        return in_natural_order(deliveries)

    def open(self, delivery: Delivery) -> list[tuple[str, bytes]]:
        """Return cover and rows. Raises SourceError; a passing one where the rows are no more as they were listed."""
        content = self._by_office_and_year().get((delivery.office, delivery.year))
        if content is None:
            raise still_changing()
        files = self._files(delivery.office, delivery.year, content)
        versions = tuple(hashlib.sha256(part).hexdigest()[:16] for _, part in files)
        if versions != tuple(file.version for file in delivery.files):
            raise still_changing()
        return files
