"""The impact of a file before it is accepted: what it would change in the review. Nothing is written anywhere.

Belongs here: taking the file through the very stations of a run, in a shadow of the stores that lies in memory, and
comparing the year before and after. Does not: the stations, comparing (changes.py), printing (pipelines/command_line).
What it returns holds unprotected counts: for the operator's terminal alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import pandas as pd

from assets.steps.cases import check_cases
from assets.steps.consistency import check_consistency
from assets.steps.editions.changes import Changes, YearState, compare, printed_tables
from assets.steps.editions.diff import state_of
from assets.steps.editions.finding import WrongEdition
from assets.steps.editions.pedigree import numbers_of
from assets.steps.editions.present import present_draft
from assets.steps.kept_files import keep_names
from assets.steps.read_one import read_one
from assets.steps.release import MadeTables, make_tables
from assets.steps.sealed import ReviewFault, sealed
from assets.steps.statistics import count_year
from assets.steps.versions import code_version
from expectations.feedback import Remark, compared, remarks_of
from expectations.feedback.assessment import with_row_keys
from expectations.reading import SubmittedFile
from reports.disclosure import ProtectedTable
from resources.register import ReceivedFile, RegisterRow
from resources.shadow import shadow_of
from resources.source import natural_order
from resources.stores import Stores
from resources.warehouse import read_table

WRONG_FILE = frozenset(("wrong_office", "wrong_year"))
PLACE = ("office", "file_no", "sheet_no", "row_no")
FEWEST = 11


class WrongFile(ReviewFault):
    """A file of another office or year than it was said to be; nothing was written. ``reason``: a refusal's key."""

    def __init__(self, message: str, reason: str = "") -> None:
        super().__init__(message)
        self.reason = reason


@dataclass(frozen=True)
class Impact:
    """What accepting a delivery would do.

    ``became``: stands, superseded (a later delivery stands already), repeated, or rejected for ``reason``. Remarks are
    those on the office's submission that are ``new`` and those that are ``mended``. ``withheld``: cells printed now
    that would be confidential. ``isolated``: cells printed before and after whose two numbers differ by a count of
    1 to 10, so that a reader of both editions isolates these persons by subtraction.
    """

    office: str
    year: int
    became: str
    reason: str
    changes: Changes
    new: tuple[Remark, ...]
    mended: tuple[Remark, ...]
    withheld: tuple[str, ...]
    isolated: tuple[str, ...]
    tables: Mapping[str, ProtectedTable]  # as they would be, for labels


def impact(
    stores: Stores, office: str, year: int, files: Sequence[SubmittedFile], delivery: str | None = None
) -> Impact:
    """Return what accepting ``files`` as a delivery of ``office`` would change in the review of ``year``.

    ``delivery``: the name under which it would arrive; the last of the office where none is given.
    Raises WrongEdition for a year without records or a frozen one, WrongFile for another office's or year's file.
    """
    frozen = stores.editions.cut_off(year)
    if frozen is not None:
        raise WrongEdition(
            f"{year} is frozen at draft-{frozen.draft}: a file goes to the next edition; release it or lift the freeze"
        )
    with sealed("impact"), shadow_of(stores, (year, year - 1, year - 2)) as shadow:
        if not shadow.warehouse.count("statistics", {"year": year}):
            raise WrongEdition(f"there is no review of {year} yet, so nothing that a file could change")
        present = present_draft(stores, year)
        before = state_of(stores, present) if present else _state(make_tables(shadow, year), shadow, year)
        was = _remarks(shadow, office, year)
        row = _arrived(shadow, office, year, files, delivery)
        reason = read_one(shadow, row) if row.state == "received" else row.reason
        if reason in WRONG_FILE:
            raise WrongFile("the file is not of the office and year that were named", reason)
        became = _became(shadow, row, reason)
        if became == "stands":
            for form in shadow.contract.forms:
                check_cases(shadow, form, year, [office])
            check_consistency(shadow, year, [office])
            count_year(shadow, year)
        after = _state(make_tables(shadow, year), shadow, year)
        now = _remarks(shadow, office, year)
    changes = compare(before, after)
    stated, mended = compared(now, was, not_compared=frozenset())  # what looks beyond the submission changes by it too
    new = tuple(remark for remark in stated if remark.state == "new")
    return Impact(
        office, year, became, reason, changes, new, mended, _withheld(changes), _isolated(changes), after.tables
    )


def _state(made: MadeTables, stores: Stores, year: int) -> YearState:
    states = {(office, form): state for office, form, state in made.responded.states.itertuples(index=False, name=None)}
    versions = {"contract_version": stores.contract.version, "code_version": code_version()}
    printed = printed_tables(made.tables)
    return YearState(year, made.tables, printed, numbers_of(made.statistics), states, versions)


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


def _withheld(changes: Changes) -> tuple[str, ...]:
    return tuple(
        cell.cell_id
        for cell in changes.printed
        if cell.now is not None and cell.now[1] == "confidential" and (cell.was is None or cell.was[1] == "published")
    )


def _isolated(changes: Changes) -> tuple[str, ...]:
    found = []
    for cell in changes.printed:
        both = cell.was is not None and cell.now is not None and cell.was[1] == cell.now[1] == "published"
        if both and cell.measure == "persons" and cell.was and cell.now:
            difference = abs(float(cell.now[0]) - float(cell.was[0]))
            if 0 < difference < FEWEST:
                found.append(cell.cell_id)
    return tuple(found)
