"""A home has an identity: a part that is missing or of another home is refused, with what to put back."""

import shutil
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pyrage
import pytest
from typer.testing import CliRunner

from expectations.contract import load_contract
from expectations.errors import ReviewError
from pipelines.cli import app
from pipelines.cli.console import console
from resources.home import Home
from resources.home_identity import MARKER, HomeError, carried_by_files, open_identified
from resources.key import InstallationKey, InstallationKeyError
from resources.register import ReceivedFile, Register
from resources.stores import open_stores
from resources.vault import Vault
from tests.lib.keys import KEY


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each home has a key of its own."""
    monkeypatch.delenv("REVIEW_KEY", raising=False)


@pytest.fixture(scope="module")
def two_homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two homes with a submission each, to be copied."""
    with pytest.MonkeyPatch.context() as patch:
        patch.delenv("REVIEW_KEY", raising=False)
        roots = (tmp_path_factory.mktemp("one") / "var", tmp_path_factory.mktemp("other") / "var")
        for root in roots:
            take_in(Home(root))
    return roots


@pytest.fixture
def home(two_homes: tuple[Path, Path], tmp_path: Path) -> Home:
    shutil.copytree(two_homes[0], tmp_path / "var")
    return Home(tmp_path / "var")


@pytest.fixture
def other(two_homes: tuple[Path, Path]) -> Home:
    return Home(two_homes[1])


def take_in(home: Home) -> None:
    """Open a home and take a submission in."""
    key, warehouse = open_identified(home, load_contract())
    vault = Vault(home.vault, key)
    sha256 = vault.keep(str(home.root).encode())
    file = ReceivedFile(sha256, 1, ".csv")
    Register(warehouse).arrived("KEN", 2012, "1", [file], vault.keep(f"names of {sha256}".encode()))
    warehouse.close()


def opened(home: Home) -> None:
    open_identified(home, load_contract())[1].close()


def without_identity(home: Home) -> None:
    """Make a home as version 0.2 left it."""
    for path in home.root.rglob("*identity.json"):
        path.unlink()
    with closing(sqlite3.connect(home.warehouse)) as connection:
        connection.execute("DELETE FROM installation")
        connection.commit()


def exchanged(home: Home, other: Home, part: str) -> None:
    """Put a part of the other home in place of that of ``home``."""
    shutil.rmtree(home.root / part)
    shutil.copytree(other.root / part, home.root / part)


