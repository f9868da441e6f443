"""The one gate: partitions are replaced whole or not at all, and come back as they went in."""

import multiprocessing
import stat
from multiprocessing.synchronize import Barrier
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from expectations.contract import Contract, load_contract
from resources.home import Home
from resources.warehouse import Warehouse, WarehouseError
from resources.warehouse.store import make_engine

TABLE = "cases_returns"


def records(rows: int, office: str = "KEN", **columns: Any) -> pd.DataFrame:
    frame = pd.DataFrame(
        {
            "office": pd.Series([office] * rows, dtype="str"),
            "submission": pd.Series(["0" * 64] * rows, dtype="str"),
            "person_key": pd.Series([f"{office}{number}" for number in range(rows)], dtype="str"),
            "sex": pd.Series(["F", None, "M"] * rows, dtype="str").head(rows),
            "age": pd.array([34, None, 7] * rows, dtype="Int16")[:rows],
            "vuln_UMC": pd.array([None, 0, 1] * rows, dtype="Int16")[:rows],
            "rss_economic": pd.Series([0.25, None, 1.0] * rows, dtype="float64").head(rows),
            "nature": pd.Series(["real"] * rows, dtype="str"),
        }
    )
    return frame.assign(**columns)


def test_rows_come_back_as_they_went_in(warehouse: Warehouse) -> None:
    frame = records(7)
    assert warehouse.write_partition(TABLE, {"year": 2012, "office": "KEN"}, frame) == 7
    back = warehouse.read(TABLE, list(frame.columns))
    pd.testing.assert_frame_equal(back, frame)


def test_a_frame_without_rows_comes_back_with_its_types(warehouse: Warehouse) -> None:
    back = warehouse.read(TABLE)
    assert "place" not in back
    assert {str(back[name].dtype) for name in ("sex", "person_key", "citizenship", "departure_month")} == {"str"}
    assert [str(back[name].dtype) for name in ("age", "rss_economic", "year")] == ["Int16", "float64", "int64"]
    assert str(warehouse.read("findings")["row_no"].dtype) == "Int64"


def test_a_partition_is_replaced_and_its_neighbours_stay(warehouse: Warehouse) -> None:
    for office in ("KEN", "UGA"):
        warehouse.write_partition(TABLE, {"year": 2012, "office": office}, records(3, office))
    warehouse.write_partition(TABLE, {"year": 2011, "office": "KEN"}, records(5))
    warehouse.write_partition(TABLE, {"year": 2012, "office": "KEN"}, records(1))
    assert warehouse.counts(TABLE, ["year", "office"]) == {(2011, "KEN"): 5, (2012, "KEN"): 1, (2012, "UGA"): 3}
    warehouse.write_partition(TABLE, {"year": 2012, "office": ["KEN", "UGA"]}, records(0))
    assert warehouse.count(TABLE) == 5
    assert warehouse.count(TABLE, {"year": 2012}) == 0


def test_rows_come_in_the_same_order_whatever_office_was_last_written(warehouse: Warehouse) -> None:
    both = pd.concat([records(3, "UGA"), records(3, "KEN")])
    warehouse.write_partition(TABLE, {"year": 2012, "office": ["KEN", "UGA"]}, both)
    before = warehouse.read(TABLE)
    warehouse.write_partition(TABLE, {"year": 2012, "office": "KEN"}, records(3, "KEN"))
    pd.testing.assert_frame_equal(warehouse.read(TABLE), before)
    assert list(before["person_key"]) == ["KEN0", "KEN1", "KEN2", "UGA0", "UGA1", "UGA2"]


def test_a_failing_insert_leaves_the_former_partition(warehouse: Warehouse) -> None:
    warehouse.write_partition(TABLE, {"year": 2012, "office": "KEN"}, records(3))
    with warehouse.writing() as connection:
        connection.execute(
            text(
                f"CREATE TRIGGER full_disk BEFORE INSERT ON {TABLE} WHEN NEW.place = 4 "
                "BEGIN SELECT RAISE(ABORT, 'CANARY'); END"
            )
        )
    before = warehouse.read(TABLE)
    with pytest.raises(WarehouseError) as refused:
        warehouse.write_partition(TABLE, {"year": 2012, "office": "KEN"}, records(6))
    assert "CANARY" not in str(refused.value)
    assert refused.value.__suppress_context__
    pd.testing.assert_frame_equal(warehouse.read(TABLE), before)


def test_several_tables_are_written_together_or_not_at_all(warehouse: Warehouse) -> None:
    good = (TABLE, {"year": 2012, "office": "KEN"}, records(3))
    with pytest.raises(WarehouseError):
        warehouse.write_partitions([good, ("held_back", {"year": 2012}, pd.DataFrame({"office": ["KEN"]}))])
    assert warehouse.count(TABLE) == 0


