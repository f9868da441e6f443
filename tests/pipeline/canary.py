"""A text that stands for a person's, and the search for it in everything that lies under a folder."""

import contextlib
import re
import sqlite3
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path

CANARY = "Zyxwvutcanary4711"
ENCODINGS = ("utf-8", "utf-16-le", "utf-16-be")
PDF_STREAM = re.compile(rb"stream\r?\n(.*?)endstream", re.DOTALL)


def holds_canary(content: bytes | str) -> bool:
    """Whether a canary stands there in plain, in large or small letters, in UTF-8 or UTF-16."""
    searched = (content if isinstance(content, bytes) else content.encode()).lower()
    return any(CANARY.lower().encode(encoding) in searched for encoding in ENCODINGS)


def _unpacked(content: bytes) -> Iterator[bytes]:
    with contextlib.suppress(zlib.error):
        yield zlib.decompress(content)


def _members(path: Path) -> Iterator[bytes]:
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            yield name.encode()
            yield archive.read(name)


def _cells(path: Path) -> Iterator[bytes]:
    connection = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
    connection.text_factory = bytes
    try:
        for (table,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in connection.execute(f'SELECT * FROM "{table.decode()}"'):
                for cell in row:
                    if isinstance(cell, bytes):
                        yield cell
                        yield from _unpacked(cell)
    finally:
        connection.close()


def _contents(path: Path) -> Iterator[bytes]:
    content = path.read_bytes()
    yield str(path.name).encode()
    yield content
    if content.startswith(b"SQLite format 3"):
        yield from _cells(path)
    elif content.startswith(b"PK\x03\x04"):
        yield from _members(path)
    elif content.startswith(b"%PDF"):
        for stream in PDF_STREAM.findall(content):
            yield from _unpacked(stream)


def places_of_canary(folder: Path, besides: tuple[str, ...] = ()) -> list[str]:
    """Return the files and folders under ``folder`` that hold a canary, those under ``besides`` left out.

    Looks at names, at the raw bytes (with the write-ahead logs of SQLite), into the cells of SQLite files and what
    is compressed in them, into the members of zip files and the streams of PDF files.
    """
    found = []
    for path in sorted(folder.rglob("*")):
        if path.relative_to(folder).parts[0] in besides:
            continue
        contents = _contents(path) if path.is_file() else iter([path.name.encode()])
        if any(map(holds_canary, contents)):
            found.append(path.relative_to(folder).as_posix())
    return found
