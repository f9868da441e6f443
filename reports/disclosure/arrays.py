"""Array types of disclosure control, and sums of cells as a sparse matrix.

Belongs here: what model, suppression and audit share about arrays. Does not: tables, problems.
"""

import itertools
from collections.abc import Mapping, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

BoolArray = npt.NDArray[np.bool_]
FloatArray = npt.NDArray[np.float64]
IntArray = npt.NDArray[np.int64]
SparseRow = dict[int, int]  # weight by column


def sparse_rows(rows: Sequence[Mapping[int, float]], width: int) -> sparse.csr_matrix:
    """Return a matrix of ``width`` columns with the rows in their order."""
    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.fromiter(itertools.chain.from_iterable(rows), dtype=np.int64, count=int(ends[-1]))
    values = itertools.chain.from_iterable(row.values() for row in rows)
    weights = np.fromiter(values, dtype=np.float64, count=int(ends[-1]))
    return sparse.csr_matrix((weights, columns, ends), shape=(len(rows), width))


def sparse_moves(moves: Sequence[IntArray], width: int) -> sparse.csr_matrix:
    """Return moves, most of which change few of the ``width`` inner cells, as a matrix. One row per move."""
    changed = [np.flatnonzero(move) for move in moves]
    columns = np.concatenate([np.zeros(0, dtype=np.int64), *changed])
    values = [move[of_move] for move, of_move in zip(moves, changed, strict=True)]
    ends = np.cumsum([0, *map(len, changed)])
    weights = np.concatenate([np.zeros(0, dtype=np.int64), *values])
    return sparse.csr_matrix((weights, columns, ends), shape=(len(moves), width))
