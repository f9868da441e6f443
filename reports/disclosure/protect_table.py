"""From a statistic to the ProtectedTable that may be published, and the protection of a table by itself.

Grain: one cell per combination of codes and measure. A table that is no part of the linked tables of an edition is a
suppression problem of one table, with the same search. A table that cannot be protected is suppressed whole.

Belongs here: making a ProtectedTable from a statistic, and the protection of one table. Does not: the problem of one
table (model/one_table.py), the search (suppression), all linked tables of an edition (protect_edition.py).
"""

import hashlib
import itertools
import math
from collections.abc import Collection, Mapping

import numpy as np
import pandas as pd

from reports.disclosure.model.group_disclosure import group_disclosure_cells
from reports.disclosure.model.one_table import problem_of_counts, problem_of_statistic
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.protect import find_suppression_pattern
from reports.disclosure.suppression.warm_started_lp import SolverError
from reports.disclosure.tie_breaks import TieBreak, tie_breaks
from reports.published.codes import TOTAL, Codes
from reports.published.disclosure_rules import default_threshold
from reports.published.protected_table import Cell, Flag, ProtectedTable, Status
from reports.statistics.dimensions import Ranking, Scores, codes_of
from reports.statistics.measures import BASE, MEAN, RESPONSE, SHARE, load_measures
from reports.statistics.specification import TableSpec
from reports.statistics.statistic import ESTIMATED, NOT_APPLICABLE, WITH_VALUE, StatisticTable
from reports.statistics.text import text_of


