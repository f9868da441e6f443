"""A new key in place of the key of a home: all opens with it, and pseudonyms, ties and references stay."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from typer.testing import CliRunner

from expectations.contract import load_contract
from pipelines.cli import app
from pipelines.cli.console import console
from resources import key_rotation
from resources.answers import AnswerRecords, AnswerRow, folder_sha256
from resources.durable_files import put_folder
from resources.home import Home
from resources.home_identity import HomeError, carried_by_files
from resources.key import InstallationKey, InstallationKeyError
from resources.key_rotation import rotate_key
from resources.register import ReceivedFile
from resources.stores import Stores, open_stores
from resources.vault import VaultError

YEAR = 2012
CONTENTS = (b"a file", b"", b"x" * 9000)
DERIVED = ("pseudonym", "tie_break")


class KilledError(Exception):
    """The process ends here."""


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Home]:
    """A home with a key of its own, a submission, cubes of an ad-hoc table, and moves."""
    monkeypatch.delenv("REVIEW_KEY", raising=False)
    monkeypatch.setenv("REVIEW_HOME", str(tmp_path / "var"))
    home = Home(tmp_path / "var")
    stores = opened(home)
    digests = [stores.vault.keep(content) for content in CONTENTS]
    stores.register.arrived("KEN", YEAR, "1", [ReceivedFile.of("a.csv", CONTENTS[0])], digests[0])
    year = home.disclosure / str(YEAR)
    for folder in (year / "cubes" / "asked-1", year / "cubes" / ("c" * 64), year / "moves"):
        put_folder(folder, {"persons.age": stores.key.encrypt(b"cube"), "victims.age": stores.key.encrypt(b"")})
    cubes = folder_sha256(year / "cubes" / "asked-1")
    AnswerRecords(stores.warehouse).add(AnswerRow(YEAR, 1, "log", cubes))
    stores.warehouse.close()
    yield home
    open_stores.cache_clear()


def opened(home: Home) -> Stores:
    open_stores.cache_clear()
    return open_stores(home)


def rotated(home: Home) -> Stores:
    rotate_key(home, load_contract())
    return opened(home)


def digests(stores: Stores) -> list[str]:
    return [stores.vault.keep(content) for content in CONTENTS]


def test_everything_opens_with_the_new_key_and_nothing_with_the_former_one(home: Home) -> None:
    former = InstallationKey.load(home)
    stores = rotated(home)
    encrypted = [*home.root.rglob("*.age")]
    assert len(encrypted) == len(CONTENTS) + 6 + 1
    for path in encrypted:
        stores.key.decrypt(path.read_bytes())
        with pytest.raises(InstallationKeyError):
            former.decrypt(path.read_bytes())
    assert [stores.vault.open(sha256) for sha256 in digests(stores)] == list(CONTENTS)
    row = AnswerRecords(stores.warehouse).rows(YEAR)[1]
    assert row.cubes_sha256 == folder_sha256(home.disclosure / str(YEAR) / "cubes" / "asked-1")
    assert {path.stat().st_mode & 0o777 for path in home.root.rglob("*.age")} == {0o600}
    assert {path.stat().st_mode & 0o777 for path in home.key.parent.iterdir()} == {0o600}


def test_pseudonyms_ties_references_and_names_in_the_vault_stay(home: Home) -> None:
    former = InstallationKey.load(home)
    names = {path.name for path in home.vault.rglob("*.age")}
    for _ in range(2):
        key = rotated(home).key
        for name in DERIVED:
            assert getattr(key, name)("KEN|1") == getattr(former, name)("KEN|1")
        assert key.keyed_digest("submission", "1") == former.keyed_digest("submission", "1")
        assert key.tie_break_fingerprint == former.tie_break_fingerprint
        assert {path.name for path in home.vault.rglob("*.age")} == names
        assert key.fingerprint != former.fingerprint
    assert len(set(carried_by_files(home).values())) == 1
    assert carried_by_files(home)["home"].key_fingerprint == key.fingerprint


def test_the_subkeys_of_a_home_of_a_version_before_follow_from_its_key(home: Home) -> None:
    former = InstallationKey.load(home)
    home.subkeys.unlink()
    assert opened(home).key.subkeys == former.subkeys
    assert InstallationKey(home.key.read_text()).tie_break("x") == former.tie_break("x")
    assert home.subkeys.exists()
    home.subkeys.write_bytes(b"damaged")
    assert opened(home).key.subkeys == former.subkeys
    assert opened(home).key.subkeys_kept_in(home) == former.subkeys


@pytest.mark.parametrize("lost", ["removed", "damaged", "from before"])
def test_a_rotated_home_does_not_open_without_its_subkeys(home: Home, lost: str) -> None:
    before = home.subkeys.read_bytes()
    rotated(home)
    match lost:
        case "removed":
            home.subkeys.unlink()
        case "damaged":
            home.subkeys.write_bytes(b"damaged")
        case _:
            home.subkeys.write_bytes(before)
    with pytest.raises(HomeError, match="after a rotation of the key the home needs its subkeys"):
        opened(home)


def test_the_former_key_is_kept_and_opens_no_rotated_home(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    before = home.key.read_text()
    former = rotate_key(home, load_contract()).former
    assert former is not None
    assert former.read_text() == before != home.key.read_text()
    monkeypatch.setenv("REVIEW_KEY", before)
    with pytest.raises(HomeError, match="the key is the key of another home"):
        opened(home)


@pytest.mark.parametrize(
    ("step", "times"), [("put_file", 1), ("put_file", 5), ("write_identity", 0), ("_replace_key", 0)]
)
def test_a_rotation_that_was_killed_is_finished_by_the_next_and_nothing_opens_meanwhile(
    home: Home, monkeypatch: pytest.MonkeyPatch, step: str, times: int
) -> None:
    before = InstallationKey.load(home)
    function, left = getattr(key_rotation, step), [None] * times

    def killed(*given: object) -> object:
        if not left:
            raise KilledError
        left.pop()
        return function(*given)

    with monkeypatch.context() as patch:
        patch.setattr(key_rotation, step, killed)
        with pytest.raises(KilledError):
            rotate_key(home, load_contract())
    with pytest.raises(HomeError, match="a rotation of the key was interrupted: finish it with `review key rotate`"):
        opened(home)
    stores = rotated(home)
    assert [stores.vault.open(sha256) for sha256 in digests(stores)] == list(CONTENTS)
    assert stores.key.subkeys == before.subkeys
    assert stores.key.fingerprint != before.fingerprint
    assert not home.next_key.exists()


def test_a_damaged_entry_is_left_and_counted(home: Home) -> None:
    stores = opened(home)
    sha256 = stores.vault.keep(CONTENTS[0])
    stores.vault.place_of(sha256).write_bytes(b"damaged")
    assert rotate_key(home, load_contract()).damaged == 1
    with pytest.raises(VaultError):
        opened(home).vault.open(sha256)


def test_changed_records_of_an_ad_hoc_table_hinder_a_rotation(home: Home) -> None:
    (home.disclosure / str(YEAR) / "cubes" / "asked-1" / "victims.age").unlink()
    with pytest.raises(HomeError, match=r"records of ad-hoc table 1 of 2012 are gone or changed: put back"):
        rotate_key(home, load_contract())
    assert not home.next_key.exists()


def test_the_command_says_where_the_keys_are_and_shows_none(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    with console.capture() as capture:
        result = CliRunner().invoke(app, ["key", "rotate"])
    assert result.exit_code == 0, capture.get()
    assert f"{len(CONTENTS) + 6} files are encrypted with the new key." in capture.get()
    assert "The former key is in key/review.key.former-" in capture.get()
    assert "AGE-SECRET" not in capture.get()
    monkeypatch.setenv("REVIEW_KEY", home.key.read_text())
    shutil.rmtree(home.key.parent)
    with console.capture() as capture:
        CliRunner().invoke(app, ["key", "rotate"])
    assert "Set REVIEW_KEY to the content of key/review.key, then remove that file." in capture.get()
    monkeypatch.setenv("REVIEW_KEY", home.key.read_text())
    assert opened(home).vault.can_open(digests(opened(home))[0])


def test_a_home_without_a_review_has_no_key_to_rotate(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEW_HOME", str(tmp_path / "new"))
    with console.capture() as capture:
        result = CliRunner().invoke(app, ["key", "rotate"])
    assert result.exit_code == 2
    assert "there is no review here yet" in capture.get()
    assert list(tmp_path.iterdir()) == []
