"""The vault: what was received, encrypted, under the SHA-256 of its content.

Belongs here: keeping and opening, one process at a time changing entries. Does not: the key (key.py), which submission
a file belongs to (register.py).
"""

import hashlib
import os
import re
import secrets
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from filelock import FileLock

from expectations.errors import ReviewError
from resources.key import InstallationKey, InstallationKeyError
from resources.private_files import make_private_folder

DIGEST = re.compile(r"[0-9a-f]{64}")
_ONE_THREAD = threading.RLock()


class VaultError(ReviewError, RuntimeError):
    """An entry that is missing, altered or not opened by this key; names no content."""


class Vault:
    """Entries ``<folder>/<first two digits>/<sha256>.age``, mode 0600; only a damaged entry is written again."""

    def __init__(self, folder: Path, key: InstallationKey) -> None:
        self._folder = folder
        self._key = key

    def _place(self, sha256: str) -> Path:
        if not DIGEST.fullmatch(sha256):
            raise VaultError("an entry of the vault is named by a SHA-256 in hexadecimal digits")
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
        return self._place(sha256).exists()

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
        place = self._place(sha256)
        with self.changing():
            if self.can_open(sha256):
                return sha256
            make_private_folder(place.parent)
            aside = place.with_name(f".{sha256}.{secrets.token_hex(8)}")
            descriptor = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
            try:
                with os.fdopen(descriptor, "wb") as file:
                    file.write(self._key.encrypt(content))
                    file.flush()
                    os.fsync(file.fileno())
                aside.rename(place)
            finally:
                aside.unlink(missing_ok=True)
        return sha256

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
            self._place(sha256).unlink(missing_ok=True)

    def open(self, sha256: str) -> bytes:
        """Return the content of that digest; VaultError where it is missing, altered, or under another key."""
        place = self._place(sha256)
        if not place.exists():
            raise VaultError("the vault has no such entry")
        try:
            content = self._key.decrypt(place.read_bytes())
        except OSError as error:
            raise VaultError(f"an entry of the vault cannot be read from the disk ({type(error).__name__})") from None
        except InstallationKeyError as error:
            raise VaultError(f"an entry of the vault cannot be opened: {error}") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise VaultError("an entry of the vault is not what its name says")
        return content
