"""Which counts of random tables are confidential, from docs/disclosure.md alone: nothing of the engine is used here.

A confidential count is a sum of groups of persons, or a difference of two sums, with the interval that it must keep.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from tests.disclosure.random_year import THEME, TOTAL, Groups, Population, RandomTable

NO_ATTRIBUTE = frozenset({"total", "any", "other", "none", "not_asked", "unknown", "not_stated"})
LEAST_OFFICES, TIMES_SEX_X = 3, 3

Count = tuple[Groups, int, int]  # of each group how often it counts, and the interval that the count must keep
Codes = tuple[str, ...]


@dataclass(frozen=True)
class Missing:
    """What the records tell of missing codes: by office the persons of each group, and how many are of sex X."""

    by_office: Mapping[str, Groups]
    of_sex_x: Mapping[str, int]  # by theme


def free_missing_codes(population: Population, table: RandomTable, persons: Groups, missing: Missing) -> dict[int, str]:
    """Return, by place of the dimension, the missing codes of a table that are not an attribute."""
    threshold, free = table.spec.threshold, dict[int, str]()
    crossed = {population.fact_of(name).name for name in table.spec.dimensions if name != THEME} | table.conditions
    if any(fact.is_geography for fact in population.facts if fact.name in crossed):
        return {}
    for place, name in enumerate(table.spec.dimensions):
        if name == THEME:
            continue
        fact = population.fact_of(name)
        margin = table.cells[tuple(fact.missing if at == place else TOTAL for at in range(len(table.spec.dimensions)))]
        value = int(margin @ persons)
        of_offices = [int(margin @ own) for own in missing.by_office.values()]
        enough = value >= threshold and sum(one > 0 for one in of_offices) >= LEAST_OFFICES
        if not enough or 2 * max(of_offices) > value:
            continue
        if name == "sex":
            without_sex = population.of_theme(table.spec.theme) & population.where("sex", frozenset([fact.missing]))
            of_x = missing.of_sex_x[table.spec.theme]
            if int(without_sex.astype(np.int64) @ persons) - of_x < TIMES_SEX_X * of_x:
                continue
        free[place] = fact.missing
    return free


def confidential_cells(
    table: RandomTable, persons: Groups, available: Mapping[Codes, int], free: Mapping[int, str]
) -> Iterator[Count]:
    """Yield the confidential cells of a table, and the confidential complements within its lines.

    ``available``: the cells with a count. ``free``: the missing codes that are not an attribute, by place.
    """
    threshold = table.spec.threshold

    def few(value: int) -> bool:
        return 0 < value < threshold

    def without_missing(codes: Codes, but: int | None = None) -> Codes:
        return tuple(TOTAL if at != but and free.get(at) == code else code for at, code in enumerate(codes))

    def is_covered(codes: Codes) -> bool:
        crossed = without_missing(codes)
        return crossed != codes and crossed in available and not few(available[crossed])

    for codes, value in available.items():
        if codes not in table.cells:  # a code that no person of these tables has
            continue
        cell = table.cells[codes]
        if few(value) and not is_covered(codes):
            yield cell, 1, threshold
        for axis, code in enumerate(codes):
            of_margin = (*codes[:axis], TOTAL, *codes[axis + 1 :])
            if code in NO_ATTRIBUTE or of_margin not in available or _is_by_definition(codes, axis, available):
                continue
            if is_covered(of_margin):
                lines = without_missing(of_margin, axis), without_missing(codes, axis)
                if all(line in available for line in lines) and not few(available[lines[0]] - available[lines[1]]):
                    continue
            line = table.cells[of_margin]
            of_missing = (*codes[:axis], free.get(axis, ""), *codes[axis + 1 :])
            if of_missing in available and is_covered(of_missing):
                line = line - table.cells[of_missing]
            margin = int(line @ persons)
            rest = margin - value
            if few(rest) and margin >= threshold:
                yield line - cell, 1, threshold
            elif rest == 0 and margin and any(one not in NO_ATTRIBUTE for at, one in enumerate(codes) if at != axis):
                yield line - cell, 0, threshold


def _is_by_definition(codes: Codes, axis: int, available: Mapping[Codes, int]) -> bool:
    """Say whether no other code of a line can be of a person."""
    others = {cell[axis] for cell in available if cell[axis] not in (*NO_ATTRIBUTE, codes[axis])}
    return not any((*codes[:axis], other, *codes[axis + 1 :]) in available for other in others)


def confidential_differences(
    population: Population,
    tables: Sequence[tuple[RandomTable, Mapping[Codes, int]]],
    persons: Groups,
    free_in: Mapping[str, set[str]],
    across_themes: bool,
) -> Iterator[Count]:
    """Yield each difference of 1 to 10 persons between two cells of which one counts all persons of the other.

    ``free_in``: by theme, the facts whose missing code is not an attribute in some table. ``across_themes``: also
    between cells of linked themes.
    """
    threshold = population.threshold
    cells = [
        (table.spec.theme, table.cells[codes], value)
        for table, available in tables
        for codes, value in available.items()
        if value >= threshold and codes in table.cells
    ]
    for (theme, whole, value), (of_part, part, less) in itertools.permutations(cells, 2):
        if not 0 < value - less < threshold or (theme != of_part and not across_themes) or (part > whole).any():
            continue
        rest = whole - part
        if not any(_is_exempt(population, rest, persons, fact) for fact in free_in.get(theme, ())):
            yield rest, 1, threshold


def _is_exempt(population: Population, rest: Groups, persons: Groups, fact: str) -> bool:
    """Say whether a difference counts only persons of whom a fact is missing, and no geography restricts it."""
    of = next(one for one in population.facts if one.name == fact)
    if (rest > population.where(fact, frozenset([of.missing]))).any():
        return False
    geography = [one.name for one in population.facts if one.is_geography]
    if any(len(_closure(population, rest, name)) > int((rest > 0).sum()) for name in geography):
        return False
    return int(persons[_closure(population, rest, fact)].sum()) >= population.threshold


def _closure(population: Population, rest: Groups, fact: str) -> Groups:
    """Return the groups that differ from a counted one at most in one fact."""
    others = [one.name for one in population.facts if one.name != fact]
    keys = list(zip(population.themes, *(population.codes[name] for name in others), strict=True))
    wanted = {keys[at] for at in np.flatnonzero(rest > 0).tolist()}
    return np.array([at for at, key in enumerate(keys) if key in wanted], dtype=np.int64)
