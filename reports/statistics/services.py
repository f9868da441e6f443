"""Health services: tables whose first dimension is an indicator in its unit of count.

Belongs here: the cells of such a table, each service by itself. Does not: which services may be crossed with
which dimensions (sensitive_indicators.py), suppression (reports/disclosure).
"""

import numpy as np
import pandas as pd

from reports.published.codes import NOT_STATED
from reports.statistics.cell_frames import CountArray, cells_of
from reports.statistics.conditions import meets
from reports.statistics.cube_builder import NOT_KNOWN, known_of
from reports.statistics.dimensions import DistinctCount, PersonDimension, Scores, Services, codes_of
from reports.statistics.measures import load_measures
from reports.statistics.membership import categories_of, memberships
from reports.statistics.specification import TableSpec
from reports.statistics.statistic import COUNTED, ESTIMATED, NOT_AVAILABLE


def services_of(cube: pd.DataFrame, spec: TableSpec, services: Services, year: int) -> pd.DataFrame:
    """Return the numbers of each service by the other dimensions of the table.

    A cell without a reported number is not available, and a reported zero is 0. A number is estimated where one of
    the reported numbers is. A table of no services has one row, which is not available.
    """
    amount = str(load_measures()[spec.measure].amount)
    others = [one for one in spec.definitions[1:] if not isinstance(one, DistinctCount | Scores | Services)]
    texts = cube[services.variable].astype(str).replace(NOT_KNOWN, NOT_STATED)
    present = services.ordered(texts.unique()) or (NOT_STATED,)
    is_estimate = meets(cube, spec.estimated, year) if spec.estimated else np.zeros(len(cube), dtype=bool)
    values, states = [], []
    for service in present:
        own = cube[(texts == service).to_numpy()]
        estimates = own[known_of(amount)].where(is_estimate[(texts == service).to_numpy()], 0)
        numbers, known, estimated = (
            _margins(own, others, weights, year) for weights in (own[amount], own[known_of(amount)], estimates)
        )
        values.append(numbers)
        states.append(np.where(known == 0, NOT_AVAILABLE, np.where(estimated > 0, ESTIMATED, COUNTED)))
    codes = [present, *(codes_of(dimension) for dimension in others)]
    flat = [str(state) for part in states for state in part.ravel()]
    return cells_of(codes, spec, np.array(values), spec.measure, "", flat)


def _margins(cube: pd.DataFrame, dimensions: list[PersonDimension], weights: pd.Series, year: int) -> CountArray:
    """Return the sums of ``weights``, with one axis per dimension in the order of its codes."""
    if not dimensions:
        return np.array([int(weights.sum())])
    axes = [categories_of(dimension, cube) for dimension in dimensions]
    shape = [len(categories) for categories, _ in axes]
    places = np.ravel_multi_index([places for _, places in axes], shape)
    table = np.bincount(places, weights=weights, minlength=int(np.prod(shape))).astype(np.int64).reshape(shape)
    for dimension, (categories, _) in zip(dimensions, axes, strict=True):
        table = np.tensordot(table, memberships(dimension, categories, year), axes=(0, 0))
    return np.asarray(table, dtype=np.int64)
