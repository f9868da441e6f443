"""Whose a message is: the address book of the home, and the relay's word, never the From of a message alone."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from pipelines.cli import app
from resources.home import Home
from resources.source import Source, SourceConfigurationError
from resources.source.mailbox import NO_RELAY, NOT_AUTHENTICATED, UNKNOWN
from tests.sources.messages import RELAY, WHEN, message, passed, unchecked

Configured = Callable[..., Source]
BOOK = {"nairobi@office.example": "KEN", "@kampala.example": "UGA", "münchen.example": "DEU"}


@pytest.fixture
def box(tmp_path: Path) -> Path:
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


@pytest.fixture
def mailbox(home: Home, source_of: Configured, box: Path) -> Callable[..., Source]:
    """A mailbox of a home with an address book."""
    home.root.mkdir()
    home.address_book.write_text(yaml.safe_dump(BOOK, allow_unicode=True), encoding="utf-8")

    def make(**changes: Any) -> Source:
        entry = {"name": "mail", "kind": "mail", "folder": str(box), "authenticated_by": RELAY} | changes
        return source_of({key: value for key, value in entry.items() if value is not None})

    return make


def offices(source: Source) -> list[str]:
    return [one.office for one in source.deliveries()]


def reasons(source: Source) -> dict[str, int]:
    assert source.deliveries() == []
    return source.stray_reasons["mail"]


def from_(*lines: str) -> bytes:
    """The message with other lines in place of its From, and the relay's header above them."""
    own = b"From: Focal Point <Nairobi@office.example>\n"
    assert own in unchecked()
    return passed().encode() + unchecked().replace(own, "".join(f"{line}\n" for line in lines).encode())


def test_the_address_book_of_the_home_gives_the_office_of_an_address_or_a_domain(
    mailbox: Callable[..., Source], box: Path
) -> None:
    (box / "1.eml").write_bytes(message("NAIROBI@Office.Example"))
    (box / "2.eml").write_bytes(message("Anybody <anybody@KAMPALA.example>"))
    (box / "3.eml").write_bytes(message("anybody@xn--mnchen-3ya.example"))
    assert offices(mailbox()) == ["DEU", "KEN", "UGA"]


def test_the_senders_of_an_entry_are_added_to_the_address_book(mailbox: Callable[..., Source], box: Path) -> None:
    (box / "1.eml").write_bytes(message())
    (box / "2.eml").write_bytes(message("a@lima.example"))
    assert offices(mailbox(senders={"lima.example": "PER"})) == ["KEN", "PER"]


@pytest.mark.parametrize("senders", [{"Nairobi@office.example": "UGA"}, {"@Kampala.example": "KEN"}])
def test_an_address_of_two_offices_is_refused(mailbox: Callable[..., Source], senders: dict[str, str]) -> None:
    with pytest.raises(SourceConfigurationError, match="entry 1: the address is listed for two offices") as refused:
        mailbox(senders=senders)
    assert "airobi" not in str(refused.value)


@pytest.mark.parametrize("book", [
    {"nairobi": 1}, {"a b@office.example": "KEN"}, {"a@b@office.example": "KEN"}, {"office.example.": "KEN"},
    {1: "KEN"}, {"a@office.example": "Kenya"}, ["a@office.example"], {"a@ｏffice.example": "KEN"},
])  # fmt: skip
def test_an_address_book_that_cannot_be_used_is_refused_and_not_quoted(
    mailbox: Callable[..., Source], home: Home, book: object
) -> None:
    home.address_book.write_text(yaml.safe_dump(book, allow_unicode=True), encoding="utf-8")
    with pytest.raises(
        SourceConfigurationError, match=r"address_book\.yaml.*: an entry is an address or a domain"
    ) as bad:
        mailbox()
    assert "office.example" not in str(bad.value)


def test_a_mailbox_without_any_address_is_refused(mailbox: Callable[..., Source], home: Home) -> None:
    home.address_book.unlink()
    with pytest.raises(SourceConfigurationError, match=r"no sender is listed; .* in address_book\.yaml"):
        mailbox()


def test_a_configuration_of_before_opens_and_takes_no_mail_and_says_what_to_add(
    mailbox: Callable[..., Source], home: Home, box: Path
) -> None:
    (box / "1.eml").write_bytes(message())
    (home.drop / "2012/KEN/1").mkdir(parents=True)
    source = mailbox(authenticated_by=None, senders=BOOK)
    assert [one.source for one in source.deliveries()] == [""]
    assert source.not_reached == {"mail": NO_RELAY}


def test_unauthenticated_mail_is_taken_only_where_the_configuration_says_so(
    mailbox: Callable[..., Source], box: Path
) -> None:
    (box / "1.eml").write_bytes(unchecked())
    assert reasons(mailbox()) == {NOT_AUTHENTICATED: 1}
    assert offices(mailbox(authenticated_by=None, unauthenticated="accepted")) == ["KEN"]
    with pytest.raises(SourceConfigurationError, match="either authenticated_by or unauthenticated"):
        mailbox(unauthenticated="accepted")
    with pytest.raises(SourceConfigurationError, match="unauthenticated is none of the words"):
        mailbox(authenticated_by=None, unauthenticated="yes")


