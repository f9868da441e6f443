"""Messages as a mail relay saves them: with its Authentication-Results on top, and the relay's name."""

from email.message import EmailMessage

RELAY = "mx.hq.example"
WHEN = "Wed, 01 May 2013 10:20:30 +0300"
SENDER = "Focal Point <Nairobi@office.example>"


def passed(domain: str = "office.example", relay: str = RELAY) -> str:
    """The header that a relay writes above a message of which DMARC passed for a domain."""
    return f"Authentication-Results: {relay}; dmarc=pass (p=reject dis=none) header.from={domain}\n"


def unchecked(sender: str = SENDER, subject: str = "Review 2012", **files: bytes) -> bytes:
    """A message as it is sent."""
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Subject"], mail["Date"] = sender, "review@hq.example", subject, WHEN
    mail.set_content("Dear colleagues, please find our canary attached.")
    mail.add_alternative("<p>canary</p>", subtype="html")
    for name, content in (files or {"returns.csv": b"rows"}).items():
        mail.add_attachment(content, maintype="application", subtype="octet-stream", filename=name)
    mail.add_attachment(b"a picture", maintype="image", subtype="png", filename="logo.png")
    return mail.as_bytes()


def message(sender: str = SENDER, subject: str = "Review 2012", **files: bytes) -> bytes:
    """A message whose sender's domain the relay has found to be true."""
    return passed(sender.rpartition("@")[2].rstrip(">")).encode() + unchecked(sender, subject, **files)
