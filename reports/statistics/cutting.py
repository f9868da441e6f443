"""Cutting: one table from a cube.

Belongs here: cut. Does not: counting persons (counting.py), shares of them (shares.py), tables whose cells are no
counts of persons (reach.py, scores.py, services.py), withholding (reports/disclosure/protecting.py).
"""

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.geography import is_country
from reports.statistics.cells import Counts, cells_of, stacked
from reports.statistics.conditions import meets, meets_none
from reports.statistics.dimensions import (
    NOT_ASKED,
    TOTAL,
    Answers,
    Corridor,
    Ranking,
    Reach,
    Scores,
    Services,
    load_dimensions,
    missing_code,
)
from reports.statistics.facts import SEPARATOR
from reports.statistics.measures import load_measures
from reports.statistics.membership import categories_of, memberships, pairs
from reports.statistics.reach import reach_of
from reports.statistics.scores import scores_of
from reports.statistics.services import services_of
from reports.statistics.shares import shares_of
from reports.statistics.specification import TableSpec
from reports.statistics.statistic import NOT_APPLICABLE, NOT_AVAILABLE, StatisticTable


def cut(cube: pd.DataFrame, spec: TableSpec, year: int) -> StatisticTable:
    """Return the table of ``spec`` from the cube of its theme; a person stands once in a cell, whatever the cell.

    Where no record at all stands behind the table, its cells are not available: nothing reported is no count of
    nobody. So are the codes of a dimension that is known of nobody. A cell in which nobody can stand is not applicable.
    """
    taken = meets(cube, spec.where, year) & meets_none(cube, spec.leave_out, year)
    first = spec.definitions[0]
    read = cube if isinstance(first, Reach | Scores | Services) else cube[_columns_read(cube, spec)]
    chosen = read if taken.all() else read[taken]
    if isinstance(first, Reach):
        return StatisticTable(spec, year, reach_of(chosen, spec, first, year))
    if isinstance(first, Scores):
        return StatisticTable(spec, year, scores_of(chosen, spec, first))
    if isinstance(first, Services):
        return StatisticTable(spec, year, services_of(chosen, spec, first, year))
    codes, counts = _counts(chosen, spec, year, _weights(chosen, spec))
    frame = cells_of(codes, spec, counts, spec.measure, "")
    _mark_not_applicable(frame, spec)
    _mark_unavailable(frame, spec, codes, counts)
    if spec.share_base is not None:
        frame = stacked([frame, *shares_of(frame, codes, spec, counts)])
    return StatisticTable(spec, year, frame)


def _columns_read(cube: pd.DataFrame, spec: TableSpec) -> list[str]:
    """Return the columns of the cube on which a table of counts or amounts stands."""
    asked = [load_dimensions().dimensions[name] for name in spec.asked if name in load_dimensions().dimensions]
    facts = {fact for dimension in (*spec.definitions, *asked) for fact in dimension.facts}
    read = {*facts, *spec.asked, "persons", load_measures()[spec.measure].amount}
    return [name for name in cube.columns if name in read]


def _weights(cube: pd.DataFrame, spec: TableSpec) -> pd.Series:
    amount = load_measures()[spec.measure].amount
    return cube["persons" if amount is None else amount]


def _counts(cube: pd.DataFrame, spec: TableSpec, year: int, weights: pd.Series) -> tuple[list[tuple[str, ...]], Counts]:
    """Return the codes of each dimension, and the counts as an array with an axis a dimension."""
    dimensions = [one for one in spec.definitions if not isinstance(one, Reach | Scores | Services)]
    axes = [categories_of(dimension, cube) for dimension in dimensions]
    if spec.asked:
        categories, places = axes[0]
        asked = meets(cube, spec.asked, year)
        axes[0] = [*categories, NOT_ASKED], np.where(asked, places, len(categories))
    shape = [len(categories) for categories, _ in axes]
    places = np.ravel_multi_index([places for _, places in axes], shape)
    table = np.bincount(places, weights=weights, minlength=int(np.prod(shape))).astype(np.int64).reshape(shape)
    codes = []
    for axis, (dimension, (categories, _)) in enumerate(zip(dimensions, axes, strict=True)):
        ranking = _ranking(dimension, categories, table, spec.threshold) if isinstance(dimension, Ranking) else ()
        codes.append(spec.codes_of(axis, ranking))
        under = memberships(dimension, categories, year, ranking, asked=axis == 0 and bool(spec.asked))
        # The first axis is taken in and its codes become the last: after all dimensions the axes are in order again.
        table = np.tensordot(table, under, axes=(0, 0))
    return codes, table


def _ranking(dimension: Ranking, categories: list[str], counts: Counts, threshold: int) -> tuple[str, ...]:
    """Return the first codes by count, then code; none under the threshold, for a rank tells a size."""
    persons: dict[str, int] = {}
    for category, count in zip(categories, counts.tolist(), strict=True):
        if isinstance(dimension, Corridor):
            own = pairs(category) if category else set()
        else:
            own = {country for country in category.split(SEPARATOR) if is_country(country)}
        for code in own:
            persons[code] = persons.get(code, 0) + count
    ranked = sorted((code for code in persons if persons[code] >= threshold), key=lambda c: (-persons[c], c))
    return tuple(ranked[: dimension.first])


def _mark_not_applicable(frame: pd.DataFrame, spec: TableSpec) -> None:
    """Take the zeros away that could be nothing else, in place; a person who stands there all the same is counted."""
    for cells in spec.not_applicable:
        nobody = (frame["value"] == 0).to_numpy()
        for name, codes in cells.items():
            nobody = nobody & frame[name].isin(codes).to_numpy()
        _mark(frame, nobody, NOT_APPLICABLE)


def _mark_unavailable(frame: pd.DataFrame, spec: TableSpec, codes: list[tuple[str, ...]], counts: Counts) -> None:
    """Take the zeros away that only say that nothing was reported, in place."""
    missing = np.zeros(len(frame), dtype=bool)
    if not counts.ravel()[-1]:
        missing[:] = True
    for axis, (name, dimension) in enumerate(zip(spec.dimensions, spec.definitions, strict=True)):
        if isinstance(dimension, Answers) and dimension.nobody_is_unavailable:
            alone = np.moveaxis(counts, axis, 0).reshape(len(codes[axis]), -1)[:, -1]
            nobody = [code for code, persons in zip(codes[axis], alone, strict=True) if not persons and code != TOTAL]
            missing |= frame[name].isin(nobody).to_numpy()
        unknown = missing_code(dimension)
        if unknown is not None and not _known(codes[axis], unknown, counts, axis):
            missing |= ~frame[name].isin([unknown, NOT_ASKED, TOTAL]).to_numpy()
    _mark(frame, missing, NOT_AVAILABLE)


def _known(codes: tuple[str, ...], unknown: str, counts: Counts, axis: int) -> int:
    """Return of how many an axis is known, and who were asked: of nobody asked nothing is missing."""
    margin = dict(
        zip(codes, counts[tuple(slice(None) if one == axis else -1 for one in range(counts.ndim))], strict=True)
    )
    if not margin[unknown]:
        return 1
    return int(margin[TOTAL] - margin[unknown] - margin.get(NOT_ASKED, 0))


def _mark(frame: pd.DataFrame, cells: npt.NDArray[np.bool_], state: str) -> None:
    if not cells.any():
        return
    frame.loc[cells, "value"] = np.nan
    frame.loc[cells, "state"] = state
