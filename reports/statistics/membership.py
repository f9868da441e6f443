"""Membership: which codes of a dimension count a person with a given value of its variable.

Belongs here: one matrix per dimension, with one row per category of the variable and one column per code. Does not:
counting (tabulation.py).
"""

from collections.abc import Callable

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.geography import is_country, region_of
from reports.published.codes import ANY, NONE, NOT_ASKED, OTHER, SAME_COUNTRY, TOTAL
from reports.statistics.dimensions import (
    YES_NO,
    Corridor,
    Level,
    PersonDimension,
    Ranked,
    Recoded,
    Region,
    YesNo,
    code_list_of,
    codes_of,
)
from reports.statistics.recoding import pooled_under
from reports.statistics.variables import SEPARATOR

ENDS = "-"  # between the two ends of a corridor


def memberships(
    dimension: PersonDimension,
    categories: list[str],
    year: int,
    ranking: tuple[str, ...] = (),
    *,
    asked: bool = False,
) -> npt.NDArray[np.int64]:
    """Return a matrix of 0 and 1: row a category of the variable, column a code of ``codes_of(dimension, ranking)``.

    Where there are persons not ``asked``, the category NOT_ASKED is theirs.
    """
    codes = codes_of(dimension, ranking, asked=asked)
    place = {code: at for at, code in enumerate(codes)}
    stands_under = _rule(dimension, year, ranking)
    matrix = np.zeros((len(categories), len(codes)), dtype=np.int64)
    for row, category in enumerate(categories):
        matrix[row, place[TOTAL]] = 1
        if category == NOT_ASKED and asked:
            matrix[row, place[NOT_ASKED]] = 1
            continue
        under = stands_under(category) if category else set()
        for code in under or ({dimension.missing} if dimension.missing else set()):
            matrix[row, place[code]] = 1
        if under - {NONE} and ANY in place:
            matrix[row, place[ANY]] = 1
    return matrix


def categories_of(dimension: PersonDimension, cube: pd.DataFrame) -> tuple[list[str], npt.NDArray[np.int64]]:
    """Return the different categories of the dimension's variable in a cube, and for each row the index of its own.

    A corridor has two variables: its categories join those of both ends, "" where one of them is not known.
    """
    first = cube[dimension.variables[0]].cat
    categories = [str(category) for category in first.categories]
    places = np.asarray(first.codes, dtype=np.int64)
    if not isinstance(dimension, Corridor):
        return categories, places
    second = cube[dimension.to].cat
    ends = [str(category) for category in second.categories]
    joined, places = np.unique(places * len(ends) + np.asarray(second.codes, dtype=np.int64), return_inverse=True)
    starts, stops = np.divmod(joined, max(len(ends), 1))
    texts = ((categories[a], ends[b]) for a, b in zip(starts.tolist(), stops.tolist(), strict=True))
    return [ENDS.join(pair) if all(pair) else "" for pair in texts], places.astype(np.int64)


def pairs(category: str) -> set[str]:
    """Return the corridors of a category that joins the countries of both ends, "UKR;HTI-RUS"; countries only."""
    start, end = (text.split(SEPARATOR) for text in category.split(ENDS))
    return {ENDS.join((a, b)) for a in start for b in end if is_country(a) and is_country(b) and a != b}


def _rule(dimension: PersonDimension, year: int, ranking: tuple[str, ...]) -> Callable[[str], set[str]]:
    """Return the function from a known category to its codes; none of them means that the person is not known here."""
    match dimension:
        case Level():
            codes, level = code_list_of(dimension), frozenset(dimension.codes)
            return lambda category: {code for code in (codes.reaches(category, level),) if code}
        case Region():
            scheme, of, pool = dimension.scheme, dimension.composition_of or year, pooled_under(dimension.pooled)
            return lambda category: {
                pool.get(r, r) for one in category.split(SEPARATOR) if (r := region_of(scheme, of, one))
            }
        case Ranked():
            return lambda category: {one if one in ranking else OTHER for one in category.split(SEPARATOR)}
        case Corridor():
            return lambda category: _corridors(category, ranking)
        case Recoded():
            return lambda category: _recode(dimension, set(category.split(SEPARATOR)))
        case YesNo():
            return lambda category: {YES_NO[category]}
    printed, place_of = set(codes_of(dimension)), dimension.merged | pooled_under(dimension.pooled)
    return lambda category: {c for one in category.split(SEPARATOR) if (c := place_of.get(one, one)) in printed}


def _corridors(category: str, ranking: tuple[str, ...]) -> set[str]:
    """Return the codes of corridors: ``other`` for a pair that is not ranked or not of countries, ``same_country``."""
    start, end = (text.split(SEPARATOR) for text in category.split(ENDS))
    found = set()
    for a in start:
        for b in end:
            if a == b and is_country(a):
                found.add(SAME_COUNTRY)
            else:
                pair = ENDS.join((a, b))
                found.add(pair if pair in ranking else OTHER)
    return found


def _recode(dimension: Recoded, answers: set[str]) -> set[str]:
    if answers == {NONE}:
        return set()
    code = next((code for code, recode in dimension.recodes.items() if recode.takes(answers)), None)
    return {code} if code else set()
