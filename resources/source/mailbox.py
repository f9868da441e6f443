"""Deliveries sent by mail: a folder of saved messages (`.eml`), whose attachments are the files.

Belongs here: which message is a delivery, of whom and for which year, and taking its attachments. Does not: fetching
mail from a server (whatever saves the messages), what an attachment holds.

A sender is an office only where the configuration says so. The text of a message is never looked at.
"""

import email
import email.policy
import hashlib
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.message import EmailMessage
from pathlib import Path, PurePosixPath

from expectations.errors import ReviewError
from resources.source import delivery as limits
from resources.source.delivery import (
    DeliveredFile,
    Delivery,
    SourceError,
    SourceUnreachableError,
    in_natural_order,
    still_changing,
)

YEARS = re.compile(r"(?<![0-9])(?:19|20)[0-9]{2}(?![0-9])")
UNSEEN = re.compile(r"[\x00-\x1f\x7f/\\:]")
LONGEST_NAME = 120
MESSAGE_LIMIT_BYTES = 300_000_000
PICTURES = ("image/", "text/html", "application/pgp-signature", "application/pkcs7-signature")


class _IncompleteMessageError(ReviewError, ValueError):
    """A message that ends before its end."""


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


def _parsed(content_sha256: str, path: Path) -> EmailMessage:
    content = path.read_bytes()
    if hashlib.sha256(content).hexdigest() != content_sha256:
        raise _IncompleteMessageError
    return email.message_from_bytes(content, _class=EmailMessage, policy=email.policy.default)


class MailSource:
    """The messages of a folder. ``senders`` gives the office of an address, or of a whole domain (``@iom.example``).

    The year is the one year that the subject names, else ``year``; a message without either is a stray.
    """

    def __init__(self, folder: Path, senders: Mapping[str, str], year: int | None = None) -> None:
        self._folder = folder
        self._senders = {sender.casefold(): office for sender, office in senders.items()}
        self._year = year
        self._strays = 0

    @property
    def strays(self) -> int:
        """How many messages of the last look are of no known sender, of no year, without attachments or cut off."""
        return self._strays

    def _office(self, message: EmailMessage) -> str | None:
        headers = message.get_all("From", [])
        if len(headers) != 1 or headers[0].defects or len(headers[0].addresses) != 1:
            return None  # with several addresses the sender is not known
        address = headers[0].addresses[0].addr_spec.casefold()
        return self._senders.get(address) or self._senders.get("@" + address.rpartition("@")[2])

    def _year_of(self, message: EmailMessage) -> int | None:
        years = set(YEARS.findall(str(message.get("Subject", ""))))
        return int(years.pop()) if len(years) == 1 else (self._year if not years else None)

    def _delivery(self, path: Path, digest: str, message: EmailMessage) -> Delivery | None:
        office, year = self._office(message), self._year_of(message)
        if office is None or year is None or _is_cut(message):
            return None
        date_header = message.get("Date")
        sent = getattr(date_header, "datetime", None)
        if not isinstance(sent, datetime):
            return None
        moment = (sent if sent.tzinfo else sent.replace(tzinfo=UTC)).astimezone(UTC)
        files = tuple(DeliveredFile(name, len(content), digest[:16]) for name, content in _attachments(message))
        if not files:
            return None
        name = f"{moment:%Y-%m-%d-%H%M%S}-{digest[:8]}"
        return Delivery(office, year, name, files, place=(path.name, digest))

    def deliveries(self, year: int | None = None, office: str | None = None) -> list[Delivery]:
        """Return the messages that are deliveries, by year, office and when they were sent."""
        if not self._folder.is_dir():
            raise SourceUnreachableError("its folder is not there")
        self._strays = 0
        deliveries = []
        for path in sorted(self._folder.iterdir()):
            if path.suffix.casefold() != ".eml" or path.is_symlink() or not path.is_file() or path.name.startswith("."):
                self._strays += path.name[:1] != "."
                continue
            try:
                if path.stat().st_size > MESSAGE_LIMIT_BYTES:
                    raise ValueError
                digest = hashlib.sha256(path.read_bytes()).hexdigest()
                delivery = self._delivery(path, digest, _parsed(digest, path))
            except Exception:
                delivery = None  # the mail library fails in many ways, and its exceptions may quote the message
            if delivery is None:
                self._strays += 1
            elif year in (None, delivery.year) and office in (None, delivery.office):
                deliveries.append(delivery)
        return in_natural_order(deliveries)

    def open(self, delivery: Delivery) -> list[tuple[str, bytes]]:
        """Return the attachments. Raises SourceError: too_big, gone, and a passing one for a message that changed."""
        if len(delivery.place) != 2 or "/" in delivery.place[0]:
            raise SourceError("gone", "a delivery by mail is named by its message")
        if len(delivery.files) > limits.DELIVERY_LIMIT_FILES:
            raise SourceError("too_big", f"the delivery has more than {limits.DELIVERY_LIMIT_FILES} files")
        name, digest = delivery.place
        try:
            files = _attachments(_parsed(digest, self._folder / name))
        except _IncompleteMessageError:
            raise still_changing() from None
        except Exception:
            raise SourceError("gone", "a message went away or cannot be read") from None
        if any(len(content) > limits.FILE_LIMIT_BYTES for _, content in files):
            raise SourceError("too_big", f"a file of the delivery is larger than {limits.FILE_LIMIT_BYTES // 10**6} MB")
        return files