def _unkeyed(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def protect_table(
    statistic: StatisticTable,
    threshold: int | None = None,
    before: ProtectedTable | None = None,
    tie_break: TieBreak = _unkeyed,
) -> ProtectedTable:
    """Return the table as it may be printed: no confidential count can be computed from it.

    ``threshold`` is the table's own unless another is named; ``before`` is the protected table of the year before,
    whose cells of that year are printed too, suppressed ones included; a cell that it lacks is not available.
    ``tie_break`` returns a hexadecimal text for a cell's name, keyed where the installation has a key. Raises
    ValueError where the cells do not add up, or where a ranked table's threshold is raised after its ranks were made.
    """
    spec = statistic.spec
    minimum_printed = spec.threshold if threshold is None else threshold
    if minimum_printed > spec.threshold and any(isinstance(d, Ranking) for d in spec.definitions):
        raise ValueError(
            f"{spec.key}: its ranks were made with a lower threshold, and would tell the size of small counts"
        )
    if not load_measures()[spec.measure].confidential:
        return make_protected_table(statistic, printed_except(statistic, ()), before, minimum_printed)
    suppressed = suppressed_refs(problem_of_statistic(statistic, minimum_printed), tie_break)
    if suppressed is None:
        return suppress_whole_table(statistic, before)
    of_groups = group_disclosure_cells(statistic, minimum_printed)
    printed = printed_except(statistic, of_groups | {ref.codes for ref in suppressed})
    return make_protected_table(statistic, printed, before, minimum_printed)


def protected_counts(
    key: str,
    axes: tuple[Codes, ...],
    counts: Mapping[Codes, int],
    tie_break: TieBreak,
    threshold: int | None = None,
) -> dict[Codes, float | None]:
    """Return every cell of a contingency table, totals included, in print order; None where it may not be printed.

    ``counts`` holds the inner cells; those it lacks are 0. Zeros are printed; where printed zeros disclose too much
    (three suppressed cells of at least 1 make a margin of at least 3), zeros are suppressed like other cells. Raises
    ValueError for a cell that is on none of the axes.
    """
    minimum_printed = default_threshold() if threshold is None else threshold
    cells = itertools.product(*((*axis, TOTAL) for axis in axes))
    suppressed: Collection[CellRef] | None = None
    for zeros_known in (True, False):
        problem = problem_of_counts(key, axes, counts, minimum_printed, zeros_known=zeros_known)
        suppressed = suppressed_refs(problem, tie_break)
        if suppressed is not None:
            break
    table = np.zeros([len(axis) for axis in axes])
    for codes, count in counts.items():
        table[tuple(axis.index(code) for axis, code in zip(axes, codes, strict=True))] = count
    for place in range(len(axes)):
        table = np.concatenate([table, table.sum(axis=place, keepdims=True)], axis=place)
    return {
        codes: None if suppressed is None or CellRef(key, codes) in suppressed else float(value)
        for codes, value in zip(cells, table.ravel().tolist(), strict=True)
    }


def suppressed_refs(
    problem: SuppressionProblem, tie_break: TieBreak, in_any_case: Collection[CellRef] = ()
) -> frozenset[CellRef] | None:
    """Return the cells of a table that are not printed; None where the table cannot be protected.

    ``in_any_case``: cells that are suppressed whatever their size. A table for which the solver gives no answer cannot
    be protected.
    """
    wanted = set(in_any_case)
    presuppressed = np.array([not wanted.isdisjoint(refs) for refs in problem.refs], dtype=bool) & ~problem.forced
    presuppressed = presuppressed & problem.printable
    if not (problem.primary | presuppressed).any():
        return frozenset()
    ties = tie_breaks(tie_break, (str(refs[0]) for refs in problem.refs))
    try:
        pattern = find_suppression_pattern(problem, ties, presuppressed)
    except SolverError:
        return None
    if pattern.under_protected:
        return None
    return frozenset(ref for cell in np.flatnonzero(pattern.suppressed).tolist() for ref in problem.refs[cell])


def printed_except(statistic: StatisticTable, suppressed: Collection[Codes]) -> dict[Codes, bool]:
    """Return for each combination of codes whether its count is printed: it is, unless it is among ``suppressed``."""
    return {codes: codes not in suppressed for codes in itertools.product(*statistic.codes())}


def make_protected_table(
    statistic: StatisticTable,
    printed: Mapping[Codes, bool],
    before: ProtectedTable | None = None,
    threshold: int | None = None,
) -> ProtectedTable:
    """Return the table with the counts that are ``printed``, and what may be derived from them.

    ``printed`` was decided before: for the table by itself (protect_table), or for all linked tables of the edition.
    """
    spec = statistic.spec
    cells = _cells(statistic, printed, spec.threshold if threshold is None else threshold)
    if before is not None:
        cells = (*cells, *_of_the_year_before(cells, before, spec.dimensions))
    codes = sorted({code for cell in cells for code in cell.codes})
    text = text_of(spec, "en", statistic.year, codes)
    return ProtectedTable(spec.key, spec.theme, statistic.year, spec.dimensions, cells, text)


def suppress_whole_table(statistic: StatisticTable, before: ProtectedTable | None = None) -> ProtectedTable:
    """Return the table without any number, and without its ranks: which codes are ranked discloses their size."""
    spec, frame = statistic.spec, statistic.frame
    for name, definition in zip(spec.dimensions, spec.definitions, strict=True):
        if isinstance(definition, Ranking):
            frame = frame[frame[name].isin(codes_of(definition, asked=bool(spec.asked)))]
    return make_protected_table(
        StatisticTable(spec, statistic.year, frame.reset_index(drop=True)), NothingPrinted(), before
    )


class NothingPrinted(dict[Codes, bool]):
    """Of no combination of codes is the count printed."""

    def __missing__(self, codes: Codes) -> bool:
        return False


def _cells(statistic: StatisticTable, printed: Mapping[Codes, bool], threshold: int) -> tuple[Cell, ...]:
    spec, frame = statistic.spec, statistic.frame
    bases = frame.loc[frame["measure"] == BASE, "value"]
    small_base = load_measures()[spec.measure].confidential and bool(bases.between(1, threshold - 1).any())
    persons = dict(zip(_codes(statistic.counts(), spec), statistic.counts()["value"], strict=True))
    units = {name: measure.unit.en for name, measure in load_measures().items()} | {BASE: spec.unit.en}
    cells = []
    for codes, measure, of, value, state in zip(
        _codes(frame, spec), frame["measure"], frame["base"], frame["value"], frame["state"], strict=True
    ):
        stands_on = {codes, *_stood_on(spec, measure)}
        may_be_read = all(printed[one] for one in stands_on)
        if measure in (SHARE, BASE, RESPONSE) and small_base:
            may_be_read = False
        if measure == MEAN and may_be_read:
            may_be_read = _mean_may_be_read(spec, float(value), float(persons[codes]))
        status = _status(str(state), may_be_read)
        number = float(value) if status == "published" else None
        flag: Flag = "e" if state == ESTIMATED and number is not None else ""
        cells.append(Cell(codes, statistic.year, measure, units[measure], of, number, status, flag))
    return tuple(cells)


def _codes(frame: pd.DataFrame, spec: TableSpec) -> list[Codes]:
    return list(zip(*(frame[name] for name in spec.dimensions), strict=True))


def _stood_on(spec: TableSpec, measure: str) -> tuple[Codes, ...]:
    """Return the counts, besides its own, from which a number is computed and which the number discloses."""
    if measure in (SHARE, BASE):
        return spec.base_codes(str(spec.share_base))
    return (*spec.base_codes("known"), *spec.base_codes("asked")) if measure == RESPONSE else ()


def _mean_may_be_read(spec: TableSpec, mean: float, persons: float) -> bool:
    """Say whether a mean may be printed: not of few persons, and not one that can only be the score of everybody."""
    scores = spec.definitions[0]
    if not isinstance(scores, Scores) or math.isnan(mean):
        return True
    return persons >= scores.at_least and scores.lowest < mean < scores.highest


def _status(state: str, may_be_read: bool) -> Status:
    if state in WITH_VALUE:
        return "published" if may_be_read else "confidential"
    if state == NOT_APPLICABLE:
        return "not_applicable" if may_be_read else "confidential"
    return "not_available"


def _of_the_year_before(cells: tuple[Cell, ...], before: ProtectedTable, dimensions: tuple[str, ...]) -> list[Cell]:
    """Return the cells that ``before`` holds of its own year, and one that is not available for each that it lacks.

    Where ``before`` has other dimensions (it is older than a recode), only cells with codes of this year are returned:
    a code that both have means the same.
    """
    theirs = [cell for cell in before.cells if cell.year == before.year]
    if before.dimensions != dimensions:
        of_now = {(cell.codes, cell.measure) for cell in cells}
        theirs = [cell for cell in theirs if (cell.codes, cell.measure) in of_now]
    known = {(cell.codes, cell.measure) for cell in theirs}
    lacking = [cell for cell in cells if (cell.codes, cell.measure) not in known]
    return [*theirs, *(Cell(c.codes, before.year, c.measure, c.unit, c.base, None, "not_available") for c in lacking)]
