"""A single table as a suppression problem: for a table that is no part of the linked tables of an edition.

There is no cube: the inner cells of a statistic are its own cells, and a margin is tied to the cells of its line by an
equation. The inner cells of a contingency table are its innermost counts. Primary rules, complements and costs are
those of linked tables (suppression/primary.py). One reference per available cell, in print order.

Belongs here: from one table to its problem, and what every reader knows of its cells (margins, answers, ranks). Does
not: the search (suppression/protect.py), the table as published (reports/disclosure/protect_table.py), linked tables
(build_problem.py).
"""

import itertools
from collections.abc import Iterator, Mapping

import numpy as np

from reports.disclosure.arrays import IntArray, SparseRow
from reports.disclosure.model.structural_zeros import follows_from_definitions
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import (
    could_disclose_group,
    group_disclosure_complement,
    is_primary,
    protection_interval,
    suppression_cost,
)
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.published.codes import ANY, CODES_OF_NO_ANSWER, NONE, NOT_ASKED, OTHER, SAME_COUNTRY, TOTAL, Codes
from reports.statistics.dimensions import DistinctCount, PersonDimension, Ranking, Scores, Services
from reports.statistics.specification import TableSpec
from reports.statistics.statistic import WITH_VALUE, StatisticTable

OF_NO_PERSONS = (DistinctCount, Scores, Services)  # dimensions whose codes do not divide persons: they have no margin


def problem_of_statistic(statistic: StatisticTable, threshold: int) -> SuppressionProblem:
    """Return the problem of a table of persons or amounts. A cell that is not available counts as 0 and is known to.

    Raises ValueError where the cells do not add up as they must.
    """
    spec, frame = statistic.spec, statistic.counts()
    cells = list(itertools.product(*statistic.codes()))
    values = frame["value"].fillna(0.0).to_numpy(dtype=np.int64)
    available = frame["state"].isin(WITH_VALUE).to_numpy(dtype=bool)
    of_cell = dict(zip(cells, range(len(cells)), strict=True))
    builder = ProblemBuilder(values, available)
    for codes, place in of_cell.items():
        if available[place]:
            _add_cell(builder, spec, codes, of_cell, available, threshold)
    _add_lines(builder, statistic, values)
    if isinstance(spec.definitions[0], Services):
        for codes, place in of_cell.items():
            if set(codes[1:]) <= {TOTAL} and available[place] and values[place] >= threshold:
                builder.add_known_cell(CellRef(spec.key, codes), [place])  # other tables print these totals
    return builder.build()


def _add_cell(
    builder: ProblemBuilder,
    spec: TableSpec,
    codes: Codes,
    of_cell: Mapping[Codes, int],
    available: np.ndarray,
    threshold: int,
) -> None:
    """Add a cell; mark it, and its complements that disclose a group, as primary."""
    ref, place = CellRef(spec.key, codes), of_cell[codes]
    sensitive = spec.is_sensitive(codes)
    interval = protection_interval(sensitive, threshold)
    value = builder.add_cell(ref, [place], suppression_cost(codes, spec.importance), interval=interval)
    if is_primary(value, sensitive, threshold):
        builder.mark_primary(ref, [place], *interval)
    if isinstance(spec.definitions[0], OF_NO_PERSONS):
        return  # results of services: model/group_disclosure.py
    for axis in range(len(codes)):
        margin = of_cell.get(ref.margin(axis).codes)
        if codes[axis] == TOTAL or margin is None or not available[margin]:
            continue
        in_margin, complement = builder.value([margin]), ref.complement(axis)
        if not could_disclose_group(value, in_margin, codes, axis, threshold):
            continue
        others = dict.fromkeys(cell[axis] for cell in of_cell)
        if follows_from_definitions(spec, codes, axis, others, lambda cell: bool(available[of_cell[cell]])):
            continue
        unsafe = group_disclosure_complement(value, in_margin, codes, axis, threshold)
        if unsafe is not None:
            builder.mark_difference_primary(complement, [margin], [place], *unsafe)
        else:
            builder.set_difference_interval(complement, [margin], [place], *protection_interval(False, threshold))


def _add_lines(builder: ProblemBuilder, statistic: StatisticTable, values: IntArray) -> None:
    """Add what every reader knows of each line of cells along each dimension."""
    spec, codes = statistic.spec, statistic.codes()
    statistic_cells = list(itertools.product(*codes))
    places = np.arange(len(values)).reshape([len(of_axis) for of_axis in codes])
    for axis, dimension in enumerate(spec.definitions):
        if isinstance(dimension, OF_NO_PERSONS):
            continue
        for line in np.moveaxis(places, axis, -1).reshape(-1, len(codes[axis])):
            at = dict(zip(codes[axis], line.tolist(), strict=True))
            for row in _sums(dimension, at):
                if not dimension.rarely_several and sum(weight * values[place] for place, weight in row.items()):
                    raise ValueError(f"{spec.key}: cells do not add up to their margins")
                builder.add_equalities([row])
            for row, most in _bounds(dimension, at, spec.threshold):
                builder.add_upper_bound(row, most)
            if _leaves_out(dimension):
                _mark_remainder(builder, spec, axis, at, statistic_cells[at[TOTAL]])


