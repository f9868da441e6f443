"""The impact of a file on the printed edition: the difference between the drafts before and after it.

The result holds unprotected counts: for the operator's terminal alone. Belongs here: counting and protecting the year
with the file as a run would, and comparing. Does not: the dry run of the file (dry_run.py), the counts alone, which
need no joint protection (count_impact.py), printing (pipelines/cli).
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
    """What accepting a delivery would change in print.

    ``suppressed``: cells printed now that would be suppressed. ``isolated``: cells printed before and after whose two
    numbers differ by 1 to 10 persons: a reader of both editions isolates these persons by subtraction. ``tables``: as
    they would be, for labels.
    """

    office: str
    year: int
    dry_run: DryRunResult
    changes: Changes
    suppressed: tuple[str, ...]
    isolated: tuple[str, ...]
    tables: Mapping[str, ProtectedTable]


def published_impact(
    stores: Stores, office: str, year: int, files: Sequence[SubmittedFile], delivery: str | None = None
) -> PublishedImpact:
    """Return what accepting ``files`` as a delivery of ``office`` would change in the review of ``year``.

    It takes as long as the protection of the year, and twice as long where there is no current draft. ``delivery``: the
    name under which the files would arrive; after all deliveries of the office where none is given. Raises
    EditionLookupError for a year without records or a frozen one, DryRunFileError for a file of another office or year.
    """
    with redact_errors("impact"), shadow_stores(stores, year) as shadow:
        draft = current_draft(stores, year)
        if draft is None:
            count_year(shadow, year)  # what arrived since the last count is no effect of this file
        before = state_of(stores, draft) if draft else _state(make_tables(shadow, year), shadow, year)
        dry_run = dry_run_delivery(shadow, office, year, files, delivery)
        if dry_run.became == "stands":
            count_year(shadow, year)
        after = _state(make_tables(shadow, year), shadow, year)
    changes = compare(before, after)
    return PublishedImpact(office, year, dry_run, changes, _suppressed(changes), _isolated(changes), after.tables)


def _state(made: MadeTables, stores: Stores, year: int) -> YearState:
    states = {(office, form): state for office, form, state in made.responded.states.itertuples(index=False, name=None)}
    versions = {"contract_version": stores.contract.version, "code_version": code_version()}
    printed = printed_tables(made.tables)
    return YearState(year, made.tables, printed, numbers_of(made.statistics), states, versions)


def _suppressed(changes: Changes) -> tuple[str, ...]:
    return tuple(
        cell.cell_id
        for cell in changes.printed
        if cell.now is not None and cell.now[1] == "confidential" and (cell.was is None or cell.was[1] == "published")
    )


def _isolated(changes: Changes) -> tuple[str, ...]:
    isolated = []
    for cell in changes.printed:
        both = cell.was is not None and cell.now is not None and cell.was[1] == cell.now[1] == "published"
        if both and cell.measure == "persons" and cell.was and cell.now:
            difference = abs(float(cell.now[0]) - float(cell.was[0]))
            if 0 < difference < default_threshold():
                isolated.append(cell.cell_id)
    return tuple(isolated)
