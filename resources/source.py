"""Where submissions come from: `<url>/<year>/<ISO3>/<delivery>/`, on any file system that fsspec speaks.

Belongs here: finding deliveries and taking their bytes. Does not: keeping them (vault.py), what they hold.

Nothing is followed whose name is not of its place's pattern, and no link.
"""

import hashlib
import os
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from fsspec.core import url_to_fs

from resources.home import Home

URL_VARIABLE = "REVIEW_SOURCE_URL"
YEAR = re.compile(r"(?:19|20)[0-9]{2}")
OFFICE = re.compile(r"[A-Z]{3}")
DELIVERY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
UNFINISHED = re.compile(
    r"[.~].*|.*\.(?:part|partial|filepart|crdownload|tmp|temp|swp)|.*~|Thumbs\.db|desktop\.ini", re.I
)
KINDS = ("directory", "file")
VERSION_MARKS = ("ETag", "etag", "md5Hash", "md5", "content_md5", "generation", "version_id")
TIME_MARKS = ("mtime", "LastModified", "last_modified", "modified", "updated")
FILE_LIMIT_BYTES = 200_000_000
DELIVERY_LIMIT_FILES = 100


class SourceFault(RuntimeError):
    """A delivery that cannot be taken; ``reason`` is the key of a refusal (too_big, gone). Names no file."""

    def __init__(self, reason: str, message: str) -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class DeliveredFile:
    """One file of a delivery; its name is the office's own and is shown to nobody.

    ``version`` is opaque: two looks at the same content have the same. Empty where the file system tells nothing.
    """

    name: str
    size: int
    version: str = ""

    def __repr__(self) -> str:
        return f"DeliveredFile(size={self.size})"


@dataclass(frozen=True)
class Delivery:
    """All files of one folder, sorted by name."""

    office: str
    year: int
    name: str
    files: tuple[DeliveredFile, ...]
    is_listed: bool = True  # False where its folder cannot be looked into


def natural_order(name: str) -> tuple[tuple[str, int, str], ...]:
    """Return a sort key in which digits count as numbers: `2013-2` comes before `2013-10`."""
    parts = re.findall(r"([^0-9]*)([0-9]*)", name)
    return tuple((text, int(digits or -1), digits) for text, digits in parts)


@dataclass(frozen=True)
class _Entry:
    name: str
    is_folder: bool
    size: int
    version: str = ""


def version_of(info: Mapping[str, Any]) -> str:
    """Return an opaque version of a file from its listing: the store's own mark, else when it was last modified.

    A time is compared for sameness only, never with a clock. ``created`` serves where nothing else is told.
    """
    for marks in (VERSION_MARKS, TIME_MARKS, ("created",)):
        told = [f"{mark}={info[mark]}" for mark in marks if info.get(mark)]
        if told:
            return hashlib.sha256("\n".join(told).encode()).hexdigest()[:16]
    return ""


class Source:
    """The deliveries that lie at an address; reads only."""

    def __init__(self, url: str) -> None:
        self._fs, root = url_to_fs(url)
        self._root = root.rstrip("/")
        self._strays = 0

    @classmethod
    def of_home(cls, home: Home) -> "Source":
        """Return the source that REVIEW_SOURCE_URL names; the drop folder of ``home`` where it is not set."""
        return cls(os.environ.get(URL_VARIABLE) or home.drop.as_uri())

    def _entries(self, *way: str) -> list[_Entry]:
        folder = "/".join((self._root, *way))
        try:
            listed: list[dict[str, Any]] = self._fs.ls(folder, detail=True)
        except (FileNotFoundError, NotADirectoryError):
            return []
        except OSError:
            raise SourceFault("gone", "a folder of the source cannot be listed") from None
        entries = []
        for info in listed:
            name = str(info["name"]).rstrip("/").rpartition("/")[2]
            if str(info["name"]).rstrip("/") == folder.rstrip("/"):
                continue  # object stores list the folder's own marker
            if info.get("islink") or info["type"] not in KINDS or "\0" in name or name in ("", ".", ".."):
                self._strays += 1
                continue
            is_folder = info["type"] == "directory"
            version = "" if is_folder else version_of(info)
            entries.append(_Entry(name, is_folder, int(info.get("size") or 0), version))
        return sorted(entries, key=lambda entry: entry.name)

    def _folders(self, pattern: re.Pattern[str], *way: str) -> Iterator[str]:
        for entry in self._entries(*way):
            if entry.is_folder and pattern.fullmatch(entry.name):
                yield entry.name
            elif not UNFINISHED.fullmatch(entry.name):
                self._strays += 1

    def _files(self, *way: str) -> tuple[DeliveredFile, ...]:
        entries = [entry for entry in self._entries(*way) if not UNFINISHED.fullmatch(entry.name)]
        self._strays += sum(entry.is_folder for entry in entries)
        return tuple(DeliveredFile(entry.name, entry.size, entry.version) for entry in entries if not entry.is_folder)

    def deliveries(self, year: int | None = None, office: str | None = None) -> list[Delivery]:
        """Return what has been delivered, by year, office and the natural order of the deliveries' names.

        Hidden, temporary and unfinished files are left out; a folder without others is a delivery of no files.
        """
        self._fs.invalidate_cache()
        found = []
        for year_folder in self._folders(YEAR):
            if year is not None and int(year_folder) != year:
                continue
            for code in self._folders(OFFICE, year_folder):
                if office is not None and code != office:
                    continue
                for name in sorted(self._folders(DELIVERY, year_folder, code), key=natural_order):
                    try:
                        files = self._files(year_folder, code, name)
                    except SourceFault:
                        found.append(Delivery(code, int(year_folder), name, (), is_listed=False))
                    else:
                        found.append(Delivery(code, int(year_folder), name, files))
        return found

    def strays(self, year: int | None = None) -> int:
        """Return how many entries of the source (of one year) have a name or a kind that is not of their place."""
        self._strays = 0
        self.deliveries(year)
        return self._strays

    def open(self, delivery: Delivery) -> list[tuple[str, bytes]]:
        """Return the files of a delivery, name and content, sorted by name.

        Raises SourceFault: `too_big` for a file of over 200 MB or over 100 files, `gone` for one that went away.
        """
        if not OFFICE.fullmatch(delivery.office) or not DELIVERY.fullmatch(delivery.name):
            raise SourceFault("gone", "a delivery is named by its office and a plain folder name")
        if len(delivery.files) > DELIVERY_LIMIT_FILES:
            raise SourceFault("too_big", f"the delivery has more than {DELIVERY_LIMIT_FILES} files")
        folder = "/".join((self._root, f"{delivery.year:04d}", delivery.office, delivery.name))
        return [(file.name, self._content(folder, file.name)) for file in delivery.files]

    def _content(self, folder: str, name: str) -> bytes:
        if "/" in name or name in ("", ".", ".."):
            raise SourceFault("gone", "a file of a delivery lies in the delivery's own folder")
        try:
            with self._fs.open(f"{folder}/{name}", "rb") as file:
                content: bytes = file.read(FILE_LIMIT_BYTES + 1)
        except OSError:
            raise SourceFault("gone", "a file of the delivery went away or cannot be read") from None
        if len(content) > FILE_LIMIT_BYTES:
            raise SourceFault("too_big", f"a file of the delivery is larger than {FILE_LIMIT_BYTES // 10**6} MB")
        return content
