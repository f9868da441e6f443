"""Reference files: from the folder `reference/` of the home to series. Each file is opened like a hostile file.

Belongs here: finding the file of a series, its size before it is parsed, unpacking .gz, sheets as cells. Does not: the
layout of a file (reports/reference). Reports may not open files and resources know no sheets; assets may import both
the limits of expectations/reading and the mappings.
"""

import gzip
import hashlib
import io
import zlib
from collections.abc import Mapping as Keyed
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path, PurePath

import pandas as pd

from assets.steps.runtime.errors import OperatorError
from expectations.reading.archive_limits import CHUNK, LIMITS
from expectations.reading.file_format import FileFormat, format_of
from expectations.reading.old_workbook import read_old_workbook
from expectations.reading.open_document import read_open_document
from expectations.reading.refusal import DeliveryRejectedError, parsed
from expectations.reading.results import SubmittedFile
from expectations.reading.separated_values import read_separated
from expectations.reading.workbook import read_workbook
from expectations.regular_file import read_regular_file
from reports import reference
from reports.reference import (
    ReferenceFileError,
    ReferenceSeries,
    SeriesMap,
    Sheet,
    external_numbers,
    load_mappings,
    read_series,
)

BUNDLED = Path(reference.__file__).parent / "bundled"
PACKED = ".gz"


@dataclass(frozen=True)
class ReferenceFile:
    """The file of one series: its name, digest and content."""

    name: str
    sha256: str
    content: bytes


def file_of(mapping: SeriesMap, folder: Path) -> ReferenceFile | None:
    """Return the file of a series: the first of its names in the folder, else the bundled one.

    None where there is none: the series is not available. Raises OperatorError for a file that is too large.
    """
    places = [folder / name for name in mapping.files]
    places += [BUNDLED / name for name in mapping.files] if mapping.bundled else []
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        return None
    if path.stat().st_size > LIMITS.file_bytes:
        raise OperatorError(f"reference/{path.name}: {DeliveryRejectedError('too_big').message}")
    content = read_regular_file(path)
    return ReferenceFile(path.name, hashlib.sha256(content).hexdigest(), content)


def series_of(mapping: SeriesMap, file: ReferenceFile) -> ReferenceSeries:
    """Read a series from its file. Raises OperatorError, which names the file, for one that cannot be read."""
    try:
        return read_series(mapping, sheets_of(file.name, file.content))
    except DeliveryRejectedError as error:
        raise OperatorError(f"reference/{file.name}: {error.message}") from None
    except ReferenceFileError as error:
        raise OperatorError(f"reference/{file.name}: {error}") from None


def sheets_of(name: str, content: bytes) -> list[Sheet]:
    """Return the sheets of a file as cells, hidden ones last. Raises DeliveryRejectedError."""
    if name.casefold().endswith(PACKED):
        name, content = name[: -len(PACKED)], unpacked(content)
    stem = PurePath(name).stem
    match form := format_of(SubmittedFile(name, content)):
        case FileFormat.SEPARATED:
            sheets = parsed(lambda: read_separated(content, 1, stem, lambda _rows: 0))
        case FileFormat.OPEN_DOCUMENT:
            sheets = parsed(lambda: read_open_document(content, 1))
        case FileFormat.OLD_WORKBOOK:
            sheets = parsed(lambda: read_old_workbook(content, 1))
        case _:
            sheets = parsed(lambda: read_workbook(content, 1, form))
    return [Sheet(grid.rows) for grid in sorted(sheets.grids, key=lambda grid: grid.is_hidden)]


def unpacked(content: bytes) -> bytes:
    """Return the content of a .gz. Raises DeliveryRejectedError: bomb (by the unpacked size) or unreadable."""
    out = io.BytesIO()
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(content)) as stream:
            while chunk := stream.read(CHUNK):
                out.write(chunk)
                if out.tell() > LIMITS.file_bytes or (
                    out.tell() > LIMITS.ratio_from and out.tell() > LIMITS.ratio * len(content)
                ):
                    raise DeliveryRejectedError("bomb")
    except (OSError, EOFError, zlib.error):
        raise DeliveryRejectedError("unreadable") from None
    return out.getvalue()


@lru_cache(maxsize=32)
def _read_once(series: str, file: ReferenceFile) -> ReferenceSeries:
    return series_of(load_mappings()[series], file)


def reference_files(folder: Path) -> dict[str, ReferenceFile]:
    """Return the file of each series that has one, by series."""
    files = {key: file_of(mapping, folder) for key, mapping in load_mappings().items()}
    return {key: file for key, file in files.items() if file is not None}


def published_by_others(folder: Path) -> pd.DataFrame:
    """Return every number that others published, one row each, laid out by ``reports.reference.external_numbers``.

    Disclosure control assumes that an external intruder knows them.
    """
    return external_numbers(reference_series(folder).values(), load_mappings())


def reference_series(folder: Path) -> Keyed[str, ReferenceSeries]:
    """Return every series that has a file, by key; an unchanged file is read once per process."""
    return {key: _read_once(key, file) for key, file in reference_files(folder).items()}
