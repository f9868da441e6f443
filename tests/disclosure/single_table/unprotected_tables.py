"""Statistics made for the tests of disclosure control from counts of the innermost cells."""

import itertools

import numpy as np

from expectations.contract import Labels
from reports.published.codes import TOTAL
from reports.statistics import StatisticTable, TableSpec, load_tables
from reports.statistics.cell_frames import cells_of, stacked
from reports.statistics.shares import shares_of
from reports.statistics.statistic import COUNTED

TABLES = {spec.key: spec for spec in load_tables()}
WORDS = Labels(en="x", fr="x", es="x")


def spec_of(theme, *dimensions, **more) -> TableSpec:
    return TableSpec(key="t", theme=theme, dimensions=dimensions, title=WORDS, subtitle=WORDS, **more)


def exclusive(spec: TableSpec, inner, ranking=()) -> StatisticTable:
    """A table of exclusive dimensions, its margins the sums of ``inner``."""
    table = np.asarray(inner)
    for axis in range(table.ndim):
        table = np.concatenate([table, table.sum(axis=axis, keepdims=True)], axis=axis)
    return with_counts(spec, table, ranking)


def with_counts(spec: TableSpec, table, ranking=()) -> StatisticTable:

    codes = [spec.codes_of(axis, ranking) for axis in range(len(spec.dimensions))]
    frame = cells_of(codes, spec, table, "persons", "")
    if spec.share_base:
        counts = np.asarray(table, dtype=np.int64)
        shares = shares_of(np.full(counts.shape, COUNTED, dtype=object), codes, spec, counts)
        frame = stacked([frame, *(block.frame(spec) for block in shares)])
    return StatisticTable(spec, 2012, frame)


def inner_cells(statistic: StatisticTable) -> list[tuple[str, ...]]:
    return list(itertools.product(*([code for code in codes if code != TOTAL] for codes in statistic.codes())))


def cheapest(*codes: str):
    """A tie break by which cells of these codes are suppressed before all others of equal cost."""
    return lambda name: "0" * 8 if name.split(":")[1] in codes else "f" * 8