def test_every_part_of_a_new_home_carries_its_identity(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    key, warehouse = open_identified(home, load_contract())
    carried = {**carried_by_files(home), "warehouse": warehouse.installation()}
    assert sorted(carried) == ["home", "key", "shelf", "vault", "warehouse"]
    assert len(set(carried.values())) == 1
    assert key.fingerprint == carried["home"].key_fingerprint
    warehouse.close()
    opened(home)
    assert carried_by_files(home)["home"] == carried["warehouse"]


def test_the_fingerprint_tells_keys_apart_and_shows_nothing_of_them() -> None:
    keys = [InstallationKey(KEY), InstallationKey(str(pyrage.x25519.Identity.generate()))]
    assert keys[0].fingerprint == InstallationKey(KEY).fingerprint != keys[1].fingerprint
    assert keys[0].fingerprint not in (keys[0].pseudonym(""), keys[0].pseudonym(KEY))


def test_a_home_with_a_drop_and_a_key_placed_by_hand_is_made_on_first_use(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    for folder in (home.drop / "2012" / "KEN", home.disclosure / "2012", home.shelf, home.vault, home.key.parent):
        folder.mkdir(parents=True)
    home.key.touch(mode=0o600)
    home.key.write_text(f"{KEY}\n")
    opened(home)
    assert carried_by_files(home)["key"].key_fingerprint == InstallationKey(KEY).fingerprint


def test_first_users_at_once_make_one_home(tmp_path: Path) -> None:
    home = Home(tmp_path / "var")
    with ThreadPoolExecutor(6) as pool:
        list(pool.map(lambda _: opened(home), range(6)))
    assert len(set(carried_by_files(home).values())) == 1


@pytest.mark.parametrize(
    ("part", "named"), [("warehouse", "the warehouse"), ("vault", "the vault"), ("shelf", "the shelf")]
)
def test_a_part_of_another_home_is_refused(home: Home, other: Home, part: str, named: str) -> None:
    exchanged(home, other, part)
    with pytest.raises(HomeError, match=f"^{named} belongs to another home than .*: put back the parts of one home"):
        opened(home)


def test_the_key_of_another_home_is_refused(home: Home, other: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    right = home.key.read_text()
    home.key.write_text(other.key.read_text())
    with pytest.raises(HomeError, match="the key is the key of another home: put back"):
        opened(home)
    monkeypatch.setenv("REVIEW_KEY", right)
    opened(home)
    monkeypatch.setenv("REVIEW_KEY", other.key.read_text())
    with pytest.raises(HomeError, match="the key is the key of another home"):
        opened(home)


def test_a_warehouse_that_is_gone_is_refused_and_none_is_made(home: Home) -> None:
    shutil.rmtree(home.warehouse.parent)
    with pytest.raises(HomeError, match="the warehouse of this home is missing: put back"):
        opened(home)
    assert not home.warehouse.exists()


def test_an_empty_warehouse_beside_a_full_vault_is_refused(home: Home) -> None:
    home.warehouse.unlink()
    home.warehouse.touch()
    with pytest.raises(HomeError, match="the warehouse is empty and other parts of this home are not: put back"):
        opened(home)


def test_a_vault_that_is_gone_is_refused(home: Home) -> None:
    shutil.rmtree(home.vault)
    with pytest.raises(HomeError, match=r"the vault has none of the submissions .*: put back the folder vault"):
        opened(home)


def test_a_key_that_is_gone_is_refused_and_none_is_made(home: Home) -> None:
    for folder in (home.key.parent, home.vault):
        shutil.rmtree(folder)
    with pytest.raises(InstallationKeyError, match="the key of this home is missing: put back"):
        opened(home)
    assert not home.key.exists()


def test_a_key_beside_nothing_is_refused(home: Home) -> None:
    for path in home.root.iterdir():
        if path != home.key.parent:
            shutil.rmtree(path, ignore_errors=True)
            path.unlink(missing_ok=True)
    with pytest.raises(HomeError, match="the warehouse of this home is missing"):
        opened(home)
    assert [path.name for path in home.root.iterdir()] == ["key"]


def test_a_lost_marker_is_written_again(home: Home) -> None:
    home.identity.unlink()
    (home.shelf / MARKER).write_text("{")
    opened(home)
    assert len(carried_by_files(home)) == 4


def test_a_home_of_the_version_before_gets_an_identity_where_its_parts_fit(home: Home, other: Home) -> None:
    without_identity(home)
    opened(home)
    assert len(carried_by_files(home)) == 4


def test_a_damaged_entry_does_not_shut_a_home_of_the_version_before(home: Home) -> None:
    without_identity(home)
    with closing(sqlite3.connect(home.warehouse)) as connection:
        (names,) = connection.execute("SELECT names_sha256 FROM register").fetchone()
    Vault(home.vault, InstallationKey.load(home)).place_of(names).write_bytes(b"damaged")
    opened(home)
    assert len(carried_by_files(home)) == 4


@pytest.mark.parametrize(
    ("part", "remedy"),
    [("vault", "put back the folder vault"), ("warehouse", "put back"), ("key", "does not open the vault: put back")],
)
def test_a_home_of_the_version_before_with_a_part_of_another_is_refused(
    home: Home, other: Home, tmp_path: Path, part: str, remedy: str
) -> None:
    former = Home(tmp_path / "former")
    shutil.copytree(other.root, former.root)
    for each in (home, former):
        without_identity(each)
    exchanged(home, former, part)
    with pytest.raises(HomeError, match=remedy):
        opened(home)


@pytest.mark.parametrize("gone", [("warehouse",), ("warehouse", "vault")])
def test_a_home_of_the_version_before_without_its_warehouse_is_refused(home: Home, gone: tuple[str, ...]) -> None:
    without_identity(home)
    (home.shelf / "2012" / "draft-1").mkdir(parents=True)
    (home.shelf / "2012" / "draft-1" / "manifest.json").write_text("{}")
    for part in gone:
        shutil.rmtree(home.root / part)
    with pytest.raises(HomeError, match="the warehouse of this home is missing: put back"):
        opened(home)


@pytest.mark.parametrize("words", ["status --year 2012", "edition list", "run --year 2012", "freeze --year 2012"])
def test_a_command_says_in_one_sentence_what_to_put_back(
    home: Home, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("REVIEW_HOME", str(home.root))
    shutil.rmtree(home.warehouse.parent)
    with console.capture() as capture:
        result = CliRunner().invoke(app, words.split())
    assert result.exit_code == 1
    assert capture.get().startswith("Error: the warehouse of this home is missing: put back warehouse/review.sqlite")
    assert len(capture.get().splitlines()) == 1


def test_a_copy_of_the_one_file_is_all_of_the_database(home: Home, tmp_path: Path) -> None:
    stores = open_stores(home)
    stores.register.arrived("UGA", 2012, "1", [ReceivedFile.of("a.csv", b"a")])
    with closing(sqlite3.connect(home.warehouse)) as reader:
        reader.execute("BEGIN")
        reader.execute("SELECT count(*) FROM register").fetchall()
        stores.register.arrived("UGA", 2012, "2", [ReceivedFile.of("b.csv", b"b")])
        stores.warehouse.end_of_command()  # a reader is in the way, which is no error
        assert not is_complete(home, tmp_path / "early.sqlite", 3)
    stores.warehouse.end_of_command()
    assert is_complete(home, tmp_path / "copy.sqlite", 3)
    stores.warehouse.close()


def is_complete(home: Home, copy: Path, rows: int) -> bool:
    """Copy the one file, and say whether the copy has so many rows in the register."""
    shutil.copyfile(home.warehouse, copy)
    with closing(sqlite3.connect(copy)) as connection:
        (found,) = connection.execute("SELECT count(*) FROM register").fetchone()
    return int(found) == rows


def test_the_next_command_completes_the_file_that_a_killed_run_left(
    home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REVIEW_HOME", str(home.root))
    killed = open_stores(home)
    killed.register.arrived("UGA", 2012, "1", [ReceivedFile.of("a.csv", b"a")])
    left = tmp_path / "left"
    shutil.copytree(home.root, left)
    killed.warehouse.close()
    assert not is_complete(Home(left), tmp_path / "early.sqlite", 2)
    monkeypatch.setenv("REVIEW_HOME", str(left))
    CliRunner().invoke(app, ["edition", "list"])
    assert is_complete(Home(left), tmp_path / "copy.sqlite", 2)


def test_every_refusal_is_an_error_of_ours() -> None:
    assert issubclass(HomeError, ReviewError)
