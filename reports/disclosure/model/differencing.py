"""Disclosure by differencing: a printed cell minus another printed cell that counts all but a few of its persons.

A table of some persons of another (returns without humanitarian return, adult victims), read together with it, gives
the count of the others; 1 to 10 of them are primary, like a cell. Nothing can be subtracted from a cell under the
threshold, which is suppressed itself. A table of regions and a list of the first countries give, in the same way, the
count of all other countries of the region (often one country that was too small for the list).

Belongs here: finding such differences, within a table and between tables. Does not: complements within a line
(build_problem.py).
"""

from collections.abc import Iterator, Sequence

import numpy as np
from scipy import sparse

from reports.disclosure.arrays import IntArray, sparse_rows
from reports.disclosure.model.table import TableModel, UniverseModel
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.primary import is_primary, protection_interval
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.published.codes import NOT_ASKED, TOTAL, Codes
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import (
    Answers,
    Corridor,
    Level,
    Ranking,
    Recoded,
    Region,
    YesNo,
    missing_code,
)


def mark_differences_of_tables(
    builder: ProblemBuilder, minuends: TableModel, subtrahends: TableModel, universe: UniverseModel
) -> None:
    """Mark as primary what cells of a table leave of the same cells of a table of more persons, where that is few."""
    recodings = [axis.recoding for axis in minuends.axes]
    places = [recodings.index(axis.recoding) for axis in subtrahends.axes if axis.recoding in recodings]
    crossing = minuends.nodes(universe.variables) | subtrahends.nodes(universe.variables)
    if len(places) < len(subtrahends.axes) or not any(crossing <= set(b.nodes) for b in universe.index.blocks):
        return
    if minuends.asked != subtrahends.asked:
        return
    threshold = minuends.spec.threshold
    low, high = protection_interval(sensitive=False, threshold=threshold)
    for codes in subtrahends.cells():
        of_minuend = [TOTAL] * len(minuends.axes)
        for place, code in zip(places, codes, strict=True):
            of_minuend[place] = code
        if minuends.values.get(tuple(of_minuend)) is None or subtrahends.values.get(codes) is None:
            continue
        minuend = minuends.inner_cells(of_minuend, universe, crossing)
        subtrahend = subtrahends.inner_cells(codes, universe, crossing)
        value, rest = builder.value(subtrahend), builder.value(minuend) - builder.value(subtrahend)
        if value < threshold or not 0 < rest < threshold:
            continue
        of_both = (minuends.inner_cells(of_minuend, universe), subtrahends.inner_cells(codes, universe))
        if not len(np.setdiff1d(subtrahend, minuend)) and not all(map(builder.is_released, of_both)):
            ref = CellRef(minuends.spec.key, tuple(of_minuend)).minus(str(CellRef(subtrahends.spec.key, codes)))
            builder.mark_difference_primary(ref, minuend, subtrahend, low, high)


def are_nested(minuends: TableModel, subtrahends: TableModel) -> bool:
    """Return whether a table counts only some of the persons of another, by its conditions."""
    same_universe = minuends.universe == subtrahends.universe
    return same_universe and set(minuends.conditions) < set(subtrahends.conditions)


def mark_differences_of_cells(builder: ProblemBuilder, threshold: int) -> None:
    """Mark as primary the difference of any two printed cells of which one counts all inner cells of the other."""
    cells = builder.printed_cells()
    sums = sparse_rows([dict.fromkeys(inner_cells, 1) for _, inner_cells in cells], len(builder.truth))
    sizes, values = np.diff(sums.indptr), np.asarray(sums @ builder.truth, dtype=np.int64)
    shared = (sums @ sums.T).tocoo()
    low, high = protection_interval(sensitive=False, threshold=threshold)
    rest = values[shared.row] - values[shared.col]
    is_part = (shared.data == sizes[shared.col]) & (sizes[shared.col] < sizes[shared.row])
    is_part &= values[shared.col] >= threshold
    for pair in np.flatnonzero(is_part & (rest > 0) & (rest < threshold)).tolist():
        (ref, minuend), (of_part, subtrahend) = cells[shared.row[pair]], cells[shared.col[pair]]
        builder.mark_difference_primary(ref.minus(str(of_part)), minuend, subtrahend, low, high)


