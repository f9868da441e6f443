"""Padding of a content before encryption, so that the size of a file does not tell the size of its content.

Sizes of up to 1 MiB are powers of two, at least 4 KiB. Larger ones are those of Padmé (Nikitin et al., PETS 2019),
which adds at most 3 per cent there. Belongs here: padding and removing it. Does not: which contents are padded
(vault.py).
"""

LENGTH_BYTES = 8
LEAST_BYTES = 4096
POWERS_UNTIL_BYTES = 2**20


def padded(content: bytes) -> bytes:
    """Return the length of a content, the content, and zeros up to a size class."""
    described = len(content).to_bytes(LENGTH_BYTES, "big") + content
    return described.ljust(size_class(len(described)), b"\0")


def unpadded(content: bytes) -> bytes:
    """Return a content without its padding. Raises ValueError where it is not padded."""
    length = int.from_bytes(content[:LENGTH_BYTES], "big")
    if len(content) != size_class(LENGTH_BYTES + length):
        raise ValueError("the content is not padded")
    return content[LENGTH_BYTES : LENGTH_BYTES + length]


def size_class(size: int) -> int:
    """Return the size in bytes to which ``size`` bytes are padded."""
    if size <= LEAST_BYTES:
        return LEAST_BYTES
    exponent = (size - 1).bit_length()
    if size <= POWERS_UNTIL_BYTES:
        return int(2**exponent)
    exponent = size.bit_length() - 1
    step = int(2 ** (exponent - exponent.bit_length()))
    return -(-size // step) * step
