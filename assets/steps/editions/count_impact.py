"""The impact of a file on the counts: all that can be told of it without protecting the year together.

Belongs here: counting the year before and after the file, in a shadow of the stores. Does not: trying the file
(dry_run.py), comparing counts (count_comparison.py), what is suppressed to protect others (published_impact.py). What
it returns holds unprotected counts: for the operator's terminal alone.
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
from assets.steps.release.protection import seconds_of_last_protection
from assets.steps.runtime.errors import redact_errors
from assets.steps.statistics.count import count_year, themes_of
from assets.steps.submissions.form_states import form_states
from expectations.reading import SubmittedFile
from resources.stores import Stores
from resources.warehouse import cases_table


@dataclass(frozen=True)
class CountImpact:
    """What accepting a delivery would do to the counts, and what follows from them alone.

    ``confidential``: cells that would be confidential by themselves and are not now. ``isolated``: cells whose count
    would change so that it differs by 1 to 10 persons from what the latest draft or a released edition prints.
    ``figures`` and ``sentences`` stand on changed numbers; ``breaks``, by key, lie between these and the year before.
    ``seconds_to_protect``: how long the last run protected the year, None where none did.
    """

    office: str
    year: int
    tried: DryRunResult
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
        """The tables of which a count would change."""
        return tuple(dict.fromkeys(cell.table for cell in self.cells))


@dataclass(frozen=True)
class _Counted:
    """A year as it is counted at one moment."""

    rows: pd.DataFrame
    numbers: Numbers
    states: Mapping[Slot, str]


def count_impact(
    stores: Stores, office: str, year: int, files: Sequence[SubmittedFile], delivery: str | None = None
) -> CountImpact:
    """Return what accepting ``files`` as a delivery of ``office`` would change in the counts of ``year``.

    ``delivery``: the name under which it would arrive; the last of the office where none is given. Raises
    EditionLookupError for a year without records or a frozen one, DryRunFileError for another office's or year's file.
    """
    with redact_errors("impact"), shadow_stores(stores, year) as shadow:
        drafts = [one for one in editions_of(stores, year) if one.kind == "draft"]
        released = [one for one in editions_of(stores, year) if one.kind == "edition"]
        if current_draft(stores, year) is None:
            count_year(shadow, year)  # what came since the last count is no effect of this file
        before, held = _counted(shadow, year), _forms_with_records(shadow, office, year)
        tried = dry_run_delivery(shadow, office, year, files, delivery)
        if tried.became == "stands":
            touched = themes_of(held | _forms_with_records(shadow, office, year))
            if touched:
                count_year(shadow, year, touched)
        after = _counted(shadow, year)
    latest = printed_cells(drafts[-1].folder) if drafts else {}
    cells = count_changes(before.numbers, after.numbers, latest)
    keys = {cell.table for cell in cells}
    were, would_be = (primary_cell_ids(one.rows, year, keys) for one in (before, after))
    return CountImpact(
        office,
        year,
        tried,
        cells,
        ranks=rank_changes(*(_first_codes(one.numbers) for one in (before, after))),
        states=state_changes(before.states, after.states),
        breaks=breaks_across(cells),
        confidential=tuple(cell.cell_id for cell in cells if cell.cell_id in would_be - were),
        isolated=isolated_cells(cells, [latest, *(printed_cells(one.folder) for one in released)], would_be),
        figures=figures_on(cells),
        sentences=sentences_on(cells),
        seconds_to_protect=seconds_of_last_protection(stores, year),
    )


def _counted(shadow: Stores, year: int) -> _Counted:
    rows = shadow.warehouse.read("statistics", where={"year": year})
    states = form_states(shadow, year).itertuples(index=False, name=None)
    return _Counted(rows, numbers_of(rows), {(office, form): state for office, form, state in states})


def _forms_with_records(shadow: Stores, office: str, year: int) -> set[str]:
    """Return the forms of which the office has accepted records; those of no other are counted otherwise by it."""
    where = {"year": year, "office": office}
    return {form for form in shadow.contract.forms if shadow.warehouse.count(cases_table(form), where)}


def _first_codes(numbers: Numbers) -> dict[str, list[str]]:
    return {key: [cell.split(":")[1] for cell in cells] for key, cells in numbers.items()}
