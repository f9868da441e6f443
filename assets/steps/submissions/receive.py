"""The station `submissions/received`: what offices delivered goes into the vault, encrypted, and into the register.

Belongs here: source to vault and register. Does not: looking into a file (read.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assets.steps.runtime.errors import redact_errors
from assets.steps.runtime.progress import SILENT, Progress
from assets.steps.submissions.delivery_names import known_as
from assets.steps.submissions.vault_files import keep_names
from expectations.geography import is_office
from resources.register import ReceivedFile
from resources.source import Delivery, SourceError
from resources.stores import Stores


@dataclass
class Received:
    """What became of a look into the sources.

    ``arrivals``: for each office that delivered how many arrivals the register holds. ``waiting``: by office, the
    deliveries left for a later look (still being written, or the transfer broke off). ``not_reached``: by source, why.
    """

    arrivals: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    not_reached: dict[str, str] = field(default_factory=dict)

    @property
    def warnings(self) -> list[str]:
        """What an operator must know, in words of ours."""
        said = [f"source {name or 'drop'} was not looked into: {why}" for name, why in self.not_reached.items()]
        waits = "left for a later look: still being written, or the transfer broke off"
        return said + [f"{count} deliveries of {office} were {waits}" for office, count in self.waiting.items()]


def receive(stores: Stores, year: int, offices: Sequence[str] | None = None, progress: Progress = SILENT) -> Received:
    """Take in every delivery of ``year``; return for each office that delivered how many arrivals the register holds.

    The same bytes twice are one submission; nothing is overwritten; taking in again changes nothing.
    """
    with redact_errors("submissions/received"):
        wanted = None if offices is None else set(offices)
        listed = [entry for entry in stores.source.deliveries(year) if is_office(entry.office)]
        deliveries = [entry for entry in listed if wanted is None or entry.office in wanted]
        progress.begin("receiving deliveries", len(deliveries))
        received = Received(not_reached=dict(stores.source.not_reached))
        for delivery in deliveries:
            counts = received.arrivals if _take_in(stores, delivery) else received.waiting
            counts[delivery.office] = counts.get(delivery.office, 0) + 1
            progress.advance()
        return received


def _take_in(stores: Stores, delivery: Delivery) -> bool:
    """Take one delivery in, or refuse it; False where it is left for a later look."""
    if not delivery.is_listed:
        _refuse(stores, delivery, "gone")
        return True
    try:
        files = stores.source.open(delivery)
    except SourceError as fault:
        if fault.is_passing:
            return False
        _refuse(stores, delivery, fault.reason)
        return True
    if not files:
        _refuse(stores, delivery, "no_file")
        return True
    for _, content in files:
        stores.vault.keep(content)
    received = [ReceivedFile.of(name, content) for name, content in files]
    names = {name: file.sha256 for (name, _), file in zip(files, received, strict=True)}
    stores.register.arrived(
        delivery.office, delivery.year, _name(stores, delivery), received, keep_names(stores, names)
    )
    return True


def _name(stores: Stores, delivery: Delivery) -> str:
    return known_as(delivery.name, delivery.year, stores.key.pseudonym)


def _refuse(stores: Stores, delivery: Delivery, reason: str) -> None:
    row = stores.register.arrived(delivery.office, delivery.year, _name(stores, delivery), [])
    if row.state == "received":
        stores.register.mark_rejected(row.submission_no, reason)
