"""A home of its own for each test, its stores, and reading in this process."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from small_editions import ReadingHere

from resources.home import Home
from resources.stores import Stores, open_stores


@pytest.fixture(autouse=True)
def outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("REVIEW_KEY", "REVIEW_WAREHOUSE_URL", "REVIEW_SOURCE_URL", "REVIEW_HOME"):
        monkeypatch.delenv(name, raising=False)
    for module in ("read", "read_one"):
        monkeypatch.setattr(f"assets.steps.{module}.ReadingPool", ReadingHere)


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path / "var")


@pytest.fixture
def stores(home: Home) -> Iterator[Stores]:
    opened = open_stores(home)
    yield opened
    opened.warehouse.close()
