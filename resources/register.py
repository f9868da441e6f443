"""The register: every submission that arrived, and what became of each.

Belongs here: taking arrivals in, marking them, and which submission of an office is current for a form.
Does not: the files (vault.py), reading them. File names are not here: the vault keeps them, encrypted.
"""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from datetime import date
from pathlib import PurePath
from typing import Any, Literal

from sqlalchemy import Connection, func, insert, or_, select, text, update

from expectations.errors import ReviewError
from resources.editions import frozen_at
from resources.source import natural_order
from resources.warehouse import Warehouse

State = Literal["received", "read", "rejected", "repeated"]
Waits = Literal["", "waits", "waited"]
CANNOT_BE_OPENED = "cannot_be_opened"  # reason of a submission whose vault entry is damaged or missing
REGISTER_LOCK = 2012_103_000
DATED = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}(?![0-9])")
SUFFIXES = frozenset(
    (".csv", ".tsv", ".txt", ".xlsx", ".xlsm", ".xls", ".ods", ".pdf", ".doc", ".docx", ".zip", ".eml")
)


class RegisterError(ReviewError, RuntimeError):
    """A change of the register that its rules do not allow."""


@dataclass(frozen=True)
class ReceivedFile:
    """One file of a submission: its SHA-256, its size, and the kind that its name claims (never the name)."""

    sha256: str
    size_bytes: int
    suffix: str

    @classmethod
    def of(cls, name: str, content: bytes) -> "ReceivedFile":
        """Describe a file; a suffix that is not of the closed list is dropped, for it may be part of a name."""
        suffix = PurePath(name).suffix.lower()
        known = suffix if suffix in SUFFIXES else ""
        return cls(hashlib.sha256(content).hexdigest(), len(content), known)


@dataclass(frozen=True)
class RegisterRow:
    """One arrival. ``digest`` names the submission: SHA-256 over the sorted digests of its files."""

    submission_no: int
    office: str
    year: int
    delivery: str
    digest: str
    files: tuple[ReceivedFile, ...]  # in the order of their names
    names_sha256: str
    state: State
    reason: str = ""
    nil_forms: frozenset[str] = frozenset()
    only_forms: frozenset[str] = frozenset()
    nature: str = ""
    language: str = ""
    received_on: str = ""  # YYYY-MM-DD, from the delivery's name; empty where that begins with no date
    rows_read: int | None = None
    formats: tuple[dict[str, str], ...] = ()  # what the reader decided of each file: encoding, separator …
    rows_by_form: dict[str, int] = field(default_factory=dict)
    waits: Waits = ""  # deferred to a later edition, now or once: its difference from a released one would disclose

    def __hash__(self) -> int:
        return hash(self.submission_no)

    @property
    def cannot_be_opened(self) -> bool:
        """Whether the submission's vault entry could not be opened when it was last read."""
        return self.reason == CANNOT_BE_OPENED

    def holds(self, form: str) -> bool:
        """Say whether the submission, once read, has rows of a form or states that there are none."""
        return self.is_for(form) and (self.rows_by_form.get(form, 0) > 0 or form in self.nil_forms)

    def is_for(self, form: str) -> bool:
        """Return whether the submission is about a form: all forms, unless its cover names only some."""
        return not self.only_forms or form in self.only_forms


def digest_of(files: Iterable[ReceivedFile]) -> str:
    """Return the digest of a submission: SHA-256 over the sorted SHA-256 of its files."""
    return hashlib.sha256("\n".join(sorted(file.sha256 for file in files)).encode()).hexdigest()


def _received_on(delivery: str) -> str:
    try:
        return date.fromisoformat(delivery[:10]).isoformat() if DATED.match(delivery) else ""
    except ValueError:
        return ""


def _stored(row: RegisterRow) -> dict[str, Any]:
    values = {column.name: getattr(row, column.name) for column in fields(row)}
    described = [{"sha256": file.sha256, "bytes": file.size_bytes, "suffix": file.suffix} for file in row.files]
    listed = {name: ";".join(sorted(values[name])) for name in ("nil_forms", "only_forms")}
    noted = {name: json.dumps(values[name], sort_keys=True) for name in ("formats", "rows_by_form")}
    return values | listed | noted | {"files": json.dumps(described, sort_keys=True)}


def _loaded(values: Any) -> RegisterRow:
    row = dict(values)
    listed = {name: frozenset(filter(None, row[name].split(";"))) for name in ("nil_forms", "only_forms")}
    files = tuple(ReceivedFile(file["sha256"], file["bytes"], file["suffix"]) for file in json.loads(row["files"]))
    noted = {"formats": tuple(json.loads(row["formats"])), "rows_by_form": json.loads(row["rows_by_form"])}
    return RegisterRow(**row | listed | noted | {"files": files})


