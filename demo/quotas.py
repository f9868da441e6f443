"""Whole numbers that sum exactly: a total apportioned by weights, two lists of totals crossed by affinity.

Belongs here: apportioning and crossing. Does not: what is apportioned (victims.py, returns.py, vulnerable.py).
"""

from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt

Whole = npt.NDArray[np.int64]
FloatArray = npt.NDArray[np.float64]


def apportioned(total: int, weights: Mapping[str, float], least: int = 0, most: int | None = None) -> dict[str, int]:
    """Return whole numbers that sum to ``total``, by largest remainder, each between ``least`` and ``most``.

    Raises ValueError where the bounds leave no way.
    """
    keys = list(weights)
    highest = total if most is None else most
    if not least * len(keys) <= total <= highest * len(keys):
        raise ValueError("the bounds do not allow this total")
    share = np.array([weights[key] for key in keys], dtype=float)
    exact = share / share.sum() * (total - least * len(keys)) + least
    counts = np.minimum(np.floor(exact).astype(np.int64), highest)
    order = np.argsort(-(exact - np.floor(exact)), kind="stable")
    while (left := total - int(counts.sum())) > 0:
        room = [place for place in order if counts[place] < highest][:left]
        counts[room] += 1
    return {key: int(count) for key, count in zip(keys, counts, strict=True)}


def _fitted(rows: FloatArray, columns: FloatArray, affinity: FloatArray) -> FloatArray:
    cells = affinity.copy()
    for _ in range(80):
        cells *= (rows / np.maximum(cells.sum(axis=1), 1e-12))[:, None]
        cells *= (columns / np.maximum(cells.sum(axis=0), 1e-12))[None, :]
    too_many = np.minimum(1.0, rows / np.maximum(cells.sum(axis=1), 1e-12))
    fitted: FloatArray = cells * too_many[:, None]
    return fitted


def _repaired(counts: Whole, affinity: FloatArray, row: int, column: int) -> None:
    """Add one to a row and a column whose own cell may be forbidden, by way of another cell."""
    if affinity[row, column] > 0:
        counts[row, column] += 1
        return
    through = (counts > 0) & (affinity[row, :] > 0)[None, :] & (affinity[:, column] > 0)[:, None]
    if not through.any():
        raise ValueError("the forbidden cells leave no way")
    other_row, other_column = np.unravel_index(np.argmax(np.where(through, counts, 0)), counts.shape)
    counts[other_row, other_column] -= 1
    counts[row, other_column] += 1
    counts[other_row, column] += 1


def crossed(rows: Sequence[int], columns: Sequence[int], affinity: FloatArray) -> Whole:
    """Return a table of whole numbers with these row and column totals, near to the affinity; 0 where that is 0.

    Raises ValueError where the totals differ or the zeros leave no way.
    """
    if sum(rows) != sum(columns):
        raise ValueError("rows and columns have different totals")
    exact = _fitted(np.array(rows, dtype=float), np.array(columns, dtype=float), affinity.astype(float))
    counts = np.floor(np.minimum(exact, np.minimum.outer(np.array(rows), np.array(columns)))).astype(np.int64)
    row_left, column_left = np.array(rows) - counts.sum(axis=1), np.array(columns) - counts.sum(axis=0)
    for place in np.argsort(-(exact - np.floor(exact)), axis=None, kind="stable"):
        row, column = divmod(int(place), len(columns))
        if affinity[row, column] > 0 and row_left[row] > 0 and column_left[column] > 0:
            counts[row, column] += 1
            row_left[row] -= 1
            column_left[column] -= 1
    while row_left.sum() > 0:
        row, column = int(np.argmax(row_left)), int(np.argmax(column_left))
        _repaired(counts, affinity, row, column)
        row_left[row] -= 1
        column_left[column] -= 1
    table: Whole = counts
    return table


def pairs(counts: Whole) -> tuple[Whole, Whole]:
    """Return the row and the column of every unit of a crossed table, in the order of the rows."""
    row, column = np.nonzero(counts)
    each = counts[row, column]
    return np.repeat(row, each).astype(np.int64), np.repeat(column, each).astype(np.int64)
