"""What the vault of a home holds, decrypted: for tests that look for a value in all of it."""

from collections.abc import Iterator

from resources.padding import unpadded
from resources.stores import Stores


def contents_of(stores: Stores) -> Iterator[bytes]:
    """Return the content of every entry of the vault."""
    for path in sorted(stores.home.vault.rglob("*.age")):
        yield unpadded(stores.key.decrypt(path.read_bytes()))
