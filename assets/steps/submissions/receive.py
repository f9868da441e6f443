"""The step `submissions/received`: deliveries of offices into the vault, encrypted, and into the register.

Belongs here: source to vault and register. Does not: reading a file (read.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from assets.steps.runtime.errors import redact_errors
from assets.steps.submissions.delivery_names import known_as
from assets.steps.submissions.vault_files import keep_names
from expectations.geography import is_office
from expectations.progress import NULL_PROGRESS, Progress
from resources.failures import names_office
from resources.register import ReceivedFile
from resources.source import Delivery, SourceError
from resources.stores import Stores


@dataclass
class Received:
    """The result of one visit to the sources.

    ``arrivals``: by office, the number of deliveries taken in. ``waiting``: by office, the number of deliveries left
    for the next visit (still being written, or the transfer broke off). ``not_reached``: by source, the reason.
    """

    arrivals: dict[str, int] = field(default_factory=dict)
    waiting: dict[str, int] = field(default_factory=dict)
    not_reached: dict[str, str] = field(default_factory=dict)

    @property
    def warnings(self) -> list[str]:
        """The warnings for the operator."""
        warnings = [f"source {name or 'drop'} was not looked into: {why}" for name, why in self.not_reached.items()]
        waits = "left for a later look: still being written, or the transfer broke off"
        return warnings + [f"{count} deliveries of {office} were {waits}" for office, count in self.waiting.items()]


def receive(
    stores: Stores, year: int, offices: Sequence[str] | None = None, progress: Progress = NULL_PROGRESS
) -> Received:
    """Take in every delivery of ``year``. Taking in again changes nothing.

    The same bytes twice are one submission; nothing is overwritten.
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


@names_office
def _take_in(stores: Stores, delivery: Delivery) -> bool:
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


def _reject(stores: Stores, delivery: Delivery, reason: str) -> None:
    row = stores.register.arrived(delivery.office, delivery.year, _name(stores, delivery), [])
    if row.state == "received":
        stores.register.mark_rejected(row.submission_no, reason)
