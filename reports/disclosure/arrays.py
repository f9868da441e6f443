"""Array types of disclosure control, and sums of cells as a sparse matrix.

Belongs here: what single_table, model, suppression and audit share about arrays. Does not: tables, problems.
"""

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
    columns = np.array([column for row in rows for column in row], dtype=np.int64)
    weights = np.array([weight for row in rows for weight in row.values()], dtype=np.float64)
    return sparse.csr_matrix((weights, columns, ends), shape=(len(rows), width))