FAILED = f"Authentication-Results: {RELAY};\n dmarc=fail (p=none) header.from=office.example\n"
FORGED: dict[str, bytes] = {
    "no header": unchecked(),
    "a header of another relay": passed(relay="mx.thief.example").encode() + unchecked(),
    "a relay with a longer name": passed(relay=f"{RELAY}.thief.example").encode() + unchecked(),
    "a header below that of the relay": FAILED.encode() + passed().encode() + unchecked(),
    "a header below one of the relay without results": f"Authentication-Results: {RELAY}; none\n{passed()}".encode()
    + unchecked(),
    "a header below one that cannot be read": f"Authentication-Results: ;;\n{passed()}".encode() + unchecked(),
    "a header of the relay for another domain": passed("thief.example").encode() + unchecked(),
    "a header below the headers": unchecked().replace(b"Subject", b"X: y\n\n" + passed().encode() + b"Subject", 1),
    "a header after a bare carriage return": f"X: y\r{passed()}".encode() + unchecked(),
    "a header in the attachment": unchecked(**{"a.csv": passed().encode()}),
    "a header in ARC's name": passed().replace("Auth", "ARC-Auth").encode() + unchecked(),
    "a line that is no header": b"no header\n" + message(),
    "two kinds of line ends": message().replace(b"\nSubject", b"\r\nSubject", 1),
    "a zero byte": message().replace(b"Subject: ", b"Subject: \0", 1),
    "a first From that looks like an envelope": b"From : thief@thief.example\n" + message(),
    "a later From that looks like an envelope": message().replace(
        b"\nSubject", b"\nFrom : t@thief.example\nSubject", 1
    ),
}


@pytest.mark.parametrize("forged", FORGED)
def test_a_message_whose_sender_the_relay_does_not_vouch_for_is_a_stray(
    mailbox: Callable[..., Source], box: Path, forged: str
) -> None:
    (box / "1.eml").write_bytes(FORGED[forged])
    source = mailbox()
    assert source.deliveries() == []
    assert source.last_strays == 1
    (box / "1.eml").write_bytes(message())
    assert offices(source) == ["KEN"]


SENT_FROM: dict[str, tuple[str, ...]] = {
    "no From": (),
    "two headers": ("From: nairobi@office.example", "From: thief@thief.example"),
    "two addresses": ("From: nairobi@office.example, thief@thief.example",),
    "a group": ("From: office: nairobi@office.example;",),
    "an empty group and an address": ("From: office:;, nairobi@office.example",),
    "the address as a shown name": ("From: nairobi@office.example <thief@thief.example>",),
    "the address as a quoted name": ('From: "nairobi@office.example" <thief@thief.example>',),
    "the address as a comment": ("From: thief@thief.example (nairobi@office.example)",),
    "an encoded address": ("From: =?utf-8?q?nairobi=40office=2Eexample?= <thief@thief.example>",),
    "an encoded local part": ("From: =?utf-8?q?nairobi?=@office.example <thief@thief.example>",),
    "a Cyrillic letter in the domain": ("From: nairobi@оffice.example",),
    "a Cyrillic letter as IDNA": ("From: nairobi@xn--ffice-iye.example",),
    "a wide letter in the domain": ("From: nairobi@ｏffice.example",),
    "a Cyrillic letter in the local part": ("From: nairоbi@office.example",),
    "a letter that becomes ASCII in lower case": ("From: \u212aampala <nairobi\u212a@office.example>",),
    "a trailing dot": ("From: nairobi@office.example.",),
    "a domain below": ("From: nairobi@mail.office.example",),
    "a domain above": ("From: nairobi@example",),
    "a domain that ends alike": ("From: nairobi@my-office.example",),
    "a domain that goes on": ("From: nairobi@office.example.thief.example",),
    "two at signs": ("From: nairobi@office.example@thief.example",),
    "a route": ("From: <@thief.example:nairobi@office.example>",),
    "a number": ("From: nairobi@[192.0.2.1]",),
    "no address": ("From: nairobi",),
    "nothing between": ("From: <>",),
    "another header": ("Sender: nairobi@office.example", "From: thief@thief.example"),
}


@pytest.mark.parametrize("lines", SENT_FROM.values(), ids=SENT_FROM)
@pytest.mark.parametrize(
    "relay", [{"authenticated_by": RELAY}, {"authenticated_by": None, "unauthenticated": "accepted"}]
)
def test_a_from_that_is_not_one_listed_address_is_a_stray_with_or_without_a_relay(
    mailbox: Callable[..., Source], box: Path, lines: tuple[str, ...], relay: dict[str, Any]
) -> None:
    (box / "1.eml").write_bytes(from_(*lines))
    assert reasons(mailbox(**relay)) == {UNKNOWN: 1}


def test_the_topmost_header_of_the_relay_counts_whatever_others_are_around_it(
    mailbox: Callable[..., Source], box: Path
) -> None:
    received = "Received: from office.example by mx.hq.example; " + WHEN + "\n"
    other = "Authentication-Results: filter.hq.example; spf=fail smtp.mailfrom=x@thief.example\n"
    head = received + other + "authentication-RESULTS: MX.HQ.example 1;\n\tdmarc=pass\n header.from=office.example\n"
    (box / "1.eml").write_bytes((head + FAILED).encode() + unchecked())
    (box / "2.eml").write_bytes(message().replace(b"\n", b"\r\n"))
    assert offices(mailbox()) == ["KEN", "KEN"]


def test_the_command_tells_how_many_messages_were_not_taken_and_why_and_no_address(
    mailbox: Callable[..., Source], box: Path, home: Home, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(3):
        (box / f"canary{number}.eml").write_bytes(unchecked(subject=f"canary {number} 2012"))
    (box / "thief.eml").write_bytes(message("canary@thief.example"))
    mailbox()
    monkeypatch.setenv("REVIEW_HOME", str(home.root))
    done = CliRunner().invoke(app, ["source", "list"], terminal_width=200)
    assert f"Source mail, messages not taken: 3, {NOT_AUTHENTICATED}." in done.output
    assert f"Source mail, messages not taken: 1, {UNKNOWN}." in done.output
    assert "canary" not in done.output and "@" not in done.output and "office.example" not in done.output
