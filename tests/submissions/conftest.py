"""A home of its own for each test, its stores, and reading in this process."""

from pathlib import Path

import pytest

from resources.home import Home
from resources.stores import Stores, open_stores
from tests.lib.homes import read_here
from tests.lib.keys import set_key


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    set_key(monkeypatch)
    read_here(monkeypatch)
    return Home(tmp_path / "var")


@pytest.fixture
def stores(home: Home) -> Stores:
    return open_stores(home)