def _order(row: RegisterRow) -> tuple[Any, ...]:
    return row.office, natural_order(row.delivery), row.submission_no


class Register:
    """The table `register` of a warehouse, one row an arrival; rows are added and marked, never taken away."""

    def __init__(self, warehouse: Warehouse) -> None:
        self._warehouse = warehouse
        self._table = warehouse.table("register")

    def _rows(self, connection: Connection, year: int, office: str | None = None) -> list[RegisterRow]:
        statement = select(self._table).where(self._table.c.year == year)
        if office is not None:
            statement = statement.where(self._table.c.office == office)
        return sorted((_loaded(row) for row in connection.execute(statement).mappings()), key=_order)

    def all_rows(self) -> list[RegisterRow]:
        """Return the arrivals of all years, by number."""
        with self._warehouse.engine.connect() as connection:
            rows = connection.execute(select(self._table).order_by(self._table.c.submission_no)).mappings()
            return [_loaded(row) for row in rows]

    def rows(self, year: int, office: str | None = None) -> list[RegisterRow]:
        """Return the arrivals of a year by office and the natural order of the deliveries' names."""
        with self._warehouse.engine.connect() as connection:
            return self._rows(connection, year, office)

    def within_cut_off(self, year: int) -> list[RegisterRow]:
        """Return the arrivals for the year's next draft: none deferred and, if frozen, none after the cut-off."""
        with self._warehouse.engine.connect() as connection:
            frozen = frozen_at(connection, self._warehouse, year)
            rows = [row for row in self._rows(connection, year) if row.waits != "waits"]
            return [row for row in rows if frozen is None or row.submission_no <= frozen.submission_no]

    def after_cut_off(self, year: int) -> list[RegisterRow]:
        """Return the arrivals for a later edition: deferred ones and, if frozen, those after the cut-off."""
        within = {row.submission_no for row in self.within_cut_off(year)}
        return [row for row in self.rows(year) if row.submission_no not in within]

    def between(self, year: int, after: int, until: int | None) -> list[RegisterRow]:
        """Return the arrivals after submission ``after``; of them none after ``until``, where it is given."""
        rows = self.rows(year)
        return [row for row in rows if after < row.submission_no and (until is None or row.submission_no <= until)]

    def _save(self, connection: Connection, row: RegisterRow) -> None:
        is_row = self._table.c.submission_no == row.submission_no
        connection.execute(update(self._table).where(is_row).values(_stored(row)))

    def arrived(
        self, office: str, year: int, delivery: str, files: Sequence[ReceivedFile], names_sha256: str = ""
    ) -> RegisterRow:
        """Register a delivery and return its row; the row that it has where its content has not changed since.

        State `received`, or `repeated` where it holds the same bytes as the office's submission before it. Changed
        content under a known delivery name is a new row. ``files`` are in the order of their names.
        """
        with self._warehouse.writing() as connection:
            if connection.dialect.name == "postgresql":
                connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": REGISTER_LOCK})
            rows = self._rows(connection, year, office)
            digest = digest_of(files)
            known = [row for row in rows if row.delivery == delivery]
            if known and known[-1].digest == digest:
                return known[-1]
            greatest = connection.execute(select(func.max(self._table.c.submission_no))).scalar_one()
            new = RegisterRow(
                submission_no=(greatest or 0) + 1,
                office=office,
                year=year,
                delivery=delivery,
                digest=digest,
                files=tuple(files),
                names_sha256=names_sha256,
                state="received",
                received_on=_received_on(delivery),
            )
            before = [row for row in rows if _order(row) < _order(new)]
            after = [row for row in rows if _order(row) > _order(new)]
            if before and before[-1].digest == digest:
                new = replace(new, state="repeated")
            connection.execute(insert(self._table).values(_stored(new)))
            if after and after[0].state == "repeated" and after[0].digest != digest:
                self._save(connection, replace(after[0], state="received"))
            return new

    def _mark(self, submission_no: int, changes: dict[str, Any], *, is_read: bool = True) -> RegisterRow:
        with self._warehouse.writing() as connection:
            return self._mark_within(connection, submission_no, changes, is_read=is_read)

    def _mark_within(
        self, connection: Connection, submission_no: int, changes: dict[str, Any], *, is_read: bool = True
    ) -> RegisterRow:
        statement = select(self._table).where(self._table.c.submission_no == submission_no)
        values = connection.execute(statement).mappings().one_or_none()
        if values is None:
            raise RegisterError(f"the register has no submission {submission_no}")
        row = _loaded(values)
        if row.state == "repeated" and is_read:
            raise RegisterError(f"submission {submission_no} repeats the one before it, and is not read again")
        marked = replace(row, **changes)
        self._save(connection, marked)
        return marked

    def mark_read(
        self,
        submission_no: int,
        *,
        rows_read: int,
        nature: str,
        language: str | None = None,
        nil_forms: Iterable[str] = (),
        only_forms: Iterable[str] = (),
        formats: Iterable[Mapping[str, str]] = (),
        rows_by_form: Mapping[str, int] | None = None,
    ) -> RegisterRow:
        """Mark a submission as read, with the answers of its cover and the formats of its files; return its row.

        ``formats``: one mapping of words of ours a file (such as encoding and separator), never outside text.
        """
        answers = {"nature": nature, "language": language or "", "rows_read": rows_read, "reason": ""}
        forms = {"nil_forms": frozenset(nil_forms), "only_forms": frozenset(only_forms)}
        noted = {"formats": tuple(map(dict, formats)), "rows_by_form": dict(rows_by_form or {})}
        return self._mark(submission_no, {"state": "read", **answers, **forms, **noted})

    def mark_kept(self, submission_no: int, names_sha256: str) -> RegisterRow:
        """Note the entry that names the files as they are kept now: copies without the identifiers in them."""
        return self._mark(submission_no, {"names_sha256": names_sha256}, is_read=False)

    def mark_received_again(self, submission_no: int, names_sha256: str) -> RegisterRow:
        """Note that the original files are kept again, because their copy is damaged; they are read again."""
        return self._mark(submission_no, {"state": "received", "names_sha256": names_sha256, "reason": ""})

    def mark_cannot_be_opened(self, submission_no: int, *, is_in_warehouse: bool) -> RegisterRow:
        """Note that the vault entry of a submission cannot be opened.

        Where its records are in the warehouse it stays current; otherwise it is not current and is tried again.
        """
        state = {} if is_in_warehouse else {"state": "received"}
        return self._mark(submission_no, {"reason": CANNOT_BE_OPENED, **state})

    def unread(self) -> list[RegisterRow]:
        """Return the submissions of all years that have not been read yet."""
        with self._warehouse.engine.connect() as connection:
            received = connection.execute(select(self._table).where(self._table.c.state == "received")).mappings()
            return [_loaded(row) for row in received]

    def is_read_elsewhere(self, row: RegisterRow) -> bool:
        """Say whether the same files were read, with rows, as another office's or another year's submission."""
        known = self._table.c
        same = (known.digest == row.digest, known.state == "read", known.rows_read > 0)
        elsewhere = or_(known.office != row.office, known.year != row.year)
        with self._warehouse.engine.connect() as connection:
            return connection.execute(select(known.submission_no).where(*same, elsewhere).limit(1)).first() is not None

    def mark_waiting(self, submissions: Sequence[int], waits: Waits) -> None:
        """Defer submissions to a later edition, or end that, all in one transaction; a deferred one is not current."""
        with self._warehouse.writing() as connection:
            for submission_no in submissions:
                self._mark_within(connection, submission_no, {"waits": waits})

    def mark_rejected(self, submission_no: int, reason: str) -> RegisterRow:
        """Mark a submission as rejected; ``reason`` is the key of a refusal, never text from outside."""
        return self._mark(submission_no, {"state": "rejected", "reason": reason, "rows_read": None})

    def current(self, year: int) -> dict[tuple[str, str], RegisterRow]:
        """Return, by office and form, the current submission.

        It is the office's last complete submission, and for the forms of later partial ones the last of those. Rejected
        and repeated rows are never current; one that is received and not yet read counts as complete, unless its vault
        entry cannot be opened. No deferred one is current and, of a frozen year, none that came after the cut-off.
        """
        standing: dict[tuple[str, str], RegisterRow] = {}
        for row in self.within_cut_off(year):
            if row.state == "read" or (row.state == "received" and not row.cannot_be_opened):
                spoken_of = [form for form in self._warehouse.contract.forms if row.is_for(form)]
                standing.update({(row.office, form): row for form in spoken_of})
        return dict(sorted(standing.items()))

    def natures(self, year: int) -> dict[str, str]:
        """Return the nature (real, demonstration, synthetic) of the submissions read, by digest."""
        return {row.digest: row.nature for row in self.rows(year) if row.state == "read"}
