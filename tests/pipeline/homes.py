"""A home of the review in a test: running the command on it, and what lies in it afterwards."""

import hashlib
import os
import sqlite3
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from resources.home import Home
from resources.stores import Stores, open_stores
from tests.lib.homes import FEW_TABLES
from tests.lib.keys import VARIABLES, give_key

# Only the offices that delivered are partitions: marking all 150 of a year takes Dagster ten seconds.
ONLY_DELIVERED = "import pipelines.partition_ranges; pipelines.partition_ranges.expected_offices = tuple; "
OF_FEW_TABLES = f"from reports.statistics import short_list; few = short_list(*{FEW_TABLES}); few.__enter__(); "


@dataclass(frozen=True)
class Ended:
    """How a command ended, and all that it showed; ``words`` is that without the breaks of lines."""

    status: int
    shown: str

    @property
    def words(self) -> str:
        return " ".join(self.shown.split())


def _set(patch: pytest.MonkeyPatch, home: Path, key: str) -> None:
    for name in VARIABLES:
        patch.delenv(name, raising=False)
    patch.setenv("REVIEW_HOME", str(home))
    patch.setenv("DAGSTER_HOME", str(home / "dagster"))
    if key:
        patch.setenv("REVIEW_KEY", key)
    elif not (home / "key").exists():
        give_key(home)


def review(home: Path, *arguments: str, key: str = "", all_offices: bool = False) -> Ended:
    """Run `review` in this process; a fault that reaches the terminal is raised here."""
    with pytest.MonkeyPatch.context() as patch:
        _set(patch, home, key)
        if not all_offices:
            patch.setattr("pipelines.partition_ranges.expected_offices", tuple)
        result = CliRunner().invoke(app, list(arguments))
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Ended(result.exit_code, result.output)


def review_apart(home: Path, *arguments: str, key: str = "") -> Ended:
    """Run `review` of few tables in a process of its own, its temporary files inside the home; show both streams.

    The umask is that of an operator who lets every account read and write.
    """
    temporary = home / "temporary"
    temporary.mkdir(parents=True, exist_ok=True)
    environment = {name: value for name, value in os.environ.items() if name not in (*VARIABLES, "DAGSTER_HOME")}
    environment |= {"REVIEW_HOME": str(home), "TMPDIR": str(temporary), "PYTHONHASHSEED": "4711"}
    if key:
        environment["REVIEW_KEY"] = key
    command = f"{ONLY_DELIVERED}{OF_FEW_TABLES}from pipelines.cli import app; app()"
    done = subprocess.run(
        [sys.executable, "-c", command, *arguments],
        env=environment,
        capture_output=True,
        check=False,
        timeout=280,
        umask=0,
    )
    return Ended(done.returncode, (done.stdout + done.stderr).decode(errors="replace"))


def stores_of(home: Path, key: str = "") -> Stores:
    """Open the stores of a home."""
    with pytest.MonkeyPatch.context() as patch:
        _set(patch, home, key)
        return open_stores(Home(home))


def digests(folder: Path) -> dict[str, str]:
    """Return the SHA-256 of every file under a folder, by its place, without locks and the identity of the home."""
    kept = (path for path in folder.rglob("*") if not path.name.startswith((".lock-", ".identity.json")))
    files = sorted(path for path in kept if path.is_file())
    return {path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


def rows(home: Path, query: str, *values: object) -> list[Any]:
    """Return what a query of the warehouse gives."""
    connection = sqlite3.connect(f"file:{home / 'warehouse' / 'review.sqlite'}?mode=ro", uri=True)
    try:
        return connection.execute(query, values).fetchall()
    finally:
        connection.close()


def register(home: Path, office: str, year: int = 2012) -> list[tuple[str, str, str]]:
    """Return delivery, state and reason of an office's arrivals, in the order in which they arrived."""
    query = "SELECT delivery, state, reason FROM register WHERE office = ? AND year = ? ORDER BY submission_no"
    return rows(home, query, office, year)


def materialisations(home: Path, asset: str) -> dict[str, int]:
    """Return how often each partition of an asset was materialised, by office."""
    connection = sqlite3.connect(home / "dagster" / "history" / "runs" / "index.db")
    query = (
        "SELECT partition, count(*) FROM event_logs WHERE dagster_event_type = 'ASSET_MATERIALIZATION' "
        "AND asset_key = ? GROUP BY partition"
    )
    try:
        return {partition.partition("|")[0]: count for partition, count in connection.execute(query, (asset,))}
    finally:
        connection.close()
