"""A home of its own for each test, its stores, and reading in this process.

All have one key: which of similar numbers is suppressed depends on it, and a test says the same on every machine. With
another key in TRY_KEY they are tried with that one.
"""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from resources.home import Home
from resources.stores import Stores, open_stores
from tests.editions.dry_run_deliveries import START
from tests.editions.small_editions import ReadingHere, reviewed

KEY = os.environ.get("TRY_KEY", "AGE-SECRET-KEY-1UGMLLTPGJL2EXQFMCRLLTRYA97E380MQ7D2YV9YP0KKH9CX2VJEQS3R2MH")


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REVIEW_WAREHOUSE_URL", "REVIEW_SOURCE_URL", "REVIEW_HOME"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REVIEW_KEY", KEY)
    monkeypatch.setattr("assets.steps.submissions.read.ReadingPool", ReadingHere)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "var")


@pytest.fixture
def stores(home: Home) -> Iterator[Stores]:
    opened = open_stores(home)
    yield opened
    opened.warehouse.close()


@pytest.fixture(scope="session")
def at_first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The home of a year with one draft, to be copied."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("REVIEW_WAREHOUSE_URL", "REVIEW_SOURCE_URL"):
            patch.delenv(name, raising=False)
        patch.setenv("REVIEW_KEY", KEY)
        patch.setattr("assets.steps.submissions.read.ReadingPool", ReadingHere)
        stores = open_stores(Home(tmp_path_factory.mktemp("first") / "var"))
        reviewed(stores, START)
        stores.warehouse.close()
    return stores.home.root


@pytest.fixture
def reviewed_once(at_first: Path, home: Home) -> Iterator[Stores]:
    """Stores of that year, which a test may change."""
    shutil.copytree(at_first, home.root)
    opened = open_stores(home)
    yield opened
    opened.warehouse.close()
