"""Deliveries sent by mail: a folder of saved messages (`.eml`), whose attachments are the files.

Belongs here: which message is a delivery, of whom and for which year, and taking its attachments. Does not: fetching
mail from a server (whatever saves the messages), what an attachment holds.

A sender is an office only where the address book says so and the mail relay vouches for the sender's domain
(senders.py). The text of a message is never looked at.
"""

import email
import email.policy
import hashlib
import re
from collections import Counter
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path, PurePosixPath

from expectations.regular_file import read_regular_file
from resources.source import delivery as limits
from resources.source.delivery import (
    DeliveredFile,
    Delivery,
    SourceError,
    SourceUnreachableError,
    in_natural_order,
    still_changing,
)
from resources.source.senders import AddressBook, has_one_reading, is_authenticated, sender_of

YEARS = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
UNSEEN = re.compile(r"[\x00-\x1f\x7f/\\:]")
LONGEST_NAME = 120
MESSAGE_LIMIT_BYTES = 300_000_000
UNKNOWN = "the sender is not in the address book"
NOT_AUTHENTICATED = "the mail relay does not say that they are of the sender's domain"
NO_YEAR = "the subject names no year, or several"
UNUSABLE = "cut off, without attachments, or no message"
NO_RELAY = (
    "it takes no mail before its entry has authenticated_by, the name of the mail relay that stands first in "
    "Authentication-Results; see docs/sources.md"
)
PICTURES = ("image/", "text/html", "application/pgp-signature", "application/pkcs7-signature")


def _attachments(message: EmailMessage) -> list[tuple[str, bytes]]:
    """Return the attachments by name, in the message's order; a repeated name is numbered."""
    files: list[tuple[str, bytes]] = []
    for part in message.walk():
        if part.is_multipart() or part.get_content_type().startswith(PICTURES):
            continue
        given = part.get_filename()
        if not given:
            continue
        name = PurePosixPath(UNSEEN.sub("_", given.replace("\\", "/").rpartition("/")[2])).name.strip(" .")
        name = name[-LONGEST_NAME:] or "attachment"
        known = {one for one, _ in files}
        numbered = (f"{nth}-{name}" for nth in range(2, len(files) + 3))
        name = name if name not in known else next(one for one in numbered if one not in known)
        content = part.get_payload(decode=True)
        files.append((name, content if isinstance(content, bytes) else b""))
    return sorted(files)


def _is_cut(message: EmailMessage) -> bool:
    cut = ("CloseBoundaryNotFoundDefect", "StartBoundaryNotFoundDefect", "InvalidBase64LengthDefect")
    return any(type(defect).__name__ in cut for part in message.walk() for defect in part.defects)


def _read(path: Path) -> tuple[str, bytes]:
    content = read_regular_file(path, MESSAGE_LIMIT_BYTES, follow_links=False)
    return hashlib.sha256(content).hexdigest(), content


def _parsed(content: bytes) -> EmailMessage:
    return email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)


class MailSource:
    """The messages of a folder. ``book`` gives the office of an address, or of a whole domain.

    ``relay``: whose Authentication-Results count; with ``takes_any`` none are asked for, and without either nothing is
    taken. The year is the one year that the subject names, else ``year``; a message without either is a stray.
    """

    def __init__(
        self, folder: Path, book: AddressBook, year: int | None = None, *, relay: str | None, takes_any: bool = False
    ) -> None:
        self._folder, self._book, self._year = folder, book, year
        self._relay, self._takes_any = relay, takes_any
        self._strays: Counter[str] = Counter()

    @property
    def strays(self) -> int:
        """How many messages and other files of the last look are no deliveries."""
        return self._strays.total()

    @property
    def stray_reasons(self) -> Mapping[str, int]:
        """Messages of the last look that are no deliveries, by the first reason that was found."""
        return {reason: count for reason, count in self._strays.items() if reason}

    def _year_of(self, message: EmailMessage) -> int | None:
        years = set(YEARS.findall(str(message.get("Subject", ""))))
        return int(years.pop()) if len(years) == 1 else (self._year if not years else None)

    def _office(self, content: bytes, message: EmailMessage) -> str:
        """Return the office of the sender, or a reason why there is none."""
        sender = sender_of(message)
        office = None if sender is None else self._book.office(sender)
        if sender is None or office is None:
            return UNKNOWN
        if self._takes_any:
            return office
        is_true = has_one_reading(content, message) and is_authenticated(message, sender, str(self._relay))
        return office if is_true else NOT_AUTHENTICATED

    def _delivery(self, path: Path, digest: str, content: bytes) -> Delivery | str:
        """Return the delivery that a message is, or a reason why it is none."""
        message = _parsed(content)
        office, year = self._office(content, message), self._year_of(message)
        if office in (UNKNOWN, NOT_AUTHENTICATED):
            return office
        if year is None:
            return NO_YEAR
        date_header = message.get("Date")
        sent = getattr(date_header, "datetime", None)
        files = tuple(DeliveredFile(name, len(part), digest[:16]) for name, part in _attachments(message))
        if _is_cut(message) or not isinstance(sent, datetime) or not files:
            return UNUSABLE
        moment = (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
        name = f"{moment:%Y-%m-%d-%H%M%S}-{digest[:8]}"
        return Delivery(office, year, name, files, place=(path.name, digest))

    def deliveries(self, year: int | None = None, office: str | None = None) -> list[Delivery]:
        """Return the messages that are deliveries, by year, office and when they were sent."""
        self._strays.clear()
        if self._relay is None and not self._takes_any:
            raise SourceUnreachableError(NO_RELAY)
        if not self._folder.is_dir():
            raise SourceUnreachableError("its folder is not there")
        deliveries = []
        for path in sorted(self._folder.iterdir()):
            if path.suffix.casefold() != ".eml" or path.is_symlink() or not path.is_file() or path.name.startswith("."):
                self._strays[""] += path.name[:1] != "."
                continue
            try:
                delivery = self._delivery(path, *_read(path))
            except Exception:
                delivery = UNUSABLE  # the mail library fails in many ways, and its exceptions may quote the message
            if isinstance(delivery, str):
                self._strays[delivery] += 1
            elif year in (None, delivery.year) and office in (None, delivery.office):
                deliveries.append(delivery)
        return in_natural_order(deliveries)

    def open(self, delivery: Delivery) -> list[tuple[str, bytes]]:
        """Return the attachments. Raises SourceError: too_big, gone, and a passing one for a message that changed."""
        if len(delivery.place) != 2 or "/" in delivery.place[0]:
            raise SourceError("gone", "a delivery by mail is named by its message")
        if len(delivery.files) > limits.DELIVERY_LIMIT_FILES:
            raise SourceError("too_big", f"the delivery has more than {limits.DELIVERY_LIMIT_FILES} files")
        name, listed = delivery.place
        try:
            digest, content = _read(self._folder / name)
            files = _attachments(_parsed(content)) if digest == listed else None
        except Exception:
            raise SourceError("gone", "a message went away or cannot be read") from None
        if files is None:
            raise still_changing()
        if any(len(content) > limits.FILE_LIMIT_BYTES for _, content in files):
            raise SourceError("too_big", f"a file of the delivery is larger than {limits.FILE_LIMIT_BYTES // 10**6} MB")
        return files
