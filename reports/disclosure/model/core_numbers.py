"""Core numbers that an edition suppresses to protect others, the primary cells that force it, and a recode that helps.

A core number is a cell of a table of importance ``core``, or a margin of one dimension in a table of several. Where one
of at least the threshold is suppressed, the operator learns which primary cells force it and which two codes of a
specification could be merged so that the primary cell is not primary any more. All of this stays inside (field rule
9.6).

Belongs here: finding them in a finished pattern. Does not: the cost of cells (suppression/primary.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from reports.disclosure.arrays import BoolArray, IntArray, sparse_moves
from reports.disclosure.suppression.cell_ref import CellKind, CellRef
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.published.codes import CODES_OF_NO_ATTRIBUTE, TOTAL, Codes
from reports.statistics import StatisticTable, TableSpec


@dataclass(frozen=True)
class SuppressedCoreNumber:
    """One core number. ``forced_by``: primary cells. ``recodes``: codes to merge, as "table: dimension: A + B"."""

    ref: CellRef
    forced_by: tuple[CellRef, ...]
    recodes: tuple[str, ...]


def is_core(spec: TableSpec, codes: Codes) -> bool:
    """Return whether a cell is one that readers need most."""
    is_of_one_dimension = len(codes) > 1 and sum(code != TOTAL for code in codes) <= 1
    return spec.importance == "core" or is_of_one_dimension


def suppressed_core_numbers(
    problem: SuppressionProblem,
    statistics: Sequence[StatisticTable],
    suppressed: BoolArray,
    primary: BoolArray,
    moves: Sequence[IntArray],
) -> tuple[SuppressedCoreNumber, ...]:
    """Return the core numbers that are suppressed for others, in the order of the cells.

    ``suppressed``, ``primary``: by cell of the problem. ``moves``: those that show the pattern to be enough. Cells with
    a missing code that is not an attribute are no core numbers.
    """
    specs = {statistic.spec.key: statistic.spec for statistic in statistics}
    values = problem.values
    found: list[tuple[int, CellRef]] = []
    for cell in np.flatnonzero(suppressed & ~primary).tolist():
        for ref in problem.refs[cell]:
            spec = specs.get(ref.table) if ref.kind is CellKind.CELL and ref.is_printed_here else None
            if spec is None or values[cell] < spec.threshold or not is_core(spec, ref.codes):
                continue
            missing = problem.missing_codes.get(ref.table, {})
            if not any(ref.codes[place] == code for place, code in missing.items()):
                found.append((cell, ref))
    if not found:
        return ()
    counts = {statistic.spec.key: _counts(statistic) for statistic in statistics}
    changes = (sparse_moves(moves, len(problem.truth)) @ problem.sums.T).toarray().astype(np.int64)
    chosen = np.flatnonzero(primary)
    reached = [_ways(problem, int(cell), values, changes) for cell in chosen]
    result = []
    for cell, ref in found:
        by = [int(one) for one, ways in zip(chosen, reached, strict=True) if _is_needed(ways, changes[:, cell] != 0)]
        by = by or [int(one) for one in chosen if (changes[changes[:, cell] != 0][:, one] != 0).any()]
        refs = tuple(problem.refs[one][0] for one in by)
        recodes = [recode for one in refs for recode in _recodes(one, specs, counts)]
        result.append(SuppressedCoreNumber(ref, refs, tuple(dict.fromkeys(recodes))))
    return tuple(result)


def _ways(problem: SuppressionProblem, cell: int, values: IntArray, changes: IntArray) -> list[BoolArray]:
    """Return, for each end of the protection interval of a primary cell, which moves reach it."""
    if not problem.primary[cell]:  # dominated by a contributor, or group disclosure
        return [changes[:, cell] != 0]
    after = values[cell] + changes[:, cell]
    return [after >= problem.protection_high[cell], after <= problem.protection_low[cell]]


def _is_needed(ways: Sequence[BoolArray], touches: BoolArray) -> bool:
    """Return whether all moves that reach one end change the core number, so that it cannot be printed without it."""
    return any(of_end.any() and not (of_end & ~touches).any() for of_end in ways)


def _counts(statistic: StatisticTable) -> dict[Codes, float]:
    frame = statistic.counts()
    rows = zip(*(frame[name] for name in statistic.spec.dimensions), frame["value"], strict=True)
    return {tuple(map(str, row[:-1])): float(row[-1]) for row in rows}


def _recodes(ref: CellRef, specs: Mapping[str, TableSpec], counts: Mapping[str, Mapping[Codes, float]]) -> list[str]:
    """Return, by dimension, the smallest code of the line with which a small cell would reach the threshold."""
    spec = specs.get(ref.table)
    value = counts.get(ref.table, {}).get(ref.codes)
    if spec is None or value is None:
        return []
    found = []
    for axis, code in enumerate(ref.codes):
        if code in CODES_OF_NO_ATTRIBUTE:
            continue
        others = [
            (number, codes[axis])
            for codes, number in counts[ref.table].items()
            if codes != ref.codes and codes[:axis] + codes[axis + 1 :] == ref.codes[:axis] + ref.codes[axis + 1 :]
            if codes[axis] not in CODES_OF_NO_ATTRIBUTE and number + value >= spec.threshold
        ]
        if others:
            found.append(f"{ref.table}: {spec.dimensions[axis]}: {code} + {min(others)[1]}")
    return found
