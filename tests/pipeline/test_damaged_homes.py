"""A damaged, newer, full or unreachable home ends each command with one sentence, and never with a traceback."""

import errno
import os
import resource
import shutil
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import NoReturn

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from pipelines.cli.lazy_group import LazyGroup
from resources.home import Home
from resources.stores import open_stores
from tests.lib.keys import set_key
from tests.pipeline.homes import give_key

CANARY = "Amina Otieno"
YEAR = ("--year", "2012")
CELL = ("victims_by_sex_and_age", "F:CHILD")
COMMANDS = {
    "run": ("run", *YEAR),
    "status": ("status", *YEAR),
    "table": ("table", "--form", "trafficking", "--rows", "sex", *YEAR),
    "freeze": ("freeze", *YEAR),
    "release": ("release", "1", *YEAR),
    "explain": ("explain", *CELL, *YEAR),
    "edition list": ("edition", "list"),
    "feedback": ("feedback", "--office", "KEN", "--out", "out", *YEAR),
    "reconcile": ("reconcile", *YEAR),
}


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with a warehouse and no submission."""
    root = tmp_path_factory.mktemp("whole")
    give_key(root)
    with pytest.MonkeyPatch.context() as patch:
        set_key(patch)
        patch.delenv("REVIEW_KEY")
        open_stores(Home(root)).warehouse.close()
    return root


@pytest.fixture
def home(whole: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    copy = tmp_path / "home"
    shutil.copytree(whole, copy)
    set_key(monkeypatch)
    monkeypatch.delenv("REVIEW_KEY")
    monkeypatch.setenv("REVIEW_HOME", str(copy))
    monkeypatch.setenv("DAGSTER_HOME", str(copy / "dagster"))
    return copy


def _one_line(*words: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, list(words))
    assert result.exception is None or isinstance(result.exception, SystemExit), result.exception
    assert "Traceback" not in result.output
    lines = [line for line in result.output.splitlines() if line.startswith(("Error: ", "Usage error: ", "Refused: "))]
    assert len(lines) == 1, result.output
    return result.exit_code, lines[0]


def _newer(warehouse: Path) -> None:
    connection = sqlite3.connect(warehouse)
    connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.commit()
    connection.close()


def _in_the_middle(warehouse: Path) -> None:
    content = bytearray(warehouse.read_bytes())
    content[4096:] = os.urandom(len(content) - 4096)
    warehouse.write_bytes(content)


DAMAGES: dict[str, tuple[Callable[[Path], object], str]] = {
    "no database": (lambda path: path.write_text(f"{CANARY}\n" * 500), "the database is damaged (warehouse): put the"),
    "random bytes": (_in_the_middle, "the database is damaged (warehouse): put the last backup"),
    "truncated": (lambda path: path.write_bytes(path.read_bytes()[:20_555]), "the database is damaged (warehouse)"),
    "a folder": (lambda path: (path.unlink(), path.mkdir()), "a folder in the place of a file"),
    "newer": (_newer, "the warehouse was made by a newer version of the review: install that version"),
}


@pytest.mark.parametrize("damage", DAMAGES)
@pytest.mark.parametrize("command", COMMANDS)
def test_a_damaged_or_newer_warehouse_is_one_sentence_in_each_command(damage: str, command: str, home: Path) -> None:
    make, words = DAMAGES[damage]
    make(Home(home).warehouse)
    status, line = _one_line(*COMMANDS[command])
    assert status == 1
    assert words in line
    assert CANARY not in line


def _run_history(home: Path) -> None:
    for name in ("history/runs.db", "history/runs/index.db", "schedules/schedules.db"):
        path = home / "dagster" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(b"no database" * 999)


def _settings(home: Path) -> None:
    (home / "dagster").mkdir()
    (home / "dagster" / "dagster.yaml").write_text("telemetry: [", encoding="utf-8")


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (_run_history, "move the folder dagster/ away, then run the same command again; it holds no numbers"),
        (_settings, "dagster/dagster.yaml cannot be used (Dagster's record of runs): correct it, or move it away"),
    ],
)
def test_damaged_files_of_dagster_are_one_sentence_that_says_what_is_lost(
    damage: Callable[[Path], None], words: str, home: Path
) -> None:
    damage(home)
    status, line = _one_line(*COMMANDS["run"])
    assert status == 1
    assert words in line


FAULTS = {
    "full": (OSError(errno.ENOSPC, CANARY), "Error: the disk is full: free space"),
    "read-only": (OSError(errno.EROFS, CANARY, "{home}/shelf/2012"), "read-only (shelf/2012): make it writable"),
    "files": (OSError(errno.EMFILE, CANARY), "Error: too many files are open"),
    "memory": (MemoryError(CANARY), "Error: the memory of this machine"),
    "ours": (KeyError(CANARY), "Error: an error of the program (KeyError, pipelines/cli/status.py:"),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_any_error_of_a_command_is_one_line_without_its_message(
    fault: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    error, words = FAULTS[fault]
    if isinstance(error, OSError) and error.filename:
        error.filename = str(home / "shelf" / "2012")

    def fail(*_: object) -> NoReturn:
        raise error

    monkeypatch.setattr("pipelines.cli.status.year_response", fail)
    status, line = _one_line(*COMMANDS["status"])
    assert status == 1
    assert words in line
    assert CANARY not in line


def test_developers_get_a_traceback_without_messages(
    home: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    def fail(*_: object) -> NoReturn:
        raise KeyError(CANARY)

    monkeypatch.setattr("pipelines.cli.status.year_response", fail)
    monkeypatch.setenv("REVIEW_TRACEBACK", "1")
    result = CliRunner().invoke(app, ["status", *YEAR])
    shown = result.output + "".join(capfd.readouterr())
    assert "pipelines/cli/status.py:" in shown
    assert "KeyError" in shown
    assert CANARY not in shown


def test_usage_errors_of_the_command_line_are_as_they_were(home: Path) -> None:
    result = CliRunner().invoke(app, ["status", "--no-such-option"])
    assert result.exit_code == 2
    assert "No such option" in result.output


def test_an_interrupted_command_is_one_line_and_status_130(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(LazyGroup, "resolve_command", interrupt)
    result = CliRunner().invoke(app, ["status", *YEAR])
    assert result.exit_code == 130
    assert result.output.startswith("Interrupted: ")
    assert len(result.output.splitlines()) == 1


def test_an_unreachable_warehouse_is_named_without_its_password(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEW_WAREHOUSE_URL", "postgresql+psycopg://review:s3cret@127.0.0.1:9/review")
    for command in ("run", "status", "edition list"):
        status, line = _one_line(*COMMANDS[command])
        assert status == 1
        assert "the database or server does not answer (warehouse)" in line
        assert "s3cret" not in line


def test_a_real_limit_on_the_size_of_files_is_named_and_the_next_command_goes_on(home: Path) -> None:
    shutil.rmtree(home)
    give_key(home)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        status, line = _one_line(*COMMANDS["status"])
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert status == 1
    assert "(warehouse)" in line
    again = CliRunner().invoke(app, ["status", *YEAR])
    assert again.exit_code == 0, again.output
