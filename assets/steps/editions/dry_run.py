"""The dry run of a delivery: it arrives, is read and is checked in a shadow of the stores in memory. Nothing is kept.

Belongs here: the shadow, the arrival of the files in it, the result, and the findings that the files bring and mend.
Does not: counting the year before and after (count_impact.py, published_impact.py).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pandas as pd

from assets.steps.cases.check import check_cases
from assets.steps.cases.consistency import check_consistency
from assets.steps.editions.lookup import EditionLookupError
from assets.steps.runtime.errors import OperatorError
from assets.steps.submissions.read import read_arrival
from assets.steps.submissions.vault_files import keep_names
from expectations.feedback import Remark, compared, remarks_of
from expectations.feedback.assessment import with_row_keys
from expectations.reading import SubmittedFile
from resources.register import ReceivedFile, RegisterRow
from resources.shadow import shadow_of
from resources.source import natural_order
from resources.stores import Stores
from resources.warehouse import read_table

WRONG_FILE = frozenset(("wrong_office", "wrong_year"))
PLACE = ("office", "file_no", "sheet_no", "row_no")


class DryRunFileError(OperatorError):
    """A file of another office or year than the one named; nothing was written. ``reason``: key of the rejection."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class DryRunResult:
    """The result for one delivery.

    ``became``: stands, superseded (a later delivery is current), repeated, or rejected for ``reason``. ``new``,
    ``mended``: remarks on the office's submission that come and that go with the delivery.
    """

    became: str
    reason: str
    new: tuple[Remark, ...]
    mended: tuple[Remark, ...]


@contextmanager
def shadow_stores(stores: Stores, year: int) -> Iterator[Stores]:
    """Give a shadow of the stores for the dry run of a file of ``year``.

    Raises EditionLookupError for a year without records or a frozen one.
    """
    frozen = stores.editions.cut_off(year)
    if frozen is not None:
        raise EditionLookupError(
            f"{year} is frozen at draft-{frozen.draft}: a file goes to the next edition; release it or unfreeze it"
        )
    with shadow_of(stores, (year, year - 1, year - 2)) as shadow:
        if not shadow.warehouse.count("statistics", {"year": year}):
            raise EditionLookupError(f"there is no review of {year} yet that a file could change; run {year} first")
        yield shadow


def dry_run_delivery(
    shadow: Stores, office: str, year: int, files: Sequence[SubmittedFile], delivery: str | None
) -> DryRunResult:
    """Let ``files`` arrive in the shadow, read them, and check them where they are current; nothing is counted.

    ``delivery``: the name under which the files would arrive; after all deliveries of the office where none is given.
    Raises DryRunFileError for a file of another office or year.
    """
    before = _remarks(shadow, office, year)
    row = _arrive(shadow, office, year, files, delivery)
    reason = read_arrival(shadow, row) if row.state == "received" else row.reason
    if reason in WRONG_FILE:
        raise DryRunFileError("the file is of another office or year than the one named", reason)
    became = _became(shadow, row, reason)
    if became == "stands":
        for form in shadow.contract.forms:
            check_cases(shadow, form, year, [office])
        check_consistency(shadow, year, [office])
    after = _remarks(shadow, office, year)
    stated, mended = compared(after, before, not_compared=frozenset())  # rules across submissions are compared, too
    return DryRunResult(became, reason, tuple(remark for remark in stated if remark.state == "new"), mended)


def _arrive(
    shadow: Stores, office: str, year: int, files: Sequence[SubmittedFile], delivery: str | None
) -> RegisterRow:
    """Register the files as a delivery, under the given name or under one after all deliveries of the office."""
    names_before = sorted((row.delivery for row in shadow.register.rows(year, office)), key=natural_order)
    name = delivery or (f"{names_before[-1]}-next" if names_before else "next")
    ordered = sorted(files, key=lambda file: file.name)
    for file in ordered:
        shadow.vault.keep(file.content)
    received = [ReceivedFile.of(file.name, file.content) for file in ordered]
    names = {file.name: kept.sha256 for file, kept in zip(ordered, received, strict=True)}
    row = shadow.register.arrived(office, year, name, received, keep_names(shadow, names))
    if not ordered and row.state == "received":
        return shadow.register.mark_rejected(row.submission_no, "no_file")
    return row


def _became(shadow: Stores, row: RegisterRow, reason: str) -> str:
    if row.state == "repeated":
        return "repeated"
    if reason or row.state == "rejected":
        return "rejected"
    current = shadow.register.current(row.year).values()
    return "stands" if any(other.submission_no == row.submission_no for other in current) else "superseded"


def _remarks(stores: Stores, office: str, year: int) -> tuple[Remark, ...]:
    """Return the remarks on the current submissions of an office; rows are identified by their keyed reference."""
    where = {"year": year, "office": office}
    findings = stores.warehouse.read("findings", where=where)
    records: dict[str, pd.DataFrame] = {}
    for form in stores.contract.forms.values():
        if form.reference_column is not None and (findings["form"] == form.key).any():
            records[form.key] = stores.warehouse.read(read_table(form.key), [*PLACE, form.reference_column], where)
    return tuple(replace(remark, state="") for remark in remarks_of(with_row_keys(findings, records, stores.contract)))
