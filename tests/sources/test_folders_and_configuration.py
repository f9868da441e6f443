"""Folders as offices and partners really have them, and what a configuration of sources may say."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from pipelines.cli import app
from resources.home import Home
from resources.source import Source, SourceConfigurationError, SourceError

Configured = Callable[..., Source]


def put(root: Path, way: str, content: bytes = b"x") -> None:
    (root / way).parent.mkdir(parents=True, exist_ok=True)
    (root / way).write_bytes(content)


def found(source: Source) -> list[tuple[int, str, str, list[str]]]:
    return [(d.year, d.office, d.name, [file.name for file in d.files]) for d in source.deliveries()]


def test_the_drop_and_the_configured_sources_are_one_and_never_meet(
    source_of: Configured, home: Home, tmp_path: Path
) -> None:
    put(home.drop, "2012/KEN/2013-05-01/a.csv", b"drop")
    put(tmp_path, "shared/2012/KEN/2013-05-01/a.csv", b"shared")
    source = source_of({"name": "shared", "kind": "folder", "folder": str(tmp_path / "shared")})
    assert found(source) == [
        (2012, "KEN", "2013-05-01", ["a.csv"]),
        (2012, "KEN", "2013-05-01.shared", ["a.csv"]),
    ]
    assert [source.open(one) for one in source.deliveries()] == [[("a.csv", b"drop")], [("a.csv", b"shared")]]


def test_folders_named_after_offices_and_a_year_said_are_a_mapping(source_of: Configured, tmp_path: Path) -> None:
    put(tmp_path, "share/Nairobi/may/a.csv")
    put(tmp_path, "share/Ciudad de México/1/a.csv")
    put(tmp_path, "share/Somewhere/1/a.csv")
    told = {"kind": "synced_folder", "folder": str(tmp_path / "share"), "path": "{office}/{delivery}", "year": 2012}
    source = source_of(told | {"offices": {"Nairobi": "KEN", "Ciudad de México": "MEX"}})
    assert found(source) == [(2012, "KEN", "may.partner", ["a.csv"]), (2012, "MEX", "1.partner", ["a.csv"])]
    assert source.strays() == 1
    assert [one.year for one in source.deliveries(2011)] == []
    assert source.open(source.deliveries(2012, "MEX")[0]) == [("a.csv", b"x")]


def test_an_offices_folder_may_be_its_one_delivery(source_of: Configured, tmp_path: Path) -> None:
    put(tmp_path, "share/2012/KEN/a.csv")
    put(tmp_path, "share/2012/KEN/older/a.csv")
    (tmp_path / "share/2012/UGA").mkdir()
    source = source_of({"kind": "folder", "folder": str(tmp_path / "share"), "path": "{year}/{office}"})
    assert found(source) == [(2012, "KEN", "files.partner", ["a.csv"])]
    assert source.strays() == 1


def test_what_a_synchronising_program_leaves_behind_is_no_file_of_a_delivery(
    source_of: Configured, tmp_path: Path
) -> None:
    leftovers = ("a (conflicted copy 2013-05-01).xlsx", "a.sync-conflict-20130501-120000.xlsx", ".a.xlsx.~3f2",
                 "~$a.xlsx", "a.xlsx.crdownload", "a.xlsx.!sync")  # fmt: skip
    for name in (*leftovers, "a.xlsx"):
        put(tmp_path, f"share/2012/KEN/1/{name}")
    source = source_of({"kind": "synced_folder", "folder": str(tmp_path / "share")})
    assert found(source) == [(2012, "KEN", "1.partner", ["a.xlsx"])]


def test_a_file_still_being_written_or_replaced_is_left_for_a_later_look(source_of: Configured, tmp_path: Path) -> None:
    put(tmp_path, "share/2012/KEN/1/a.csv", b"half")
    put(tmp_path, "share/2012/KEN/1/b.csv", b"whole")
    source = source_of({"kind": "folder", "folder": str(tmp_path / "share")})
    (listed,) = source.deliveries()
    put(tmp_path, "share/2012/KEN/1/c.csv", b"one more")
    with pytest.raises(SourceError) as more:
        source.open(listed)
    put(tmp_path, "share/2012/KEN/1/a.csv", b"half and half")
    with pytest.raises(SourceError) as grown:
        source.open(listed)
    assert more.value.is_passing and grown.value.is_passing
    assert len(source.open(source.deliveries()[0])) == 3


WRONG: list[tuple[dict[str, Any], str]] = [
    ({"kind": "carrier-pigeon"}, "kind"),
    ({"kind": "folder", "folder": "x", "path": "{year}/{delivery}"}, "{office} among them"),
    ({"kind": "folder", "folder": "x", "path": "{office}/{delivery}"}, "either in the path or said as year"),
    ({"kind": "folder", "folder": "x", "offices": {"Nairobi": "Kenya"}}, "three capital letters"),
    ({"kind": "folder", "folder": "x", "name": "../x"}, "name"),
    ({"kind": "sftp", "host": "h", "user": "u", "folder": "f", "password_variable": "P"}, "known_hosts"),
    ({"kind": "sftp", "host": "h", "user": "u", "folder": "f", "known_hosts": "k"}, "password_variable or key_file"),
    ({"kind": "http", "url": "http://h/drop"}, "https, or allow_unencrypted"),
    ({"kind": "http", "url": "https://u:p@h/drop"}, "stand apart"),
    ({"kind": "http", "url": "file:///etc"}, "plain http or https"),
    ({"kind": "s3", "bucket": "b", "endpoint": "http://h"}, "https, or allow_unencrypted"),
    ({"kind": "mail", "folder": "x", "senders": {"a@b": "Kenya"}}, "three capital letters"),
    (
        {"kind": "sql", "url_variable": "U", "office_column": "o", "year_column": "y", "file_name": "f"},
        "table or query",
    ),
    ({"kind": "sql", "url": "postgresql://u:p@h/d"}, "url_variable"),
]


@pytest.mark.parametrize(("entry", "said"), WRONG)
def test_a_configuration_that_cannot_be_used_says_what_is_wrong(
    source_of: Configured, entry: dict[str, Any], said: str
) -> None:
    with pytest.raises(SourceConfigurationError) as refused:
        source_of(entry)
    assert said in str(refused.value)
    assert "u:p@" not in str(refused.value)


def test_two_sources_of_one_name_are_refused(source_of: Configured) -> None:
    with pytest.raises(SourceConfigurationError, match="two sources have one name"):
        source_of({"kind": "folder", "folder": "x"}, {"kind": "folder", "folder": "y"})


def test_the_command_shows_each_source_with_counts_and_no_name(
    source_of: Configured, tmp_path: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(tmp_path, "share/2012/KEN/canary/canary.csv")
    mail = {"name": "mailbox", "kind": "mail", "folder": str(tmp_path / "nowhere"), "senders": {"a@b.example": "KEN"}}
    mail["authenticated_by"] = "mx.example"
    source_of({"kind": "folder", "folder": str(tmp_path / "share")}, mail)
    monkeypatch.setenv("REVIEW_HOME", str(home.root))
    done = CliRunner().invoke(app, ["source", "list"], terminal_width=200)
    assert done.exit_code == 1
    assert "partner" in done.output and "not reached: its folder is not there" in done.output
    assert "canary" not in done.output


def test_a_configured_folder_that_is_not_there_is_said_and_not_taken_for_empty(
    source_of: Configured, home: Home, tmp_path: Path
) -> None:
    put(home.drop, "2012/KEN/1/a.csv")
    source = source_of({"kind": "synced_folder", "folder": str(tmp_path / "not-mounted")})
    assert found(source) == [(2012, "KEN", "1", ["a.csv"])]
    assert source.not_reached == {"partner": "its folder is not there"}
