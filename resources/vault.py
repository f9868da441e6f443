"""The vault: what was received, encrypted, under the SHA-256 of its content.

Belongs here: keeping and opening. Does not: the key (key.py), which submission a file belongs to (register.py).
"""

import hashlib
import os
import re
import secrets
from pathlib import Path

from expectations.errors import ReviewError
from resources.key import InstallationKey, InstallationKeyError
from resources.private_files import make_private_folder

DIGEST = re.compile(r"[0-9a-f]{64}")


class VaultError(ReviewError, RuntimeError):
    """An entry that is missing, altered or not opened by this key; names no content."""


class Vault:
    """Entries ``<folder>/<first two digits>/<sha256>.age``, mode 0600; an entry is written once and never again."""

    def __init__(self, folder: Path, key: InstallationKey) -> None:
        self._folder = folder
        self._key = key

    def _place(self, sha256: str) -> Path:
        if not DIGEST.fullmatch(sha256):
            raise VaultError("an entry of the vault is named by a SHA-256 in hexadecimal digits")
        return self._folder / sha256[:2] / f"{sha256}.age"

    def holds(self, sha256: str) -> bool:
        """Say whether there is an entry of that digest."""
        return self._place(sha256).exists()

    def keep(self, content: bytes) -> str:
        """Keep ``content``, once, and return its SHA-256; nothing unencrypted touches the disk."""
        sha256 = hashlib.sha256(content).hexdigest()
        place = self._place(sha256)
        if place.exists():
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

    def remove(self, sha256: str) -> None:
        """Remove an entry: only for an original that held identifiers, once the copy without them is kept."""
        self._place(sha256).unlink(missing_ok=True)

    def open(self, sha256: str) -> bytes:
        """Return the content of that digest; VaultError where it is missing, altered, or under another key."""
        place = self._place(sha256)
        if not place.exists():
            raise VaultError("the vault has no such entry")
        try:
            content = self._key.decrypt(place.read_bytes())
        except InstallationKeyError as error:
            raise VaultError(f"an entry of the vault cannot be opened: {error}") from None
        if hashlib.sha256(content).hexdigest() != sha256:
            raise VaultError("an entry of the vault is not what its name says")
        return content
