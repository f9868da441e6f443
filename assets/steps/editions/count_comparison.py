"""What changed in a year's counts, and what of it can be told without protecting the year: plain functions.

Belongs here: changed counts, what is confidential by its size or result, who could be isolated by subtraction, which
figures and sentences stand on changed numbers. Does not: counting (count_impact.py), which other cells are suppressed
to protect these, which a run decides (published_impact.py). Unprotected: for the operator's terminal alone.
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from assets.steps.editions.comparison import CellReference, Numbers
from assets.steps.provenance.vintage_records import Printed
from reports.derived_tables.comparability.breaks import breaks_in
from reports.disclosure.single_table.group_disclosure import group_disclosure_cells
from reports.disclosure.suppression.primary import is_primary
from reports.figures import load_figures
from reports.published.disclosure_rules import default_threshold
from reports.sentences.claims import load_claims
from reports.statistics import TableSpec, from_rows, load_tables
from reports.statistics.dimensions import DistinctCount, Services
from reports.statistics.measures import load_measures
from reports.statistics.statistic import WITH_VALUE

PERSONS = "persons"


@dataclass(frozen=True)
class CountChange(CellReference):
    """One number before protection; None where there is none, as of a country that is in no ranking.

    ``printed``: how the latest draft prints the cell; None where it does not.
    """

    was: float | None
    now: float | None
    printed: Printed | None = None

    @property
    def difference(self) -> float | None:
        """By how much it changed; None where one of the two does not exist."""
        return None if self.was is None or self.now is None else round(self.now - self.was, 6)


def count_changes(before: Numbers, after: Numbers, printed: Mapping[str, Printed]) -> tuple[CountChange, ...]:
    """Return the numbers that changed, in the order of print."""
    found: list[CountChange] = []
    for key in (spec.key for spec in load_tables()):
        was, now = before.get(key, {}), after.get(key, {})
        changed = [cell for cell in dict.fromkeys((*now, *was)) if was.get(cell) != now.get(cell)]
        found += [CountChange(cell, was.get(cell), now.get(cell), printed.get(cell)) for cell in changed]
    return tuple(found)


def primary_cell_ids(rows: pd.DataFrame, year: int, keys: Collection[str]) -> set[str]:
    """Return the cells of some tables that are confidential by themselves, whatever else is printed.

    That is by their size, or because nearly all tested have a result. ``rows``: those of the table `statistics`.
    """
    found: set[str] = set()
    for spec in load_tables():
        if spec.key not in keys or not load_measures()[spec.measure].confidential:
            continue
        if isinstance(spec.definitions[0], DistinctCount):
            continue
        of_table = rows[(rows["table_key"] == spec.key) & (rows["measure"] == spec.measure)]
        for text, value, state in zip(of_table["codes"], of_table["value"], of_table["state"], strict=True):
            codes = tuple(json.loads(text))
            if state in WITH_VALUE and is_primary(int(value), spec.is_sensitive(codes), spec.threshold):
                found.add(_cell_id(spec, codes, year))
        if isinstance(spec.definitions[0], Services):
            found |= {
                _cell_id(spec, one, year) for one in group_disclosure_cells(from_rows(rows, spec, year), spec.threshold)
            }
    return found


def _cell_id(spec: TableSpec, codes: Sequence[str], year: int) -> str:
    return ":".join((spec.key, *codes, spec.measure, str(year)))


def isolated_cells(
    changes: Sequence[CountChange], editions: Sequence[Mapping[str, Printed]], confidential: Collection[str]
) -> tuple[str, ...]:
    """Return the cells whose changed number and the one that an edition prints differ by 1 to 10 persons.

    Not those that are ``confidential`` after the change: they would not be printed beside.
    """
    found = []
    for change in changes:
        if change.measure != PERSONS or change.now is None or change.cell_id in confidential:
            continue
        stands = [edition[change.cell_id] for edition in editions if change.cell_id in edition]
        differences = [abs(change.now - float(value)) for value, status, _ in stands if status == "published"]
        if any(0 < difference < default_threshold() for difference in differences):
            found.append(change.cell_id)
    return tuple(found)


def figures_on(changes: Sequence[CountChange]) -> tuple[str, ...]:
    """Return the figures that stand on changed numbers."""
    dimensions = {spec.key: spec.dimensions for spec in load_tables()}
    named = [(c.table, dict(zip(dimensions[c.table], c.codes, strict=True)), c.measure) for c in changes]
    return tuple(spec.key for spec in load_figures() if any(spec.stands_on(*one) for one in named))


def sentences_on(changes: Sequence[CountChange]) -> tuple[str, ...]:
    """Return the sentences that stand on changed numbers, said now or not."""
    claims = load_claims().claims
    return tuple(one.key for one in claims if any(one.stands_on(c.table, c.codes, c.measure) for c in changes))


def breaks_across(changes: Sequence[CountChange]) -> tuple[str, ...]:
    """Return the keys of the known breaks between the year before and numbers that changed."""
    themes = {spec.key: spec.theme for spec in load_tables()}
    cells: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for change in changes:
        cells.setdefault(themes[change.table], []).append((change.year, change.codes))
    return tuple(dict.fromkeys(one.key for theme, own in cells.items() for one in breaks_in(own, theme)))
