"""The vault: what was received, padded and encrypted, under a keyed digest of its content.

Callers name an entry by the SHA-256 of its content, which stays inside. The name of its file is a keyed digest of that,
and its size a size class: whoever copies the folder can confirm no guess of a content. Entries of versions before 0.3
lie under the SHA-256 itself, without padding; they are opened, too, until ``rename_former_entries``.

Belongs here: keeping and opening, one process at a time changing entries. Does not: the key (key.py), size classes
(padding.py), which submission a file belongs to (register.py).
"""

import hashlib
import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from itertools import islice
from pathlib import Path

from filelock import FileLock

from expectations.errors import ReviewError
from resources.key import InstallationKey, InstallationKeyError
from resources.padding import padded, unpadded
from resources.private_files import make_private_folder

DIGEST = re.compile(r"[0-9a-f]{64}")
NAME_HEX_DIGITS = 48  # of the keyed digest; a former entry has the 64 digits of a SHA-256
PURPOSE = "vault"
_ONE_THREAD = threading.RLock()


class VaultError(ReviewError, RuntimeError):
    """An entry that is missing, altered or not opened by this key; names no content."""


class Vault:
    """Entries ``<folder>/<first two digits>/<keyed digest>.age``, mode 0600; only a damaged entry is written again."""

    def __init__(self, folder: Path, key: InstallationKey) -> None:
        self._folder = folder
        self._key = key

    def name_of(self, sha256: str) -> str:
        """Return the name of the entry of that digest, whatever it is: a keyed digest of 48 hexadecimal digits."""
        return self._key.keyed_digest(PURPOSE, sha256)[:NAME_HEX_DIGITS]

    def place_of(self, sha256: str) -> Path:
        """Return the file of the entry of that digest, whether it exists or not."""
        if not DIGEST.fullmatch(sha256):
            raise VaultError("an entry of the vault is named by a SHA-256 in hexadecimal digits")
        name = self.name_of(sha256)
        return self._folder / name[:2] / f"{name}.age"

    def _former_place_of(self, sha256: str) -> Path:
        return self._folder / sha256[:2] / f"{sha256}.age"

    @contextmanager
    def changing(self) -> Iterator[None]:
        """Let no other thread or process change entries meanwhile; the same thread may enter again."""
        locks = self._folder.parent / "locks"
        make_private_folder(locks)
        lock = FileLock(locks / "vault.lock", mode=0o600, is_singleton=True, thread_local=False)
        with _ONE_THREAD, lock:
            yield

    def holds(self, sha256: str) -> bool:
        """Say whether there is an entry of that digest."""
        return self.place_of(sha256).exists() or self._former_place_of(sha256).exists()

    def can_open(self, sha256: str) -> bool:
        """Say whether there is an entry of that digest, and it holds what its name says."""
        try:
            self.open(sha256)
        except VaultError:
            return False
        return True

    def keep(self, content: bytes) -> str:
        """Keep ``content``, once, and return its SHA-256; nothing unencrypted touches the disk.

        An entry that is there and cannot be opened is replaced.
        """
        sha256 = hashlib.sha256(content).hexdigest()
        with self.changing():
            if not self.can_open(sha256):
                self._write(sha256, content)
        return sha256

    def _write(self, sha256: str, content: bytes) -> None:
        """Write an entry under its keyed name, and remove a former one of the same content."""
        place = self.place_of(sha256)
        make_private_folder(place.parent)
        aside = place.with_name(f".{place.stem}.{secrets.token_hex(8)}")
        descriptor = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(self._key.encrypt(padded(content)))
                file.flush()
                os.fsync(file.fileno())
            aside.rename(place)
        finally:
            aside.unlink(missing_ok=True)
        self._former_place_of(sha256).unlink(missing_ok=True)

    def rename_former_entries(self) -> int:
        """Write the entries of versions before 0.3 under their keyed names, padded; return how many.

        One that cannot be opened gets its keyed name, and stays as damaged as it is.
        """
        with self.changing():
            former = [path for path in self._entries() if DIGEST.fullmatch(path.stem)]
            for path in former:
                try:
                    self._write(path.stem, self.open(path.stem))
                except VaultError:
                    place = self.place_of(path.stem)
                    make_private_folder(place.parent)
                    if not place.exists():
                        path.rename(place)
        return len(former)

    def _entries(self) -> Iterator[Path]:
        return self._folder.glob("[0-9a-f][0-9a-f]/[0-9a-f]*.age")

    def opens_any(self, most: int) -> bool | None:
        """Say whether the key opens any of ``most`` entries, whatever they hold; None where there is no entry."""
        found = list(islice(self._entries(), most))
        return any(map(self._is_opened, found)) if found else None

    def _is_opened(self, path: Path) -> bool:
        try:
            self._key.decrypt(path.read_bytes())
        except (OSError, InstallationKeyError):
            return False
        return True

    def sweep(self) -> int:
        """Remove entries that were being written when their process ended; return how many."""
        with self.changing():
            left = [path for path in self._folder.glob("[0-9a-f][0-9a-f]/.*") if path.is_file()]
            for path in left:
                path.unlink()
        return len(left)

    def remove(self, sha256: str) -> None:
        """Remove an entry: only for an original that held identifiers, once the copy without them is kept."""
        with self.changing():
            self.place_of(sha256).unlink(missing_ok=True)
            self._former_place_of(sha256).unlink(missing_ok=True)

    def open(self, sha256: str) -> bytes:
        """Return the content of that digest; VaultError where it is missing, altered, or under another key."""
        place, former = self.place_of(sha256), self._former_place_of(sha256)
        is_former = not place.exists() and former.exists()
        if not is_former and not place.exists():
            raise VaultError("the vault has no such entry")
        try:
            content = self._key.decrypt((former if is_former else place).read_bytes())
        except OSError as error:
            raise VaultError(f"an entry of the vault cannot be read from the disk ({type(error).__name__})") from None
        except InstallationKeyError as error:
            raise VaultError(f"an entry of the vault cannot be opened: {error}") from None
        if not is_former:
            with suppress(ValueError):  # a former entry that could not be read when it got its keyed name
                content = unpadded(content)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise VaultError("an entry of the vault is not what its name says")
        return content
