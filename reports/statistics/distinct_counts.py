"""Distinct counts: tables that count different countries or offices and no persons.

Belongs here: the cells of a table with a dimension of distinct counts. Does not: tables of persons (tabulation.py).
"""

import numpy as np
import pandas as pd

from expectations.geography import is_country
from reports.statistics.cell_frames import cells_of
from reports.statistics.conditions import meets
from reports.statistics.cube_builder import NOT_KNOWN
from reports.statistics.dimensions import DistinctCount, codes_of
from reports.statistics.specification import TableSpec
from reports.statistics.statistic import COUNTED, NOT_AVAILABLE
from reports.statistics.variables import SEPARATOR

LEAST_RESPONSE = 0.8


def count_distinct(cube: pd.DataFrame, spec: TableSpec, dimension: DistinctCount, year: int) -> pd.DataFrame:
    """Return the number of different countries of each variable that the table counts.

    Not available where the variable is known of fewer than four persons in five: the number would be a lower bound,
    and no headline is made on such a response (field rule 8.3).
    """
    numbers, states = [], []
    for counted in dimension.counted.values():
        rows = cube[meets(cube, {"theme": (counted.theme,)} if counted.theme else {}, year)]
        texts = rows[counted.variable].unique()
        known = rows.loc[(rows[counted.variable] != NOT_KNOWN).to_numpy(), "persons"].sum()
        found = {one for text in texts if text != NOT_KNOWN for one in str(text).split(SEPARATOR) if is_country(one)}
        numbers.append(len(found))
        answered = known >= LEAST_RESPONSE * rows["persons"].sum()
        states.append(COUNTED if found and answered else NOT_AVAILABLE)
    return cells_of([codes_of(dimension)], spec, np.array(numbers), spec.measure, "", states)
