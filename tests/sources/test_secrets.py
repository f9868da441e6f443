"""A secret at any place of a configuration, of the environment and of an address is in no message, log, repr or output.

Each field of each kind holds the canary once, in every form that a secret may have by mistake, and each source is then
looked into. Nothing answers on port 1 of this machine.
"""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from sqlalchemy.exc import SQLAlchemyError
from typer.testing import CliRunner

from pipelines.cli import app
from resources.home import Home
from resources.source import FILE_VARIABLE, URL_VARIABLE, Source, SourceError
from resources.source.configuration import Configuration
from resources.warehouse import WarehouseError
from resources.warehouse.store import make_engine

CANARY = "canaryhunter2"
FORMS: list[Any] = [
    CANARY,
    CANARY.upper(),  # the form of a variable's name, and of the key of an S3 store
    f"sftp://user:{CANARY}@127.0.0.1:1/x",
    f"https://user:{CANARY}@127.0.0.1:1/x",
    f"https://[{CANARY}]/x",  # errors of urllib quote this one
    f"127.0.0.1:{CANARY}",
    f"~{CANARY}/x",
    f"zip://{CANARY}::file:///x",
    [CANARY],
    {CANARY: CANARY},
]
ENTRIES: dict[str, dict[str, Any]] = {
    "folder": {"folder": "share", "path": "{office}/{delivery}", "offices": {"Nairobi": "KEN"}, "year": 2012},
    "synced_folder": {"folder": "share", "path": "{year}/{office}"},
    "sftp": {"host": "127.0.0.1", "port": 1, "user": "u", "folder": "/drop", "known_hosts": "hosts",
             "password_variable": "WORD", "passphrase_variable": "WORD"},
    "http": {"url": "https://127.0.0.1:1/drop", "user": "u", "password_variable": "WORD",
             "allow_unencrypted": False},
    "s3": {"bucket": "review", "folder": "drop", "endpoint": "http://127.0.0.1:1", "region": "eu",
           "key_variable": "WORD", "secret_variable": "WORD", "allow_unencrypted": True, "certificates": "hosts"},
    "mail": {"folder": "box", "senders": {"a@b.example": "KEN"}, "authenticated_by": "mx.example", "year": 2012},
    "sql": {"url_variable": "CASES_URL", "query": "SELECT 1", "office_column": "o", "year_column": "y",
            "file_name": "trafficking", "only_forms": ["trafficking"]},
}  # fmt: skip
Collect = Callable[[], str]


@pytest.fixture
def quiet_home(home: Home, monkeypatch: pytest.MonkeyPatch) -> Home:
    home.root.mkdir()
    (home.root / "hosts").touch()
    (home.root / "box").mkdir()
    monkeypatch.setenv("REVIEW_HOME", str(home.root))
    monkeypatch.setenv("WORD", CANARY)
    monkeypatch.setenv("CASES_URL", f"postgresql+psycopg://user:{CANARY}@127.0.0.1:1/{CANARY}")
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, CANARY)
    return home


@pytest.fixture
def everything(caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]) -> Collect:
    """What was logged at any level, with exceptions, and printed by any library until now."""
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.DEBUG, logger="sqlalchemy")  # it has a level of its own

    def collect() -> str:
        records = [f"{record.getMessage()} {record.exc_info}" for record in caplog.records]
        return "\n".join([*records, caplog.text, *capfd.readouterr()])

    return collect


def told(error: BaseException | None) -> Iterator[str]:
    """An error as any handler might print it, with those before it."""
    while error is not None:
        yield f"{error} {error!r} {error.args}"
        yield from told(error.__cause__)
        error = error.__context__


def looked_into(is_listed: bool = True) -> str:
    """All that opening and listing the sources of the home says."""
    try:
        source = Source.of_home(Home.from_environment())
        if is_listed:
            source.deliveries()
    except SourceError as error:
        return "\n".join(told(error))
    return f"{source!r} {vars(source)}"


def contains(text: str) -> bool:
    return CANARY in text.lower()


def planted(kind: str) -> Iterator[dict[str, Any]]:
    """Entries of a kind, each with the canary at one place more."""
    whole = {"name": "partner", "kind": kind, **ENTRIES[kind]}
    yield whole
    for field in whole:
        # a name in the right form is shown: it is what an operator calls the source by
        yield from (whole | {field: form} for form in FORMS if field != "name" or form != CANARY)
        yield {name: value for name, value in whole.items() if name != field} | {f"{field} {CANARY}": whole[field]}


@pytest.mark.parametrize("kind", ENTRIES)
def test_a_secret_anywhere_in_an_entry_is_in_no_message(quiet_home: Home, everything: Collect, kind: str) -> None:
    refused = 0
    for entry in planted(kind):
        quiet_home.sources.write_text(yaml.safe_dump({"sources": [entry | {"wait_seconds": 1}]}), encoding="utf-8")
        is_listed = kind != "s3" or CANARY in (entry.get("bucket"), entry.get("region"))  # half a second each
        said = looked_into(is_listed)
        assert not contains(said), entry
        refused += "SourceConfigurationError" in said
    assert refused > 20
    assert not contains(everything())


@pytest.mark.parametrize("kind", ENTRIES)
def test_the_command_says_nothing_of_a_secret(quiet_home: Home, everything: Collect, kind: str) -> None:
    for changes in ({}, {"kind": FORMS[2]}, {"password": CANARY}):
        entry = {"name": "partner", "kind": kind, "wait_seconds": 1, **ENTRIES[kind], **changes}
        quiet_home.sources.write_text(yaml.safe_dump({"sources": [entry]}), encoding="utf-8")
        done = CliRunner().invoke(app, ["source", "list"], terminal_width=200)
        assert not contains(f"{done.output} {done.exception}")
        assert "Traceback" not in done.output
    assert not contains(everything())


