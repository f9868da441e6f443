"""A home of its own for each test, its stores, and reading in this process."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.statistics import short_list
from resources.home import Home
from resources.stores import Stores, open_stores
from tests.editions.dry_run_deliveries import START
from tests.editions.small_editions import reviewed
from tests.lib.homes import FEW_TABLES, read_here
from tests.lib.keys import set_key


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    set_key(monkeypatch)
    read_here(monkeypatch)


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
    """The home of a year with one draft of few tables, to be copied."""
    with pytest.MonkeyPatch.context() as patch, short_list(*FEW_TABLES):
        set_key(patch)
        read_here(patch)
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
