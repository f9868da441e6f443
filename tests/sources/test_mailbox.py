"""A mailbox of saved messages: whose, for which year, which attachments, and what is left alone."""

from collections.abc import Callable
from email.message import EmailMessage
from pathlib import Path

import pytest

from resources.source import Source, SourceError
from tests.sources.messages import RELAY, WHEN, message, passed

Configured = Callable[..., Source]


@pytest.fixture
def box(tmp_path: Path) -> Path:
    (tmp_path / "mail").mkdir()
    return tmp_path / "mail"


@pytest.fixture
def source(source_of: Configured, box: Path) -> Source:
    senders = {"nairobi@office.example": "KEN", "@kampala.example": "UGA"}
    return source_of(
        {"name": "mail", "kind": "mail", "folder": str(box), "senders": senders, "authenticated_by": RELAY}
    )


def test_the_attachments_of_a_known_sender_are_a_delivery_named_by_when_it_was_sent(source: Source, box: Path) -> None:
    (box / "1.eml").write_bytes(message(**{"cover.csv": b"cover", "é été.xlsx": b"book"}))
    (one,) = source.deliveries()
    assert (one.office, one.year) == ("KEN", 2012)
    assert one.name.startswith("2013-05-01-072030-") and one.name.endswith(".mail")
    assert source.open(one) == [("cover.csv", b"cover"), ("é été.xlsx", b"book")]
    assert "canary" not in repr(one)


def test_an_offices_own_domain_is_an_address_of_it(source: Source, box: Path) -> None:
    (box / "1.eml").write_bytes(message("anybody@Kampala.example"))
    assert [one.office for one in source.deliveries()] == ["UGA"]


@pytest.mark.parametrize(
    "content",
    [
        message("Nairobi@office.example <thief@elsewhere.example>"),
        message("thief@notkampala.example"),
        message(subject="The review"),
        message(subject="Review 2011 and 2012"),
        message()[:-600],
        b"",
        b"\xff\xfe no message",
        passed().encode()
        + b"From: nairobi@office.example\nSubject: 2012\nDate: "
        + WHEN.encode()
        + b"\n\nno attachment\n",
    ],
    ids=["shown name alone", "another domain", "no year", "two years", "cut off", "empty", "no message", "no file"],
)
def test_what_is_no_delivery_beyond_doubt_is_a_stray(source: Source, box: Path, content: bytes) -> None:
    (box / "1.eml").write_bytes(content)
    assert source.deliveries() == []
    assert source.strays() == 1


@pytest.mark.parametrize("sender", [b"(" * 20_000, b"<" * 20_000])
def test_a_message_made_to_exhaust_the_mail_library_holds_up_no_other(source: Source, box: Path, sender: bytes) -> None:
    (box / "1.eml").write_bytes(message().replace(b"From: ", b"From: " + sender, 1))
    (box / "2.eml").write_bytes(message())
    assert [one.office for one in source.deliveries()] == ["KEN"]
    assert source.strays() == 1


def test_a_message_saved_half_way_is_taken_once_it_is_whole(source: Source, box: Path) -> None:
    whole = message(**{"returns.csv": b"rows\n" * 5_000})
    (box / "1.eml").write_bytes(whole[: len(whole) // 2])
    assert source.deliveries() == []
    (box / "1.eml").write_bytes(whole)
    (one,) = source.deliveries()
    assert source.open(one) == [("returns.csv", b"rows\n" * 5_000)]


def test_a_message_that_changes_between_two_looks_is_not_taken_as_it_was(source: Source, box: Path) -> None:
    (box / "1.eml").write_bytes(message(**{"returns.csv": b"first"}))
    (first,) = source.deliveries()
    (box / "1.eml").write_bytes(message(**{"returns.csv": b"other"}))
    with pytest.raises(SourceError) as changed:
        source.open(first)
    assert changed.value.is_passing
    (second,) = source.deliveries()
    assert second.files != first.files


def test_names_of_attachments_are_plain_names_each_once(source: Source, box: Path) -> None:
    mail = EmailMessage()
    mail["From"], mail["Subject"], mail["Date"] = "nairobi@office.example", "2012", WHEN
    mail.set_content("x")
    for name in ("../../etc/passwd", "C:\\temp\\a.csv", "a.csv", "a.csv"):
        mail.add_attachment(b"x", maintype="text", subtype="csv", filename=name)
    (box / "1.eml").write_bytes(passed().encode() + mail.as_bytes())
    (one,) = source.deliveries()
    assert [name for name, _ in source.open(one)] == ["2-a.csv", "3-a.csv", "a.csv", "passwd"]


def test_a_link_and_other_files_are_not_followed(source: Source, box: Path, tmp_path: Path) -> None:
    (tmp_path / "outside.eml").write_bytes(message())
    (box / "1.eml").symlink_to(tmp_path / "outside.eml")
    (box / "notes.txt").write_text("canary")
    assert source.deliveries() == []
    assert source.strays() == 2
