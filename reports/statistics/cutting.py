"""Cutting: one table from a cube.

Belongs here: cut. Does not: counting persons (counting.py), withholding (reports/disclosure/protecting.py).
"""

import itertools

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.geography import is_country
from reports.statistics.counting import NOT_KNOWN
from reports.statistics.dimensions import TOTAL, Answers, Ranked, Reach, codes_of
from reports.statistics.facts import SEPARATOR
from reports.statistics.membership import memberships
from reports.statistics.specification import TableSpec
from reports.statistics.statistic import COUNTED, NOT_APPLICABLE, NOT_AVAILABLE, StatisticTable

Counts = npt.NDArray[np.int64]

LEAST_RESPONSE = 0.8


def cut(cube: pd.DataFrame, spec: TableSpec, year: int) -> StatisticTable:
    """Return the table of ``spec`` from the cube of its theme; a person stands once in a cell, whatever the cell.

    Where no record at all stands behind the table, its cells are not available: nothing reported is no count of nobody.
    """
    chosen = cube[_meets(cube, spec.where)]
    reach = spec.definitions[0]
    if isinstance(reach, Reach):
        return StatisticTable(spec, year, _reach(chosen, spec, reach))
    codes, counts = _counts(chosen, spec, year)
    frame = _cells(codes, spec, counts, spec.measure, "")
    _mark_unavailable(frame, spec)
    if spec.share_base is not None:
        frame = pd.concat([frame, _shares(frame, codes, spec, counts)], ignore_index=True)
    return StatisticTable(spec, year, frame)


def _meets(cube: pd.DataFrame, where: dict[str, tuple[str, ...]]) -> npt.NDArray[np.bool_]:
    """Whether a row of the cube has, of each fact, at least one of the codes asked for."""
    met = np.ones(len(cube), dtype=bool)
    for fact, codes in where.items():
        categories = cube[fact].cat.categories
        wanted = np.array([not set(codes).isdisjoint(str(c).split(SEPARATOR)) for c in categories], dtype=bool)
        met &= wanted[cube[fact].cat.codes]
    return met


def _counts(cube: pd.DataFrame, spec: TableSpec, year: int) -> tuple[list[tuple[str, ...]], Counts]:
    """Return the codes of each dimension, and the counts as an array with an axis a dimension."""
    facts = [cube[d.fact].cat for d in spec.definitions if not isinstance(d, Reach)]
    shape = [len(fact.categories) for fact in facts]
    places = np.ravel_multi_index([fact.codes.to_numpy(dtype=np.int64) for fact in facts], shape)
    table = np.bincount(places, weights=cube["persons"], minlength=int(np.prod(shape))).astype(np.int64).reshape(shape)
    codes = []
    for dimension, fact in zip(spec.definitions, facts, strict=True):
        if isinstance(dimension, Reach):
            continue
        categories = [str(category) for category in fact.categories]
        ranking = _ranking(dimension, categories, table, spec.threshold) if isinstance(dimension, Ranked) else ()
        codes.append(codes_of(dimension, ranking))
        # The first axis is taken in and its codes become the last: after all dimensions the axes are in order again.
        table = np.tensordot(table, memberships(dimension, categories, year, ranking), axes=(0, 0))
    return codes, table


def _ranking(dimension: Ranked, categories: list[str], counts: Counts, threshold: int) -> tuple[str, ...]:
    """Return the first countries by count, then code; none under the threshold, for a rank tells a size."""
    persons: dict[str, int] = {}
    for category, count in zip(categories, counts.tolist(), strict=True):
        for country in category.split(SEPARATOR):
            if is_country(country):
                persons[country] = persons.get(country, 0) + count
    ranked = sorted((country for country in persons if persons[country] >= threshold), key=lambda c: (-persons[c], c))
    return tuple(ranked[: dimension.first])


def _cells(
    codes: list[tuple[str, ...]], spec: TableSpec, values: npt.ArrayLike, measure: str, base: str
) -> pd.DataFrame:
    frame = pd.DataFrame(list(itertools.product(*codes)), columns=list(spec.dimensions), dtype="str")
    numbers = pd.Series(np.asarray(values, dtype=np.float64).ravel(), index=frame.index)
    texts = {"measure": measure, "base": base, "state": COUNTED}
    columns = {name: pd.Series(text, index=frame.index, dtype="str") for name, text in texts.items()}
    return frame.assign(**columns, value=numbers)[[*spec.dimensions, "measure", "base", "value", "state"]]


def _mark_unavailable(frame: pd.DataFrame, spec: TableSpec) -> None:
    """Take the zeros away that only say that nothing was reported, in place."""
    missing = np.zeros(len(frame), dtype=bool)
    if not frame["value"].iloc[-1]:
        missing[:] = True
    for name, dimension in zip(spec.dimensions, spec.definitions, strict=True):
        if isinstance(dimension, Answers) and dimension.nobody_is_unavailable:
            missing |= (frame["value"] == 0).to_numpy() & (frame[name] != TOTAL).to_numpy()
    frame.loc[missing, "value"] = np.nan
    frame.loc[missing, "state"] = NOT_AVAILABLE


def _shares(counts: pd.DataFrame, codes: list[tuple[str, ...]], spec: TableSpec, table: Counts) -> pd.DataFrame:
    """Return the shares in per cent, to one decimal, halves up; of all, or of those of whom the dimension is known."""
    of = int(table.ravel()[-1])
    shares = _cells(codes, spec, np.zeros(table.shape), "share_pct", str(spec.share_base))
    state = counts["state"].to_numpy(dtype=object)
    if spec.share_base == "known":
        dimension = spec.definitions[0]
        missing = codes[0].index(str(getattr(dimension, "missing", None)))
        of -= int(table[missing])
        state[[missing, len(state) - 1]] = NOT_APPLICABLE
    if not of:
        state[state == COUNTED] = NOT_APPLICABLE
    value = [share_pct(int(n), of) if s == COUNTED else np.nan for n, s in zip(table.ravel(), state, strict=True)]
    return shares.assign(value=value, state=pd.Series(state, index=shares.index, dtype="str"))


def share_pct(part: int, whole: int) -> float:
    """Return ``part`` of ``whole`` in per cent, to one decimal, halves up."""
    return (2000 * part + whole) // (2 * whole) / 10


def _reach(cube: pd.DataFrame, spec: TableSpec, reach: Reach) -> pd.DataFrame:
    """Return the number of different countries of each fact that the table counts.

    Not available where the fact is known of fewer than four persons in five: the number would be a lower bound, and no
    headline is made on such a response (field.md §8.3).
    """
    numbers, answered = [], []
    for counted in reach.counted.values():
        rows = cube[_meets(cube, {"theme": (counted.theme,)} if counted.theme else {})]
        texts = rows[counted.fact].unique()
        known = rows.loc[(rows[counted.fact] != NOT_KNOWN).to_numpy(), "persons"].sum()
        answered.append(known >= LEAST_RESPONSE * rows["persons"].sum())
        numbers.append(
            len({one for text in texts if text != NOT_KNOWN for one in str(text).split(SEPARATOR) if is_country(one)})
        )
    frame = _cells([codes_of(reach)], spec, numbers, spec.measure, "")
    nothing = (frame["value"] == 0).to_numpy() | ~np.array(answered)
    frame.loc[nothing, "value"] = np.nan
    frame.loc[nothing, "state"] = NOT_AVAILABLE
    return frame
