"""The header Authentication-Results (RFC 8601): what a mail relay found out about the sender of a message.

Belongs here: parsing one header, and whether its results show that a message is of a domain. Does not: which header of
a message counts, and who the sender is (senders.py).

A sender chooses parts of the header (a name in a comment, the local part of a return address). The parser is strict
therefore: a header that does not follow the grammar shows nothing, and neither do contradictory results.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from expectations.errors import ReviewError

LONGEST = 20_000
SPACES = re.compile(r"[ \t\r\n]+")
DIGITS = re.compile("[0-9]+")
KEYWORD = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
TOKEN = re.compile(r"[!#$%&'*+.0-9A-Z^_`a-z{|}~-]+")  # RFC 2045
UNQUOTED = re.compile(
    r"[!#-'*-:<-\[\]-~]+"
)  # printable ASCII without quotation mark, parentheses, semicolon, backslash
QUOTED = re.compile(r'"((?:[^"\\\r\n]|\\[^\r\n])*)"')
COMMENT_PART = re.compile(r"(?:[^()\\]|\\.)+", re.DOTALL)
LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?")


class AuthenticationResultsError(ReviewError, ValueError):
    """A header that does not follow RFC 8601. Quotes nothing of it."""


@dataclass(frozen=True)
class MethodResult:
    """The result of one method. ``properties`` by type and name, such as ``header.from``."""

    method: str
    result: str
    properties: Mapping[str, str]


class _Cursor:
    """A place in a header without foldings."""

    def __init__(self, header: str) -> None:
        if len(header) > LONGEST:
            raise AuthenticationResultsError("the header is too long")
        self._text = re.sub(r"\r?\n(?=[ \t])", "", header)
        self._at = 0

    def _next(self, pattern: re.Pattern[str]) -> re.Match[str] | None:
        found = pattern.match(self._text, self._at)
        if found:
            self._at = found.end()
        return found

    def take(self, pattern: re.Pattern[str]) -> str:
        """Return what a pattern finds here. Raises AuthenticationResultsError where it finds nothing."""
        found = self._next(pattern)
        if not found:
            raise AuthenticationResultsError("the header does not follow RFC 8601")
        return found.group(0)

    def peeks(self, sign: str) -> bool:
        """Return whether a sign is next."""
        return self._text.startswith(sign, self._at)

    def sign(self, sign: str) -> bool:
        """Return whether a sign is next, after spaces and comments, and go past it and what follows of them."""
        self.space()
        is_next = self.peeks(sign)
        if is_next:
            self._at += len(sign)
            self.space()
        return is_next

    def expect(self, sign: str) -> None:
        """Go past a sign. Raises AuthenticationResultsError where another is next."""
        if not self.sign(sign):
            raise AuthenticationResultsError("the header does not follow RFC 8601")

    def space(self) -> bool:
        """Go past spaces and nested comments; return whether there were any."""
        began, depth = self._at, 0
        while self._at < len(self._text):
            if depth and self._next(COMMENT_PART):
                continue
            sign = self._text[self._at]
            if sign == "(" or (depth and sign == ")"):
                depth += 1 if sign == "(" else -1
                self._at += 1
            elif depth or not self._next(SPACES):
                break
        if depth:
            raise AuthenticationResultsError("a comment of the header has no end")
        return self._at > began

    def value(self, unquoted: re.Pattern[str]) -> str:
        """Return a text without its quotation marks; a quoted local part goes on with its domain."""
        quoted = self._next(QUOTED)
        if not quoted:
            return self.take(unquoted)
        text = re.sub(r"\\(.)", r"\1", quoted.group(1))
        if unquoted is UNQUOTED and self.peeks("@"):
            text += self.take(UNQUOTED)
        return text

    @property
    def is_at_end(self) -> bool:
        """Whether the header ends here."""
        return self._at == len(self._text)


def _head(cursor: _Cursor) -> tuple[str, str]:
    """Return the authserv-id, in lower case, and the version, and go past the first semicolon."""
    cursor.space()
    identifier, version = cursor.value(TOKEN).lower(), "1"
    if cursor.space() and not cursor.is_at_end and not cursor.peeks(";"):
        version = cursor.take(DIGITS)
        cursor.space()
    if not cursor.is_at_end:
        cursor.expect(";")
    return identifier, version


def identifier_of(header: str) -> str:
    """Return the authserv-id of a header, in lower case: which relay wrote it. Raises AuthenticationResultsError."""
    return _head(_Cursor(header))[0]


def results_of(header: str) -> tuple[MethodResult, ...]:
    """Return the results of a header, in its order. Raises AuthenticationResultsError."""
    cursor = _Cursor(header)
    if _head(cursor)[1] != "1":
        raise AuthenticationResultsError("the header has a version that is not known")
    results: list[MethodResult] = []
    while not cursor.is_at_end:
        method = cursor.take(KEYWORD).lower()
        if method == "none" and not results:
            cursor.space()
            break
        results.append(_result(cursor, method))
        if not cursor.is_at_end:
            cursor.expect(";")
    if not cursor.is_at_end:
        raise AuthenticationResultsError("the header does not follow RFC 8601")
    return tuple(results)


def _result(cursor: _Cursor, method: str) -> MethodResult:
    """Return the result of a method, up to the next semicolon or the end."""
    if cursor.sign("/") and cursor.take(DIGITS) != "1":
        raise AuthenticationResultsError("a method of the header has a version that is not known")
    cursor.expect("=")
    result = cursor.take(KEYWORD).lower()
    properties: dict[str, str] = {}
    while cursor.space() and not cursor.is_at_end and not cursor.peeks(";"):
        name = cursor.take(KEYWORD).lower()
        is_reason = name == "reason" and not properties and not cursor.peeks(".")
        if not is_reason:
            cursor.expect(".")
            name = f"{name}.{cursor.take(KEYWORD).lower()}"
        cursor.expect("=")
        value = cursor.value(TOKEN if is_reason else UNQUOTED)
        if name in properties:
            raise AuthenticationResultsError("a result of the header has one property twice")
        properties[name] = value
    return MethodResult(method, result, properties)


def domain_name(text: str) -> str | None:
    """Return a domain in lower case and in ASCII (``xn--``); None where it is none, or is written like another.

    A letter that IDNA maps to another one is refused, not mapped: only one spelling of a domain is that domain.
    """
    lower = text.lower() if text.isascii() else text
    try:
        ascii_name = lower if lower.isascii() else lower.encode("idna").decode("ascii")
        is_plain = lower.isascii() or ascii_name.encode("ascii").decode("idna") == lower
    except UnicodeError:
        return None
    labels = ascii_name.split(".")
    return ascii_name if is_plain and len(ascii_name) <= 253 and all(map(LABEL.fullmatch, labels)) else None


def _is_domain_of(value: str | None, domain: str) -> bool:
    return value is not None and domain_name(value.rpartition("@")[2]) == domain


def shows_domain(results: tuple[MethodResult, ...], domain: str) -> bool:
    """Return whether results show that a message is of ``domain``, which is the one in its From.

    Either DMARC passed for this domain; or DMARC says nothing (no result, or ``none``), and DKIM passed for a signature
    of exactly this domain, or SPF for a return address of exactly this domain.
    """
    dmarc = [found for found in results if found.method == "dmarc"]
    if len(dmarc) > 1:
        return False
    if dmarc and dmarc[0].result != "none":
        return dmarc[0].result == "pass" and _is_domain_of(dmarc[0].properties.get("header.from"), domain)
    for found in results:
        if found.result != "pass":
            continue
        if found.method == "dkim":
            signer = found.properties.get("header.d", found.properties.get("header.i"))
            if _is_domain_of(signer, domain):
                return True
        if found.method == "spf" and _is_domain_of(found.properties.get("smtp.mailfrom"), domain):
            return True
    return False
