"""What a file is: by the end of its name and by its first bytes, which must agree.

Belongs here: telling the formats apart and refusing all others. Does not: reading them.
"""

from enum import StrEnum
from pathlib import PurePath

from expectations.reading.archive_limits import LIMITS, ZIP, is_unsafe_path
from expectations.reading.refusal import DeliveryRejectedError
from expectations.reading.results import SubmittedFile

COMPOUND = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # old Excel, and a workbook locked with a password
OTHERS = (
    b"%PDF",
    b"\x89PNG",
    b"\xff\xd8\xff",
    b"GIF8",
    b"\x1f\x8b",
    b"Rar!",
    b"7z\xbc\xaf",
    b"\x7fELF",
    b"MZ\x90\x00",
    b"{\\rtf",
)
WORKBOOK_STREAM = ("Workbook".encode("utf-16-le") + b"\0\0", "Book".encode("utf-16-le") + b"\0\0")
LOCKED_STREAM = "EncryptedPackage".encode("utf-16-le")
LONGEST_NAME = 255


class FileFormat(StrEnum):
    """The formats that are read."""

    WORKBOOK = "xlsx"
    MACRO_WORKBOOK = "xlsm"
    OLD_WORKBOOK = "xls"
    OPEN_DOCUMENT = "ods"
    SEPARATED = "csv"


ZIPPED = (FileFormat.WORKBOOK, FileFormat.MACRO_WORKBOOK, FileFormat.OPEN_DOCUMENT)
SUFFIXES = {f".{form.value}": form for form in FileFormat} | dict.fromkeys(
    (".tsv", ".tab", ".txt"), FileFormat.SEPARATED
)


def format_of(file: SubmittedFile) -> FileFormat:
    """Return the file's format.

    Raises DeliveryRejectedError: unsafe_name, unreadable (another suffix, or empty), too_big, locked,
    not_what_its_name_says.
    """
    if is_unsafe_path(file.name) or "/" in file.name or "\\" in file.name or len(file.name) > LONGEST_NAME:
        raise DeliveryRejectedError("unsafe_name")
    form = SUFFIXES.get(PurePath(file.name).suffix.casefold())
    if not file.content or form is None:
        raise DeliveryRejectedError("unreadable")
    if len(file.content) > LIMITS.file_bytes:
        raise DeliveryRejectedError("too_big")
    if file.content.startswith(COMPOUND):
        return _compound(file.content, form)
    if file.content.startswith(ZIP) != (form in ZIPPED) or file.content.startswith(OTHERS):
        raise DeliveryRejectedError("not_what_its_name_says")
    if form is FileFormat.OLD_WORKBOOK:
        raise DeliveryRejectedError("not_what_its_name_says")
    return form


def _compound(content: bytes, form: FileFormat) -> FileFormat:
    if form is FileFormat.SEPARATED or form is FileFormat.OPEN_DOCUMENT:
        raise DeliveryRejectedError("not_what_its_name_says")
    if LOCKED_STREAM in content:
        raise DeliveryRejectedError("locked")
    if form is FileFormat.OLD_WORKBOOK:
        return form
    raise DeliveryRejectedError(
        "not_what_its_name_says" if any(stream in content for stream in WORKBOOK_STREAM) else "locked"
    )
