"""The home: one folder with all state, which REVIEW_HOME names, or `var/`.

Belongs here: the places under that folder. Does not: what is written there.
"""

import os
from dataclasses import dataclass
from pathlib import Path

PROJECT = Path(__file__).resolve().parent.parent


def _default_root() -> Path:
    """Return `var/` of the checkout; of the current folder where the package is installed without a checkout."""
    return (PROJECT if (PROJECT / "pyproject.toml").is_file() else Path.cwd()) / "var"


@dataclass(frozen=True)
class Home:
    """The places of one installation, all under ``root``."""

    root: Path

    @classmethod
    def from_environment(cls) -> "Home":
        """Return the home that REVIEW_HOME names; where it is not set, `var/` of the checkout or the current folder."""
        named = os.environ.get("REVIEW_HOME")
        return cls(Path(named).expanduser().resolve() if named else _default_root())

    @property
    def drop(self) -> Path:
        """Where submissions arrive: drop/<year>/<ISO3>/<delivery>/."""
        return self.root / "drop"

    @property
    def sources(self) -> Path:
        """Where else submissions come from: the configuration of sources, if there is one."""
        return self.root / "sources.yaml"

    @property
    def address_book(self) -> Path:
        """Which office an address or a domain of mail belongs to, if mail is a source."""
        return self.root / "address_book.yaml"

    @property
    def outbox(self) -> Path:
        """Receipts for offices, one message a submission, for whatever sends mail."""
        return self.root / "outbox"

    @property
    def vault(self) -> Path:
        """What was received, encrypted, under keyed digests."""
        return self.root / "vault"

    @property
    def key(self) -> Path:
        """The key of the vault and of the keyed hashes, mode 0600, unless the environment holds it."""
        return self.root / "key" / "review.key"

    @property
    def next_key(self) -> Path:
        """The next key, while a rotation replaces the key by it."""
        return self.root / "key" / "review.key.next"

    @property
    def subkeys(self) -> Path:
        """The subkeys of pseudonyms, tie-breaks and digests, encrypted with the key."""
        return self.root / "subkeys.age"

    @property
    def warehouse(self) -> Path:
        """The SQLite warehouse, unless REVIEW_WAREHOUSE_URL names another."""
        return self.root / "warehouse" / "review.sqlite"

    @property
    def corrections(self) -> Path:
        """Corrections by headquarters: corrections/<year>.csv or <year>.yaml."""
        return self.root / "corrections"

    @property
    def reference(self) -> Path:
        """Series published by others and the register of agreements, as headquarters puts them there."""
        return self.root / "reference"

    @property
    def published_elsewhere(self) -> Path:
        """Cells of ours that others published, as headquarters lists them: published_elsewhere/<year>.csv."""
        return self.root / "published_elsewhere"

    @property
    def dagster(self) -> Path:
        """DAGSTER_HOME: runs, events and schedules."""
        return self.root / "dagster"

    @property
    def release(self) -> Path:
        """The edition in progress: release/<year>/, protected tables and what is made of them."""
        return self.root / "release"

    @property
    def disclosure(self) -> Path:
        """The restricted results of the disclosure audit: disclosure/<year>/, readable by its owner alone."""
        return self.root / "disclosure"

    @property
    def shelf(self) -> Path:
        """Editions, for writers: shelf/<year>/draft-<n>/."""
        return self.root / "shelf"

    @property
    def asked(self) -> Path:
        """The log of ad-hoc tables that were given out: asked/<year>/<number>/."""
        return self.root / "asked"

    @property
    def identity(self) -> Path:
        """The identity of the home, which its key, vault, warehouse and shelf carry too."""
        return self.root / "identity.json"

    @property
    def journal(self) -> Path:
        """What a command has begun and not finished, one file a year."""
        return self.root / "journal"

    @property
    def parts(self) -> tuple[Path, ...]:
        """All places of a home but its root; most of them are folders."""
        received = (self.drop, self.outbox, self.vault, self.key.parent, self.warehouse.parent)
        of_headquarters = (self.corrections, self.reference, self.published_elsewhere, self.sources, self.address_book)
        made = (self.release, self.disclosure, self.shelf, self.asked, self.dagster, self.journal, self.locks)
        return (*received, *of_headquarters, *made, self.bench, self.identity, self.subkeys)

    @property
    def locks(self) -> Path:
        """The locks of the years; their files are empty."""
        return self.root / "locks"

    @property
    def bench(self) -> Path:
        """Benchmarks, one JSON file a run."""
        return self.root / "bench"
