"""Tabulation: one table from a cube.

Belongs here: tabulate. Does not: counting persons (cube_builder.py), shares of them (shares.py), tables whose cells are
no counts of persons (distinct_counts.py, scores.py, services.py), suppression
(reports/disclosure/protect_table.py).
"""

from dataclasses import dataclass
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.geography import is_country
from reports.published.codes import NOT_ASKED, TOTAL
from reports.statistics.cell_frames import CellBlock, CountArray, States, stacked
from reports.statistics.conditions import meets, meets_none
from reports.statistics.dimensions import (
    Answers,
    Corridor,
    DistinctCount,
    PersonDimension,
    Ranking,
    Scores,
    Services,
    load_dimensions,
    missing_code,
)
from reports.statistics.distinct_counts import count_distinct
from reports.statistics.measures import load_measures
from reports.statistics.membership import categories_of, memberships, pairs
from reports.statistics.scores import scores_of
from reports.statistics.services import services_of
from reports.statistics.shares import shares_of
from reports.statistics.specification import TableSpec
from reports.statistics.statistic import COUNTED, NOT_APPLICABLE, NOT_AVAILABLE, StatisticTable
from reports.statistics.variables import SEPARATOR


def tabulate(cube: pd.DataFrame, spec: TableSpec, year: int) -> StatisticTable:
    """Return the table of ``spec`` from the cube of its theme. Every cell counts a person once.

    Where the table has no record at all, its cells are not available: nothing reported is not a zero. So are the codes
    of a dimension that is known of no person. A cell in which no person can be is not applicable.
    """
    first = spec.definitions[0]
    chosen, _ = about(cube, spec, year)
    if isinstance(first, DistinctCount):
        return StatisticTable(spec, year, count_distinct(chosen, spec, first, year))
    if isinstance(first, Scores):
        return StatisticTable(spec, year, scores_of(chosen, spec, first))
    if isinstance(first, Services):
        return StatisticTable(spec, year, services_of(chosen, spec, first, year))
    tally = tallied(chosen, spec, year)
    codes, counts = tally.under_codes(tally.counts[0])
    return StatisticTable(spec, year, stacked([block.frame(spec) for block in laid_out(codes, counts, spec)]))


def about(cube: pd.DataFrame, spec: TableSpec, year: int) -> tuple[pd.DataFrame, npt.NDArray[np.bool_]]:
    """Return the rows of a cube that a table counts, with the columns that it reads, and the flags of these rows."""
    taken = meets(cube, spec.where, year) & meets_none(cube, spec.leave_out, year)
    read = cube[_columns_read(cube, spec)] if is_added_up(spec) else cube
    return read if taken.all() else read[taken], taken


def is_added_up(spec: TableSpec) -> bool:
    """Say whether the numbers of a table follow from counts that add up over persons."""
    return not isinstance(spec.definitions[0], DistinctCount | Scores | Services)


@dataclass(frozen=True)
class Tally:
    """Counts by the categories of a table's variables, before codes, ranks and shares.

    ``counts`` has one array per part of the persons; parts add up.
    """

    spec: TableSpec
    year: int
    categories: tuple[list[str], ...]
    counts: CountArray

    def under_codes(self, counts: CountArray) -> tuple[list[tuple[str, ...]], CountArray]:
        """Return the codes of each dimension, and ``counts``, of any parts together, with an axis a dimension."""
        codes, table = [], counts
        for axis, dimension in enumerate(_of_persons(self.spec)):
            ranking: tuple[str, ...] = ()
            if isinstance(dimension, Ranking):
                ranking = _ranking(dimension, self._own_codes, table, self.spec.threshold)
            codes.append(self.spec.codes_of(axis, ranking))
            # The first axis is taken in and its codes become the last: after all dimensions they are in order again.
            table = np.tensordot(table, self._under(axis, ranking), axes=(0, 0))
        return codes, table

    @cached_property
    def _own_codes(self) -> list[set[str]]:
        return [_ranked_codes(_of_persons(self.spec)[0], category) for category in self.categories[0]]

    @cached_property
    def _memberships(self) -> dict[tuple[int, tuple[str, ...]], CountArray]:
        return {}

    def _under(self, axis: int, ranking: tuple[str, ...]) -> CountArray:
        if (axis, ranking) not in self._memberships:
            asked = axis == 0 and bool(self.spec.asked)
            dimension, categories = _of_persons(self.spec)[axis], self.categories[axis]
            self._memberships[axis, ranking] = memberships(dimension, categories, self.year, ranking, asked=asked)
        return self._memberships[axis, ranking]


