"""The difference between two editions of a year, with the causes of each change.

No submission is read again: the accepted records are kept by office. Belongs here: two editions on the shelf and their
pedigrees to one difference. Does not: comparing (comparison.py), causes (attribution.py), printing (pipelines/cli).
"""

from collections.abc import Sequence
from dataclasses import dataclass

from assets.steps.editions.attribution import AttributedChange, Cause, attribute_changes, causes_between
from assets.steps.editions.comparison import CellChange, Changes, YearState, compare
from assets.steps.editions.lookup import Edition, EditionLookupError
from assets.steps.editions.recount import Recount
from assets.steps.provenance.pedigree import Pedigree
from assets.steps.provenance.record_snapshots import OfficeRecords, open_records
from assets.steps.provenance.vintage_records import printed_cells
from assets.steps.release.derived_tables import kind_of
from assets.steps.runtime.errors import redact_errors
from assets.steps.statistics.count import forms_of
from reports.statistics import columns_needed, themes
from resources.stores import Stores

YEAR_BEFORE = "the edition of the year before is another"
WITHHOLDING = "other cells of the table are withheld, or no longer"
STATES = "the states of offices changed"
OTHER_KIND = "made from other tables of the edition, or from sources of its own"
NOT_KEPT = "the pedigree of one of the editions was not kept"


@dataclass(frozen=True)
class EditionDiff:
    """What changed from one edition to another, and why. ``causes``: all causes between them, by office."""

    before: Edition
    after: Edition
    changes: Changes
    cells: tuple[AttributedChange, ...]
    causes: tuple[Cause, ...]


def state_of(stores: Stores, edition: Edition) -> YearState:
    """Return the state of the year in an edition: printed cells from the shelf, the rest from the pedigree."""
    pedigree = edition.pedigree(stores)
    printed, tables = printed_cells(edition.folder), edition.tables()
    manifest = stores.shelf.manifest(edition.folder)
    versions = {"contract_version": manifest.contract_version, "code_version": manifest.code_version}
    if pedigree is None:
        return YearState(edition.year, tables, printed, versions=versions)
    return YearState(edition.year, tables, printed, pedigree.numbers, pedigree.state_of, versions)


def diff_editions(stores: Stores, before: Edition, after: Edition) -> EditionDiff:
    """Compare two editions of one year. Raises EditionLookupError for editions of two years."""
    if before.year != after.year:
        raise EditionLookupError("the two editions are of different years: name two editions of one year")
    with redact_errors("edition diff"):
        changes = compare(state_of(stores, before), state_of(stores, after))
        pedigree_before, pedigree_after = before.pedigree(stores), after.pedigree(stores)
        if pedigree_before is None or pedigree_after is None:
            cells = tuple(AttributedChange(change, reason=NOT_KEPT) for change in changes.cells)
            return EditionDiff(before, after, changes, cells, ())
        causes = causes_between(pedigree_before, pedigree_after)
        cells = attributed(stores, changes.cells, causes, pedigree_before, pedigree_after)
        return EditionDiff(before, after, changes, cells, causes)


def attributed(
    stores: Stores, changes: Sequence[CellChange], causes: Sequence[Cause], before: Pedigree, after: Pedigree
) -> tuple[AttributedChange, ...]:
    """Return the changes of cells with their causes, by recounts from the kept records."""
    recount = _recount(stores, causes, before, after, frozenset(change.table for change in changes))
    reasons = {change.cell_id: _reason(change, after.year) for change in changes}
    return attribute_changes(changes, causes, recount, reasons)


def _recount(
    stores: Stores, causes: Sequence[Cause], before: Pedigree, after: Pedigree, tables: frozenset[str]
) -> Recount:
    """Return the recount between two pedigrees; the records that no cause changed are read once."""
    forms = sorted({form for theme in themes() for form in forms_of(theme)})
    columns = {form: columns_needed(form) for form in forms}
    changed: dict[str, set[str]] = {}
    for cause in causes:
        for office, form in cause.slots:
            changed.setdefault(office, set()).add(form)
    unchanged = [
        (records, [form for form in forms if form not in changed.get(office, ())])
        for office, records in (after.records.items() if causes else ())
    ]

    def of_changed(pedigree: Pedigree) -> list[tuple[OfficeRecords, Sequence[str]]]:
        records = pedigree.records
        return [(records[office], sorted(of_office)) for office, of_office in changed.items() if office in records]

    return Recount(
        after.year,
        same=open_records(stores, unchanged, columns),
        before=open_records(stores, of_changed(before), columns),
        after=open_records(stores, of_changed(after), columns),
        only=tables,
    )


def _reason(change: CellChange, year: int) -> str:
    """Return why a cell may have changed where no submission is a cause."""
    kind = kind_of(change.table)
    if change.year != year:
        return YEAR_BEFORE
    if kind is not None:
        return STATES if kind.name == "response" else OTHER_KIND
    return WITHHOLDING
