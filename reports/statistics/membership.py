"""Membership: which codes of a dimension a person with a given fact stands under.

Belongs here: one matrix a dimension, a row a category of the fact, a column a code. Does not: counting (cutting.py).
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt

from expectations.geography import region_of
from reports.statistics.dimensions import (
    ANY,
    OTHER,
    TOTAL,
    Answers,
    Level,
    Ranked,
    Recoded,
    Region,
    code_list_of,
    codes_of,
)
from reports.statistics.facts import SEPARATOR

PersonDimension = Answers | Level | Region | Ranked | Recoded


def memberships(
    dimension: PersonDimension, categories: list[str], year: int, ranking: tuple[str, ...] = ()
) -> npt.NDArray[np.int64]:
    """Return a matrix of 0 and 1: row a category of the fact, column a code of ``codes_of(dimension, ranking)``."""
    codes = codes_of(dimension, ranking)
    place = {code: at for at, code in enumerate(codes)}
    stands_under = _rule(dimension, year, ranking)
    matrix = np.zeros((len(categories), len(codes)), dtype=np.int64)
    for row, category in enumerate(categories):
        under = stands_under(category) if category else set()
        for code in under or ({dimension.missing} if dimension.missing else set()):
            matrix[row, place[code]] = 1
        if under and ANY in place:
            matrix[row, place[ANY]] = 1
        matrix[row, place[TOTAL]] = 1
    return matrix


def _rule(dimension: PersonDimension, year: int, ranking: tuple[str, ...]) -> Callable[[str], set[str]]:
    """Return the function from a known category to its codes; none of them means that the person is not known here."""
    if isinstance(dimension, Level):
        codes, level = code_list_of(dimension), frozenset(dimension.codes)
        return lambda category: {code for code in (codes.reaches(category, level),) if code}
    if isinstance(dimension, Region):
        return lambda category: {
            r for one in category.split(SEPARATOR) if (r := region_of(dimension.scheme, year, one))
        }
    if isinstance(dimension, Ranked):
        return lambda category: {one if one in ranking else OTHER for one in category.split(SEPARATOR)}
    if isinstance(dimension, Recoded):
        return lambda category: _recode(dimension, set(category.split(SEPARATOR)))
    printed = set(codes_of(dimension))
    return lambda category: {c for one in category.split(SEPARATOR) if (c := dimension.merged.get(one, one)) in printed}


def _recode(dimension: Recoded, answers: set[str]) -> set[str]:
    for code, recode in dimension.recodes.items():
        if answers >= set(recode.all_of) and not answers & set(recode.none_of):
            return {code}
    return set()
