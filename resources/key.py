"""The key of the installation: it opens the vault, and its subkeys make pseudonyms, tie-breaks and keyed digests.

Belongs here: making, finding and using the key. Does not: the subkeys' file (subkeys.py), what is encrypted (vault.py),
which text a pseudonym replaces, another key in place of this one (key_rotation.py).
"""

import hashlib
import hmac
import os
import secrets
from pathlib import Path

import pyrage

from expectations.errors import ReviewError
from resources.home import Home
from resources.private_files import make_private_folder, replace_private_file
from resources.subkeys import Subkeys

KEY_VARIABLE = "REVIEW_KEY"
FINGERPRINT_PURPOSE = b"migrant assistance review: fingerprint of the key, version 1"
TIE_BREAK_FINGERPRINT_PURPOSE = b"migrant assistance review: fingerprint of the tie-break key, version 1"
PSEUDONYM_HEX_DIGITS = 32
FINGERPRINT_HEX_DIGITS = 32


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


class InstallationKey:
    """An age identity, and its subkeys. Its text shows nothing of it.

    ``subkeys``: those that the home keeps; where there are none, they follow from the identity.
    """

    def __init__(self, secret: str, subkeys: Subkeys | None = None) -> None:
        try:
            identity = pyrage.x25519.Identity.from_str(secret.strip())
        except Exception:
            raise InstallationKeyError("the key is no age secret key (AGE-SECRET-KEY-1…)") from None
        self._secret = str(identity)
        self._identity = identity
        self._recipient = identity.to_public()
        self._derived = Subkeys.derived_from(self._secret)
        self.subkeys = subkeys or self._derived
        self.pseudonyms = PseudonymKey(self.subkeys.pseudonyms)

    def __repr__(self) -> str:
        return "Key(…)"

    def __reduce__(self) -> tuple[type["InstallationKey"], tuple[str, Subkeys]]:
        return InstallationKey, (self._secret, self.subkeys)

    @classmethod
    def load_or_make(cls, home: Home) -> "InstallationKey":
        """Return the key in REVIEW_KEY, or else the one under ``home``, which is made on first use (mode 0600).

        Raises InstallationKeyError for an unusable key, a file that others may read, and a vault whose key has gone.
        """
        return cls.with_subkeys_of(home, os.environ.get(KEY_VARIABLE) or _key_on_disk(home, may_make=True))

    @classmethod
    def load(cls, home: Home) -> "InstallationKey":
        """Return the key of a home that was used before. Raises InstallationKeyError where there is none, too."""
        return cls.with_subkeys_of(home, os.environ.get(KEY_VARIABLE) or _key_on_disk(home, may_make=False))

    @classmethod
    def with_subkeys_of(cls, home: Home, secret: str) -> "InstallationKey":
        """Return a key with the subkeys that a home keeps.

        Where their file is missing, damaged or of another key, they follow from the key. The fingerprint tells whether
        these are the subkeys of the home (home_identity.py).
        """
        key = cls(secret)
        return cls(secret, key.subkeys_kept_in(home))

    def subkeys_kept_in(self, home: Home) -> Subkeys | None:
        """Return the subkeys in the file of a home; None where there is none that this key opens."""
        try:
            return Subkeys.read(self.decrypt(home.subkeys.read_bytes()))
        except (OSError, ValueError, InstallationKeyError):
            return None

    def keep_lost_subkeys(self, home: Home) -> None:
        """Write the subkeys into a home, encrypted, in one step, where it has none that this key opens."""
        if self.subkeys_kept_in(home) is None:
            replace_private_file(home.subkeys, self.encrypt(self.subkeys.content()))

    @property
    def fingerprint(self) -> str:
        """A keyed digest that tells keys apart and shows nothing of them: 32 hexadecimal digits.

        It covers the subkeys where they do not follow from the key: a rotated key without them is another key.
        """
        kept = b"" if self.subkeys == self._derived else self.subkeys.content()
        return _hexadecimal(self._secret.encode(), FINGERPRINT_PURPOSE + kept)[:FINGERPRINT_HEX_DIGITS]

    @property
    def tie_break_fingerprint(self) -> str:
        """A keyed digest that tells tie-break keys apart and shows nothing of them: 32 hexadecimal digits.

        It is published: editions of one year must have the same. A rotation of the key does not change it.
        """
        return _hexadecimal(self.subkeys.tie_breaks, TIE_BREAK_FINGERPRINT_PURPOSE)[:FINGERPRINT_HEX_DIGITS]

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
        """Return the keyed hash of ``text``: 32 hexadecimal digits, the same for as long as the subkey is."""
        return self.pseudonyms.of(text)

    def tie_break(self, text: str) -> str:
        """Return the keyed hash of ``text`` for an order among equals: 32 hexadecimal digits."""
        return _hexadecimal(self.subkeys.tie_breaks, text.encode())[:PSEUDONYM_HEX_DIGITS]

    def keyed_digest(self, purpose: str, digest: str) -> str:
        """Return the keyed digest of a digest: 64 hexadecimal digits, which nobody can compute without the key.

        ``purpose``: another one gives another digest.
        """
        return _hexadecimal(self.subkeys.digests, f"{purpose}|{digest}".encode())


def _hexadecimal(secret: bytes, text: bytes) -> str:
    return hmac.digest(secret, text, hashlib.sha256).hex()
