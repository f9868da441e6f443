"""Whose records persons are in: one more column of every cube, at which no table looks.

An office knows its own records (suppression/contributor_attack.py), so the protection problem is told how many of the
persons in each unknown are in the records of each office.

Belongs here: the column, and the offices' own records by unknown. Does not: what offices could find.
"""

from collections.abc import Iterable, Mapping

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
    """Return the cube of a theme, its persons told apart by the offices in whose records they are."""
    cube = build_cube(theme, records, year, also=(OFFICE,))
    if OFFICE in load_cubes().cubes[theme].facts:
        return cube.assign(**{RECORDED_BY: cube[OFFICE]})
    return cube.rename(columns={OFFICE: RECORDED_BY})


def without_contributors(cube: pd.DataFrame) -> pd.DataFrame:
    """Return a cube without the column."""
    return cube.drop(columns=RECORDED_BY, errors="ignore")


def own_records(
    layouts: Mapping[tuple[str, str], InnerCellIndex], cubes: Mapping[str, pd.DataFrame], unknowns: int
) -> sparse.csr_matrix:
    """Return how many persons of each unknown are in the records of each office: one row an office, by its code.

    ``layouts``: by theme and what is counted, numbered one after the other. Unknowns beyond them have none.
    """
    held = {universe: _by_office(cubes[universe[0]]) for universe in layouts}
    offices = sorted({office for of_theme in held.values() for office in of_theme})
    rows = []
    for office in offices:
        parts = [np.zeros(0, dtype=np.int64)]
        for universe, layout in layouts.items():
            rows_of = held[universe].get(office)
            if rows_of is None:
                parts.append(np.zeros(sum(len(one) for one in layout.truth), dtype=np.int64))
            else:
                parts.append(layout.counts_of(rows_of))
        own = np.concatenate(parts)
        rows.append(sparse.csr_matrix(np.pad(own, (0, unknowns - len(own)))))
    return sparse.vstack(rows, format="csr") if rows else sparse.csr_matrix((0, unknowns), dtype=np.int64)


def _by_office(cube: pd.DataFrame) -> dict[str, np.ndarray]:
    if RECORDED_BY not in cube.columns:
        return {}
    codes = cube[RECORDED_BY].cat.codes.to_numpy()
    found: dict[str, list[int]] = {}
    for at, several in enumerate(cube[RECORDED_BY].cat.categories):
        for office in str(several).split(SEPARATOR):
            found.setdefault(office, []).append(at)
    return {office: np.flatnonzero(np.isin(codes, own)) for office, own in found.items() if office}


def have_contributors(cubes: Iterable[Mapping[str, pd.DataFrame]]) -> bool:
    """Say whether all cubes have the column; those of editions from before it was kept have not."""
    return all(RECORDED_BY in cube.columns for of_edition in cubes for cube in of_edition.values())
