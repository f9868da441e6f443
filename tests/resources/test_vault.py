"""The vault: encrypted, written once, opened only whole."""

import hashlib
import stat

import pyrage
import pytest
from hypothesis import given
from hypothesis import strategies as st

from resources.home import Home
from resources.key import InstallationKey
from resources.padding import padded, size_class, unpadded
from resources.vault import Vault, VaultError

CONTENT = b"CANARY-4711 and more of it"


@pytest.fixture
def vault(home: Home, key: InstallationKey) -> Vault:
    return Vault(home.vault, key)


def test_what_is_kept_is_encrypted_and_comes_back(vault: Vault, home: Home) -> None:
    sha256 = vault.keep(CONTENT)
    place = vault.place_of(sha256)
    assert sha256 == hashlib.sha256(CONTENT).hexdigest()
    assert vault.open(sha256) == CONTENT
    assert vault.holds(sha256)
    assert stat.S_IMODE(place.stat().st_mode) == 0o600
    assert [path for path in home.vault.rglob("*") if path.is_file()] == [place]
    assert b"CANARY" not in place.read_bytes()


def test_the_same_content_is_written_once(vault: Vault, home: Home) -> None:
    place = vault.place_of(vault.keep(CONTENT)).parent
    before = [(path.name, path.read_bytes()) for path in place.iterdir()]
    vault.keep(CONTENT)
    assert [(path.name, path.read_bytes()) for path in place.iterdir()] == before


def test_an_empty_file_is_kept_too(vault: Vault) -> None:
    assert vault.open(vault.keep(b"")) == b""


def test_an_altered_entry_stays_shut(vault: Vault, home: Home) -> None:
    sha256 = vault.keep(CONTENT)
    place = vault.place_of(sha256)
    place.write_bytes(place.read_bytes()[:-1])
    with pytest.raises(VaultError):
        vault.open(sha256)


def test_an_entry_that_lies_under_another_name_is_found_out(vault: Vault, home: Home) -> None:
    sha256, other = vault.keep(CONTENT), vault.keep(b"other")
    entry = vault.place_of(other).read_bytes()
    vault.place_of(sha256).write_bytes(entry)
    with pytest.raises(VaultError, match="not what its name says"):
        vault.open(sha256)


def test_another_key_does_not_open_the_vault(vault: Vault, home: Home) -> None:
    sha256 = vault.keep(CONTENT)
    with pytest.raises(VaultError, match="no such entry"):
        Vault(home.vault, InstallationKey(str(pyrage.x25519.Identity.generate()))).open(sha256)


@pytest.mark.parametrize("name", ["../../etc/passwd", "", "AB" * 32, "0" * 64])
def test_what_is_no_entry_is_not_opened(vault: Vault, name: str) -> None:
    with pytest.raises(VaultError):
        vault.open(name)


@pytest.mark.parametrize("damaged", [b"", b"age-encryption.org/v1\n", b"\0" * 300])
def test_a_damaged_entry_is_written_anew_when_its_content_is_kept_again(
    vault: Vault, home: Home, damaged: bytes
) -> None:
    sha256 = vault.keep(CONTENT)
    vault.place_of(sha256).write_bytes(damaged)
    assert vault.holds(sha256)
    assert not vault.can_open(sha256)
    vault.keep(CONTENT)
    assert vault.open(sha256) == CONTENT


def put_as_version_0_2(home: Home, key: InstallationKey, content: bytes) -> str:
    """Keep an entry under its SHA-256, without padding."""
    sha256 = hashlib.sha256(content).hexdigest()
    place = home.vault / sha256[:2] / f"{sha256}.age"
    place.parent.mkdir(parents=True, exist_ok=True)
    place.write_bytes(key.encrypt(content))
    return sha256


def test_an_entry_of_a_version_before_is_opened_and_kept_once(vault: Vault, home: Home, key: InstallationKey) -> None:
    sha256 = put_as_version_0_2(home, key, CONTENT)
    assert vault.holds(sha256)
    assert vault.open(sha256) == CONTENT
    assert vault.keep(CONTENT) == sha256
    assert len(list(home.vault.rglob("*.age"))) == 1
    vault.remove(sha256)
    assert not vault.holds(sha256)
    assert list(home.vault.rglob("*.age")) == []


def test_entries_of_a_version_before_get_keyed_names_and_are_padded(
    vault: Vault, home: Home, key: InstallationKey
) -> None:
    digests = [put_as_version_0_2(home, key, content) for content in (CONTENT, b"", b"x" * 5000)]
    damaged = put_as_version_0_2(home, key, b"damaged")
    (home.vault / damaged[:2] / f"{damaged}.age").write_bytes(b"damaged")
    now = vault.keep(b"now")
    assert vault.rename_former_entries() == 4
    assert vault.rename_former_entries() == 0
    assert [vault.open(sha256) for sha256 in (*digests, now)] == [CONTENT, b"", b"x" * 5000, b"now"]
    assert vault.holds(damaged)
    assert not vault.can_open(damaged)
    names = {path.stem for path in home.vault.rglob("*.age")}
    assert names == {vault.place_of(sha256).stem for sha256 in (*digests, damaged, now)}
    assert not any(name[:12] in (digest[:12] for digest in (*digests, damaged, now)) for name in names)


def test_an_entry_that_could_not_be_read_when_it_got_its_keyed_name_opens_once_it_can_be_read(
    vault: Vault, home: Home, key: InstallationKey, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = put_as_version_0_2(home, key, CONTENT)
    with monkeypatch.context() as patch:
        patch.setattr(InstallationKey, "decrypt", lambda *_: (_ for _ in ()).throw(OSError()))
        assert vault.rename_former_entries() == 1
    assert [path.stem for path in home.vault.rglob("*.age")] == [vault.name_of(sha256)]
    assert vault.open(sha256) == CONTENT


@given(st.integers(0, 2**34))
def test_a_size_class_holds_the_size_and_costs_little(size: int) -> None:
    padded_to = size_class(size)
    assert size <= padded_to
    assert size_class(padded_to) == padded_to
    assert padded_to <= max(4096, 2 * size if size <= 2**20 else size + size // 32 + 1)


@given(st.binary(max_size=9000))
def test_what_is_padded_comes_back(content: bytes) -> None:
    assert unpadded(padded(content)) == content
    assert len(padded(content)) in (4096, 8192, 16384)