@pytest.mark.parametrize("kind", ENTRIES)
def test_the_repr_of_a_configuration_shows_names_alone(kind: str) -> None:
    texts = {field: CANARY for field in ("folder", "user", "query", "region") if field in ENTRIES[kind]}
    only_password = {"passphrase_variable": None} if kind == "sftp" else {}
    entry = {"name": "partner", "kind": kind, **ENTRIES[kind], **texts, **only_password}
    shown = Configuration.model_validate({"sources": [entry]})
    assert "partner" in repr(shown)
    assert not contains(f"{shown!r} {shown} {list(shown.sources)}")


@pytest.mark.parametrize(
    "content",
    [
        f"sources: [{{name: x, kind: sftp, password: '{CANARY}",
        f"sources:\n\t- {CANARY}",
        f"{CANARY}: !!python/object:os.system {CANARY}",
        f"{CANARY}",
        f"{CANARY}: 2012-99-99",
        f"sources: {CANARY}",
        f"sources: [{CANARY}, {{{CANARY}: {CANARY}}}]",
        f"sources: []\n{CANARY}: {CANARY}",
        "[" * 1_200 + CANARY,
        "a: &a [*a]\n" + CANARY,
        b"\xff" + CANARY.encode(),
        "# nothing",
    ],
)
@pytest.mark.parametrize("file", ["sources.yaml", "address_book.yaml"])
def test_a_file_that_is_no_configuration_is_named_and_not_quoted(
    quiet_home: Home, everything: Collect, file: str, content: str | bytes
) -> None:
    mail = {"name": "mail", "kind": "mail", **ENTRIES["mail"], "senders": {}}
    quiet_home.sources.write_text(yaml.safe_dump({"sources": [mail]}), encoding="utf-8")
    (quiet_home.root / file).write_bytes(content.encode() if isinstance(content, str) else content)
    said = looked_into()
    assert "SourceConfigurationError" in said
    assert not contains(said + everything())


@pytest.mark.parametrize("address", [form for form in FORMS if isinstance(form, str)])
@pytest.mark.parametrize("variable", [URL_VARIABLE, FILE_VARIABLE, "CASES_URL"])
def test_an_address_in_the_environment_is_in_no_message(
    quiet_home: Home, everything: Collect, monkeypatch: pytest.MonkeyPatch, variable: str, address: str
) -> None:
    entry = {"name": "cases", "kind": "sql", "wait_seconds": 1, **ENTRIES["sql"]}
    quiet_home.sources.write_text(yaml.safe_dump({"sources": [entry]}), encoding="utf-8")
    monkeypatch.setenv(variable, address)
    monkeypatch.setenv("HOME", str(quiet_home.root))
    assert not contains(looked_into() + everything())


@pytest.mark.parametrize("url", [
    f"postgresql+psycopg://user:{CANARY}@127.0.0.1:1/db", f"postgresql+psycopg://user@127.0.0.1:{CANARY}/db",
    f"postgresql+psycopg://user:pw@127.0.0.1:1/db?{CANARY}=1", f"postgresql+psycopg://u@127.0.0.1:1/db?plugin={CANARY}",
    f"postgresql+psycopg://u:x@{CANARY}@127.0.0.1:1/db", f"{CANARY}://u@h/db",
    f"mysql+{CANARY}://u@h/db", f"sqlite:///{CANARY}/none.sqlite", CANARY,
])  # fmt: skip
def test_the_address_of_a_database_is_in_no_message(
    quiet_home: Home, everything: Collect, monkeypatch: pytest.MonkeyPatch, url: str
) -> None:
    entry = {"name": "cases", "kind": "sql", "wait_seconds": 1, **ENTRIES["sql"]}
    quiet_home.sources.write_text(yaml.safe_dump({"sources": [entry]}), encoding="utf-8")
    monkeypatch.setenv("CASES_URL", url)
    said = looked_into()
    assert "SourceConfigurationError" in said or "cases" in said
    assert not contains(said + everything())


@pytest.mark.parametrize("url", [
    f"postgresql+psycopg://user:{CANARY}@127.0.0.1:1/db", f"postgresql+psycopg://user@127.0.0.1:{CANARY}/db",
    f"postgresql+psycopg://user:x@{CANARY}@127.0.0.1:1/db", f"{CANARY}://user@host/db", f"sqlite+{CANARY}:///x", CANARY,
])  # fmt: skip
def test_the_address_of_the_warehouse_is_in_no_message(everything: Collect, url: str) -> None:
    with pytest.raises((WarehouseError, SQLAlchemyError)) as refused, make_engine(url).connect():
        pass
    assert not contains("\n".join(told(refused.value)) + everything())


def test_rows_and_statements_of_a_database_are_in_no_log(
    quiet_home: Home, everything: Collect, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("CASES_URL", f"sqlite:///{tmp_path / 'cases.sqlite'}")
    (tmp_path / "cases.sqlite").touch()
    for query in (f"SELECT 'KEN' AS o, 2012 AS y, '{CANARY}' AS name", f"SELECT {CANARY} FROM {CANARY}"):
        entry = {"name": "cases", "kind": "sql", **ENTRIES["sql"], "query": query}
        quiet_home.sources.write_text(yaml.safe_dump({"sources": [entry]}), encoding="utf-8")
        assert not contains(looked_into())
    assert not contains(everything())
