"""What a file is: by the end of its name and by its first bytes, which must agree.

Belongs here: telling the formats apart and refusing all others. Does not: reading them.
"""

from enum import Enum
from pathlib import PurePath

from expectations.reading.guard import LIMITS
from expectations.reading.refusal import Refused
from expectations.reading.results import SubmittedFile

ZIP = b"PK\x03\x04"
COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Excel, and a workbook locked with a password
NOT_TEXT = (ZIP, COMPOUND, b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z\xbc\xaf")


class FileFormat(Enum):
    """The formats that are read."""

    WORKBOOK = ".xlsx"
    SEPARATED = ".csv"


def format_of(file: SubmittedFile) -> FileFormat:
    """Return the file's format.

    Raises Refused: unreadable (another suffix, or empty), too_big, locked, not_what_its_name_says.
    """
    suffix = PurePath(file.name).suffix.casefold()
    if not file.content or suffix not in {form.value for form in FileFormat}:
        raise Refused("unreadable")
    if len(file.content) > LIMITS.file_bytes:
        raise Refused("too_big")
    if suffix == FileFormat.WORKBOOK.value:
        if file.content.startswith(COMPOUND):
            raise Refused("locked")
        if not file.content.startswith(ZIP):
            raise Refused("not_what_its_name_says")
        return FileFormat.WORKBOOK
    if file.content.startswith(NOT_TEXT):
        raise Refused("not_what_its_name_says")
    return FileFormat.SEPARATED
