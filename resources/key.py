"""The key of the installation: it opens the vault and makes the pseudonyms.

Belongs here: making, finding and using the key. Does not: what is encrypted (vault.py), which text a pseudonym
replaces.
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import pyrage

from expectations.errors import ReviewError
from resources.home import Home
from resources.private_files import make_private_folder

KEY_VARIABLE = "REVIEW_KEY"
PSEUDONYM_PURPOSE = b"migrant assistance review: pseudonyms, version 1"
FINGERPRINT_PURPOSE = b"migrant assistance review: fingerprint of the key, version 1"
PSEUDONYM_HEX_DIGITS = 32
FINGERPRINT_HEX_DIGITS = 32
TIE_BREAK_HEX_DIGITS = 8


class InstallationKeyError(ReviewError, RuntimeError):
    """A key that is missing, unusable or open to others; never holds any part of the key."""


def _written_once(path: Path, content: bytes) -> None:
    """Write ``path`` with mode 0600; leave it as it is where another process was first."""
    make_private_folder(path.parent)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(aside, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(aside, path)
        except FileExistsError:
            return
    finally:
        aside.unlink()


def _key_on_disk(home: Home, *, may_make: bool) -> str:
    if not home.key.exists():
        if any(home.vault.rglob("*.age")):
            raise InstallationKeyError(
                "the vault holds submissions and their key is missing: put the key back, or set REVIEW_KEY"
            )
        if not may_make:
            raise InstallationKeyError(
                "the key of this home is missing: put back key/review.key, or set REVIEW_KEY to its content"
            )
        _written_once(home.key, f"{pyrage.x25519.Identity.generate()}\n".encode())
    if home.key.stat().st_mode & 0o077:
        raise InstallationKeyError(
            "the key file may be read by others: set its mode to 0600, and consider who has read it"
        )
    return home.key.read_text(encoding="ascii", errors="replace").strip()


class PseudonymKey:
    """The subkey of the pseudonyms alone: for a process that must not open the vault. Its text shows nothing of it."""

    def __init__(self, subkey: bytes) -> None:
        self._subkey = subkey

    def __repr__(self) -> str:
        return "PseudonymKey(…)"

    def of(self, text: str) -> str:
        """Return the keyed hash of ``text``: 32 hexadecimal digits, the same for as long as the key is."""
        return hmac.digest(self._subkey, text.encode(), hashlib.sha256).hex()[:PSEUDONYM_HEX_DIGITS]

    def tie_break_unit(self, text: str) -> float:
        """Return the keyed hash of ``text`` as a number from 0 to below 1, for an order among equals.

        It takes the first eight hexadecimal digits. The order cannot be computed without the key.
        """
        return int(self.of(text)[:TIE_BREAK_HEX_DIGITS], 16) / float(16**TIE_BREAK_HEX_DIGITS)


class InstallationKey:
    """An age identity, and the subkey of the pseudonyms that follows from it. Its text shows nothing of it."""

    def __init__(self, secret: str) -> None:
        try:
            identity = pyrage.x25519.Identity.from_str(secret.strip())
        except Exception:
            raise InstallationKeyError("the key is no age secret key (AGE-SECRET-KEY-1…)") from None
        self._secret = str(identity)
        self._identity = identity
        self._recipient = identity.to_public()
        self.pseudonyms = PseudonymKey(hmac.digest(self._secret.encode(), PSEUDONYM_PURPOSE, hashlib.sha256))

    def __repr__(self) -> str:
        return "Key(…)"

    def __reduce__(self) -> tuple[type["InstallationKey"], tuple[str]]:
        return InstallationKey, (self._secret,)

    @classmethod
    def load_or_make(cls, home: Home) -> "InstallationKey":
        """Return the key in REVIEW_KEY, or else the one under ``home``, which is made on first use (mode 0600).

        Raises InstallationKeyError for an unusable key, a file that others may read, and a vault whose key has gone.
        """
        return cls(os.environ.get(KEY_VARIABLE) or _key_on_disk(home, may_make=True))

    @classmethod
    def load(cls, home: Home) -> "InstallationKey":
        """Return the key of a home that was used before. Raises InstallationKeyError where there is none, too."""
        return cls(os.environ.get(KEY_VARIABLE) or _key_on_disk(home, may_make=False))

    @property
    def fingerprint(self) -> str:
        """A keyed digest that tells keys apart and shows nothing of them: 32 hexadecimal digits."""
        digest = hmac.digest(self._secret.encode(), FINGERPRINT_PURPOSE, hashlib.sha256)
        return digest.hex()[:FINGERPRINT_HEX_DIGITS]

    def encrypt(self, content: bytes) -> bytes:
        """Return ``content`` encrypted with age; the same content never gives the same bytes."""
        return bytes(pyrage.encrypt(content, [self._recipient]))

    def decrypt(self, content: bytes) -> bytes:
        """Return what was encrypted; InstallationKeyError where this key does not open it or it was altered."""
        try:
            return bytes(pyrage.decrypt(content, [self._identity]))
        except pyrage.DecryptError:
            raise InstallationKeyError("this key does not open what was encrypted, or it was altered") from None

    def pseudonym(self, text: str) -> str:
        """Return the keyed hash of ``text``: 32 hexadecimal digits, the same for as long as the key is."""
        return self.pseudonyms.of(text)

    def tie_break_unit(self, text: str) -> float:
        """Return the keyed hash of ``text`` as a number from 0 to below 1, for an order among equals."""
        return self.pseudonyms.tie_break_unit(text)
