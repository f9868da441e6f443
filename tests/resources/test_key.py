"""The key: made once, kept from others, and the pseudonyms that follow from it."""

import pickle
import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pyrage
import pytest

from resources.home import Home
from resources.key import InstallationKey, InstallationKeyError


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    """A home for which nobody set a key: the first use makes one."""
    monkeypatch.delenv("REVIEW_KEY", raising=False)
    return Home(tmp_path / "var")


def test_the_key_is_made_on_first_use_for_its_owner_alone(home: Home) -> None:
    first = InstallationKey.load_or_make(home)
    assert stat.S_IMODE(home.key.stat().st_mode) == 0o600
    assert stat.S_IMODE(home.key.parent.stat().st_mode) == 0o700
    assert [path.name for path in home.key.parent.iterdir()] == [home.key.name]
    assert InstallationKey.load_or_make(home).pseudonym("KEN|1") == first.pseudonym("KEN|1")


def test_several_first_users_at_once_get_one_key(home: Home) -> None:
    with ThreadPoolExecutor(8) as pool:
        keys = list(pool.map(lambda _: InstallationKey.load_or_make(home), range(16)))
    assert len({key.pseudonym("KEN|1") for key in keys}) == 1


def test_the_key_of_the_environment_wins(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    identity = pyrage.x25519.Identity.generate()
    monkeypatch.setenv("REVIEW_KEY", f" {identity}\n")
    key = InstallationKey.load_or_make(home)
    assert not home.key.exists()
    assert pyrage.decrypt(key.encrypt(b"content"), [identity]) == b"content"


def test_a_key_file_that_others_may_read_is_refused(home: Home) -> None:
    InstallationKey.load_or_make(home)
    home.key.chmod(0o640)
    with pytest.raises(InstallationKeyError, match="0600"):
        InstallationKey.load_or_make(home)


def test_no_new_key_is_made_beside_a_vault_that_has_entries(home: Home) -> None:
    (home.vault / "ab").mkdir(parents=True)
    (home.vault / "ab" / f"ab{'0' * 62}.age").touch()
    with pytest.raises(InstallationKeyError, match="vault"):
        InstallationKey.load_or_make(home)
    assert not home.key.exists()


def test_an_unusable_key_is_refused_without_showing_it(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REVIEW_KEY", "AGE-SECRET-KEY-1CANARY")
    with pytest.raises(InstallationKeyError) as refused:
        InstallationKey.load_or_make(home)
    assert "CANARY" not in str(refused.value)
    assert refused.value.__cause__ is None
    assert refused.value.__suppress_context__


def test_a_pseudonym_is_32_digits_and_depends_on_the_key(key: InstallationKey) -> None:
    other = InstallationKey(str(pyrage.x25519.Identity.generate()))
    assert len(key.pseudonym("KEN|1")) == 32
    assert int(key.pseudonym("KEN|1"), 16) >= 0
    assert key.pseudonym("KEN|1") != key.pseudonym("KEN|2")
    assert key.pseudonym("KEN|1") != other.pseudonym("KEN|1")


def test_a_key_shows_nothing_of_itself_and_works_in_a_child_process(key: InstallationKey) -> None:
    assert "SECRET" not in repr(key) + str(key)
    assert pickle.loads(pickle.dumps(key.pseudonym))("KEN|1") == key.pseudonym("KEN|1")


def test_what_was_altered_does_not_open(key: InstallationKey) -> None:
    sealed = bytearray(key.encrypt(b"content"))
    sealed[-1] ^= 1
    with pytest.raises(InstallationKeyError):
        key.decrypt(bytes(sealed))


def test_a_tie_break_needs_the_key_and_begins_as_the_pseudonym_of_versions_before() -> None:
    keys = [InstallationKey(str(pyrage.x25519.Identity.generate())) for _ in range(2)]
    orders = [sorted(range(200), key=lambda number: key.tie_break(f"cell {number}")) for key in keys]
    assert orders[0] != orders[1]
    assert keys[0].tie_break("cell 7") == keys[0].pseudonym("cell 7")
