"""A home of its own for each test, and the warehouse in it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from expectations.contract import Contract, load_contract
from resources.home import Home
from resources.key import InstallationKey
from resources.warehouse import Warehouse
from tests.lib.keys import set_key


@pytest.fixture
def contract() -> Contract:
    return load_contract()


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    set_key(monkeypatch)
    return Home(tmp_path / "var")


@pytest.fixture
def key(home: Home) -> InstallationKey:
    return InstallationKey.load_or_make(home)


@pytest.fixture
def warehouse(home: Home, contract: Contract) -> Iterator[Warehouse]:
    warehouse = Warehouse.open(home, contract)
    yield warehouse
    warehouse.close()
