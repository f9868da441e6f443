"""The guard before a workbook is parsed: what a zip may hold, counted on the bytes that really come out of it.

Belongs here: the limits and the unpacking. Does not: what the members mean (workbook.py), the area that a sheet uses
(sheet_xml.py).
"""

import io
import zipfile
from dataclasses import dataclass

from expectations.reading.refusal import Refused

MEGABYTE = 1024 * 1024
CHUNK = MEGABYTE


@dataclass(frozen=True)
class Limits:
    """How much a file may hold. ``ratio``, unpacked to packed size, is asked of what unpacks beyond ``ratio_from``."""

    file_bytes: int = 200 * MEGABYTE
    members: int = 2_000
    unpacked_bytes: int = 400 * MEGABYTE
    ratio: int = 200
    ratio_from: int = 20 * MEGABYTE
    rows: int = 1_048_576
    columns: int = 16_384
    cells: int = 16_000_000  # of the rectangle from A1 that a sheet uses: what a parser allocates


LIMITS = Limits()


def _inflated(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, limits: Limits) -> bytes:
    out = io.BytesIO()
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            out.write(chunk)
            size = out.tell()
            if size > left or (size > limits.ratio_from and size > limits.ratio * max(member.compress_size, 1)):
                raise Refused("bomb")
    return out.getvalue()


def unpacked(content: bytes, limits: Limits = LIMITS) -> dict[str, bytes]:
    """Return the XML members of a zip by name, all members inflated and counted once.

    Raises Refused: bomb, locked, unreadable (a name that stands twice would let two readers see two workbooks).
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        if len(members) > limits.members or sum(member.file_size for member in members) > limits.unpacked_bytes:
            raise Refused("bomb")
        if len({member.filename.casefold() for member in members}) < len(members):
            raise Refused("unreadable")
        if any(member.flag_bits & 1 for member in members):
            raise Refused("locked")
        parts: dict[str, bytes] = {}
        left = limits.unpacked_bytes
        for member in members:
            part = _inflated(archive, member, left, limits)
            left -= len(part)
            if member.filename.endswith((".xml", ".rels")):
                parts[member.filename] = part
    return parts
