"""The comparison of two counts of a year, without joint protection: plain functions.

Unprotected: for the operator's terminal alone. Belongs here: changed counts, primary cells, differences from printed
editions, the figures and sentences on changed numbers. Does not: counting (count_impact.py), secondary suppression,
which only a run decides (published_impact.py).
"""

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from assets.steps.editions.comparison import CellReference, Numbers
from assets.steps.provenance.vintage_records import Printed
from reports.derived_tables.comparability.breaks import breaks_in
from reports.disclosure.model.group_disclosure import group_disclosure_cells
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
    """One number before protection; None where there is none, such as for a country outside a ranking.

    ``printed``: the cell in the latest draft; None where the draft does not have it.
    """

    was: float | None
    now: float | None
    printed: Printed | None = None

    @property
    def difference(self) -> float | None:
        """The change; None where one of the two does not exist."""
        return None if self.was is None or self.now is None else round(self.now - self.was, 6)


def count_changes(before: Numbers, after: Numbers, printed: Mapping[str, Printed]) -> tuple[CountChange, ...]:
    """Return the numbers that changed, in printed order."""
    changes: list[CountChange] = []
    for key in (spec.key for spec in load_tables()):
        was, now = before.get(key, {}), after.get(key, {})
        changed = [cell for cell in dict.fromkeys((*now, *was)) if was.get(cell) != now.get(cell)]
        changes += [CountChange(cell, was.get(cell), now.get(cell), printed.get(cell)) for cell in changed]
    return tuple(changes)


def primary_cell_ids(rows: pd.DataFrame, year: int, keys: Collection[str]) -> set[str]:
    """Return the cell_ids of the primary cells of some tables.

    A cell is primary by its size, or because nearly all persons tested have a result. ``rows``: of the warehouse table
    `statistics`.
    """
    primary: set[str] = set()
    for spec in load_tables():
        if spec.key not in keys or not load_measures()[spec.measure].confidential:
            continue
        if isinstance(spec.definitions[0], DistinctCount):
            continue
        of_table = rows[(rows["table_key"] == spec.key) & (rows["measure"] == spec.measure)]
        for text, value, state in zip(of_table["codes"], of_table["value"], of_table["state"], strict=True):
            codes = tuple(json.loads(text))
            if state in WITH_VALUE and is_primary(int(value), spec.is_sensitive(codes), spec.threshold):
                primary.add(_cell_id(spec, codes, year))
        if isinstance(spec.definitions[0], Services):
            cells = group_disclosure_cells(from_rows(rows, spec, year), spec.threshold)
            primary |= {_cell_id(spec, codes, year) for codes in cells}
    return primary


def _cell_id(spec: TableSpec, codes: Sequence[str], year: int) -> str:
    return ":".join((spec.key, *codes, spec.measure, str(year)))


def isolated_cells(
    changes: Sequence[CountChange], editions: Sequence[Mapping[str, Printed]], confidential: Collection[str]
) -> tuple[str, ...]:
    """Return the cells whose changed number differs by 1 to 10 persons from the one that an edition prints.

    Cells that are ``confidential`` after the change are left out: they would not be printed.
    """
    isolated = []
    for change in changes:
        if change.measure != PERSONS or change.now is None or change.cell_id in confidential:
            continue
        printed = [edition[change.cell_id] for edition in editions if change.cell_id in edition]
        differences = [abs(change.now - float(value)) for value, status, _ in printed if status == "published"]
        if any(0 < difference < default_threshold() for difference in differences):
            isolated.append(change.cell_id)
    return tuple(isolated)


def figures_on(changes: Sequence[CountChange]) -> tuple[str, ...]:
    """Return the keys of the figures that show changed numbers."""
    dimensions = {spec.key: spec.dimensions for spec in load_tables()}
    cells = [
        (change.table, dict(zip(dimensions[change.table], change.codes, strict=True)), change.measure)
        for change in changes
    ]
    return tuple(spec.key for spec in load_figures() if any(spec.stands_on(*cell) for cell in cells))


def sentences_on(changes: Sequence[CountChange]) -> tuple[str, ...]:
    """Return the keys of the claims that quote changed numbers, whether the sentence is printed now or not."""
    return tuple(
        claim.key
        for claim in load_claims().claims
        if any(claim.stands_on(change.table, change.codes, change.measure) for change in changes)
    )


def breaks_across(changes: Sequence[CountChange]) -> tuple[str, ...]:
    """Return the keys of the known breaks between the year before and numbers that changed."""
    themes = {spec.key: spec.theme for spec in load_tables()}
    cells: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for change in changes:
        cells.setdefault(themes[change.table], []).append((change.year, change.codes))
    breaks = (known for theme, of_theme in cells.items() for known in breaks_in(of_theme, theme))
    return tuple(dict.fromkeys(known.key for known in breaks))
