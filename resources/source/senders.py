"""Who sent a message: the address in its From, the relay's word that it is true, and the office of the address.

Belongs here: the address book, the sender of a message, which Authentication-Results count. Does not: parsing that
header (authentication_results.py), what else makes a message a delivery (mailbox.py).
"""

import re
from collections.abc import Mapping
from email.message import EmailMessage
from pathlib import Path
from typing import NamedTuple

from expectations.geography import OFFICE_CODE
from resources.source.authentication_results import (
    AuthenticationResultsError,
    domain_name,
    identifier_of,
    results_of,
    shows_domain,
)
from resources.source.configuration_faults import parsed_yaml
from resources.source.delivery import SourceConfigurationError

RESULTS = "authentication-results"
END_OF_HEADERS = re.compile(rb"\r?\n\r?\n")
TWO_READINGS = re.compile(rb"\0|\r(?!\n)")
HEADER_DEFECTS = (
    "FirstHeaderLineIsContinuationDefect",
    "MalformedHeaderDefect",
    "MisplacedEnvelopeHeaderDefect",
    "MissingHeaderBodySeparatorDefect",
)


class Sender(NamedTuple):
    """The address in the From of a message; its domain in lower case and ASCII."""

    local: str
    domain: str


def _lower(local: str) -> str:
    """Return a local part in lower case; one with other letters as it is, as they may look like ASCII ones."""
    return local.lower() if local.isascii() else local


def _key(entry: str) -> str | None:
    """Return an entry of an address book in its one spelling: address, or @domain; None where it is neither."""
    local, _, domain = entry.strip().rpartition("@")
    name = domain_name(domain)
    return None if name is None or "@" in local or re.search(r"\s", local) else f"{_lower(local)}@{name}"


class AddressBook:
    """Offices by address or by whole domain; a domain below it is another domain."""

    def __init__(self, offices: Mapping[str, str] = {}) -> None:
        self._offices = dict(offices)

    def __len__(self) -> int:
        return len(self._offices)

    @classmethod
    def of_file(cls, path: Path) -> "AddressBook":
        """Return the address book of a home; an empty one where there is no file. Raises SourceConfigurationError."""
        if not path.exists():
            return cls()
        content = parsed_yaml(path, path.name)
        return cls().with_entries({} if content is None else content, path.name)

    def with_entries(self, entries: object, known_as: str) -> "AddressBook":
        """Return an address book with further entries. Raises SourceConfigurationError, which quotes none of them."""
        form = "an entry is an address or a domain, and the office in three capital letters"
        if not isinstance(entries, Mapping):
            raise SourceConfigurationError(f"{known_as}: {form}")
        offices = dict(self._offices)
        for number, (entry, office) in enumerate(entries.items(), start=1):
            key = _key(entry) if isinstance(entry, str) else None
            if key is None or not isinstance(office, str) or not OFFICE_CODE.fullmatch(office):
                raise SourceConfigurationError(f"{known_as}, entry {number}: {form}")
            if offices.setdefault(key, office) != office:
                raise SourceConfigurationError(f"{known_as}, entry {number}: the address is listed for two offices")
        return AddressBook(offices)

    def office(self, sender: Sender) -> str | None:
        """Return the office of an address, or of its domain; None where it is not listed."""
        return self._offices.get(f"{_lower(sender.local)}@{sender.domain}") or self._offices.get(f"@{sender.domain}")


def has_one_reading(content: bytes, message: EmailMessage) -> bool:
    """Return whether all programs find the same headers in a message.

    A line that ends in a bare carriage return, or two kinds of line ends, begin a header for some programs and not for
    others: the relay would have checked another From than the one that is read here.
    """
    found = END_OF_HEADERS.search(content)
    head = content[: found.end()] if found else content
    line_ends = head.count(b"\n"), head.count(b"\r\n")
    envelope = message.get_unixfrom() or ""
    return not (
        TWO_READINGS.search(head)
        or line_ends[1] not in (0, line_ends[0])
        or re.match(r"From\s*:", envelope)
        or any(type(defect).__name__ in HEADER_DEFECTS for defect in message.defects)
    )


def sender_of(message: EmailMessage) -> Sender | None:
    """Return the sender: the one address of the one From; None where there are several, a group, or a fault in it."""
    headers = message.get_all("From", [])
    if len(headers) != 1 or headers[0].defects or len(headers[0].groups) != 1 or len(headers[0].addresses) != 1:
        return None
    address = headers[0].addresses[0]
    domain = domain_name(address.domain)
    if headers[0].groups[0].display_name is not None or domain is None or not address.username:
        return None
    return Sender(address.username, domain)


def is_authenticated(message: EmailMessage, sender: Sender, relay: str) -> bool:
    """Return whether ``relay`` says that a message is of the domain of its sender.

    Only the topmost Authentication-Results of this relay counts. It writes the header above those that came with the
    message, and removes those in its own name (RFC 8601, section 5).
    """
    for name, header in message.raw_items():
        if name.lower() != RESULTS:
            continue
        try:
            if identifier_of(str(header)) == relay.lower():
                return shows_domain(results_of(str(header)), sender.domain)
        except AuthenticationResultsError:
            return False
    return False
