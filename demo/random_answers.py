"""Drawing the answers of invented persons from weights; everything from one seeded generator.

Belongs here: draws that several forms share. Does not: answers that a target
fixes (victims.py, returns.py, vulnerable.py).
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.geography import region_of

Texts = npt.NDArray[np.object_]
Generator = np.random.Generator


def drawn(rng: Generator, weights: Mapping[str, float], size: int) -> Texts:
    """Return ``size`` keys by weight."""
    share = np.array(list(weights.values()), dtype=float)
    keys = np.array(list(weights), dtype=object)
    return keys[rng.choice(len(keys), size=size, p=share / share.sum())]


def dealt(rng: Generator, counts: Mapping[str, int]) -> Texts:
    """Return each key as often as its count says, in random order; ``not_stated`` and ``unknown`` become blank."""
    keys = np.array(["" if key in ("not_stated", "unknown") else key for key in counts], dtype=object)
    return rng.permutation(np.repeat(keys, list(counts.values())))


def ages(rng: Generator, groups: Texts, weights: Mapping[str, Mapping[str, float]]) -> npt.NDArray[np.int64]:
    """Return an age in completed years for each CHILD or ADULT, -1 where the group is blank."""
    years = np.full(len(groups), -1, dtype=np.int64)
    for group, bands in weights.items():
        places = np.flatnonzero(groups == group)
        lowest = {band: int(band.partition("-")[0].rstrip("+")) for band in bands}
        highest = {band: int(band.partition("-")[2] or 85) for band in bands}
        picked = drawn(rng, bands, len(places))
        low = np.array([lowest[band] for band in picked], dtype=np.int64)
        high = np.array([highest[band] for band in picked], dtype=np.int64)
        years[places] = rng.integers(low, high, endpoint=True)
    return years


def flags(rng: Generator, group: str, chances: Mapping[str, float], size: int, unanswered: float) -> dict[str, Texts]:
    """Return the flags of a group; ``chances`` in 0–1, ``unanswered`` the share of persons with no answer at all."""
    blank = rng.random(size) < unanswered
    yes = {f"{group}_{key}": rng.random(size) < chance for key, chance in chances.items()}
    return {name: np.where(blank, "", np.where(flag, "1", "0")).astype(object) for name, flag in yes.items()}


def answers(rng: Generator, spread: Mapping[str, Any], size: int) -> dict[str, Texts]:
    """Return the fields and groups of flags that nothing but their weights binds; flags' chances in per cent."""
    columns = {field: drawn(rng, weights, size) for field, weights in spread.get("fields", {}).items()}
    for group, chances in spread.get("flags", {}).items():
        parts = {key: chance / 100 for key, chance in chances.items()}
        columns |= flags(rng, group, parts, size, spread["group_unanswered"][group])
    return columns


def nearness(rows: list[str], columns: list[str], year: int, within_region: float) -> npt.NDArray[np.float64]:
    """Return the affinity of two lists of countries: ``within_region`` in one world region, 1 elsewhere."""
    row_regions = np.array([region_of("world_region", year, code) or "" for code in rows], dtype=object)
    column_regions = np.array([region_of("world_region", year, code) or "-" for code in columns], dtype=object)
    return np.where(row_regions[:, None] == column_regions[None, :], within_region, 1.0)


def favoured(
    affinity: npt.NDArray[np.float64],
    rows: list[str],
    columns: list[str],
    corridors: Mapping[str, Mapping[str, float]],
) -> None:
    """Multiply the affinity of the corridors, given as column country to row country, in place."""
    for column, favoured_rows in corridors.items():
        for row, weight in favoured_rows.items():
            if row in rows and column in columns:
                affinity[rows.index(row), columns.index(column)] *= weight


def framed(columns: Mapping[str, Any]) -> pd.DataFrame:
    """Return a frame of texts as plain objects, blanks as empty texts."""
    return pd.DataFrame({name: pd.Series(column, dtype=object) for name, column in columns.items()})
