"""Opening a file of another system: its sheets as grids, whatever its format.

Belongs here: bytes to grids, a packed CSV file included, with limits for whole data sets. Does not: which layout a
sheet is in (detect_layout.py), an office's own submission (expectations/reading).
"""

import gzip
import io
import zlib
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path, PurePath

from expectations.contract import load_contract
from expectations.layouts.layout import LayoutError
from expectations.reading import DeliveryRejectedError, SubmittedFile
from expectations.reading.archive_limits import MEGABYTE, Limits
from expectations.reading.conversion import text_of
from expectations.reading.grid import Grid
from expectations.reading.open_file import sheets_of
from expectations.reading.refusal import parsed
from expectations.reading.separated_values import read_separated
from expectations.reading.vocabulary import Vocabulary
from expectations.regular_file import FileTooLargeError, NotRegularFileError, read_regular_file

DATA_SET = Limits(file_bytes=512 * MEGABYTE, cells=60_000_000)  # of all offices and years, at headquarters
SEPARATED = (".csv", ".tsv", ".tab", ".txt")


@dataclass(frozen=True)
class ForeignFile:
    """One file as its sheets; the name is used only in messages to the person who gave it."""

    name: str
    grids: tuple[Grid, ...]


def _inflated(content: bytes) -> bytes:
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as packed:
            plain = packed.read(DATA_SET.file_bytes + 1)
    except (OSError, EOFError, zlib.error):
        raise LayoutError("the file cannot be read: it is packed and damaged") from None
    if len(plain) > DATA_SET.file_bytes:
        raise LayoutError("the file unpacks to more than a data set ever holds")
    return plain


def grids_of_file(name: str, content: bytes, columns: Collection[str]) -> ForeignFile:
    """Return the sheets of a file. ``columns``: the names by which a CSV file's separator is recognised.

    Raises LayoutError with the reason, and nothing of the file.
    """
    known = frozenset(columns)

    def known_in(rows: list[list[str]]) -> int:
        return max((len(known.intersection(map(str.strip, row))) for row in rows), default=0)

    path = PurePath(name)
    if path.suffix.casefold() == ".gz":
        path, content = path.with_suffix(""), _inflated(content)
    try:
        if path.suffix.casefold() in SEPARATED and content:
            sheets = parsed(lambda: read_separated(content, 1, path.stem, known_in, DATA_SET))
        else:
            sheets = sheets_of(SubmittedFile(path.name, content), 1, Vocabulary.of(load_contract()))
    except DeliveryRejectedError as refused:
        raise LayoutError(f"the file cannot be read: {refused.message}") from None
    return ForeignFile(name, tuple(sheets.grids))


def read_file(path: Path, columns: Collection[str]) -> ForeignFile:
    """Return the sheets of a file on disk. Raises LayoutError."""
    try:
        content = read_regular_file(path, DATA_SET.file_bytes)
    except FileTooLargeError:
        raise LayoutError("the file is larger than a data set ever is") from None
    except NotRegularFileError as error:
        raise LayoutError(str(error)) from None
    except OSError as error:
        raise LayoutError(f"the file cannot be read ({type(error).__name__})") from None
    return grids_of_file(path.name, content, columns)


def header_texts(row: list[object]) -> list[str]:
    """Return the cells of a row as the texts of a header."""
    return [text_of(cell).strip() if cell != "" else "" for cell in row]  # type: ignore[arg-type]