def _leaves_out(dimension: PersonDimension) -> bool:
    """Return whether the total counts persons whom no code of a line prints."""
    left_out = getattr(dimension, "left_out", ())
    return bool(left_out) and dimension.missing is None and not dimension.several_answers


def _mark_remainder(
    builder: ProblemBuilder, spec: TableSpec, axis: int, at: Mapping[str, int], of_margin: Codes
) -> None:
    """Mark as primary what a total leaves of the printed codes of its line, where that is of few persons."""
    printed = [code for code in at if code not in (TOTAL, NOT_ASKED)]
    parts = [at[code] for code in printed]
    rest = builder.value([at[TOTAL]]) - builder.value(parts)
    if is_primary(rest, sensitive=False, threshold=spec.threshold):
        ref = CellRef(spec.key, of_margin).minus(f"{' + '.join(printed)} of {spec.dimensions[axis]}")
        builder.mark_difference_primary(ref, [at[TOTAL]], parts, *protection_interval(False, spec.threshold))


def _sums(dimension: PersonDimension, at: Mapping[str, int]) -> Iterator[SparseRow]:
    """Yield the rows whose value every reader knows.

    Codes, the missing code and those not asked make the total, unless the dimension leaves codes out. So they do where
    few persons have several codes, for how few may be known. Of a multiple-response question, persons with any answer,
    with none, with a missing answer and those not asked make the total.
    """
    if _leaves_out(dimension):
        return
    if not dimension.several_answers or dimension.rarely_several:
        yield {place: -1 if code == TOTAL else 1 for code, place in at.items()}
    elif ANY in at:
        yield {at[ANY]: 1, at[TOTAL]: -1} | _without_answer(dimension, at)


def _without_answer(dimension: PersonDimension, at: Mapping[str, int]) -> SparseRow:
    """Return the cells of persons without an answer: it is missing, there is none, or they were not asked."""
    return {at[code]: 1 for code in (dimension.missing, NONE, NOT_ASKED) if code is not None and code in at}


def _bounds(dimension: PersonDimension, at: Mapping[str, int], threshold: int) -> Iterator[tuple[SparseRow, int]]:
    """Yield inequalities, each as a row and its upper bound.

    An answer has no more persons than all who gave any, and those are no more than all answers together. Ranks do not
    rise, and ranked codes have at least ``threshold`` persons. Equal counts are ranked by code, as every
    algorithm-aware intruder knows: where two neighbours are out of alphabetical order, the higher rank has at least
    one person more.
    """
    without = _without_answer(dimension, at)
    if _leaves_out(dimension):
        yield {place: -1 if code == TOTAL else 1 for code, place in at.items()}, 0
    if dimension.several_answers and not dimension.rarely_several:
        answers = [place for code, place in at.items() if code not in CODES_OF_NO_ANSWER and code != dimension.missing]
        for place in answers:
            yield {place: 1, at[TOTAL]: -1} | without, 0
        yield dict.fromkeys(answers, -1) | {at[TOTAL]: 1} | dict.fromkeys(without, -1), 0
    if isinstance(dimension, Ranking):
        ranked = _ranked(dimension, tuple(at))
        for code in ranked:
            yield {at[code]: -1}, -threshold
        for higher, lower in itertools.pairwise(ranked):
            yield {at[lower]: 1, at[higher]: -1}, -1 if higher > lower else 0


def _ranked(dimension: Ranking, codes: Codes) -> Codes:
    others = {OTHER, SAME_COUNTRY, dimension.missing} | CODES_OF_NO_ANSWER
    return tuple(code for code in codes if code not in others)


def problem_of_counts(
    key: str, axes: tuple[Codes, ...], counts: Mapping[Codes, int], threshold: int, *, zeros_known: bool
) -> SuppressionProblem:
    """Return the problem of a contingency table whose codes are exclusive and add up to its totals.

    ``counts`` holds the inner cells; those it lacks are 0. ``zeros_known``: zeros are printed, and every reader knows
    that a suppressed count is at least 1. Raises ValueError for a cell that is on none of the axes.
    """
    inner = list(itertools.product(*axes))
    if wrong := set(counts) - set(inner):
        raise ValueError(f"{key}: {len(wrong)} counts have no place in the table")
    truth = np.array([counts.get(codes, 0) for codes in inner], dtype=np.int64)
    places = np.arange(len(inner)).reshape([len(axis) for axis in axes])
    builder = ProblemBuilder(truth, truth > 0 if zeros_known else np.ones(len(truth), dtype=bool))
    at = [{code: [place] for place, code in enumerate(axis)} | {TOTAL: list(range(len(axis)))} for axis in axes]
    interval = protection_interval(False, threshold)
    for codes in itertools.product(*((*axis, TOTAL) for axis in axes)):
        chosen = [of_axis[code] for of_axis, code in zip(at, codes, strict=True)]
        inner_cells, ref = places[np.ix_(*chosen)].ravel().tolist(), CellRef(key, codes)
        value = builder.add_cell(ref, inner_cells, suppression_cost(codes), interval=interval)
        if is_primary(value, False, threshold):
            builder.mark_primary(ref, inner_cells, *interval)
    if zeros_known:
        for place in np.flatnonzero(truth).tolist():
            builder.add_upper_bound({place: -1}, -1)
    return builder.build()
