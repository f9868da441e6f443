"""Reconciliation by region, as it may be published: one table per comparison.

Grain: one cell per region and number. Counts of persons and differences under the threshold are suppressed, with
secondary suppression. So are numbers from fewer than the least number of offices, and counts that disclose the state of
one office: comparisons by office are never published (field rule 9.5). Where other tables count the same persons
(``counted_elsewhere``), only the share of the difference is printed: with the counts of both tables, a small difference
would follow.

Belongs here: summing by region, suppression, and the words around the tables. Does not: comparing
(reconciliation_counts.py).
"""

from collections.abc import Callable, Mapping
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict

from expectations.contract import Labels, load_contract
from expectations.geography import region_label, region_of, regions
from reports.derived_tables.reconciliation_counts import SIDES
from reports.disclosure.protect_table import suppressed_refs
from reports.disclosure.small_office_groups import disclosive_regions
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import is_primary, protection_interval, suppression_cost
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.published.codes import NOT_STATED, TOTAL
from reports.published.disclosure_rules import default_threshold, least_contributors
from reports.published.protected_table import Cell, ProtectedTable, TableText
from reports.specification_loader import load
from reports.statistics.dimensions import load_dimensions

THEME = "reconciliation"
SCHEME = "regional_office"
NO_REGION = NOT_STATED
OFFICES = ("offices_complete", "offices_incomplete")
MEASURED = "reconciliation_control_totals"
"""The comparison that has several measures, each a block of the table of its own."""


class Comparison(BaseModel):
    """One table: its words, the names of its two numbers; ``counted_elsewhere``: other tables count such persons."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    counted_elsewhere: bool
    first: Labels
    second: Labels
    title: Labels
    subtitle: Labels


class ReconciliationTexts(BaseModel):
    """reconciliation.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    dimensions: dict[str, Labels]
    sides: dict[str, Labels]
    note: Labels
    tables: dict[str, Comparison]


@lru_cache(maxsize=1)
def load_reconciliation() -> ReconciliationTexts:
    """Load reconciliation.yaml. Raises SpecificationError, which names file and line, for anything not usable."""
    return load("reconciliation.yaml", ReconciliationTexts, Path(__file__).parent)


def reconciliation_text(key: str, language: str = "en") -> TableText:
    """Return the words around a table."""
    texts, reserved = load_reconciliation(), load_dimensions().reserved
    words = texts.tables[key]
    labels = {("region", region): region_label(SCHEME, region, language) for region in regions(SCHEME)}
    labels |= {("region", code): reserved[code].in_language(language) for code in (TOTAL, NO_REGION)}
    sides = {"first": words.first, "second": words.second, **texts.sides}
    labels |= {("side", side): label.in_language(language) for side, label in sides.items()}
    measures = load_contract().code_lists["measure"].codes
    labels |= {("measure", code): entry.label.in_language(language) for code, entry in measures.items()}
    return TableText(
        words.title.in_language(language),
        words.subtitle.in_language(language),
        (texts.note.in_language(language),),
        {name: label.in_language(language) for name, label in texts.dimensions.items()},
        labels,
    )


def reconciliation_table(
    key: str, compared: pd.DataFrame, complete: Mapping[str, bool], year: int, tie_break: Callable[[str], str]
) -> ProtectedTable | None:
    """Return one comparison by region; None where there is nothing to compare.

    ``compared``: office (and measure, where there are several), first and second. ``complete``: by office, whether all
    its forms that are compared were reported in full.
    """
    if not len(compared):
        return None
    blocks = compared.groupby("measure", sort=True) if key == MEASURED else [(None, compared)]
    cells: list[Cell] = []
    for measure, rows in blocks:
        above = () if measure is None else (str(measure),)
        cells += _block(key, above, rows, complete, year, tie_break)
    dimensions = ("measure", "region", "side") if key == MEASURED else ("region", "side")
    return ProtectedTable(key, THEME, year, dimensions, tuple(cells), reconciliation_text(key))


def _block(
    key: str,
    above: tuple[str, ...],
    rows: pd.DataFrame,
    complete: Mapping[str, bool],
    year: int,
    tie_break: Callable[[str], str],
) -> list[Cell]:
    placed = rows.assign(region=[region_of(SCHEME, year, office) or NO_REGION for office in rows["office"]])
    summed = placed.groupby("region")[list(SIDES)].sum()
    order = [region for region in (*regions(SCHEME), NO_REGION) if region in summed.index]
    numbers = summed.loc[order].to_numpy(dtype=np.float64)
    numbers = np.vstack([numbers, numbers.sum(axis=0)])
    name = ":".join((key, *above))
    offices = _offices_behind(order, placed)
    printed = _without_few_offices(name, order, offices, _printed(name, order, numbers, offices, tie_break), tie_break)
    persons_are_printed = not load_reconciliation().tables[key].counted_elsewhere
    complete_of = {region: _by_completeness(placed, region, complete) for region in (*order, TOTAL)}
    by_region = {region: complete_of[region] for region in order}
    telling = disclosive_regions(by_region, lambda region: tie_break(f"{name}:offices:{region}"), OFFICES[:1])
    cells = []
    for region, (first, second), (may_first, may_second, may_difference) in zip(
        [*order, TOTAL], numbers, printed, strict=True
    ):
        codes = (*above, region)
        both = may_first and may_second and may_difference
        if persons_are_printed:
            cells += [
                _cell((*codes, "first"), year, "persons", first, may=may_first),
                _cell((*codes, "second"), year, "persons", second, may=may_second),
                _cell((*codes, "difference"), year, "persons", first - second, may=both),
            ]
        share = None if first == 0 else round(100 * (first - second) / first, 1)
        cells.append(_cell((*codes, "difference"), year, "share_pct", share, may=both))
        for side, number in complete_of[region].items():
            cells.append(_cell((*codes, side), year, "offices", float(number), may=region not in telling))
    return cells