def tallied(
    cube: pd.DataFrame, spec: TableSpec, year: int, part: npt.NDArray[np.int64] | None = None, parts: int = 1
) -> Tally:
    """Return the counts of a table by categories; ``part``: of each row of the cube to which of ``parts`` it belongs.

    The cube has only the rows that the table counts.
    """
    axes = [categories_of(dimension, cube) for dimension in _of_persons(spec)]
    if spec.asked:
        categories, places = axes[0]
        asked = meets(cube, spec.asked, year)
        axes[0] = [*categories, NOT_ASKED], np.where(asked, places, len(categories))
    shape = [parts, *(len(categories) for categories, _ in axes)]
    of_part = np.zeros(len(cube), dtype=np.int64) if part is None else part
    places = np.ravel_multi_index([of_part, *(places for _, places in axes)], shape)
    counts = np.bincount(places, weights=_weights(cube, spec), minlength=int(np.prod(shape)))
    return Tally(spec, year, tuple(categories for categories, _ in axes), counts.astype(np.int64).reshape(shape))


def laid_out(codes: list[tuple[str, ...]], counts: CountArray, spec: TableSpec) -> list[CellBlock]:
    """Return the numbers of a table from its counts: these, and the shares that are made of them."""
    states = np.full(counts.shape, COUNTED, dtype=object)
    _mark_not_applicable(states, spec, codes, counts)
    _mark_unavailable(states, spec, codes, counts)
    blocks = [CellBlock(tuple(codes), spec.measure, "", counts.ravel().astype(np.float64), states.ravel())]
    return blocks if spec.share_base is None else [*blocks, *shares_of(states, codes, spec, counts)]


def _of_persons(spec: TableSpec) -> list[PersonDimension]:
    return [one for one in spec.definitions if not isinstance(one, DistinctCount | Scores | Services)]


def _columns_read(cube: pd.DataFrame, spec: TableSpec) -> list[str]:
    """Return the columns of the cube that a table of counts or amounts reads."""
    asked = [load_dimensions().dimensions[name] for name in spec.asked if name in load_dimensions().dimensions]
    variables = {variable for dimension in (*spec.definitions, *asked) for variable in dimension.variables}
    read = {*variables, *spec.asked, "persons", load_measures()[spec.measure].amount}
    return [name for name in cube.columns if name in read]


def _weights(cube: pd.DataFrame, spec: TableSpec) -> pd.Series:
    amount = load_measures()[spec.measure].amount
    return cube["persons" if amount is None else amount]


def _ranked_codes(dimension: PersonDimension, category: str) -> set[str]:
    """Return what of a category can be ranked: countries, and corridors between them."""
    if isinstance(dimension, Corridor):
        return pairs(category) if category else set()
    return {country for country in category.split(SEPARATOR) if is_country(country)}


def _ranking(dimension: Ranking, own_codes: list[set[str]], counts: CountArray, threshold: int) -> tuple[str, ...]:
    """Return the first codes by count, then code; none under the threshold, because a rank discloses a size."""
    persons: dict[str, int] = {}
    for own, count in zip(own_codes, counts.tolist(), strict=True):
        for code in own:
            persons[code] = persons.get(code, 0) + count
    ranked = sorted((code for code in persons if persons[code] >= threshold), key=lambda c: (-persons[c], c))
    return tuple(ranked[: dimension.first])


def _mark_not_applicable(states: States, spec: TableSpec, codes: list[tuple[str, ...]], counts: CountArray) -> None:
    """Mark zeros that could be nothing else, in place; a person who is there all the same is counted."""
    for cells in spec.structural_zeros:
        nobody = counts == 0
        for name, named in cells.items():
            axis = spec.dimensions.index(name)
            nobody = nobody & _along(axis, [code in named for code in codes[axis]], counts.ndim)
        states[nobody] = NOT_APPLICABLE


def _mark_unavailable(states: States, spec: TableSpec, codes: list[tuple[str, ...]], counts: CountArray) -> None:
    """Mark zeros where nothing was reported, in place."""
    missing = np.full(counts.shape, not counts.ravel()[-1], dtype=bool)
    for axis, dimension in enumerate(spec.definitions):
        if isinstance(dimension, Answers) and dimension.nobody_is_unavailable:
            alone = np.moveaxis(counts, axis, 0).reshape(len(codes[axis]), -1)[:, -1]
            nobody = [not persons and code != TOTAL for code, persons in zip(codes[axis], alone, strict=True)]
            missing |= _along(axis, nobody, counts.ndim)
        unknown = missing_code(dimension)
        if unknown is not None and not _known(codes[axis], unknown, counts, axis):
            missing |= _along(axis, [code not in (unknown, NOT_ASKED, TOTAL) for code in codes[axis]], counts.ndim)
    states[missing] = NOT_AVAILABLE


def _along(axis: int, flags: list[bool], dimensions: int) -> npt.NDArray[np.bool_]:
    """Return flags of the codes of an axis, in a shape that broadcasts over an array of all axes."""
    return np.array(flags, dtype=bool).reshape([-1 if one == axis else 1 for one in range(dimensions)])


def _known(codes: tuple[str, ...], unknown: str, counts: CountArray, axis: int) -> int:
    """Return of how many persons an axis is known, and how many were asked."""
    margin = dict(
        zip(codes, counts[tuple(slice(None) if one == axis else -1 for one in range(counts.ndim))], strict=True)
    )
    if not margin[unknown]:
        return 1
    return int(margin[TOTAL] - margin[unknown] - margin.get(NOT_ASKED, 0))
