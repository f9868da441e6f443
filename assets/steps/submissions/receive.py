"""The step `submissions/received`: deliveries of offices into the vault, encrypted, and into the register.

A delivery that is known is not kept again: after reading, the vault may have a copy without identifiers in its place
(field rule 9.4). Belongs here: source to vault and register, and mending damaged entries of the vault from the source.
Does not: reading a file (read.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from assets.steps.runtime.errors import redact_errors
from assets.steps.submissions.delivery_names import known_as
from assets.steps.submissions.stripped_originals import remove_stripped_originals
from assets.steps.submissions.vault_files import DamagedSubmissionError, digests_of, is_stripped, keep_names
from expectations.geography import is_office
from expectations.progress import NULL_PROGRESS, Progress
from resources.failures import names_office
from resources.left_overs import sweep_year
from resources.private_files import secure_home
from resources.register import ReceivedFile, RegisterRow, digest_of
from resources.source import Delivery, SourceError
from resources.stores import Stores


@dataclass
class Received:
    """The result of one visit to the sources.

    ``arrivals``: by office, the number of deliveries taken in. ``waiting``: by office, the number of deliveries left
    for the next visit (still being written, or the transfer broke off). ``not_reached``: by source, the reason.
    ``not_taken``: by source, the number of messages that are no delivery, by reason.
    ``notices``: sentences on files that were removed from the vault or mended in it.
    """

    arrivals: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    not_reached: dict[str, str] = field(default_factory=dict)
    not_taken: dict[str, dict[str, int]] = field(default_factory=dict)
    notices: list[str] = field(default_factory=list)

    @property
    def warnings(self) -> list[str]:
        """The warnings for the operator."""
        warnings = [f"source {name or 'drop'} was not looked into: {why}" for name, why in self.not_reached.items()]
        for name, reasons in self.not_taken.items():
            warnings += [f"source {name}: {count} messages were not taken: {why}" for why, count in reasons.items()]
        waits = "left for a later look: still being written, or the transfer broke off"
        warnings += [f"{count} deliveries of {office} were {waits}" for office, count in self.waiting.items()]
        return warnings + self.notices


def receive(
    stores: Stores, year: int, offices: Sequence[str] | None = None, progress: Progress = NULL_PROGRESS
) -> Received:
    """Take in every delivery of ``year``. Taking in again changes nothing.

    The same bytes twice are one submission; nothing is overwritten, but an entry of the vault that is damaged or lost
    is mended. Left-overs of killed processes are removed first.
    """
    with redact_errors("submissions/received"):
        secure_home(stores.home)  # others may have made the drop since it was opened
        sweep_year(stores.home, year)
        stores.vault.sweep()
        stores.vault.rename_former_entries()
        removed = remove_stripped_originals(stores)
        wanted = None if offices is None else set(offices)
        listed = [entry for entry in stores.source.deliveries(year) if is_office(entry.office)]
        deliveries = [entry for entry in listed if wanted is None or entry.office in wanted]
        progress.begin("receiving deliveries", len(deliveries))
        received = Received(
            not_reached=dict(stores.source.not_reached), not_taken=dict(stores.source.stray_reasons), notices=removed
        )
        for delivery in deliveries:
            counts = received.arrivals if _take_in(stores, delivery, received.notices) else received.waiting
            counts[delivery.office] = counts.get(delivery.office, 0) + 1
            progress.advance()
        return received


@names_office
def _take_in(stores: Stores, delivery: Delivery, notices: list[str]) -> bool:
    """Take in or reject one delivery; return False where it is left for the next visit."""
    if not delivery.is_listed:
        _reject(stores, delivery, "gone")
        return True
    try:
        files = stores.source.open(delivery)
    except SourceError as error:
        if error.is_passing:
            return False
        _reject(stores, delivery, error.reason)
        return True
    if not files:
        _reject(stores, delivery, "no_file")
        return True
    received = [ReceivedFile.of(name, content) for name, content in files]
    names = {name: file.sha256 for (name, _), file in zip(files, received, strict=True)}
    contents = {file.sha256: content for file, (_, content) in zip(received, files, strict=True)}
    digest = digest_of(received)
    for known in [row for row in stores.register.rows(delivery.year, delivery.office) if row.digest == digest]:
        _mend(stores, known, names, contents, notices)
    same = [row for row in stores.register.rows(delivery.year, delivery.office) if row.digest == digest]
    entry = next(filter(None, (_stripped_entry(stores, row) for row in same)), "") or keep_names(stores, names)
    row = stores.register.arrived(delivery.office, delivery.year, _name(stores, delivery), received, entry)
    if row not in same and _stripped_entry(stores, row):
        _mend(stores, row, names, contents, notices)
    elif row not in same:
        for content in contents.values():  # only now: a killed process leaves no file that no submission names
            stores.vault.keep(content)
    return True


def _stripped_entry(stores: Stores, row: RegisterRow) -> str:
    """Return the entry of a submission in whose place copies without identifiers are kept; empty for any other."""
    try:
        return row.names_sha256 if is_stripped(row, digests_of(stores, row)) else ""
    except DamagedSubmissionError:
        return ""


def _mend(
    stores: Stores, row: RegisterRow, names: Mapping[str, str], contents: Mapping[str, bytes], notices: list[str]
) -> None:
    """Keep the files of a known submission again where their entries are damaged or lost.

    Where a copy without identifiers is lost, the originals are kept and the submission is read again, which makes the
    copy anew; not in a frozen year, in which nothing is read.
    """
    if row.state not in ("received", "read"):
        return
    try:
        digests = digests_of(stores, row).values()
        damaged = {sha256 for sha256 in digests if not stores.vault.can_open(sha256)}
    except DamagedSubmissionError:
        is_of_originals = keep_names(stores, names) == row.names_sha256
        damaged = set(contents) if is_of_originals else {row.names_sha256}
    if not damaged:
        return
    if damaged <= contents.keys():
        is_new = row.state == "received" and not row.cannot_be_opened
        was_killed = is_new and not any(map(stores.vault.holds, damaged))
        for sha256 in damaged:
            stores.vault.keep(contents[sha256])
    elif stores.editions.cut_off(row.year) is None:
        was_killed = False
        entry = keep_names(stores, names)
        stores.register.mark_received_again(row.submission_no, entry)
        for content in contents.values():
            stores.vault.keep(content)
    else:
        return
    if not was_killed:
        notices.append(
            f"{row.office} {row.year}: files of submission {row.submission_no} that could not be opened in the vault "
            "were replaced from the delivery"
        )


def _name(stores: Stores, delivery: Delivery) -> str:
    return known_as(delivery.name, delivery.year, stores.key.pseudonym)


def _reject(stores: Stores, delivery: Delivery, reason: str) -> None:
    row = stores.register.arrived(delivery.office, delivery.year, _name(stores, delivery), [])
    if row.state == "received":
        stores.register.mark_rejected(row.submission_no, reason)
