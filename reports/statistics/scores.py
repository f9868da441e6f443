"""Scores: tables of means, each with the number of persons who have the score.

Belongs here: the cells of a table with a dimension of scores. Does not: which may be printed (reports/disclosure).
"""

import pandas as pd

from reports.statistics.cell_frames import cells_of
from reports.statistics.cube_builder import known_of
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import Scores, codes_of
from reports.statistics.measures import MEAN
from reports.statistics.specification import TableSpec
from reports.statistics.statistic import COUNTED, NOT_APPLICABLE, NOT_AVAILABLE


def scores_of(cube: pd.DataFrame, spec: TableSpec, scores: Scores) -> pd.DataFrame:
    """Return the persons who have each score, and its mean to two decimals, halves up.

    A score that no person has is not available: it was not taken, or not reported. Its mean is not applicable.
    """
    persons, means = [], []
    for scored in scores.scored.values():
        number, units = int(cube[known_of(scored.amount)].sum()), int(cube[scored.amount].sum())
        persons.append(number)
        means.append(mean(units, number, load_cubes().variables[scored.amount].decimals) if number else 0.0)
    codes = [codes_of(scores)]
    counted = [COUNTED if number else NOT_AVAILABLE for number in persons]
    of_these = [COUNTED if number else NOT_APPLICABLE for number in persons]
    return pd.concat(
        [
            cells_of(codes, spec, persons, spec.measure, "", counted),
            cells_of(codes, spec, means, MEAN, "known", of_these),
        ],
        ignore_index=True,
    )


def mean(units: int, persons: int, decimals: int) -> float:
    """Return the mean of a sum in ``units`` of its last decimal, to two decimals, halves up."""
    return float((200 * units + persons * 10**decimals) // (2 * persons * 10**decimals)) / 100
