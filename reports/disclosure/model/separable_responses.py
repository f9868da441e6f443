"""Facts with several answers of which every table prints each answer alone (multiple_response.py says what follows).

Belongs here: which facts of a theme these are. Does not: their classes (recodings.py).
"""

from collections.abc import Collection, Iterable, Mapping

from reports.disclosure.model.edition_membership import MEMBERSHIP
from reports.disclosure.model.multiple_response import answer_columns, answers_of
from reports.disclosure.model.recodings import Recoding
from reports.statistics.cubes import load_cubes


def separable_variables(
    recodings: Iterable[Recoding], crossed: Iterable[Collection[Recoding]], year: int
) -> frozenset[str]:
    """Return the facts at which one recoding alone looks, and that by single answers.

    ``crossed``: the recodings at which each table looks; where one crosses the answers to two questions, neither is
    apart.
    """
    looking: dict[str, set[Recoding]] = {}
    for recoding in recodings:
        for fact in recoding.variables:
            looking.setdefault(fact, set()).add(recoding)
    found = {fact for fact, own in looking.items() if len(own) == 1 and _tells_each_alone(fact, next(iter(own)), year)}
    for together in crossed:
        facts = {fact for recoding in together for fact in recoding.variables} & found
        found -= facts if len(facts) > 1 else set()
    return frozenset(found)


def separable_in_all(
    apart: Mapping[str, frozenset[str]], linked: Iterable[tuple[str, str]], cubes: Mapping[str, Collection[str]]
) -> dict[str, frozenset[str]]:
    """Return by theme the facts that are apart in every theme that is linked with it and has them.

    ``linked``: pairs of themes; ``cubes``: the facts at which each theme looks.
    """
    found, pairs = dict(apart), list(linked)
    for _ in pairs:
        for one, other in pairs:
            differing = (found[one] ^ found[other]) & set(cubes[one]) & set(cubes[other])
            found[one], found[other] = found[one] - differing, found[other] - differing
    return found


def _tells_each_alone(fact: str, recoding: Recoding, year: int) -> bool:
    if fact == MEMBERSHIP or recoding.codes or load_cubes().variables[fact].kind != "flags":
        return False
    columns = answer_columns(recoding.name)
    if not columns:
        return False
    alone = recoding.under({fact: answers_of(fact)}, year)[:, columns]
    return alone.shape[0] == alone.shape[1] and bool((alone.sum(axis=0) == 1).all() and (alone.sum(axis=1) == 1).all())
