"""The subkeys of an installation: of pseudonyms, of tie-breaks and of digests. A rotation of the key keeps them.

One file per home, `subkeys.age`, encrypted with the key; it is made on first use from the key alone, so that a home of
an earlier version keeps its pseudonyms and its suppression patterns. Belongs here: making, writing and reading them.
Does not: what is hashed with them (key.py).
"""

import hashlib
import hmac
import json
from dataclasses import dataclass, fields

PSEUDONYM_PURPOSE = b"migrant assistance review: pseudonyms, version 1"
DIGEST_PURPOSE = b"migrant assistance review: digests, version 1"


@dataclass(frozen=True)
class Subkeys:
    """Three secrets of 32 bytes each. Their text shows nothing of them.

    ``tie_breaks`` begins as the subkey of the pseudonyms, which decided ties before version 0.3.
    """

    pseudonyms: bytes
    tie_breaks: bytes
    digests: bytes

    def __repr__(self) -> str:
        return "Subkeys(…)"

    @classmethod
    def derived_from(cls, secret: str) -> "Subkeys":
        """Return the subkeys of a key that was never rotated."""
        pseudonyms, digests = (
            hmac.digest(secret.encode(), purpose, hashlib.sha256) for purpose in (PSEUDONYM_PURPOSE, DIGEST_PURPOSE)
        )
        return cls(pseudonyms, pseudonyms, digests)

    @classmethod
    def read(cls, content: bytes) -> "Subkeys":
        """Return the subkeys in a decrypted file. Raises ValueError where it is none."""
        try:
            stored = json.loads(content)
            return cls(**{field.name: bytes.fromhex(stored[field.name]) for field in fields(cls)})
        except (KeyError, TypeError):
            raise ValueError("the file holds no subkeys") from None

    def content(self) -> bytes:
        """Return the content of the file, before encryption."""
        return json.dumps({field.name: getattr(self, field.name).hex() for field in fields(self)}).encode()
