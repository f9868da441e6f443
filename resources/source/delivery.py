"""A delivery and its files as a source shows them, and the errors of taking one.

Belongs here: what every kind of source gives. Does not: any one kind (folder.py, mailbox.py, database.py).
"""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from expectations.errors import ReviewError

YEAR = re.compile(r"(?:19|20)[0-9]{2}")
DELIVERY = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
UNFINISHED = re.compile(
    r"[.~].*|.*\.(?:part|partial|filepart|crdownload|download|tmp|temp|swp|!sync|syncing)|.*~|Thumbs\.db|desktop\.ini"
    r"|.*[ (._-](?:conflicted copy|conflict|sync-conflict)[ )._-].*",
    re.I,
)
VERSION_MARKS = ("ETag", "etag", "md5Hash", "md5", "content_md5", "generation", "version_id")
TIME_MARKS = ("mtime", "LastModified", "last_modified", "modified", "updated")
FILE_LIMIT_BYTES = 200_000_000
DELIVERY_LIMIT_FILES = 100


class SourceError(ReviewError, RuntimeError):
    """A delivery that cannot be taken; ``reason`` is the key of a refusal (too_big, gone). Names no file.

    ``is_passing``: nothing is wrong with the delivery itself (a broken transfer, a file still being written); it is
    left where it lies and taken at a later look.
    """

    def __init__(self, reason: str, message: str, is_passing: bool = False) -> None:
        super().__init__(message)
        self.reason = reason
        self.is_passing = is_passing


class SourceUnreachableError(SourceError):
    """A source that cannot be looked into now; the message says why, in words of ours."""

    def __init__(self, message: str) -> None:
        super().__init__("gone", message, is_passing=True)


class SourceConfigurationError(SourceError):
    """A configuration of sources that cannot be used; names the entry and its fields, and never quotes a value."""

    def __init__(self, message: str) -> None:
        super().__init__("gone", message)


def still_changing() -> SourceError:
    """Return the error for a file that is not the one that was listed: it is still being written."""
    return SourceError("gone", "a file of the delivery changed while it was taken", is_passing=True)


def leads_elsewhere() -> SourceUnreachableError:
    """Return the error for a server that answers with a redirection: it would lead credentials and questions away."""
    return SourceUnreachableError("it leads to another address, which is not followed")


@dataclass(frozen=True)
class DeliveredFile:
    """One file of a delivery; its name is the office's own and is never shown.

    ``version`` is opaque: two looks at the same content have the same. Empty where the file system gives none.
    """

    name: str
    size: int
    version: str = ""

    def __repr__(self) -> str:
        return f"DeliveredFile(size={self.size})"


@dataclass(frozen=True)
class Delivery:
    """All files of one delivery, sorted by name. ``place`` is where its source finds it again."""

    office: str
    year: int
    name: str
    files: tuple[DeliveredFile, ...]
    is_listed: bool = True  # False where its folder cannot be looked into
    source: str = ""  # which of several sources it comes from
    place: tuple[str, ...] = field(default=(), compare=False, repr=False)


class SourceKind(Protocol):
    """What a kind of source can do. All of it only reads."""

    def deliveries(self, year: int | None = None, office: str | None = None) -> list[Delivery]:
        """Return what has been delivered, in the natural order. Raises SourceUnreachableError."""

    def open(self, delivery: Delivery) -> list[tuple[str, bytes]]:
        """Return the files of a delivery, name and content. Raises SourceError."""

    @property
    def strays(self) -> int:
        """How many entries of the last look have a name, a sender or a kind that is not of their place."""

    @property
    def stray_reasons(self) -> Mapping[str, int]:
        """Strays of the last look by reason, for a kind that knows one; else empty."""


def natural_order(name: str) -> tuple[tuple[str, int, str], ...]:
    """Return a sort key in which digits count as numbers: `2013-2` comes before `2013-10`."""
    parts = re.findall(r"([^0-9]*)([0-9]*)", name)
    return tuple((text, int(digits or -1), digits) for text, digits in parts)


def in_natural_order(deliveries: list[Delivery]) -> list[Delivery]:
    """Return deliveries by year, office and the natural order of their names."""
    return sorted(deliveries, key=lambda delivery: (delivery.year, delivery.office, natural_order(delivery.name)))


def version_of(info: Mapping[str, Any]) -> str:
    """Return an opaque version of a file from its listing: the store's own mark, else when it was last modified.

    A time is compared for sameness only, never with a clock. ``created`` is used where nothing else is given.
    """
    for marks in (VERSION_MARKS, TIME_MARKS, ("created",)):
        marks_given = [f"{mark}={info[mark]}" for mark in marks if info.get(mark)]
        if marks_given:
            return hashlib.sha256("\n".join(marks_given).encode()).hexdigest()[:16]
    return ""
