"""Disclosure control of counts without a cube: a contingency table whose codes are exclusive and add up to its totals.

Belongs here: from the counts to those that may be printed. Does not: tables of specifications (protect_table.py).
"""

import itertools
from collections.abc import Callable, Mapping

import numpy as np

from reports.disclosure.arrays import sparse_rows
from reports.disclosure.single_table.secondary import suppressed_cells
from reports.disclosure.single_table.table_constraints import TableConstraints
from reports.disclosure.tie_breaks import tie_breaks
from reports.published.codes import TOTAL, Codes
from reports.published.disclosure_rules import default_threshold


def protected_counts(
    key: str,
    axes: tuple[tuple[str, ...], ...],
    counts: Mapping[Codes, int],
    tie_break: Callable[[str], str],
    threshold: int | None = None,
) -> dict[Codes, float | None]:
    """Return every cell of the table, totals included, in print order; None where its count may not be printed.

    ``counts`` holds the inner cells; those it lacks are 0, and zeros are printed. Raises ValueError for a cell that is
    on none of the axes.
    """
    if wrong := set(counts) - set(itertools.product(*axes)):
        raise ValueError(f"{key}: {len(wrong)} counts have no place in the table")
    combinations = list(itertools.product(*((*axis, TOTAL) for axis in axes)))
    inner = np.array([counts.get(codes, 0) for codes in itertools.product(*axes)], dtype=np.float64)
    cube = inner.reshape([len(axis) for axis in axes])
    for axis in range(len(axes)):
        cube = np.concatenate([cube, cube.sum(axis=axis, keepdims=True)], axis=axis)
    values = cube.ravel()
    ties = tie_breaks(tie_break, (":".join((key, *codes)) for codes in combinations))
    least = default_threshold() if threshold is None else threshold
    suppressed = suppressed_cells(_relations(values, cube.shape, combinations), least, ties)
    return {
        codes: None if hidden else float(value)
        for codes, value, hidden in zip(combinations, values, suppressed, strict=True)
    }


def _relations(values: np.ndarray, shape: tuple[int, ...], combinations: list[Codes]) -> TableConstraints:
    cells = np.arange(len(values)).reshape(shape)
    size = len(values)
    lines = [line for axis in range(len(shape)) for line in np.moveaxis(cells, axis, -1).reshape(-1, shape[axis])]
    sums = sparse_rows([dict.fromkeys(line[:-1].tolist(), 1) | {int(line[-1]): -1} for line in lines], size)
    nothing = np.zeros(size, dtype=bool)
    return TableConstraints(
        counts=values,
        unavailable=nothing,
        sensitive=nothing,
        known_zero=values == 0,
        is_margin=np.array([TOTAL in codes for codes in combinations]),
        least=np.ones(size),
        equalities=sums,
        equalities_to=sums @ values,
        inequalities=sparse_rows([], size),
        inequalities_to=np.zeros(0),
    )
