"""Bringing a warehouse to the newest schema, and writing the next revision.

Belongs here: running Alembic on our connection, the difference between contract and migrations. Does not: what a
revision does (migrations/versions).
"""

from pathlib import Path
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, MetaData, create_engine, text

from expectations.contract import Contract, load_contract
from resources.warehouse.partition_writer import WarehouseError
from resources.warehouse.tables import metadata_of

SCRIPTS = Path(__file__).parent / "migrations"
MIGRATION_LOCK = 2012_6499


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(SCRIPTS).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    return config


def configured(connection: Connection, metadata: MetaData) -> Config:
    """Return Alembic's configuration for one connection and schema; env.py takes both from it."""
    config = _config()
    config.attributes["connection"] = connection
    config.attributes["metadata"] = metadata
    return config


def is_at_its_newest(connection: Connection) -> bool:
    """Say whether the warehouse is at the newest revision; changes and locks nothing.

    Raises WarehouseError where a newer version of the review made it.
    """
    scripts = ScriptDirectory.from_config(_config())
    present = MigrationContext.configure(connection).get_current_heads()
    if set(present) - {script.revision for script in scripts.walk_revisions()}:
        raise WarehouseError(
            "the warehouse was made by a newer version of the review: install that version or a newer one. "
            "Nothing was changed"
        )
    return present == (scripts.get_current_head(),)


def migrate(connection: Connection, metadata: MetaData) -> None:
    """Bring the warehouse to the newest revision, within the transaction of ``connection``."""
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": MIGRATION_LOCK})
    if not is_at_its_newest(connection):  # another process may have been first while we waited
        command.upgrade(configured(connection, metadata), "head")


def differences(connection: Connection, metadata: MetaData) -> list[Any]:
    """Return what a new revision would have to change; empty where migrations and contract agree."""
    return list(compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), metadata))


def write_revision(message: str, contract: Contract | None = None) -> Path:
    """Write the revision that brings the newest migration to the contract; return its file.

    Run it after a change of a form or of our own tables: ``python -m resources.warehouse.migrate "what changed"``.
    """
    metadata = metadata_of(contract or load_contract())
    with create_engine("sqlite://").connect() as connection, connection.begin():
        migrate(connection, metadata)
        config = configured(connection, metadata)
        number = len(list((SCRIPTS / "versions").glob("[0-9]*.py"))) + 1
        script = command.revision(config, message, autogenerate=True, rev_id=f"{number:04d}")
    if script is None or isinstance(script, list):
        raise RuntimeError("one revision was asked for")
    return Path(str(script.path))


if __name__ == "__main__":
    import sys

    write_revision(sys.argv[1])
