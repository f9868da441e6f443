"""Record frames as bytes and back, for keeping them encrypted: Arrow, one table after the other.

Belongs here: packing frames of warehouse tables, the digest of each, unpacking several packs at once. Does not: keeping
(resources/vault.py), what the records are.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd
import pyarrow as pa
from sqlalchemy import Table

from resources.warehouse.partition_writer import WarehouseError
from resources.warehouse.read_frames import as_frame, schema_of


@dataclass(frozen=True)
class Pack:
    """Frames as bytes; ``digests``: of each frame, by its name."""

    content: bytes
    digests: dict[str, str]


def pack(frames: Mapping[str, pd.DataFrame], tables: Mapping[str, Table]) -> Pack:
    """Return the frames that have rows as bytes; the same frames give the same bytes. ``tables``: by the same names."""
    parts: dict[str, bytes] = {}
    for name, frame in sorted(frames.items()):
        if len(frame):
            schema = schema_of(tables[name], list(frame.columns))
            sink = pa.BufferOutputStream()
            options = pa.ipc.IpcWriteOptions(compression="zstd")
            with pa.ipc.new_stream(sink, schema, options=options) as stream:
                stream.write_table(pa.Table.from_pandas(frame, schema=schema, preserve_index=False).cast(schema))
            parts[name] = sink.getvalue().to_pybytes()
    head = json.dumps({name: len(part) for name, part in parts.items()}, sort_keys=True).encode()
    digests = {name: hashlib.sha256(part).hexdigest() for name, part in parts.items()}
    return Pack(b"\n".join((head, b"".join(parts.values()))), digests)


def unpacked(content: bytes) -> dict[str, pa.Table]:
    """Return the tables of a pack by name. Raises WarehouseError for what is no pack."""
    head, _, rest = content.partition(b"\n")
    found, place = {}, 0
    try:
        for name, length in json.loads(head).items():
            with pa.ipc.open_stream(rest[place : place + length]) as stream:
                found[str(name)] = stream.read_all()
            place += length
    except (ValueError, TypeError, AttributeError, pa.ArrowInvalid):
        raise WarehouseError("what was kept are no packed records") from None
    return found


def joined(parts: Iterable[pa.Table], table: Table, columns: Sequence[str]) -> pd.DataFrame:
    """Return ``columns`` of all parts as one record frame; a column that a part does not have is missing there."""
    schema = schema_of(table, columns)
    aligned = [
        pa.Table.from_arrays(
            [
                part.column(field.name).cast(field.type)
                if field.name in part.column_names
                else pa.nulls(part.num_rows, field.type)
                for field in schema
            ],
            schema=schema,
        )
        for part in parts
    ]
    return as_frame(pa.concat_tables(aligned) if aligned else schema.empty_table(), table)
