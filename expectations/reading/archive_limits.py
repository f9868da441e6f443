"""The limits of a file before it is parsed: what a zip may hold, counted on the bytes that unpacking gives.

Belongs here: the limits, the unpacking, names and lines. Does not: what the members mean
(workbook.py), the area that a sheet uses (sheet_xml.py).
"""

import io
import re
import unicodedata
import zipfile
from dataclasses import dataclass

from expectations.reading.refusal import DeliveryRejectedError

MEGABYTE = 1024 * 1024
CHUNK = MEGABYTE
DRIVE = re.compile("[A-Za-z]:")


@dataclass(frozen=True)
class Limits:
    """How much a file may hold. ``ratio``, unpacked to packed size, is asked of what unpacks beyond ``ratio_from``."""

    file_bytes: int = 64 * MEGABYTE
    line_bytes: int = MEGABYTE  # of a CSV file
    members: int = 2_000
    unpacked_bytes: int = 256 * MEGABYTE
    ratio: int = 200
    ratio_from: int = 20 * MEGABYTE
    rows: int = 1_048_576
    columns: int = 16_384
    cells: int = 8_000_000  # of the rectangle from A1 that a sheet uses: what a parser allocates


LIMITS = Limits()


ZIP = b"PK\x03\x04"
DOCUMENT_TYPE = b"<!DOCTYPE"


def _is_beyond_ratio(unpacked: int, packed: int, limits: Limits) -> bool:
    return unpacked > limits.ratio_from and unpacked > limits.ratio * max(packed, 1)


def _inflated(archive: zipfile.ZipFile, member: zipfile.ZipInfo, left: int, limits: Limits) -> bytes:
    out = io.BytesIO()
    with archive.open(member) as stream:
        while chunk := stream.read(CHUNK):
            out.write(chunk)
            if out.tell() > left or _is_beyond_ratio(out.tell(), member.compress_size, limits):
                raise DeliveryRejectedError("bomb")
    return out.getvalue()


def _refuse_by_what_is_declared(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    """Refuse before a byte is inflated; what is declared too low is found while inflating."""
    if len(members) > limits.members or sum(member.file_size for member in members) > limits.unpacked_bytes:
        raise DeliveryRejectedError("bomb")
    if any(_is_beyond_ratio(member.file_size, member.compress_size, limits) for member in members):
        raise DeliveryRejectedError("bomb")
    if len({member.filename.casefold() for member in members}) < len(members):
        raise DeliveryRejectedError("unreadable")
    if any(member.flag_bits & 1 for member in members):
        raise DeliveryRejectedError("locked")
    if any(is_unsafe_path(member.filename) for member in members):
        raise DeliveryRejectedError("unsafe_name")


def is_unsafe_path(name: str) -> bool:
    """Whether a name leaves its folder, is absolute, or holds characters that a person cannot see."""
    parts = name.replace("\\", "/").split("/")
    hidden = any(unicodedata.category(letter) in ("Cc", "Cf", "Cs", "Zl", "Zp") for letter in name)
    return hidden or ".." in parts or name.startswith(("/", "\\")) or bool(DRIVE.match(name))


def _refuse_nested(part: bytes, limits: Limits) -> None:
    """A zip within is never opened; one that would unpack without measure refuses the file all the same."""
    try:
        with zipfile.ZipFile(io.BytesIO(part)) as inner:
            _refuse_by_what_is_declared(inner.infolist(), limits)
    except zipfile.BadZipFile:
        return


def _declares_a_document_type(part: bytes) -> bool:
    plain = part.replace(b"\0", b"") if b"\0" in part[:200] else part
    return DOCUMENT_TYPE in plain


def unpacked(content: bytes, limits: Limits = LIMITS) -> dict[str, bytes]:
    """Return the members of a zip by name: of XML the content, of all others nothing; all are inflated and counted.

    Raises DeliveryRejectedError: bomb, locked, unsafe_name, unreadable (two members of one name, of which two
    readers may take different ones; a document type).
    """
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = archive.infolist()
        _refuse_by_what_is_declared(members, limits)
        parts: dict[str, bytes] = {}
        left = limits.unpacked_bytes
        for member in members:
            part = _inflated(archive, member, left, limits)
            left -= len(part)
            if part.startswith(ZIP):
                _refuse_nested(part, limits)
            is_xml = member.filename.casefold().endswith((".xml", ".rels", ".vml"))
            if is_xml and _declares_a_document_type(part):
                raise DeliveryRejectedError("unreadable")
            parts[member.filename] = part if is_xml or member.filename == "mimetype" else b""
        return parts


def has_endless_line(content: bytes, limits: Limits = LIMITS) -> bool:
    """Whether a text holds a line of ``line_bytes`` or more; shorter ones, down to half of that, may be found too."""
    step = limits.line_bytes // 2
    starts = range(0, len(content) - step + 1, step)
    return any(
        content.find(b"\n", start, start + step) < 0 and content.find(b"\r", start, start + step) < 0
        for start in starts
    )
