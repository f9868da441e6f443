"""The only way in which rows enter the warehouse: a partition is replaced in one transaction.

Belongs here: delete-and-insert of partitions in one transaction, on both engines, and turning a frame's columns into
what the database driver takes. Does not: opening the warehouse (store.py), reading (read_frames.py).

On SQLite rows go in by `executemany` of the connection that SQLAlchemy itself holds: a second SQLite library in the
process, or a second connection in the transaction, loses rows.
"""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from sqlalchemy import Column, ColumnElement, Connection, Float, Integer, SmallInteger, Table, delete, insert

from expectations.errors import ReviewError
from resources.failures import sentence_of
from resources.warehouse.tables import PLACE

CHUNK_ROWS = 20_000  # rows made ready at a time: memory stays small
Partition = Mapping[str, object]
Write = tuple[Table, Partition, pd.DataFrame]


class WarehouseError(ReviewError, RuntimeError):
    """Rows that cannot be written or read; names table and column, never a value."""


def several(within: object) -> list[Any] | None:
    """Return the values of a partition that names several; None for one that names a single value."""
    return list(within) if isinstance(within, (list, tuple, set, frozenset)) else None


def condition(table: Table, where: Partition) -> list[ColumnElement[bool]]:
    """Return the conditions that select ``where``: column to value, or to a list of values, or to None (missing)."""
    unknown = set(where) - set(table.c.keys())
    if unknown:
        raise WarehouseError(f"table {table.name}: a partition names {len(unknown)} columns that it does not have")
    chosen = [(table.c[name], within, several(within)) for name, within in where.items()]
    return [column == within if values is None else column.in_(values) for column, within, values in chosen]


def _dtype(column: Column[Any]) -> Any:
    match column.type:
        case SmallInteger():
            return pd.Int16Dtype()
        case Integer():
            return pd.Int64Dtype()
        case Float():
            return np.dtype("float64")
        case _:
            return pd.StringDtype(na_value=np.nan)


def _typed(table: str, column: Column[Any], values: pd.Series) -> pd.Series:
    wanted = _dtype(column)
    if isinstance(wanted, pd.StringDtype) and values.dtype != wanted and not all(map(_is_text, values)):
        raise WarehouseError(f"table {table}, column {column.name}: holds values that are no text")
    try:
        typed: pd.Series = values.astype(wanted)
    except (TypeError, ValueError, OverflowError):
        raise WarehouseError(f"table {table}, column {column.name}: holds values that are no {wanted}") from None
    if not column.nullable and typed.isna().any():
        raise WarehouseError(f"table {table}, column {column.name}: has missing values, and may have none")
    return typed


def _is_text(value: Any) -> bool:
    return isinstance(value, str) or bool(pd.isna(value))


def _python_values(values: pd.Series) -> list[Any]:
    """Return the values as the driver takes them, None where missing; equal texts are one object, which is faster."""
    if pd.api.types.is_string_dtype(values.dtype):
        places, texts = pd.factorize(values)
        objects = np.array([*texts, None], dtype=object)[places]
    else:
        numbers = values.to_numpy(dtype="int64", na_value=0) if pd.api.types.is_integer_dtype(values.dtype) else values
        objects = np.asarray(numbers).astype(object)
        objects[values.isna().to_numpy()] = None
    found: list[Any] = objects.tolist()
    return found


def _columns(table: Table, partition: Partition, frame: pd.DataFrame) -> dict[str, pd.Series]:
    """Return the columns to write, each of its column's type; those that stay missing are left out."""
    unknown = [name for name in frame.columns if name not in table.c or name == PLACE]
    if unknown:
        raise WarehouseError(f"table {table.name}: the frame has {len(unknown)} columns that the table does not have")
    columns: dict[str, pd.Series] = {}
    for column in table.c:
        within = partition.get(column.name)
        values = several(within)
        if column.name == PLACE:
            columns[PLACE] = pd.Series(range(len(frame)), dtype="int64")
        elif column.name in frame:
            typed = _typed(table.name, column, frame[column.name])
            if within is not None and not typed.isin([within] if values is None else values).all():
                raise WarehouseError(f"table {table.name}, column {column.name}: rows lie outside the partition")
            columns[column.name] = typed
        elif within is not None and values is None:
            columns[column.name] = _typed(table.name, column, pd.Series([within] * len(frame), dtype=object))
        elif not column.nullable and len(frame):
            raise WarehouseError(f"table {table.name}: the frame lacks column {column.name}")
    return columns


def _rows(columns: Sequence[pd.Series]) -> Iterator[tuple[Any, ...]]:
    for start in range(0, len(columns[0]), CHUNK_ROWS):
        chunk = slice(start, start + CHUNK_ROWS)
        yield from zip(*(_python_values(values.iloc[chunk]) for values in columns), strict=True)


def _insert(connection: Connection, table: Table, columns: dict[str, pd.Series]) -> None:
    driver: Any = connection.connection.driver_connection
    if connection.dialect.name == "sqlite":
        statement = insert(table).compile(dialect=connection.dialect, column_keys=list(columns))
        driver.executemany(str(statement), _rows([columns[name] for name in statement.positiontup or ()]))
        return
    from psycopg import sql  # only where the warehouse is PostgreSQL

    names = sql.SQL(", ").join(map(sql.Identifier, columns))
    target = sql.SQL("COPY {} ({}) FROM STDIN").format(sql.Identifier(table.name), names)
    with driver.cursor() as cursor, cursor.copy(target) as copy:
        for row in _rows(list(columns.values())):
            copy.write_row(row)


def write(connection: Connection, writes: Sequence[Write]) -> int:
    """Replace each partition by its frame, within the transaction of ``connection``; return the rows written.

    A frame may leave out columns: those that the partition fixes are filled from it, others stay missing.
    Raises WarehouseError for unknown columns, wrong types, missing values and rows outside the partition; nothing of
    the transaction is then kept.
    """
    written = 0
    for table, partition, frame in writes:
        if not partition:
            raise WarehouseError(f"table {table.name}: a write names its partition")
        columns = _columns(table, partition, frame)
        try:
            connection.execute(delete(table).where(*condition(table, partition)))
            if len(frame):
                _insert(connection, table, columns)
        except Exception as error:
            # Drivers name values in their messages: only the kind of the error is kept.
            raise WarehouseError(f"table {table.name} was not written: {sentence_of(error)}") from None
        written += len(frame)
    return written
