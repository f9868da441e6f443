"""Separable responses: questions with several answers whose answers are only printed one at a time.

What follows for them is described in multiple_response.py.

Belongs here: which variables of a theme are separable. Does not: their classes (recodings.py).
"""

from collections.abc import Collection, Iterable, Mapping

from reports.disclosure.model.edition_membership import MEMBERSHIP
from reports.disclosure.model.multiple_response import answer_columns, answers_of
from reports.disclosure.model.recodings import Recoding
from reports.statistics.cubes import load_cubes


def separable_variables(
    recodings: Iterable[Recoding], crossed: Iterable[Collection[Recoding]], year: int
) -> frozenset[str]:
    """Return the variables that have one recoding only, which prints each answer separately.

    ``crossed``: the recodings of each table. Where a table crosses the answers to two questions, neither is separable.
    """
    by_variable: dict[str, set[Recoding]] = {}
    for recoding in recodings:
        for variable in recoding.variables:
            by_variable.setdefault(variable, set()).add(recoding)
    separable = {
        variable
        for variable, of_variable in by_variable.items()
        if len(of_variable) == 1 and _prints_each_answer(variable, next(iter(of_variable)), year)
    }
    for of_table in crossed:
        in_table = {variable for recoding in of_table for variable in recoding.variables} & separable
        separable -= in_table if len(in_table) > 1 else set()
    return frozenset(separable)


def separable_in_all(
    separable: Mapping[str, frozenset[str]], linked: Iterable[tuple[str, str]], used: Mapping[str, Collection[str]]
) -> dict[str, frozenset[str]]:
    """Return, by theme, the variables that are separable in every linked theme that uses them.

    ``linked``: pairs of themes; ``used``: by theme, the variables that its recodings use.
    """
    in_all, pairs = dict(separable), list(linked)
    for _ in pairs:
        for first, second in pairs:
            differing = (in_all[first] ^ in_all[second]) & set(used[first]) & set(used[second])
            in_all[first], in_all[second] = in_all[first] - differing, in_all[second] - differing
    return in_all


def _prints_each_answer(variable: str, recoding: Recoding, year: int) -> bool:
    if variable == MEMBERSHIP or recoding.codes or load_cubes().variables[variable].kind != "flags":
        return False
    columns = answer_columns(recoding.name)
    if not columns:
        return False
    flags = recoding.flags({variable: answers_of(variable)}, year)[:, columns]
    return flags.shape[0] == flags.shape[1] and bool((flags.sum(axis=0) == 1).all() and (flags.sum(axis=1) == 1).all())
