"""Contributors: the offices in whose records each person is; a column of every cube that no table uses.

An office knows its own records (suppression/contributor_attack.py), so the suppression problem holds how many of the
persons in each inner cell are in the records of each office.

Belongs here: the column, and the contributors' own records by inner cell. Does not: what contributors could compute.
"""

from collections.abc import Iterable, Mapping, Sequence

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
    rows_by_office = {theme: _rows_by_office(cubes[theme]) for theme in {theme for theme, _ in indices}}
    offices = sorted({office for of_theme in rows_by_office.values() for office in of_theme})
    parts = [
        _membership(offices, rows_by_office[theme], len(cubes[theme])) @ index.counts_by_group()
        for (theme, _), index in indices.items()
    ]
    modelled = sum(part.shape[1] for part in parts)
    beyond = sparse.csr_matrix((len(offices), inner_cells - modelled), dtype=np.int64)
    own = sparse.csr_matrix(sparse.hstack([*parts, beyond], format="csr"))
    own.eliminate_zeros()
    own.sort_indices()
    return own


def _membership(offices: Sequence[str], rows_by_office: Mapping[str, np.ndarray], rows: int) -> sparse.csr_matrix:
    """Return 1 where an office has the persons of a row of a cube in its records. One row per office."""
    of_office = [rows_by_office.get(office, np.zeros(0, dtype=np.int64)) for office in offices]
    ends = np.cumsum([0, *map(len, of_office)])
    columns = np.concatenate([np.zeros(0, dtype=np.int64), *of_office])
    return sparse.csr_matrix((np.ones(len(columns), dtype=np.int64), columns, ends), shape=(len(offices), rows))


def _rows_by_office(cube: pd.DataFrame) -> dict[str, np.ndarray]:
    if RECORDED_BY not in cube.columns:
        return {}
    codes = cube[RECORDED_BY].cat.codes.to_numpy()
    found: dict[str, list[int]] = {}
    for code, offices in enumerate(cube[RECORDED_BY].cat.categories):
        for office in str(offices).split(SEPARATOR):
            found.setdefault(office, []).append(code)
    return {office: np.flatnonzero(np.isin(codes, of_office)) for office, of_office in found.items() if office}


def have_contributors(cubes: Iterable[Mapping[str, pd.DataFrame]]) -> bool:
    """Return whether all cubes have the column; cubes of early editions have not."""
    return all(RECORDED_BY in cube.columns for of_edition in cubes for cube in of_edition.values())