def _by_completeness(placed: pd.DataFrame, region: str, complete: Mapping[str, bool]) -> dict[str, int]:
    """Return how many offices of a region, or of all, reported in full, and how many did not."""
    offices = set(placed["office"] if region == TOTAL else placed.loc[placed["region"] == region, "office"])
    full = sum(complete.get(office, False) for office in offices)
    return dict(zip(OFFICES, (full, len(offices) - full), strict=True))


def _cell(codes: tuple[str, ...], year: int, measure: str, value: float | None, *, may: bool) -> Cell:
    unit = {"share_pct": "per cent"}.get(measure, measure)
    base = "all" if measure == "share_pct" else ""
    if not may:
        return Cell(codes, year, measure, unit, base, None, "confidential")
    if value is None:
        return Cell(codes, year, measure, unit, base, None, "not_applicable")
    return Cell(codes, year, measure, unit, base, float(value), "published")


def _offices_behind(order: list[str], placed: pd.DataFrame) -> np.ndarray:
    """Return how many offices have persons in each number; one row per region, one column per side."""
    some = [placed[placed[column] > 0].groupby("region")["office"].nunique() for column in SIDES]
    return np.array([[int(of_side.get(region, 0)) for of_side in some] for region in order])


def _is_of_few_offices(offices: np.ndarray) -> np.ndarray:
    """Return which numbers come from fewer offices than the least number; a zero comes from none."""
    return np.asarray((offices > 0) & (offices < least_contributors()))


def _without_few_offices(
    name: str,
    order: list[str],
    offices: np.ndarray,
    printed: list[tuple[bool, bool, bool]],
    tie_break: Callable[[str], str],
) -> list[tuple[bool, bool, bool]]:
    """Return ``printed`` without numbers of one or two offices, and without those that follow from the total."""
    may = np.array(printed)
    may[:-1, : len(SIDES)] &= ~_is_of_few_offices(offices)
    for side, (column, behind) in enumerate(zip(SIDES, offices.T, strict=True)):
        ties = {place: (behind[place], tie_break(f"{name}:{column}:{region}")) for place, region in enumerate(order)}
        spare = sorted((place for place in ties if may[place, side] and behind[place]), key=lambda place: ties[place])
        while 0 < behind[~may[:-1, side]].sum() < least_contributors() and may[-1, side]:
            may[spare.pop(0) if spare else -1, side] = False
    return [(bool(first), bool(second), bool(difference)) for first, second, difference in may]


def _printed(
    name: str, order: list[str], numbers: np.ndarray, offices: np.ndarray, tie_break: Callable[[str], str]
) -> list[tuple[bool, bool, bool]]:
    """Return for each region and the total whether its two numbers and their difference may be printed.

    A difference under the threshold is suppressed with one of its two numbers; numbers of few offices are suppressed
    first, so that they protect others. Both numbers of a region have the same
    tie break, so that secondary suppression takes both from few regions: the difference needs both. Where no
    suppression protects the numbers, none of them is printed.
    """
    problem = _problem(name, order, numbers, default_threshold())
    few = {CellRef(name, (order[row], SIDES[side])) for row, side in np.argwhere(_is_of_few_offices(offices))}
    suppressed = suppressed_refs(problem, lambda cell: tie_break(cell.rpartition(":")[0]), few)
    if suppressed is None:
        return [(False, False, False)] * (len(order) + 1)
    printed = [[CellRef(name, (region, side)) not in suppressed for side in SIDES] for region in (*order, TOTAL)]
    return [(first, second, first and second) for first, second in printed]


def _problem(name: str, order: list[str], numbers: np.ndarray, threshold: int) -> SuppressionProblem:
    """Return the problem of the two numbers of each region, of their totals, and of the differences between the two.

    Every reader knows that the regions add up to the total, and which of the two numbers is the greater.
    """
    regions_only = numbers[:-1].astype(np.int64)
    places = np.arange(regions_only.size).reshape(regions_only.shape)
    builder = ProblemBuilder(regions_only.ravel(), np.ones(regions_only.size, dtype=bool))
    interval = protection_interval(False, threshold)
    for row, region in enumerate((*order, TOTAL)):
        of_line = [places[:, side] if region == TOTAL else places[row, [side]] for side in range(len(SIDES))]
        refs = [CellRef(name, (region, side)) for side in SIDES]
        values = []
        for ref, inner_cells in zip(refs, of_line, strict=True):
            values.append(builder.add_cell(ref, inner_cells.tolist(), suppression_cost((region,)), interval=interval))
            if is_primary(values[-1], False, threshold):
                builder.mark_primary(ref, inner_cells.tolist(), *interval)
        greater, smaller = (0, 1) if values[0] >= values[1] else (1, 0)
        difference, pair = refs[greater].minus(SIDES[smaller]), (of_line[greater].tolist(), of_line[smaller].tolist())
        if is_primary(values[greater] - values[smaller], False, threshold):
            builder.mark_difference_primary(difference, *pair, *interval)
        else:
            builder.set_difference_interval(difference, *pair, *interval)
        builder.add_upper_bound(dict.fromkeys(pair[0], -1) | dict.fromkeys(pair[1], 1), 0)
    return builder.build()
