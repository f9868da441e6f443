"""The warehouse table `answers`: one row per ad-hoc table that was given out, with the digests of its two folders.

Belongs here: adding and reading rows. Does not: the log of a table and its cubes (assets/steps/release/answer_log.py).
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from sqlalchemy import insert, select, update

from resources.warehouse import Warehouse


@dataclass(frozen=True)
class AnswerRow:
    """One ad-hoc table. ``log_sha256``, ``cubes_sha256``: of the folder of its log, and of its encrypted cubes."""

    year: int
    answer_no: int
    log_sha256: str
    cubes_sha256: str


class AnswerRecords:
    """Rows are added and never changed, except for the digest of cubes that are encrypted with another key."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._table = warehouse.table("answers")

    def rows(self, year: int) -> dict[int, AnswerRow]:
        """Return the ad-hoc tables of a year by number."""
        statement = select(self._table).where(self._table.c.year == year).order_by(self._table.c.answer_no)
        with self._warehouse.engine.connect() as connection:
            rows = [AnswerRow(**row) for row in connection.execute(statement).mappings()]
        return {row.answer_no: row for row in rows}

    def add(self, row: AnswerRow) -> None:
        """Add a row."""
        with self._warehouse.writing() as connection:
            connection.execute(insert(self._table).values(asdict(row)))

    def note_cubes(self, row: AnswerRow, cubes_sha256: str) -> None:
        """Record the digest of the same cubes, encrypted with another key."""
        is_row = (self._table.c.year == row.year, self._table.c.answer_no == row.answer_no)
        with self._warehouse.writing() as connection:
            connection.execute(update(self._table).where(*is_row).values(cubes_sha256=cubes_sha256))


def folder_sha256(folder: Path) -> str:
    """Return the digest of a folder: the names and contents of its files; of an empty one where there is no folder."""
    files = [path for path in sorted(folder.glob("[!.]*")) if path.is_file()]
    return content_sha256({path.name: path.read_bytes() for path in files})


def content_sha256(files: Mapping[str, bytes]) -> str:
    """Return the digest of files by name and content."""
    digests = {name: hashlib.sha256(content).hexdigest() for name, content in sorted(files.items())}
    return hashlib.sha256(json.dumps(digests).encode()).hexdigest()
