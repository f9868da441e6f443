"""Sparse rows: sums of cells, written as weights by column, as a matrix."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy import sparse


def sparse_rows(rows: Sequence[Mapping[int, float]], width: int) -> sparse.csr_matrix:
    """Return a matrix of ``width`` columns, one row per mapping from column to weight."""
    ends = np.cumsum([0, *(len(row) for row in rows)])
    columns = np.array([column for row in rows for column in row], dtype=np.int64)
    weights = np.array([weight for row in rows for weight in row.values()], dtype=np.float64)
    return sparse.csr_matrix((weights, columns, ends), shape=(len(rows), width))
