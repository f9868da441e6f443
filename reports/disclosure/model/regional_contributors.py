"""Regional offices as contributors: each has the records of all offices of its region.

The regions are those of the scheme ``regional_office`` (expectations/geography). A person in the records of two offices
counts once. A regional office of one office knows what this office knows, and is left out.

Belongs here: coalitions from the cubes of an edition. Does not: what they could compute
(suppression/coalition_attack.py).
"""

import itertools
from collections.abc import Iterator, Mapping

import numpy as np
import pandas as pd

from expectations.geography import region_of
from reports.disclosure.arrays import IntArray
from reports.disclosure.model.contributors import offices_of, records_by
from reports.disclosure.model.inner_cells import InnerCellIndex
from reports.disclosure.suppression.coalitions import Coalitions

SCHEME = "regional_office"


def coalitions_of(
    indices: Mapping[tuple[str, str], InnerCellIndex], cubes: Mapping[str, pd.DataFrame], inner_cells: int, year: int
) -> Coalitions:
    """Return the coalitions among the offices of an edition.

    ``indices``: by universe, numbered one after the other. Inner cells beyond them have no records.
    """
    offices = offices_of(cubes[theme] for theme, _ in indices)
    members = [region for region in (region_of(SCHEME, year, office) for office in offices) if region]
    several = {region for region in members if members.count(region) > 1}

    def regional(recorded_by: tuple[str, ...]) -> Iterator[str]:
        regions = (region_of(SCHEME, year, office) for office in recorded_by)
        return (region for region in regions if region in several)

    def pairs(recorded_by: tuple[str, ...]) -> Iterator[tuple[int, int]]:
        return itertools.combinations(sorted(offices.index(office) for office in recorded_by), 2)

    names, own = records_by(regional, indices, cubes, inner_cells)
    of_two, both = records_by(pairs, indices, cubes, inner_cells)
    shared: dict[int, dict[int, IntArray]] = {}
    for row, (first, second) in enumerate(of_two):
        shared.setdefault(first, {})[second] = both[row].toarray()[0].astype(np.int64)
    return Coalitions(tuple(names), own, shared)
