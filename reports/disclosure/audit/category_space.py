"""What somebody could be, by code lists alone: the categories of each fact, without looking at any record.

Belongs here: categories of one fact, and of facts that one recoding or one column joins. Does not: what tables tell
apart of them (category_classes.py). A person with several countries is not among them: external_table.py leaves room
for those.
"""

import itertools
from collections.abc import Collection, Iterable, Mapping

from expectations.geography import all_codes, is_country
from reports.disclosure.model.categories import could_be
from reports.disclosure.model.recodings import Recoding
from reports.published.codes import NONE
from reports.statistics.cube_builder import NOT_KNOWN
from reports.statistics.cubes import COUNTRY_AND_OFFICE_KINDS, load_cubes
from reports.statistics.membership import ENDS
from reports.statistics.variables import BESIDE, SEPARATOR

Texts = dict[str, list[str]]


def categories_of(fact: str, theme: str, recodings: Collection[Recoding], year: int) -> list[str]:
    """Return the categories of a fact that the code lists, or a recoding that names codes, know of."""
    kind = load_cubes().variables[fact].kind
    named = [
        code
        for recoding in recodings
        if recoding.variables == (fact,)
        for code in recoding.codes
        if recoding.name == fact
    ]
    if kind == "selections":
        return _selections(theme)
    if kind == "offices":
        return [NOT_KNOWN, *all_codes()]
    if kind == "established":
        named += load_cubes().variables[fact].aside
    if kind == "flags":
        named.append(NONE)
    if kind == "joined":
        named += [code for recoding in recodings if fact in recoding.variables for code in recoding.ranking]
    if kind == "code" and not could_be(fact):
        named.append(NOT_KNOWN)
    joined = [one for one in _joined_to(fact, theme) if kind == "code"]
    heads = [code.partition(BESIDE)[0] for one in joined for v in recodings if one in v.variables for code in v.ranking]
    return list(dict.fromkeys((NOT_KNOWN, *could_be(fact), *named, *heads)))


def _joined_to(fact: str, theme: str) -> list[str]:
    facts = load_cubes().variables
    own = load_cubes().cubes[theme].variables
    return [one for one in own if facts[one].kind == "joined" and facts[one].column == facts[fact].column]


def _selections(theme: str) -> list[str]:
    sets = []
    for group in load_cubes().cubes[theme].counts:
        for size in range(1, len(group) + 1):
            sets += [SEPARATOR.join(sorted(one)) for one in itertools.combinations(group, size)]
    return list(dict.fromkeys(sets))


def joined_facts(recodings: Iterable[Recoding]) -> dict[str, tuple[str, ...]]:
    """Return by fact the facts that make one node with it: those of a corridor, and those made of one column."""
    groups = [set(recoding.variables) for recoding in recodings]
    looked_at = sorted({fact for group in groups for fact in group})
    facts = load_cubes().variables
    groups += [
        {one, other}
        for one, other in itertools.combinations(looked_at, 2)
        if facts[one].column is not None
        and facts[one].column == facts[other].column
        and {facts[one].kind, facts[other].kind} <= {*COUNTRY_AND_OFFICE_KINDS, "joined", "code"}
    ]
    node_of: dict[str, tuple[str, ...]] = {fact: (fact,) for fact in looked_at}
    for group in groups:
        whole = tuple(sorted({one for fact in group for one in node_of[fact]}))
        node_of |= dict.fromkeys(whole, whole)
    return node_of


def joined_categories(
    node: tuple[str, ...], of_each: Mapping[str, list[str]], recodings: Collection[Recoding]
) -> Texts:
    """Return the categories of all facts of a node together, one row each; of countries alike two stand for all."""
    if len(node) == 1:
        return {node[0]: list(of_each[node[0]])}
    rows = [row for row in itertools.product(*(of_each[fact] for fact in node)) if _go_together(node, row)]
    return {fact: [row[at] for row in rows] for at, fact in enumerate(node)}


def of_few_countries(
    of_each: Mapping[str, list[str]], recodings: Collection[Recoding], year: int
) -> dict[str, list[str]]:
    """Return the categories of the facts of one node with as few countries as stand for all: in each fact the same."""
    kinds = load_cubes().variables
    countries = [fact for fact in of_each if kinds[fact].kind in COUNTRY_AND_OFFICE_KINDS]
    chosen = {one for fact in countries for one in _stand_for_all(fact, of_each[fact], recodings, year)}
    return {
        fact: [one for one in own if one in chosen or not is_country(one)] if fact in countries else own
        for fact, own in of_each.items()
    }


def _stand_for_all(fact: str, categories: list[str], recodings: Collection[Recoding], year: int) -> list[str]:
    """Return of all countries that recodings on a fact alone see alike two, and each that a list of pairs names."""
    alone = [recoding for recoding in recodings if recoding.variables == (fact,)]
    seen = [recoding.under({fact: categories}, year) for recoding in alone]
    named = {
        code.split(ENDS)[recoding.variables.index(fact)]
        for recoding in recodings
        if fact in recoding.variables and len(recoding.variables) > 1
        for code in recoding.ranking
    }
    kept: dict[tuple[object, ...], list[str]] = {}
    for at, category in enumerate(categories):
        if is_country(category):
            key = (*(bits[at].tobytes() for bits in seen), category if category in named else "")
            kept.setdefault(key, []).append(category)
    return [one for group in kept.values() for one in group[:2]]


def _go_together(node: tuple[str, ...], row: tuple[str, ...]) -> bool:
    """Say whether categories of facts that are made of one column can be one person's."""
    facts = load_cubes().variables
    for (one, own), (other, theirs) in itertools.combinations(zip(node, row, strict=True), 2):
        if facts[one].column is None or facts[one].column != facts[other].column:
            continue
        pair = {facts[one].kind: own, facts[other].kind: theirs}
        if "joined" in pair and "code" in pair and pair["joined"] and pair["joined"].split(BESIDE)[0] != pair["code"]:
            return False
        if set(pair) == {"countries", "established"}:
            aside = load_cubes().variables[one if facts[one].kind == "established" else other].aside
            if pair["established"] not in (pair["countries"], *aside) and pair["countries"]:
                return False
    return True
