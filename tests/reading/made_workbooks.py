"""Workbooks in the formats that no library here writes: OpenDocument (.ods) and old Excel (.xls)."""

import io
import struct
import zipfile
from collections.abc import Sequence
from html import escape

from expectations.reading import SubmittedFile

NAMESPACES = (
    " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
        for short, name in (
            ("office", "office"),
            ("table", "table"),
            ("text", "text"),
            ("draw", "drawing"),
            ("script", "script"),
        )
    )
    + ' xmlns:xlink="http://www.w3.org/1999/xlink"'
)
MANIFEST = (
    '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
    '<manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.spreadsheet"/>'
    "</manifest:manifest>"
)


def ods_cell(cell: object) -> str:
    """One cell; a text that begins with < is XML as it is."""
    text = str(cell)
    if text.startswith("<"):
        return text
    if isinstance(cell, int | float):
        value = f'office:value-type="float" office:value="{cell}"'
        return f"<table:table-cell {value}><text:p>{cell}</text:p></table:table-cell>"
    if text == "":
        return "<table:table-cell/>"
    return f'<table:table-cell office:value-type="string"><text:p>{escape(text)}</text:p></table:table-cell>'


def open_document(
    sheets: dict[str, Sequence[Sequence[object]]],
    rows_after: str = "",
    members: dict[str, str] | None = None,
    prolog: str = "",
    row_attributes: dict[int, str] | None = None,
) -> SubmittedFile:
    """An OpenDocument spreadsheet; ``rows_after`` is XML behind the rows of each sheet."""
    tables = "".join(
        f'<table:table table:name="{name}">'
        + "".join(
            f"<table:table-row {(row_attributes or {}).get(number, '')}>{''.join(map(ods_cell, row))}</table:table-row>"
            for number, row in enumerate(rows, start=1)
        )
        + f"{rows_after}</table:table>"
        for name, rows in sheets.items()
    )
    content = (
        f'<?xml version="1.0" encoding="UTF-8"?>{prolog}<office:document-content {NAMESPACES} office:version="1.2">'
        f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet", zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        for name, part in {"META-INF/manifest.xml": MANIFEST, **(members or {})}.items():
            archive.writestr(name, part)
    return SubmittedFile("office.ods", stream.getvalue())


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _text(text: str, length: str) -> bytes:
    return struct.pack(length, len(text)) + b"\x01" + text.encode("utf-16-le")


def _sheet(rows: Sequence[Sequence[object]], hidden: Sequence[int], extra: bytes) -> bytes:
    out = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0010, 0, 0, 0, 6))
    width = max(map(len, rows), default=0)
    out += _record(0x0200, struct.pack("<IIHHH", 0, len(rows), 0, width, 0))
    for number in hidden:
        out += _record(0x0208, struct.pack("<HHHHHHI", number - 1, 0, width, 0xFF, 0, 0, 0x20))
    for row_no, row in enumerate(rows):
        for column, cell in enumerate(row):
            where = struct.pack("<HHH", row_no, column, 0)
            if isinstance(cell, bytes):
                out += _record(0x0006, where + cell)
            elif isinstance(cell, int | float):
                out += _record(0x0203, where + struct.pack("<d", cell))
            elif cell != "":
                out += _record(0x0204, where + _text(str(cell), "<H"))
    return out + extra + _record(0x000A)


def formula(value: float) -> bytes:
    """A formula with the value that it showed."""
    return struct.pack("<d", value) + struct.pack("<HI", 0, 0) + struct.pack("<H", 3) + b"\x1e\x01\x00"


def old_workbook(
    sheets: dict[str, Sequence[Sequence[object]]],
    hidden: Sequence[int] = (),
    before: bytes = b"",
    extra: bytes = b"",
    storages: Sequence[str] = (),
) -> SubmittedFile:
    """An old Excel workbook; ``before`` are records before the sheets' names, ``extra`` at the end of each sheet."""
    bodies = [_sheet(rows, hidden, extra) for rows in sheets.values()]
    begin = _record(0x0809, struct.pack("<HHHHII", 0x0600, 0x0005, 0, 0, 0, 6)) + before
    sizes = [4 + 8 + 2 * len(name) for name in sheets]
    at = len(begin) + sum(sizes) + 4
    names = b""
    for name, body in zip(sheets, bodies, strict=True):
        names += _record(0x0085, struct.pack("<IBB", at, 0, 0) + _text(name, "<B"))
        at += len(body)
    stream = begin + names + _record(0x000A) + b"".join(bodies)
    return SubmittedFile("office.xls", compound({"Workbook": stream.ljust(4096, b"\0")}, storages))


def compound(streams: dict[str, bytes], storages: Sequence[str] = ()) -> bytes:
    """A compound file with these streams, each of 4,096 bytes or more."""
    table: list[int] = []
    sectors: list[bytes] = []

    def chain(content: bytes) -> int:
        start = len(sectors)
        parts = [content[at : at + 512].ljust(512, b"\0") for at in range(0, len(content), 512)]
        sectors.extend(parts)
        table.extend([*range(start + 1, start + len(parts)), 0xFFFFFFFE])
        return start

    def entry(name: str, kind: int, start: int, size: int, child: int, right: int) -> bytes:
        encoded = (name + "\0").encode("utf-16-le")
        links = struct.pack("<BBIII", kind, 1, 0xFFFFFFFF, right, child)
        head = encoded.ljust(64, b"\0") + struct.pack("<H", len(encoded)) + links
        return head.ljust(116, b"\0") + struct.pack("<IQ", start, size)

    starts = {name: chain(content) for name, content in streams.items()}
    listed = [(name, 2, starts[name], len(content)) for name, content in streams.items()]
    listed += [(name, 1, 0, 0) for name in storages]
    entries = entry("Root Entry", 5, 0xFFFFFFFE, 0, 1, 0xFFFFFFFF)
    for place, (name, kind, start, size) in enumerate(listed, start=1):
        entries += entry(name, kind, start, size, 0xFFFFFFFF, place + 1 if place < len(listed) else 0xFFFFFFFF)
    directory = chain(entries)
    fat_sectors = 1
    while (len(table) + fat_sectors) > fat_sectors * 128:
        fat_sectors += 1
    first = len(sectors)
    table.extend([0xFFFFFFFD] * fat_sectors)
    numbers = table + [0xFFFFFFFF] * (fat_sectors * 128 - len(table))
    sectors.append(struct.pack(f"<{len(numbers)}I", *numbers))
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, fat_sectors, directory, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<109I", *range(first, first + fat_sectors), *[0xFFFFFFFF] * (109 - fat_sectors))
    return header + b"".join(sectors)
