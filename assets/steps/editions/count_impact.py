"""The impact of a file on the counts of a year, without joint protection.

The result holds unprotected counts: for the operator's terminal alone. Belongs here: counting the year before and after
the file, in a shadow of the stores. Does not: the dry run of the file (dry_run.py), comparing counts
(count_comparison.py), secondary suppression (published_impact.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from assets.steps.editions.comparison import Numbers, RankChange, StateChange, rank_changes, state_changes
from assets.steps.editions.count_comparison import (
    CountChange,
    breaks_across,
    count_changes,
    figures_on,
    isolated_cells,
    primary_cell_ids,
    sentences_on,
)
from assets.steps.editions.current_draft import current_draft
from assets.steps.editions.dry_run import DryRunResult, dry_run_delivery, shadow_stores
from assets.steps.editions.lookup import editions_of
from assets.steps.provenance.pedigree import numbers_of
from assets.steps.provenance.record_snapshots import Slot
from assets.steps.provenance.vintage_records import printed_cells
from assets.steps.release.restricted_audit import seconds_of_last_protection
from assets.steps.runtime.errors import redact_errors
from assets.steps.statistics.count import count_year, themes_of
from assets.steps.submissions.form_states import form_states
from expectations.reading import SubmittedFile
from resources.stores import Stores
from resources.warehouse import cases_table


@dataclass(frozen=True)
class CountImpact:
    """What accepting a delivery would change in the counts.

    ``confidential``: cells that would be primary and are not now. ``isolated``: cells whose new count differs by 1 to
    10 persons from what the latest draft or a released edition prints. ``figures``, ``sentences``: keys of those that
    use changed numbers. ``breaks``: keys of known breaks between changed numbers and the year before.
    ``seconds_to_protect``: how long the last run protected the year; None where no run did.
    """

    office: str
    year: int
    dry_run: DryRunResult
    cells: tuple[CountChange, ...]
    ranks: tuple[RankChange, ...]
    states: tuple[StateChange, ...]
    breaks: tuple[str, ...]
    confidential: tuple[str, ...]
    isolated: tuple[str, ...]
    figures: tuple[str, ...]
    sentences: tuple[str, ...]
    seconds_to_protect: float | None

    @property
    def tables(self) -> tuple[str, ...]:
        """The keys of the tables with a changed count."""
        return tuple(dict.fromkeys(cell.table for cell in self.cells))


@dataclass(frozen=True)
class _Count:
    """The count of a year at one moment."""

    rows: pd.DataFrame
    numbers: Numbers
    states: Mapping[Slot, str]


def count_impact(
    stores: Stores, office: str, year: int, files: Sequence[SubmittedFile], delivery: str | None = None
) -> CountImpact:
    """Return what accepting ``files`` as a delivery of ``office`` would change in the counts of ``year``.

    ``delivery``: the name under which the files would arrive; after all deliveries of the office where none is given.
    Raises EditionLookupError for a year without records or a frozen one, DryRunFileError for a file of another office
    or year.
    """
    with redact_errors("impact"), shadow_stores(stores, year) as shadow:
        editions = editions_of(stores, year)
        if current_draft(stores, year) is None:
            count_year(shadow, year)  # what arrived since the last count is no effect of this file
        before, forms = _count(shadow, year), _forms_with_records(shadow, office, year)
        dry_run = dry_run_delivery(shadow, office, year, files, delivery)
        if dry_run.became == "stands":
            affected = themes_of(forms | _forms_with_records(shadow, office, year))
            if affected:
                count_year(shadow, year, affected)
        after = _count(shadow, year)
    drafts = [edition for edition in editions if edition.kind == "draft"]
    released = [edition for edition in editions if edition.kind == "edition"]
    latest = printed_cells(drafts[-1].folder) if drafts else {}
    cells = count_changes(before.numbers, after.numbers, latest)
    keys = {cell.table for cell in cells}
    primary_before, primary_after = (primary_cell_ids(count.rows, year, keys) for count in (before, after))
    return CountImpact(
        office,
        year,
        dry_run,
        cells,
        ranks=rank_changes(*(_first_codes(count.numbers) for count in (before, after))),
        states=state_changes(before.states, after.states),
        breaks=breaks_across(cells),
        confidential=tuple(cell.cell_id for cell in cells if cell.cell_id in primary_after - primary_before),
        isolated=isolated_cells(
            cells, [latest, *(printed_cells(edition.folder) for edition in released)], primary_after
        ),
        figures=figures_on(cells),
        sentences=sentences_on(cells),
        seconds_to_protect=seconds_of_last_protection(stores, year),
    )


def _count(shadow: Stores, year: int) -> _Count:
    rows = shadow.warehouse.read("statistics", where={"year": year})
    states = form_states(shadow, year).itertuples(index=False, name=None)
    return _Count(rows, numbers_of(rows), {(office, form): state for office, form, state in states})


def _forms_with_records(shadow: Stores, office: str, year: int) -> set[str]:
    """Return the forms with accepted records of the office: its file changes the counts of no other form."""
    where = {"year": year, "office": office}
    return {form for form in shadow.contract.forms if shadow.warehouse.count(cases_table(form), where)}


def _first_codes(numbers: Numbers) -> dict[str, list[str]]:
    return {key: [cell.split(":")[1] for cell in cells] for key, cells in numbers.items()}
