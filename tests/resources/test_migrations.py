"""Migrations and contract say the same; older warehouses come up to date."""

from pathlib import Path

import pytest
from alembic import command

from expectations.contract import Contract
from resources.home import Home
from resources.warehouse import Warehouse
from resources.warehouse import migrate as migrating
from resources.warehouse.migrate import differences, write_revision

UP_TO_DATE = 'the contract or our tables changed: python -m resources.warehouse.migrate "what changed"'


def test_migrations_and_contract_make_the_same_tables(warehouse: Warehouse) -> None:
    with warehouse.engine.connect() as connection:
        assert differences(connection, warehouse.metadata) == [], UP_TO_DATE


def test_a_field_without_a_migration_is_noticed(warehouse: Warehouse, contract: Contract) -> None:
    returns = contract.forms["returns"]
    shorter = returns.model_copy(update={"fields": returns.fields[:-1]})
    changed = contract.model_copy(update={"forms": {**contract.forms, "returns": shorter}})
    with warehouse.engine.connect() as connection:
        assert len(differences(connection, Warehouse(warehouse.engine, changed).metadata)) == 2


def test_opening_again_changes_nothing(warehouse: Warehouse, home: Home, contract: Contract) -> None:
    before = warehouse.engine.connect().exec_driver_sql("SELECT sql FROM sqlite_master ORDER BY name").fetchall()
    again = Warehouse.open(home, contract)
    assert again.engine.connect().exec_driver_sql("SELECT sql FROM sqlite_master ORDER BY name").fetchall() == before


def test_all_migrations_can_be_undone(warehouse: Warehouse) -> None:
    with warehouse.writing() as connection:
        command.downgrade(migrating.configured(connection, warehouse.metadata), "base")
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
    assert tables == ["alembic_version"]


def test_a_revision_is_written_from_the_contract(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, contract: Contract
) -> None:
    scripts = tmp_path / "migrations"
    (scripts / "versions").mkdir(parents=True)
    for name in ("env.py", "script.py.mako"):
        (scripts / name).write_bytes((migrating.SCRIPTS / name).read_bytes())
    monkeypatch.setattr(migrating, "SCRIPTS", scripts)
    first = write_revision("All tables", contract)
    assert first.name == "0001_all_tables.py"
    assert "cases_vulnerable" in first.read_text()
    second = write_revision("Nothing", contract)
    assert 'down_revision = "0001"' in second.read_text().replace("'", '"')
    assert "create_table" not in second.read_text()