@pytest.mark.parametrize(
    ("columns", "said"),
    [
        ({"CANARY": "CANARY"}, "columns that the table does not have"),
        ({"age": ["CANARY"] * 3}, "age"),
        ({"age": [1, 2, 40_000]}, "age"),
        ({"age": [1.5, 2, 3]}, "age"),
        ({"sex": [1, 2, 3]}, "sex: holds values that are no text"),
        ({"nature": ["real", None, "real"]}, "nature: has missing values"),
        ({"office": "CANARY"}, "office: rows lie outside the partition"),
        ({"place": 1}, "columns that the table does not have"),
    ],
)
def test_rows_that_do_not_fit_are_refused_without_a_value(
    warehouse: Warehouse, columns: dict[str, Any], said: str
) -> None:
    with pytest.raises(WarehouseError, match=said) as refused:
        warehouse.write_partition(TABLE, {"year": 2012, "office": "KEN"}, records(3, **columns))
    assert "CANARY" not in str(refused.value)
    assert refused.value.__suppress_context__ or refused.value.__context__ is None


def test_a_write_names_an_existing_table_and_a_partition(warehouse: Warehouse) -> None:
    with pytest.raises(WarehouseError, match="partition"):
        warehouse.write_partition(TABLE, {}, records(1))
    with pytest.raises(WarehouseError, match="no such table"):
        warehouse.write_partition("cases_CANARY", {"year": 2012}, records(1))
    with pytest.raises(WarehouseError, match="does not have"):
        warehouse.read(TABLE, where={"CANARY": 1})
    with pytest.raises(WarehouseError, match="do not exist"):
        warehouse.read(TABLE, ["CANARY"])


def test_columns_that_are_missing_throughout_fit_any_type(warehouse: Warehouse) -> None:
    empty = {"age": None, "sex": None, "rss_economic": None}
    warehouse.write_partition(TABLE, {"year": 2012, "office": "KEN"}, records(2, **empty))
    assert warehouse.read(TABLE, list(empty)).isna().all().all()


def test_rows_with_any_value_or_none_are_found(warehouse: Warehouse) -> None:
    warehouse.write_partition(TABLE, {"year": 2012, "office": "KEN"}, records(6))
    assert warehouse.count(TABLE, {"sex": None}) == 2
    assert warehouse.count(TABLE, {"sex": ["F", "M"], "year": 2012}) == 4
    assert warehouse.count(TABLE, {"sex": []}) == 0


def test_the_file_is_its_owners_alone(warehouse: Warehouse, home: Home) -> None:
    warehouse.write_partition(TABLE, {"year": 2012, "office": "KEN"}, records(1))
    modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.warehouse.parent.iterdir()}
    assert len(modes) == 4
    assert set(modes.values()) == {0o600}


def test_parameters_stay_out_of_the_engines_messages(warehouse: Warehouse) -> None:
    with pytest.raises(SQLAlchemyError) as refused, warehouse.engine.connect() as connection:
        connection.execute(text("SELECT * FROM nowhere WHERE name = :name"), {"name": "CANARY"})
    assert "CANARY" not in str(refused.value)


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "duckdb:///x", "postgresql+asyncpg://host/x"])
def test_other_databases_are_refused(home: Home, monkeypatch: pytest.MonkeyPatch, contract: Contract, url: str) -> None:
    monkeypatch.setenv("REVIEW_WAREHOUSE_URL", url)
    with pytest.raises(WarehouseError):
        Warehouse.open(home, contract)


def _open_each(folder: Path, files: int, together: Barrier) -> None:
    for number in range(files):
        together.wait()
        make_engine(f"sqlite:///{folder}/{number}.sqlite").connect().close()


def test_several_processes_may_be_the_first_to_a_new_file(tmp_path: Path) -> None:
    """SQLite does not wait for another process when a file changes to the write-ahead log: it fails at once."""
    spawn = multiprocessing.get_context("spawn")
    together = spawn.Barrier(3, timeout=60)
    openers = [spawn.Process(target=_open_each, args=(tmp_path, 40, together)) for _ in range(3)]
    for opener in openers:
        opener.start()
    for opener in openers:
        opener.join(120)
    assert [opener.exitcode for opener in openers] == [0, 0, 0]


def _write_often(root: Path, office: str, times: int) -> None:
    warehouse = Warehouse.open(Home(root), load_contract())
    for rows in range(1, times + 1):
        warehouse.write_partition(TABLE, {"year": 2012, "office": office}, records(100 * rows, office))
    warehouse.close()


def test_two_writers_lose_no_rows(home: Home, contract: Contract) -> None:
    """Both open a fresh warehouse at once, so its making is tried too."""
    spawn = multiprocessing.get_context("spawn")
    writers = [spawn.Process(target=_write_often, args=(home.root, office, 20)) for office in ("KEN", "UGA")]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(120)
        assert writer.exitcode == 0
    warehouse = Warehouse.open(home, contract)
    assert warehouse.counts(TABLE, ["office"]) == {("KEN",): 2000, ("UGA",): 2000}
    assert warehouse.read(TABLE, where={"office": "UGA"})["person_key"].nunique() == 2000
    with warehouse.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA integrity_check").scalar_one() == "ok"
    warehouse.close()


def test_values_of_another_type_are_named_as_damage_and_not_shown(warehouse: Warehouse) -> None:
    warehouse.write_partition(TABLE, {"year": 2012, "office": "KEN"}, records(1))
    with warehouse.writing() as connection:
        connection.execute(text(f"UPDATE {TABLE} SET age = 'Amina Otieno'"))
    with pytest.raises(WarehouseError, match=f"table {TABLE} holds values of another type") as caught:
        warehouse.read(TABLE)
    assert "Amina" not in str(caught.value)
