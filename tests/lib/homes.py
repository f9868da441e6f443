"""Homes of tests that cost little: few tables, few figures, reading in this process; and proof that nothing changed.

Belongs here: fixtures and context managers for homes of all folders. Does not: submissions (``submissions``), keys.
"""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from itertools import islice
from pathlib import Path

import pytest

import assets.steps.review.publish_draft
from expectations.reading import DeliveryRejectedError, Reading
from expectations.reading.read_and_redact import read_and_redact
from expectations.reading.worker_pool import ReadRequest
from reports.statistics import short_list

FEW_TABLES = (
    "persons_by_theme",
    "persons_by_sex_and_age",
    "reach",
    "victims_by_sex_and_age",
    "victims_by_exploitation_and_sex",
    "victims_by_region",
    "victims_by_region_and_sex",
    "victims_by_status",
    "victims_top_origins",
    "victims_top_countries_of_exploitation",
    "returns_by_sex_and_age",
    "returns_top_hosts",
    "vulnerable_by_category",
)
"""Of every kind of table one: exclusive and several answers, ranks, numbers of countries, all persons, three forms."""


@pytest.fixture
def few_tables() -> Iterator[None]:
    """Reviews of FEW_TABLES only, for a test whose claim is not about protection: a draft takes a twentieth."""
    with short_list(*FEW_TABLES):
        yield


@pytest.fixture(scope="module")
def module_of_few_tables() -> Iterator[None]:
    """As ``few_tables``, for a module whose homes are made once."""
    with short_list(*FEW_TABLES):
        yield


@contextmanager
def one_figure() -> Iterator[None]:
    """Draw only the first figure: drawing takes most of a small run's time."""
    draw = assets.steps.review.publish_draft.draw_figures
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(assets.steps.review.publish_draft, "draw_figures", lambda *given: islice(draw(*given), 1))
        yield


@pytest.fixture
def first_figure_only() -> Iterator[None]:
    """``one_figure`` for a whole test."""
    with one_figure():
        yield


class ReadingHere:
    """Reads in this process, as the pool's children do: starting one takes longer than all of a small year."""

    read: list[ReadRequest] = []  # noqa: RUF012 — what was read by all of them

    def __init__(self, **_: object) -> None:
        pass

    def __enter__(self) -> "ReadingHere":
        return self

    def __exit__(self, *_: object) -> None:
        pass

    def read_all(self, deliveries: Iterable[ReadRequest]) -> Iterator[Reading | DeliveryRejectedError]:
        for one in deliveries:
            self.read.append(one)
            try:
                yield read_and_redact(one.files, one.contract, one.office, one.year, one.pseudonym)
            except DeliveryRejectedError as refused:
                yield refused


def read_here(patch: pytest.MonkeyPatch) -> None:
    """Read submissions in this process."""
    patch.setattr("assets.steps.submissions.read.ReadingPool", ReadingHere)


def file_digests(root: Path) -> dict[str, str]:
    """Return the digest of every file but locks, the log and the shared memory of SQLite; the log is written to it."""
    for database in root.rglob("*.sqlite"):
        with closing(sqlite3.connect(database)) as connection:
            connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    passing = ("-shm", "-wal", ".lock")
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.endswith(passing)]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
