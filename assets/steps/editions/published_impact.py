"""The impact of a file on the edition as it would be printed: the difference between the drafts before and after it.

Belongs here: counting and protecting the year with the file as a run would, and comparing. Does not: trying the file
(dry_run.py), the counts alone, which need no joint protection and are told at once (count_impact.py), printing
(pipelines/cli). What it returns holds unprotected counts: for the operator's terminal alone.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from assets.steps.editions.comparison import Changes, YearState, compare, printed_tables
from assets.steps.editions.current_draft import current_draft
from assets.steps.editions.diff import state_of
from assets.steps.editions.dry_run import DryRunResult, dry_run_delivery, shadow_stores
from assets.steps.provenance.pedigree import numbers_of
from assets.steps.release.tables import MadeTables, make_tables
from assets.steps.runtime.code_version import code_version
from assets.steps.runtime.errors import redact_errors
from assets.steps.statistics.count import count_year
from expectations.reading import SubmittedFile
from reports.published import ProtectedTable
from reports.published.disclosure_rules import default_threshold
from resources.stores import Stores


@dataclass(frozen=True)
class PublishedImpact:
    """What accepting a delivery would do to what is printed.

    ``suppressed``: cells printed now that would be confidential. ``isolated``: cells printed before and after whose two
    numbers differ by a count of 1 to 10, so that a reader of both editions isolates these persons by subtraction.
    """

    office: str
    year: int
    tried: DryRunResult
    changes: Changes
    suppressed: tuple[str, ...]
    isolated: tuple[str, ...]
    tables: Mapping[str, ProtectedTable]  # as they would be, for labels


def published_impact(
    stores: Stores, office: str, year: int, files: Sequence[SubmittedFile], delivery: str | None = None
) -> PublishedImpact:
    """Return what accepting ``files`` as a delivery of ``office`` would change in the review of ``year``.

    It takes as long as a run protects the year, twice that where the latest draft is not what a run of this moment
    would print. ``delivery``: the name under which it would arrive; the last of the office where none is given. Raises
    EditionLookupError for a year without records or a frozen one, DryRunFileError for another office's or year's file.
    """
    with redact_errors("impact"), shadow_stores(stores, year) as shadow:
        present = current_draft(stores, year)
        if present is None:
            count_year(shadow, year)  # what came since the last count is no effect of this file
        before = state_of(stores, present) if present else _state(make_tables(shadow, year), shadow, year)
        tried = dry_run_delivery(shadow, office, year, files, delivery)
        if tried.became == "stands":
            count_year(shadow, year)
        after = _state(make_tables(shadow, year), shadow, year)
    changes = compare(before, after)
    return PublishedImpact(office, year, tried, changes, _withheld(changes), _isolated(changes), after.tables)


def _state(made: MadeTables, stores: Stores, year: int) -> YearState:
    states = {(office, form): state for office, form, state in made.responded.states.itertuples(index=False, name=None)}
    versions = {"contract_version": stores.contract.version, "code_version": code_version()}
    printed = printed_tables(made.tables)
    return YearState(year, made.tables, printed, numbers_of(made.statistics), states, versions)


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
            if 0 < difference < default_threshold():
                found.append(cell.cell_id)
    return tuple(found)
