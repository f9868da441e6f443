"""The vault: encrypted, written once, opened only whole."""

import hashlib
import stat

import pyrage
import pytest

from resources.home import Home
from resources.key import InstallationKey
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