def mark_differences_of_three_cells(builder: ProblemBuilder, threshold: int) -> None:
    """Mark as primary what three printed cells leave: one less two parts of it, or two less a part of both together.

    A sum that a table prints has its own rule, and is left out.
    """
    cells = builder.printed_cells()
    printed = {inner_cells for _, inner_cells in cells}
    sums = sparse_rows([dict.fromkeys(inner_cells, 1) for _, inner_cells in cells], len(builder.truth))
    low, high = protection_interval(sensitive=False, threshold=threshold)
    for one, first, second, is_minuend in few_of_three(sums, builder.truth, threshold):
        (ref, of_one), (of_first, first_cells), (of_second, second_cells) = cells[one], cells[first], cells[second]
        both = np.union1d(first_cells, second_cells)
        rest = np.setdiff1d(of_one, both) if is_minuend else np.setdiff1d(both, of_one)
        if tuple(rest.tolist()) in printed:
            continue
        if is_minuend:
            builder.mark_difference_primary(ref.minus(f"{of_first} and {of_second}"), rest, (), low, high)
        else:
            builder.mark_difference_primary(of_first.minus(f"{ref}, with {of_second}"), rest, (), low, high)


def few_of_three(sums: sparse.csr_matrix, truth: IntArray, threshold: int) -> Iterator[tuple[int, int, int, bool]]:
    """Yield three sums that leave 1 to ``threshold`` - 1 persons: one, two disjoint others, and whether one is larger.

    The larger one counts both others; a smaller one counts only persons of the others, some of each.
    """
    values, sizes = np.asarray(sums @ truth, dtype=np.int64), np.diff(sums.indptr)
    shared = (sums @ sums.T).tocsr()
    for one in np.flatnonzero(values >= threshold).tolist():
        line = slice(shared.indptr[one], shared.indptr[one + 1])
        others, overlap = shared.indices[line], shared.data[line]
        printable = (values[others] >= threshold) & (others != one)
        is_part, has_part = overlap == sizes[others], overlap == sizes[one]
        of_minuend = others[printable & is_part & ~has_part]
        for first, second in _pairs_with_sum(values, of_minuend, values[one] - threshold + 1, values[one] - 1):
            if not shared[first, second]:
                yield one, first, second, True
        crossing = printable & ~is_part & ~has_part
        covered = dict(zip(others[crossing].tolist(), overlap[crossing].tolist(), strict=True))
        least, most = values[one] + 1, values[one] + threshold - 1
        for first, second in _pairs_with_sum(values, others[crossing], least, most):
            if covered[first] + covered[second] == sizes[one] and not shared[first, second]:
                yield one, first, second, False


def _pairs_with_sum(values: IntArray, chosen: IntArray, least: int, most: int) -> Iterator[tuple[int, int]]:
    """Yield the pairs of chosen sums of which both together count ``least`` to ``most`` persons."""
    ordered = chosen[np.argsort(values[chosen], kind="stable")]
    of_ordered = values[ordered]
    starts = np.maximum(np.searchsorted(of_ordered, least - of_ordered), np.arange(1, len(ordered) + 1))
    ends = np.searchsorted(of_ordered, most - of_ordered, side="right")
    for at in np.flatnonzero(ends > starts).tolist():
        for other in ordered[starts[at] : ends[at]].tolist():
            yield int(ordered[at]), other


def mark_nested_differences(
    builder: ProblemBuilder,
    tables: Sequence[tuple[TableModel, UniverseModel]],
    threshold: int,
) -> None:
    """Mark as primary every difference of printed cells that is of fewer persons than ``threshold``."""
    for minuends, universe in tables:
        for subtrahends, _ in tables:
            if are_nested(minuends, subtrahends):
                mark_differences_of_tables(builder, minuends, subtrahends, universe)
    mark_differences_of_cells(builder, threshold)
    mark_differences_of_three_cells(builder, threshold)


