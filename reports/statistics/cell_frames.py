"""The frame of a table's numbers before disclosure control.

Grain: one row per combination of codes. Belongs here: numbers to frames. Does not: what the numbers are (tabulation.py,
shares.py, distinct_counts.py, scores.py).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt
import pandas as pd

from reports.statistics.specification import TableSpec
from reports.statistics.statistic import COUNTED, WITH_VALUE

CountArray = npt.NDArray[np.int64]
States = npt.NDArray[np.object_]


@dataclass(frozen=True)
class CellBlock:
    """Numbers of one measure and base: a value and a state for each combination of ``codes``, in print order."""

    codes: tuple[tuple[str, ...], ...]
    measure: str
    base: str
    values: npt.NDArray[np.float64]
    states: States

    def frame(self, spec: TableSpec) -> pd.DataFrame:
        """Return the frame, one row per combination of codes."""
        states = None if (self.states == COUNTED).all() else self.states.tolist()
        return cells_of(self.codes, spec, self.values, self.measure, self.base, states)


def cells_of(
    codes: Sequence[tuple[str, ...]],
    spec: TableSpec,
    values: npt.ArrayLike,
    measure: str,
    base: str,
    states: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Return one row per combination of ``codes``, in print order; all are counted where no states are given."""
    numbers = np.asarray(values, dtype=np.float64).ravel().copy()
    state = np.array([COUNTED] * len(numbers) if states is None else list(states), dtype=object)
    numbers[~np.isin(state.astype(str), WITH_VALUE)] = np.nan
    texts = _texts(spec.dimensions, tuple(map(tuple, codes)), measure, base)
    state_column = _all_counted(len(numbers)) if states is None else pd.array(state, dtype="str")
    return pd.DataFrame({**texts, "value": numbers, "state": state_column})


def stacked(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Return frames of cells as one frame; for small frames this is much faster than pandas' own concatenation."""
    columns: dict[str, object] = {"value": np.concatenate([frame["value"].to_numpy() for frame in frames])}
    for name in frames[0].columns:
        if name != "value":
            texts = [frame[name].array for frame in frames]
            columns[name] = type(texts[0])._concat_same_type(texts)
    return pd.DataFrame({name: columns[name] for name in frames[0].columns})


@lru_cache(maxsize=4096)
def _texts(
    dimensions: tuple[str, ...], codes: tuple[tuple[str, ...], ...], measure: str, base: str
) -> dict[str, pd.api.extensions.ExtensionArray]:
    """Return the columns of text, which are the same whenever a table has the same codes."""
    rows = list(itertools.product(*codes))
    columns = [list(of_dimension) for of_dimension in zip(*rows, strict=True)]
    texts = dict(zip(dimensions, columns, strict=True))
    texts |= {"measure": [measure] * len(rows), "base": [base] * len(rows)}
    return {name: pd.array(of_rows, dtype="str") for name, of_rows in texts.items()}


@lru_cache(maxsize=256)
def _all_counted(rows: int) -> pd.api.extensions.ExtensionArray:
    return pd.array([COUNTED] * rows, dtype="str")
