"""Code that needs an extra which is not installed says so, and how to install it."""

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from expectations.contract import load_contract
from pipelines.cli import main
from resources import optional_packages
from resources.home import Home
from resources.optional_packages import MissingPackageError
from resources.source import Source
from resources.warehouse import Warehouse

INSTALL = "pip install 'migrant-assistance-review[{extra}]'"


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], str]:
    """Take a package away; return what the error says of it."""

    def take(package: str) -> str:
        find = optional_packages.find_spec
        monkeypatch.setattr(optional_packages, "find_spec", lambda name: None if name == package else find(name))
        extra = INSTALL.format(extra=optional_packages.EXTRA_OF[package])
        return f"the package {package} is not installed: {extra}"

    return take


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    for name in ("REVIEW_SOURCE_URL", "REVIEW_SOURCES", "REVIEW_WAREHOUSE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("REVIEW_HOME", str(tmp_path))
    return Home(tmp_path)


def test_a_warehouse_on_postgresql_needs_its_driver(
    home: Home, monkeypatch: pytest.MonkeyPatch, without: Callable[[str], str]
) -> None:
    said = without("psycopg")
    monkeypatch.setenv("REVIEW_WAREHOUSE_URL", "postgresql+psycopg://user:secret@host/review")
    with pytest.raises(MissingPackageError) as error:
        Warehouse.open(home, load_contract())
    assert str(error.value) == said


@pytest.mark.parametrize(
    ("url", "package"),
    [
        ("s3://bucket/drop", "s3fs"),
        ("sftp://host/drop", "sshfs"),
    ],
)
def test_an_address_needs_the_package_of_its_file_system(
    home: Home, monkeypatch: pytest.MonkeyPatch, without: Callable[[str], str], url: str, package: str
) -> None:
    said = without(package)
    (home.root / ".ssh").mkdir()
    (home.root / ".ssh" / "known_hosts").touch()
    monkeypatch.setenv("HOME", str(home.root))
    monkeypatch.setenv("REVIEW_SOURCE_URL", url)
    with pytest.raises(MissingPackageError) as error:
        Source.of_home(home)
    assert str(error.value) == said


CONFIGURED = {
    "sshfs": "kind: sftp, host: h, user: u, folder: /drop, known_hosts: known_hosts, key_file: key",
    "s3fs": "kind: s3, bucket: b",
    "psycopg": "kind: sql, url_variable: CASES_URL, table: t, office_column: o, year_column: y, file_name: trafficking",
}


@pytest.mark.parametrize("package", CONFIGURED)
def test_a_configured_source_needs_the_package_of_its_kind(
    home: Home, monkeypatch: pytest.MonkeyPatch, without: Callable[[str], str], package: str
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "secret")
    monkeypatch.setenv("CASES_URL", "postgresql+psycopg://user:secret@host/cases")
    (home.root / "known_hosts").touch()
    home.sources.write_text(f"sources: [{{name: partner, {CONFIGURED[package]}}}]", encoding="utf-8")
    said = without(package)
    with pytest.raises(MissingPackageError) as error:
        Source.of_home(home)
    assert str(error.value) == said


def test_what_needs_no_extra_works_without_any(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(optional_packages, "find_spec", lambda name: None)
    home.drop.mkdir()
    assert Source.of_home(home).deliveries() == []
    Warehouse.open(home, load_contract()).close()


def test_the_command_line_prints_how_to_install_an_extra(
    home: Home, monkeypatch: pytest.MonkeyPatch, without: Callable[[str], str], capsys: pytest.CaptureFixture[str]
) -> None:
    said = without("s3fs")
    monkeypatch.setenv("REVIEW_SOURCE_URL", "s3://bucket/drop")
    monkeypatch.setattr(sys, "argv", ["review", "sources"])
    with pytest.raises(SystemExit) as ended:
        main()
    assert ended.value.code == 1
    assert capsys.readouterr().out.strip() == f"Error: {said}."
