"""Contributors: the offices in whose records each person is; a column of every cube that no table uses.

An office knows its own records (suppression/contributor_attack.py), so the suppression problem holds how many of the
persons in each inner cell are in the records of each office.

Belongs here: the column, and the contributors' own records by inner cell. Does not: what contributors could compute.
"""

from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd
from scipy import sparse

from reports.disclosure.model.inner_cells import InnerCellIndex
from reports.statistics import build_cube
from reports.statistics.cubes import load_cubes
from reports.statistics.variables import SEPARATOR

OFFICE = "office"
RECORDED_BY = "recorded_by"


def cube_with_contributors(theme: str, records: Mapping[str, pd.DataFrame], year: int) -> pd.DataFrame:
    """Return the cube of a theme, with the offices in whose records its persons are."""
    cube = build_cube(theme, records, year, also=(OFFICE,))
    if OFFICE in load_cubes().cubes[theme].variables:
        return cube.assign(**{RECORDED_BY: cube[OFFICE]})
    return cube.rename(columns={OFFICE: RECORDED_BY})


def without_contributors(cube: pd.DataFrame) -> pd.DataFrame:
    """Return a cube without the column of contributors."""
    return cube.drop(columns=RECORDED_BY, errors="ignore")


def own_records(
    indices: Mapping[tuple[str, str], InnerCellIndex], cubes: Mapping[str, pd.DataFrame], inner_cells: int
) -> sparse.csr_matrix:
    """Return how many persons of each inner cell are in the records of each contributor: one row per office, by code.

    ``indices``: by universe, numbered one after the other. Inner cells beyond them have no records.
    """
    return records_by(lambda offices: offices, indices, cubes, inner_cells)[1]


def records_by(
    groups_of: Callable[[tuple[str, ...]], Iterable[Hashable]],
    indices: Mapping[tuple[str, str], InnerCellIndex],
    cubes: Mapping[str, pd.DataFrame],
    inner_cells: int,
) -> tuple[list[Any], sparse.csr_matrix]:
    """Return the groups in their order, and how many persons of each inner cell each group counts: one row per group.

    ``groups_of``: the groups that count a person, given the offices in whose records the person is.
    """
    rows_by_group = {theme: _rows_by_group(cubes[theme], groups_of) for theme in {theme for theme, _ in indices}}
    groups = sorted({group for of_theme in rows_by_group.values() for group in of_theme})
    parts = [
        _membership(groups, rows_by_group[theme], len(cubes[theme])) @ index.counts_by_group()
        for (theme, _), index in indices.items()
    ]
    modelled = sum(part.shape[1] for part in parts)
    beyond = sparse.csr_matrix((len(groups), inner_cells - modelled), dtype=np.int64)
    own = sparse.csr_matrix(sparse.hstack([*parts, beyond], format="csr"))
    own.eliminate_zeros()
    own.sort_indices()
    return groups, own


def _membership(groups: Sequence[Any], rows_by_group: Mapping[Any, np.ndarray], rows: int) -> sparse.csr_matrix:
    """Return 1 where a group counts the persons of a row of a cube. One row per group."""
    of_group = [rows_by_group.get(group, np.zeros(0, dtype=np.int64)) for group in groups]
    ends = np.cumsum([0, *map(len, of_group)])
    columns = np.concatenate([np.zeros(0, dtype=np.int64), *of_group])
    return sparse.csr_matrix((np.ones(len(columns), dtype=np.int64), columns, ends), shape=(len(groups), rows))


def offices_of(cubes: Iterable[pd.DataFrame]) -> list[str]:
    """Return the offices in whose records persons of some cubes are, by code: the order of the rows of own records."""
    found: set[str] = set()
    for cube in cubes:
        if RECORDED_BY in cube.columns:
            found.update(office for of in cube[RECORDED_BY].cat.categories for office in str(of).split(SEPARATOR))
    return sorted(found - {""})


def _rows_by_group(
    cube: pd.DataFrame, groups_of: Callable[[tuple[str, ...]], Iterable[Hashable]]
) -> dict[Any, np.ndarray]:
    if RECORDED_BY not in cube.columns:
        return {}
    codes = cube[RECORDED_BY].cat.codes.to_numpy()
    found: dict[Any, list[int]] = {}
    for code, offices in enumerate(cube[RECORDED_BY].cat.categories):
        for group in dict.fromkeys(groups_of(tuple(office for office in str(offices).split(SEPARATOR) if office))):
            found.setdefault(group, []).append(code)
    return {group: np.flatnonzero(np.isin(codes, of_group)) for group, of_group in found.items()}


def have_contributors(cubes: Iterable[Mapping[str, pd.DataFrame]]) -> bool:
    """Return whether all cubes have the column; cubes of early editions have not."""
    return all(RECORDED_BY in cube.columns for of_edition in cubes for cube in of_edition.values())
