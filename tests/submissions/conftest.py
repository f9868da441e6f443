"""A home of its own for each test, and its stores."""

from pathlib import Path

import pytest

from resources.home import Home
from resources.stores import Stores, open_stores


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in ("REVIEW_KEY", "REVIEW_WAREHOUSE_URL", "REVIEW_SOURCE_URL"):
        monkeypatch.delenv(name, raising=False)
    return Home(tmp_path / "var")


@pytest.fixture
def stores(home: Home) -> Stores:
    return open_stores(home)
