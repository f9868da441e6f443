"""The linear constraints between the cells of one table, which every reader knows.

Belongs here: sums to margins, bounds of multiple-response questions, ranks, the least value of a suppressed cell. Does
not: choosing what to suppress (secondary.py), computing intervals (feasibility_interval.py).
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy import sparse

from reports.disclosure.arrays import BoolArray, FloatArray, SparseRow, sparse_rows
from reports.published.codes import ANY, CODES_OF_NO_ANSWER, NONE, NOT_ASKED, OTHER, SAME_COUNTRY, TOTAL
from reports.statistics.dimensions import Dimension, DistinctCount, PersonDimension, Ranking, Scores, Services
from reports.statistics.specification import TableSpec
from reports.statistics.statistic import WITH_VALUE, StatisticTable


@dataclass(frozen=True)
class TableConstraints:
    """A table's counts, in print order, and the constraints on them.

    ``equalities @ counts == equalities_to`` and ``inequalities @ counts <= inequalities_to``; a suppressed cell is
    known to be at least ``least``. A cell that is not available, or not applicable, counts as 0 and is known to.
    """

    counts: FloatArray
    unavailable: BoolArray
    sensitive: BoolArray  # here a zero is confidential too
    known_zero: BoolArray  # printed as zero, not available, or not applicable
    is_margin: BoolArray
    least: FloatArray
    equalities: sparse.csr_matrix
    equalities_to: FloatArray
    inequalities: sparse.csr_matrix
    inequalities_to: FloatArray

    def with_zeros_suppressed(self) -> "TableConstraints":
        """Return the constraints where zeros may be suppressed too, so that a suppressed cell may be 0."""
        return replace(self, known_zero=self.unavailable, least=np.where(self.least == 1.0, 0.0, self.least))


def table_constraints(statistic: StatisticTable, threshold: int | None = None) -> TableConstraints:
    """Return the constraints of a table; ``threshold`` is the table's own unless another is named.

    Raises ValueError where its cells do not add up as they must.
    """
    spec, codes = statistic.spec, statistic.codes()
    frame = statistic.counts()
    counts = frame["value"].fillna(0.0).to_numpy(dtype=np.float64)
    cells = np.arange(len(counts)).reshape([len(one) for one in codes])
    equalities: list[SparseRow] = []
    inequalities: list[tuple[SparseRow, int]] = []
    for axis, dimension in enumerate(spec.definitions):
        for line in np.moveaxis(cells, axis, -1).reshape(-1, len(codes[axis])):
            at = dict(zip(codes[axis], line.tolist(), strict=True))
            equalities += _sums(dimension, at)
            inequalities += _orders(dimension, at)
    sums = sparse_rows(equalities, len(counts))
    if (
        any(not isinstance(d, DistinctCount | Scores | Services) and not d.rarely_several for d in spec.definitions)
        and (sums @ counts).any()
    ):
        raise ValueError(f"{spec.key}: cells do not add up to their margins")
    sensitive = np.zeros(len(counts), dtype=bool)
    margin = np.zeros(len(counts), dtype=bool)
    least = np.ones(len(counts))
    for name, dimension in zip(spec.dimensions, spec.definitions, strict=True):
        margin |= frame[name].isin([TOTAL, ANY]).to_numpy(dtype=bool)
        if name in spec.sensitive:
            sensitive |= (frame[name] != TOTAL).to_numpy(dtype=bool)
        if isinstance(dimension, Ranking):
            ranked = _ranked(dimension, codes[0])
            least[[place for place, code in enumerate(frame[name]) if code in ranked]] = spec.threshold
    least[sensitive] = 0.0
    unavailable = (~frame["state"].isin(WITH_VALUE)).to_numpy(dtype=bool)
    known_zero = unavailable | ((counts == 0) & ~sensitive)
    if isinstance(spec.definitions[0], Services):
        printed = _totals_elsewhere(frame, spec, spec.threshold if threshold is None else threshold)
        sums = sparse.vstack([sums, sparse_rows([{place: 1} for place in printed], len(counts))], format="csr")
    at_most = np.array([most for _, most in inequalities], dtype=np.float64)
    order = sparse_rows([row for row, _ in inequalities], len(counts))
    return TableConstraints(
        counts, unavailable, sensitive, known_zero, margin, least, sums, sums @ counts, order, at_most
    )


def _totals_elsewhere(frame: pd.DataFrame, spec: TableSpec, threshold: int) -> list[int]:
    """Return the places of the totals of services that may be printed: other tables of the edition print them too."""
    is_total = (frame[list(spec.dimensions[1:])] == TOTAL).all(axis=1)
    return np.flatnonzero(is_total & frame["state"].isin(WITH_VALUE) & (frame["value"] >= threshold)).tolist()


def _sums(dimension: Dimension, at: dict[str, int]) -> Iterator[SparseRow]:
    """Codes, the missing code and those not asked make the total.

    So they do where few persons have several codes, for how few may be known. Of a multiple-response question, persons
    with any answer, with none, with a missing answer and those not asked make the total.
    """
    if isinstance(dimension, DistinctCount | Scores | Services):
        return
    if not dimension.several_answers or dimension.rarely_several:
        yield {cell: -1 if code == TOTAL else 1 for code, cell in at.items()}
    elif ANY in at:
        yield {at[ANY]: 1, at[TOTAL]: -1} | _without_answer(dimension, at)


def _without_answer(dimension: PersonDimension, at: dict[str, int]) -> SparseRow:
    """Return the cells of persons without an answer: it is missing, there is none, or they were not asked."""
    return {at[code]: 1 for code in (dimension.missing, NONE, NOT_ASKED) if code is not None and code in at}


def _orders(dimension: Dimension, at: dict[str, int]) -> Iterator[tuple[SparseRow, int]]:
    """Yield inequalities, each as a row and its upper bound.

    An answer has no more persons than all who gave any, and those are no more than all answers together. Ranks do not
    rise. Equal counts are ranked by code, as every algorithm-aware intruder knows: where two neighbours are out of
    alphabetical order, the higher rank has at least one person more.
    """
    if isinstance(dimension, DistinctCount | Scores | Services):
        return
    without = _without_answer(dimension, at)
    if dimension.several_answers and not dimension.rarely_several:
        answers = [cell for code, cell in at.items() if code not in CODES_OF_NO_ANSWER and code != dimension.missing]
        for cell in answers:
            yield {cell: 1, at[TOTAL]: -1} | without, 0
        yield dict.fromkeys(answers, -1) | {at[TOTAL]: 1} | dict.fromkeys(without, -1), 0
    if isinstance(dimension, Ranking):
        for higher, lower in itertools.pairwise(_ranked(dimension, tuple(at))):
            yield {at[lower]: 1, at[higher]: -1}, -1 if higher > lower else 0


def _ranked(dimension: Ranking, codes: tuple[str, ...]) -> tuple[str, ...]:
    others = {OTHER, SAME_COUNTRY, dimension.missing} | CODES_OF_NO_ANSWER
    return tuple(code for code in codes if code not in others)
