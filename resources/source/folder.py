"""Deliveries in folders, `<year>/<ISO3>/<delivery>/` or as the source says, here or on a server.

Belongs here: finding deliveries and taking their bytes. Does not: keeping them (vault.py), what they hold, how a file
system is reached (file_systems.py).

Nothing is followed whose name is not of its place's pattern, and no link.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

from expectations.geography import OFFICE_CODE
from expectations.regular_file import FileTooLargeError, read_regular_file
from resources.source import delivery as limits
from resources.source.connection import ABSENT, reached
from resources.source.delivery import (
    DELIVERY,
    UNFINISHED,
    YEAR,
    DeliveredFile,
    Delivery,
    SourceError,
    SourceUnreachableError,
    in_natural_order,
    still_changing,
    version_of,
)

KINDS = ("directory", "file")
LEVELS = ("year", "office", "delivery")
ONE_DELIVERY = "files"  # the name of a delivery that has no folder of its own
LOOK_S, TAKE_S = 60.0, 600.0  # to list a folder, and to take a file
NO_NAME = re.compile(r"[\x00-\x1f\x7f\\]")  # in a name that a server gives: no file of an office has these


def _path(listed: str) -> str:
    """Return a path as a listing has it, without doubled and outer slashes."""
    return re.sub("/+", "/", listed).strip("/")


@dataclass(frozen=True)
class _ListedEntry:
    name: str
    is_folder: bool
    size: int | None
    version: str = ""


class FolderSource:
    """The deliveries that lie under a folder; reads only.

    ``levels`` are the folders on the way to a delivery's files, of year, office and delivery; a year that is not among
    them is ``year``. ``offices`` gives the office by the name of its folder, where that is not its code. With
    ``is_remote`` every error of the file system is passing: the delivery is unchanged and was not reached. A root that
    ``must_exist`` and does not is a source that is not reached, not one without deliveries.
    """

    def __init__(
        self,
        connect: Callable[[], Any],
        root: str,
        *,
        levels: tuple[str, ...] = LEVELS,
        offices: Mapping[str, str] = MappingProxyType({}),
        year: int | None = None,
        is_remote: bool = False,
        must_exist: bool = False,
        look_s: float = LOOK_S,
        take_s: float = TAKE_S,
    ) -> None:
        self._connect, self._root = connect, root.rstrip("/")
        self._levels, self._offices, self._year = levels, offices, year
        self._is_remote, self._must_exist = is_remote, must_exist or is_remote
        self._look_s, self._take_s = look_s, take_s
        self._fs: Any = None
        self._strays = 0

    @property
    def strays(self) -> int:
        """How many entries of the last look have a name or a kind that is not of their place."""
        return self._strays

    @property
    def stray_reasons(self) -> Mapping[str, int]:
        """Empty: an entry that is not of its place has no other reason."""
        return {}

    def _asked(self, seconds: float, call: Callable[[Any], Any]) -> Any:
        """Return what the file system answers; a remote one with a time limit, connected to anew after an error."""
        if not self._is_remote:
            self._fs = self._fs or self._connect()
            return call(self._fs)

        def ask() -> Any:
            self._fs = self._fs or self._connect()
            return call(self._fs)

        try:
            return reached(seconds, ask)
        except SourceUnreachableError:
            self._fs = None
            raise

    def _entries(self, *way: str) -> list[_ListedEntry]:
        folder = "/".join((self._root, *way))
        try:
            listed: list[dict[str, Any]] = self._asked(self._look_s, lambda fs: fs.ls(folder, detail=True))
        except ABSENT:
            if self._must_exist and not way:
                raise SourceUnreachableError("its folder is not there") from None
            return []
        except (OSError, ValueError):
            raise SourceError("gone", "a folder of the source cannot be listed") from None
        entries = []
        for info in listed:
            if _path(str(info["name"])) == _path(folder):
                continue  # object stores list the folder's own marker
            name = self._name_in(folder, str(info["name"]))
            if name is None or info.get("islink") or info["type"] not in KINDS:
                self._strays += 1
                continue
            is_folder = info["type"] == "directory"
            size = info.get("size")
            version = "" if is_folder else version_of(info)
            entries.append(_ListedEntry(name, is_folder, None if size is None else int(size), version))
        return sorted(entries, key=lambda entry: entry.name)

    def _name_in(self, folder: str, listed: str) -> str | None:
        """Return the plain name of a listed entry; None where a server lists what is not directly in the folder."""
        path = _path(listed)
        name = path.rpartition("/")[2]
        if self._is_remote and (path != f"{_path(folder)}/{name}".lstrip("/") or NO_NAME.search(name)):
            return None
        return None if "\0" in name or name in ("", ".", "..") else name

    def _means(self, level: str, name: str) -> str | None:
        """Return the year, office or delivery that a folder's name means; None where it means none."""
        if level == "office" and self._offices:
            return self._offices.get(name)
        pattern: re.Pattern[str] = {"year": YEAR, "office": OFFICE_CODE, "delivery": DELIVERY}[level]
        return name if pattern.fullmatch(name) else None

    def _found(self, wanted: Mapping[str, str], known: dict[str, str], way: tuple[str, ...]) -> Iterator[Delivery]:
        if len(way) == len(self._levels):
            year, name = int(known.get("year") or self._year or 0), known.get("delivery", ONE_DELIVERY)
            try:
                files = self._files(*way)
            except SourceUnreachableError:
                raise
            except SourceError:
                yield Delivery(known["office"], year, name, (), is_listed=False, place=way)
            else:
                if files or "delivery" in self._levels:
                    yield Delivery(known["office"], year, name, files, place=way)
            return
        level = self._levels[len(way)]
        for entry in self._entries(*way):
            meant = self._means(level, entry.name) if entry.is_folder else None
            if meant is None:
                self._strays += not UNFINISHED.fullmatch(entry.name)
            elif wanted.get(level, meant) == meant:
                yield from self._found(wanted, known | {level: meant}, (*way, entry.name))

    def _files(self, *way: str) -> tuple[DeliveredFile, ...]:
        entries = [entry for entry in self._entries(*way) if not UNFINISHED.fullmatch(entry.name)]
        self._strays += sum(entry.is_folder for entry in entries)
        files = (entry for entry in entries if not entry.is_folder)
        return tuple(DeliveredFile(entry.name, entry.size or 0, entry.version) for entry in files)

    def deliveries(self, year: int | None = None, office: str | None = None) -> list[Delivery]:
        """Return what has been delivered, by year, office and the natural order of the deliveries' names.

        Hidden, temporary and unfinished files are left out; a folder without others is a delivery of no files.
        """
        self._strays = 0
        if self._is_remote:
            self._fs = None
        elif self._fs is not None:
            self._fs.invalidate_cache()
        if year is not None and self._year is not None and year != self._year:
            return []
        wanted = {"year": str(year)} if year is not None and "year" in self._levels else {}
        wanted |= {"office": office} if office is not None else {}
        return in_natural_order(list(self._found(wanted, {}, ())))

    def open(self, delivery: Delivery) -> list[tuple[str, bytes]]:
        """Return the files of a delivery, name and content, sorted by name.

        Raises SourceError: `too_big` for a file of over 200 MB or over 100 files, `gone` for one that went away; a
        passing one where a file is not as it was listed, or a remote transfer broke off.
        """
        way = delivery.place or (f"{delivery.year:04d}", delivery.office, delivery.name)
        plain = [part for part in way if part and "/" not in part and part not in (".", "..")]
        if len(plain) != len(self._levels) or not OFFICE_CODE.fullmatch(delivery.office):
            raise SourceError("gone", "a delivery is named by its office and a plain folder name")
        if not delivery.place and not DELIVERY.fullmatch(delivery.name):
            raise SourceError("gone", "a delivery is named by its office and a plain folder name")
        if len(delivery.files) > limits.DELIVERY_LIMIT_FILES:
            raise SourceError("too_big", f"the delivery has more than {limits.DELIVERY_LIMIT_FILES} files")
        folder = "/".join((self._root, *way))
        contents = [(file.name, self._content(folder, file)) for file in delivery.files]
        if contents and self._files(*way) != delivery.files:
            raise still_changing()
        return contents

    def _content(self, folder: str, listed: DeliveredFile) -> bytes:
        if "/" in listed.name or listed.name in ("", ".", ".."):
            raise SourceError("gone", "a file of a delivery lies in the delivery's own folder")

        if listed.size > limits.FILE_LIMIT_BYTES:
            raise SourceError("too_big", f"a file of the delivery is larger than {limits.FILE_LIMIT_BYTES // 10**6} MB")

        def take(fs: Any) -> bytes:
            if not self._is_remote:  # what was a file when it was listed may be a pipe by now
                return read_regular_file(Path(folder, listed.name), limits.FILE_LIMIT_BYTES, follow_links=False)
            with fs.open(f"{folder}/{listed.name}", "rb") as file:
                content: bytes = file.read(limits.FILE_LIMIT_BYTES + 1)
            return content

        try:
            content: bytes = self._asked(self._take_s, take)
        except FileTooLargeError:
            raise still_changing() from None
        except OSError:
            raise SourceError("gone", "a file of the delivery went away or cannot be read") from None
        if len(content) > limits.FILE_LIMIT_BYTES:
            raise SourceError("too_big", f"a file of the delivery is larger than {limits.FILE_LIMIT_BYTES // 10**6} MB")
        if len(content) != listed.size:
            raise still_changing()
        return content
