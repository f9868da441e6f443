"""The compound file (OLE2, MS-CFB) that holds an old Excel workbook: the names and the bytes of its streams.

Belongs here: sectors, chains, the directory. Does not: the records in a stream (old_workbook.py).
"""

import struct
from dataclasses import dataclass

from expectations.reading.refusal import DeliveryRejectedError

END = 0xFFFFFFFA  # this and greater are no sector
ENTRY = 128
IN_HEADER = 109
STREAM, ROOT = 2, 5


@dataclass(frozen=True)
class _DirectoryEntry:
    name: str
    kind: int
    start: int
    size: int


class CompoundFile:
    """A compound file; every chain is followed once at most, so none is endless. Raises DeliveryRejectedError or
    struct.error."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        shift, mini_shift = struct.unpack_from("<HH", content, 30)
        if shift not in (9, 12) or mini_shift != 6:
            raise DeliveryRejectedError("unreadable")
        self.size, self.mini_size = 1 << shift, 1 << mini_shift
        self.cutoff, first_mini = struct.unpack_from("<II", content, 56)
        directory = struct.unpack_from("<I", content, 48)[0]
        self.table = self._allocation()
        entries = self._chain(directory)
        self.entries = [
            self._entry(entries[start : start + ENTRY])
            for start in range(0, len(entries) - ENTRY + 1, ENTRY)
            if entries[start + 66]
        ]
        self.mini_table = self._numbers(self._chain(first_mini)) if first_mini < END else []

    @property
    def names(self) -> list[str]:
        """The names of all storages and streams."""
        return [entry.name for entry in self.entries]

    def stream(self, name: str) -> bytes | None:
        """Return the bytes of the first stream with this name; None where there is none."""
        entry = next((entry for entry in self.entries if entry.name == name and entry.kind == STREAM), None)
        if entry is None:
            return None
        if entry.size >= self.cutoff:
            return self._chain(entry.start)[: entry.size]
        root = next(entry for entry in self.entries if entry.kind == ROOT)
        mini = self._chain(root.start)
        places = self._places(entry.start, self.mini_table)
        return b"".join(mini[place * self.mini_size : (place + 1) * self.mini_size] for place in places)[: entry.size]

    def _allocation(self) -> list[int]:
        listed = list(struct.unpack_from(f"<{IN_HEADER}I", self.content, 76))
        further, seen = struct.unpack_from("<I", self.content, 68)[0], set[int]()
        while further < END and further not in seen:
            seen.add(further)
            numbers = self._numbers(self._sector(further))
            listed += numbers[:-1]
            further = numbers[-1]
        return [number for sector in listed if sector < END for number in self._numbers(self._sector(sector))]

    def _sector(self, place: int) -> bytes:
        start = (place + 1) * self.size
        if start >= len(self.content):
            raise DeliveryRejectedError("unreadable")
        return self.content[start : start + self.size].ljust(self.size, b"\0")

    def _numbers(self, sectors: bytes) -> list[int]:
        return list(struct.unpack(f"<{len(sectors) // 4}I", sectors))

    def _places(self, start: int, table: list[int]) -> list[int]:
        places: list[int] = []
        while start < END:
            if start >= len(table) or len(places) > len(table):
                raise DeliveryRejectedError("unreadable")
            places.append(start)
            start = table[start]
        return places

    def _chain(self, start: int) -> bytes:
        return b"".join(map(self._sector, self._places(start, self.table)))

    def _entry(self, raw: bytes) -> _DirectoryEntry:
        length = min(struct.unpack_from("<H", raw, 64)[0], 64)
        name = raw[: max(length - 2, 0)].decode("utf-16-le", "replace")
        return _DirectoryEntry(name, raw[66], *struct.unpack_from("<II", raw, 116))
