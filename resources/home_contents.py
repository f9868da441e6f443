"""The contents of a home: what a copy of it needs, and what its warehouse knows and the home does not have.

Belongs here: the list of parts, and the comparison with the warehouse. Does not: whether the parts belong together
(home_identity.py), refusing to count (assets/steps/runtime/complete_home.py).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from sqlalchemy import select

from resources.home import Home
from resources.home_identity import MARKER
from resources.known_files import KnownFiles
from resources.stores import Stores
from resources.warehouse.store import url_of

Need = Literal["needed", "needed if there", "can be lost"]


@dataclass(frozen=True)
class Part:
    """One part of a home: its place, whether a copy of the home needs it, and what it is."""

    place: Path
    need: Need
    what: str


@dataclass(frozen=True)
class Missing:
    """One thing that the warehouse knows and the home does not have, as a clause; ``place`` is what to put back."""

    what: str
    place: str

    def __str__(self) -> str:
        return f"{self.what} (put back {self.place})"


def parts_of(home: Home) -> tuple[Part, ...]:
    """Return all parts of a home, those that a copy needs first."""
    return (
        Part(home.identity, "needed", "the identity of the home"),
        Part(home.key.parent, "needed", "the key, unless REVIEW_KEY holds it: then keep that"),
        Part(home.subkeys, "needed", "pseudonyms and ties of suppression, encrypted with the key"),
        Part(home.vault, "needed", "submissions, pedigrees and kept records, encrypted"),
        Part(home.warehouse.parent, "needed", "rows, register and editions; a database server has a dump of its own"),
        Part(home.shelf, "needed", "drafts and released editions"),
        Part(home.disclosure, "needed", "cubes of released editions and ad-hoc tables; the restricted audits"),
        Part(home.asked, "needed if there", "the log of ad-hoc tables that were given out"),
        Part(home.journal, "needed if there", "what a command has begun and not finished"),
        Part(home.corrections, "needed if there", "corrections by headquarters"),
        Part(home.reference, "needed if there", "series of other publishers"),
        Part(home.published_elsewhere, "needed if there", "cells of ours that others published"),
        Part(home.sources, "needed if there", "the sources of submissions; their secrets are in the environment"),
        Part(home.address_book, "needed if there", "the offices of addresses and domains of mail"),
        Part(home.outbox, "needed if there", "the record of the receipts that were written, and those not sent yet"),
        Part(home.drop, "needed if there", "deliveries; those not taken in yet are nowhere else"),
        Part(home.dagster, "can be lost", "the history of runs, and which schedules and sensors are on"),
        Part(home.release, "can be lost", "the edition in progress; the next run makes it again"),
        Part(home.bench, "can be lost", "measurements of the program"),
        Part(home.locks, "can be lost", "empty files"),
    )


def is_there(home: Home, part: Part) -> bool:
    """Return whether a part is there: a file, or a folder that is not empty; a database server counts as there."""
    if part.place == home.warehouse.parent and not url_of(home).startswith("sqlite"):
        return True
    if not part.place.is_dir():
        return part.place.exists()
    return any(path.name != MARKER for path in part.place.iterdir())


def missing_of(stores: Stores, year: int | None = None) -> list[Missing]:
    """Return what the warehouse knows and the home does not have: what every count of ``year`` needs.

    Released editions, ad-hoc tables and the cubes of both, of all years; files of headquarters of that year and of no
    year. ``year`` None: of all years.
    """
    return [*_editions(stores), *_answers(stores), *_files(stores, year)]


def missing_entries(stores: Stores) -> list[Missing]:
    """Return the submissions, feedback workbooks and pedigrees of which the vault has no entry, by what they are."""
    digests = {"submissions": "register.names_sha256", "feedback workbooks": "feedback.sha256"}
    digests |= {"pedigrees of editions": "editions.stands_on"}
    missing = []
    for what, column in digests.items():
        table, _, name = column.partition(".")
        with stores.warehouse.engine.connect() as connection:
            known = set(connection.execute(select(stores.warehouse.table(table).c[name])).scalars()) - {""}
        lost = sum(not stores.vault.holds(sha256) for sha256 in known)
        if lost:
            missing.append(Missing(f"{lost} of {len(known)} {what} are not in the vault", "vault"))
    return missing


def _editions(stores: Stores) -> Iterator[Missing]:
    for entry in stores.editions.entries():
        if entry.kind != "edition":
            continue
        name = f"{entry.year}/{entry.name}"
        if stores.shelf.edition(entry.year, entry.number, "edition") is None:
            yield Missing(f"{name} was released and is gone from the shelf", f"shelf/{name}")
        yield from _cubes(stores.home, entry.year, entry.content, f"{name} was released and its cubes are gone")


def _answers(stores: Stores) -> Iterator[Missing]:
    table = stores.warehouse.table("answers")
    statement = select(table.c.year, table.c.answer_no).order_by(table.c.year, table.c.answer_no)
    with stores.warehouse.engine.connect() as connection:
        given_out = connection.execute(statement).all()
    for year, number in given_out:
        folder = stores.home.asked / str(year) / str(number)
        name = f"ad-hoc table {number} of {year} was given out"
        if not all((folder / file).is_file() for file in ("table.csv", "asked.json")):
            yield Missing(f"{name} and is gone from the log", f"asked/{year}/{number}")
        yield from _cubes(stores.home, year, f"asked-{number}", f"{name} and its cubes are gone")


def _cubes(home: Home, year: int, content: str, what: str) -> Iterator[Missing]:
    folder = home.disclosure / str(year) / "cubes" / content
    if not any(folder.glob("*.age")):
        yield Missing(what, f"disclosure/{year}/cubes/{content}")


def _files(stores: Stores, year: int | None) -> Iterator[Missing]:
    for file in KnownFiles(stores.warehouse).rows(year):
        if not file.is_there(stores.home):
            place = file.place(stores.home).relative_to(stores.home.root).as_posix()
            back = f"{place}, or {file.none_now} to say that there is none now"
            yield Missing(f"{place} was used and is gone", back)
