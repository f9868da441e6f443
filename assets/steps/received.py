"""The station `submissions/received`: what offices delivered goes into the vault, encrypted, and into the register.

Belongs here: source to vault and register. Does not: looking into a file (read.py).
"""

from collections.abc import Sequence

from assets.steps.kept_files import keep_names
from assets.steps.progress import SILENT, Progress
from assets.steps.sealed import sealed
from expectations.geography import is_office
from resources.register import ReceivedFile
from resources.source import Delivery, SourceFault
from resources.stores import Stores


def receive(
    stores: Stores, year: int, offices: Sequence[str] | None = None, progress: Progress = SILENT
) -> dict[str, int]:
    """Take in every delivery of ``year``; return for each office that delivered how many arrivals the register holds.

    The same bytes twice are one submission; nothing is overwritten; taking in again changes nothing.
    """
    with sealed("submissions/received"):
        wanted = None if offices is None else set(offices)
        listed = [entry for entry in stores.source.deliveries(year) if is_office(entry.office)]
        deliveries = [entry for entry in listed if wanted is None or entry.office in wanted]
        progress.begin("receiving deliveries", len(deliveries))
        arrivals: dict[str, int] = {}
        for delivery in deliveries:
            _take_in(stores, delivery)
            arrivals[delivery.office] = arrivals.get(delivery.office, 0) + 1
            progress.advance()
        return arrivals


def _take_in(stores: Stores, delivery: Delivery) -> None:
    if not delivery.is_listed:
        _refuse(stores, delivery, "gone")
        return
    try:
        files = stores.source.open(delivery)
    except SourceFault as fault:
        _refuse(stores, delivery, fault.reason)
        return
    if not files:
        _refuse(stores, delivery, "no_file")
        return
    for _, content in files:
        stores.vault.keep(content)
    received = [ReceivedFile.of(name, content) for name, content in files]
    names = {name: file.sha256 for (name, _), file in zip(files, received, strict=True)}
    stores.register.arrived(delivery.office, delivery.year, delivery.name, received, keep_names(stores, names))


def _refuse(stores: Stores, delivery: Delivery, reason: str) -> None:
    row = stores.register.arrived(delivery.office, delivery.year, delivery.name, [])
    if row.state == "received":
        stores.register.mark_rejected(row.submission_no, reason)
