"""Facts with several answers of which every table prints each answer alone (answers.py says what follows).

Belongs here: which facts of a theme these are. Does not: their classes (views.py).
"""

from collections.abc import Collection, Iterable

from reports.disclosure.joint.answers import answer_columns, answers_of
from reports.disclosure.joint.standing import STANDING
from reports.disclosure.joint.views import View
from reports.statistics.cubes import load_cubes


def apart_facts(views: Iterable[View], crossed: Iterable[Collection[View]], year: int) -> frozenset[str]:
    """Return the facts at which one view alone looks, and that by single answers.

    ``crossed``: the views at which each table looks; where one crosses the answers to two questions, neither is apart.
    """
    looking: dict[str, set[View]] = {}
    for view in views:
        for fact in view.facts:
            looking.setdefault(fact, set()).add(view)
    found = {fact for fact, own in looking.items() if len(own) == 1 and _tells_each_alone(fact, next(iter(own)), year)}
    for together in crossed:
        facts = {fact for view in together for fact in view.facts} & found
        found -= facts if len(facts) > 1 else set()
    return frozenset(found)


def _tells_each_alone(fact: str, view: View, year: int) -> bool:
    if fact == STANDING or view.codes or load_cubes().facts[fact].kind != "flags":
        return False
    columns = answer_columns(view.name)
    if not columns:
        return False
    alone = view.under({fact: answers_of(fact)}, year)[:, columns]
    return alone.shape[0] == alone.shape[1] and bool((alone.sum(axis=0) == 1).all() and (alone.sum(axis=1) == 1).all())
