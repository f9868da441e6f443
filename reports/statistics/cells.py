"""Cells: the frame of a table's numbers before disclosure control, one row a combination of codes.

Belongs here: laying numbers out. Does not: what the numbers are (cutting.py, shares.py, reach.py, scores.py).
"""

import itertools
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import pandas as pd

from reports.statistics.specification import TableSpec
from reports.statistics.statistic import COUNTED, WITH_VALUE

Counts = npt.NDArray[np.int64]


def cells_of(
    codes: Sequence[tuple[str, ...]],
    spec: TableSpec,
    values: npt.ArrayLike,
    measure: str,
    base: str,
    states: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return one row a combination of ``codes``, in print order; all counted where no states are given."""
    numbers = np.asarray(values, dtype=np.float64).ravel().copy()
    state = np.array([COUNTED] * len(numbers) if states is None else list(states), dtype=object)
    numbers[~np.isin(state.astype(str), WITH_VALUE)] = np.nan
    texts = dict(zip(spec.dimensions, map(list, zip(*itertools.product(*codes), strict=True)), strict=True))
    texts |= {"measure": [measure] * len(numbers), "base": [base] * len(numbers)}
    columns = {name: pd.array(of_rows, dtype="str") for name, of_rows in texts.items()}
    return pd.DataFrame({**columns, "value": numbers, "state": pd.array(state, dtype="str")})