def mark_region_remainders(builder: ProblemBuilder, tables: Sequence[tuple[TableModel, UniverseModel]]) -> None:
    """Mark as primary what each region leaves of its listed countries, where that is of few persons."""
    for regions, universe in tables:
        for axis, definition in enumerate(regions.spec.definitions):
            if not isinstance(definition, Region):
                continue
            for listed, _ in tables:
                if listed.universe == regions.universe and _lists_countries_of(listed, definition, regions):
                    _mark_remainders(builder, regions, axis, listed, universe)


def mark_line_remainders(builder: ProblemBuilder, tables: Sequence[tuple[TableModel, UniverseModel]]) -> None:
    """Mark as primary what a total leaves of the printed codes of its line, where that is of few persons.

    This concerns dimensions without a missing code: nobody reads the remainder in a table, and everybody can subtract.
    """
    for table, universe in tables:
        for axis, definition in enumerate(table.spec.definitions):
            if not isinstance(definition, Answers | Level | YesNo | Recoded | Region):
                continue
            if missing_code(definition) is not None or definition.several_answers:
                continue
            for codes in table.cells():
                if codes[axis] == TOTAL:
                    _mark_line_remainder(builder, table, universe, axis, codes)


def _mark_line_remainder(
    builder: ProblemBuilder, table: TableModel, universe: UniverseModel, axis: int, of_margin: Codes
) -> None:
    crossing = table.nodes(universe.variables)
    codes = [code for code in table.axes[axis].printed if code not in (TOTAL, NOT_ASKED)]
    parts = [table.inner_cells((*of_margin[:axis], code, *of_margin[axis + 1 :]), universe, crossing) for code in codes]
    if not parts:
        return
    line, printed = table.inner_cells(of_margin, universe, crossing), np.unique(np.concatenate(parts))
    rest = builder.value(np.setdiff1d(line, printed))
    ref = CellRef(table.spec.key, of_margin).minus(f"{' + '.join(codes)} of {table.spec.dimensions[axis]}")
    interval = protection_interval(sensitive=False, threshold=table.spec.threshold)
    if is_primary(rest, sensitive=False, threshold=table.spec.threshold):
        builder.mark_difference_primary(ref, line, printed, *interval)
    else:
        builder.set_difference_interval(ref, line, printed, *interval)


def _lists_countries_of(table: TableModel, region: Region, regions: TableModel) -> bool:
    """Return whether a table ranks the countries behind a column of regions, of the same persons.

    The country of exploitation and the one that is established come from one column: a person under a country in one
    table is under its region in the other.
    """
    first, variables = table.spec.definitions[0], load_cubes().variables
    if len(table.axes) != 1 or not isinstance(first, Ranking) or isinstance(first, Corridor):
        return False
    columns = variables[first.variable].columns[:1], variables[region.variable].columns[:1]
    same_variable = first.variable == region.variable or columns[0] == columns[1] != ()
    return same_variable and set(table.conditions) == set(regions.conditions)


def _mark_remainders(
    builder: ProblemBuilder, regions: TableModel, axis: int, listed: TableModel, universe: UniverseModel
) -> None:
    variables, ranking = universe.variables, listed.axes[0].recoding.ranking
    crossing = listed.nodes(variables) | {variables.node_of_recoding(regions.axes[axis].recoding)}
    countries = [listed.inner_cells((code,), universe, crossing) for code in ranking]
    if not countries:
        return
    of_list, threshold = np.unique(np.concatenate(countries)), regions.spec.threshold
    for code in regions.axes[axis].printed:
        if code == TOTAL:
            continue
        codes = tuple(code if place == axis else TOTAL for place in range(len(regions.axes)))
        region = regions.inner_cells(codes, universe, crossing)
        part = np.intersect1d(region, of_list)
        rest = builder.value(region) - builder.value(part)
        if len(part) and is_primary(rest, sensitive=False, threshold=threshold):
            ref = CellRef(regions.spec.key, codes).minus(f"those listed in {listed.spec.key}")
            interval = protection_interval(sensitive=False, threshold=threshold)
            builder.mark_difference_primary(ref, region, part, *interval)
