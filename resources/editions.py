"""The warehouse tables `editions` (one row per edition and set of submissions) and `cut_offs` (one row per freeze).

Belongs here: recording and finding editions, freezing a year and ending the freeze. Does not: the files (shelf.py), the
pedigree of an edition (assets/steps/provenance), which submission is current (register.py reads the cut-off here).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from typing import Any, Literal

import pandas as pd
from sqlalchemy import Connection, func, insert, select, text, update

from expectations.errors import ReviewError
from resources.warehouse import Warehouse
from resources.warehouse.partition_writer import write

EDITIONS_LOCK = 2012_104_001
Kind = Literal["draft", "edition"]
CutOffState = Literal["frozen", "lifted", "released"]


class EditionRecordError(ReviewError, RuntimeError):
    """A change of the editions that their rules do not allow; names year and number, nothing else."""


@dataclass(frozen=True)
class EditionFacts:
    """What is recorded of one edition with one pedigree.

    ``kind``: draft, or edition once released. ``draft``: the number of the draft, also of a released edition.
    ``stands_on``: the vault entry of the pedigree.
    """

    year: int
    kind: Kind
    number: int
    draft: int
    content: str
    manifest_sha256: str
    stands_on: str

    @property
    def name(self) -> str:
        """The folder on the shelf."""
        return f"{self.kind}-{self.number}"


@dataclass(frozen=True)
class EditionEntry(EditionFacts):
    """One row of the table `editions`. The same numbers made from other submissions are a second entry.

    ``entry_no`` counts all entries of the installation.
    """

    entry_no: int


@dataclass(frozen=True)
class CutOff:
    """One freeze of a year. While it lasts, submissions after ``submission_no`` are not current."""

    cut_off_no: int
    year: int
    draft: int
    submission_no: int
    state: CutOffState


def frozen_at(connection: Connection, warehouse: Warehouse, year: int) -> CutOff | None:
    """Return the cut-off of a year that is frozen now; None where it is not."""
    table = warehouse.table("cut_offs")
    statement = select(table).where(table.c.year == year, table.c.state == "frozen")
    row = connection.execute(statement).mappings().one_or_none()
    return None if row is None else CutOff(**row)


class EditionRecords:
    """Entries are added and never changed; a cut-off is added and ended."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._table = warehouse.table("editions")
        self._cut_offs = warehouse.table("cut_offs")

    def entries(self, year: int | None = None) -> list[EditionEntry]:
        """Return all entries, of a year or of all, in the order in which they were made."""
        statement = select(self._table).order_by(self._table.c.entry_no)
        if year is not None:
            statement = statement.where(self._table.c.year == year)
        with self._warehouse.engine.connect() as connection:
            return [EditionEntry(**row) for row in connection.execute(statement).mappings()]

    def entry(self, year: int, kind: Kind, number: int) -> EditionEntry | None:
        """Return the last entry of an edition; None where the warehouse knows none."""
        recorded = [entry for entry in self.entries(year) if (entry.kind, entry.number) == (kind, number)]
        return recorded[-1] if recorded else None

    def greatest(self, year: int, kind: Kind) -> int:
        """Return the greatest number that an edition of a kind was recorded under; 0 where there is none."""
        return max((entry.number for entry in self.entries(year) if entry.kind == kind), default=0)

    def record(self, facts: EditionFacts, vintages: pd.DataFrame, ends: int | None = None) -> tuple[EditionEntry, bool]:
        """Record an edition; return its entry, and whether the entry is new. All in one transaction.

        ``vintages``: rows of the table of that name, written with the first entry of the edition. ``ends``: the number
        of the cut-off that its release ends. Recording the last entry again changes nothing.
        """
        with self._writing() as connection:
            edition = {"year": facts.year, "kind": facts.kind, "number": facts.number}
            same = [self._table.c[name] == value for name, value in edition.items()]
            statement = select(self._table).where(*same).order_by(self._table.c.entry_no.desc())
            last = connection.execute(statement).mappings().first()
            if ends is not None:
                of_release = (self._cut_offs.c.cut_off_no == ends, self._cut_offs.c.state == "frozen")
                connection.execute(update(self._cut_offs).where(*of_release).values(state="released"))
            if last is not None and (last["content"], last["stands_on"]) == (facts.content, facts.stands_on):
                return EditionEntry(**last), False
            if last is None:
                write(connection, [(self._warehouse.table("vintages"), edition, vintages)])
            greatest = connection.execute(select(func.max(self._table.c.entry_no))).scalar_one()
            new = EditionEntry(entry_no=(greatest or 0) + 1, **asdict(facts))
            connection.execute(insert(self._table).values(asdict(new)))
            return new, True

    @contextmanager
    def _writing(self) -> Iterator[Connection]:
        """Give a connection in one writing transaction; two processes never take the same number."""
        with self._warehouse.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": EDITIONS_LOCK})
            yield connection

    def cut_off(self, year: int) -> CutOff | None:
        """Return the cut-off at which a year is frozen now; None where it is not."""
        with self._warehouse.engine.connect() as connection:
            return frozen_at(connection, self._warehouse, year)

    def cut_offs(self, year: int) -> Sequence[CutOff]:
        """Return all cut-offs of a year, ended ones too, in their order."""
        statement = select(self._cut_offs).where(self._cut_offs.c.year == year).order_by(self._cut_offs.c.cut_off_no)
        with self._warehouse.engine.connect() as connection:
            return [CutOff(**row) for row in connection.execute(statement).mappings()]

    def freeze(self, year: int, draft: int, submission_no: int) -> CutOff:
        """Freeze a year at a draft. Raises EditionRecordError where it is frozen already."""
        with self._writing() as connection:
            frozen = frozen_at(connection, self._warehouse, year)
            if frozen is not None:
                raise EditionRecordError(f"{year} is frozen already, at draft {frozen.draft}")
            greatest: Any = connection.execute(select(func.max(self._cut_offs.c.cut_off_no))).scalar_one()
            new = CutOff((greatest or 0) + 1, year, draft, submission_no, "frozen")
            connection.execute(insert(self._cut_offs).values(asdict(new)))
            return new

    def end_cut_off(self, year: int, state: Literal["lifted", "released"]) -> CutOff:
        """End the freeze of a year. Raises EditionRecordError where it is not frozen."""
        with self._writing() as connection:
            frozen = frozen_at(connection, self._warehouse, year)
            if frozen is None:
                raise EditionRecordError(f"{year} is not frozen")
            is_it = self._cut_offs.c.cut_off_no == frozen.cut_off_no
            connection.execute(update(self._cut_offs).where(is_it).values(state=state))
            return CutOff(frozen.cut_off_no, year, frozen.draft, frozen.submission_no, state)
