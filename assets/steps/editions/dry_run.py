"""Trying a file in a shadow of the stores that lies in memory: it arrives, is read and is checked. Nothing is kept.

Belongs here: which shadow, the file's arrival in it, what became of it and which findings it mends and brings. Does
not: counting and comparing the year before and after (count_impact.py, published_impact.py).
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace

import pandas as pd

from assets.steps.cases.check import check_cases
from assets.steps.cases.consistency import check_consistency
from assets.steps.editions.lookup import EditionLookupError
from assets.steps.runtime.errors import OperatorError
from assets.steps.submissions.read_one import read_one
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
    """A file of another office or year than it was said to be; nothing was written. ``reason``: a refusal's key."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class DryRunResult:
    """A delivery that was tried.

    ``became``: stands, superseded (a later delivery stands already), repeated, or rejected for ``reason``. Remarks are
    those on the office's submission that are ``new`` and those that are ``mended``.
    """

    became: str
    reason: str
    new: tuple[Remark, ...]
    mended: tuple[Remark, ...]


@contextmanager
def shadow_stores(stores: Stores, year: int) -> Iterator[Stores]:
    """Give a shadow of the stores in which a file of ``year`` may be tried.

    Raises EditionLookupError for a year without records or a frozen one.
    """
    frozen = stores.editions.cut_off(year)
    if frozen is not None:
        raise EditionLookupError(
            f"{year} is frozen at draft-{frozen.draft}: a file goes to the next edition; release it or lift the freeze"
        )
    with shadow_of(stores, (year, year - 1, year - 2)) as shadow:
        if not shadow.warehouse.count("statistics", {"year": year}):
            raise EditionLookupError(f"there is no review of {year} yet, so nothing that a file could change")
        yield shadow


def dry_run_delivery(
    shadow: Stores, office: str, year: int, files: Sequence[SubmittedFile], delivery: str | None
) -> DryRunResult:
    """Let ``files`` arrive in the shadow and, where they stand, be read and checked as in a run; nothing is counted.

    ``delivery``: the name under which they would arrive; the last of the office where none is given. Raises
    DryRunFileError for another office's or year's file.
    """
    was = _remarks(shadow, office, year)
    row = _arrived(shadow, office, year, files, delivery)
    reason = read_one(shadow, row) if row.state == "received" else row.reason
    if reason in WRONG_FILE:
        raise DryRunFileError("the file is not of the office and year that were named", reason)
    became = _became(shadow, row, reason)
    if became == "stands":
        for form in shadow.contract.forms:
            check_cases(shadow, form, year, [office])
        check_consistency(shadow, year, [office])
    now = _remarks(shadow, office, year)
    stated, mended = compared(now, was, not_compared=frozenset())  # what looks beyond the submission changes by it too
    return DryRunResult(became, reason, tuple(remark for remark in stated if remark.state == "new"), mended)


def _arrived(
    shadow: Stores, office: str, year: int, files: Sequence[SubmittedFile], delivery: str | None
) -> RegisterRow:
    """Let the files arrive as a delivery: under the name given, or under one that comes after all of the office."""
    arrived = sorted((row.delivery for row in shadow.register.rows(year, office)), key=natural_order)
    name = delivery or (f"{arrived[-1]}-next" if arrived else "next")
    ordered = sorted(files, key=lambda file: file.name)
    for file in ordered:
        shadow.vault.keep(file.content)
    received = [ReceivedFile.of(file.name, file.content) for file in ordered]
    names = {file.name: one.sha256 for file, one in zip(ordered, received, strict=True)}
    row = shadow.register.arrived(office, year, name, received, keep_names(shadow, names))
    if not ordered and row.state == "received":
        return shadow.register.mark_rejected(row.submission_no, "no_file")
    return row


def _became(shadow: Stores, row: RegisterRow, reason: str) -> str:
    if row.state == "repeated":
        return "repeated"
    if reason or row.state == "rejected":
        return "rejected"
    standing = shadow.register.current(row.year).values()
    return "stands" if any(one.submission_no == row.submission_no for one in standing) else "superseded"


def _remarks(stores: Stores, office: str, year: int) -> tuple[Remark, ...]:
    """Return the remarks on what stands of an office, rows recognised by their keyed reference."""
    where = {"year": year, "office": office}
    findings = stores.warehouse.read("findings", where=where)
    records: dict[str, pd.DataFrame] = {}
    for form in stores.contract.forms.values():
        if form.reference_column is not None and (findings["form"] == form.key).any():
            records[form.key] = stores.warehouse.read(read_table(form.key), [*PLACE, form.reference_column], where)
    return tuple(replace(one, state="") for one in remarks_of(with_row_keys(findings, records, stores.contract)))
