"""Pools: classes of a node whose persons may be in any of the same countries, as far as printed tables tell.

A node of two facts (a corridor) has classes of pairs. For one of the facts those classes are one pool that every view
on this fact alone sees alike, but for two kinds: of a pair that a list names the country is known, and who is in a pair
of a country with itself may be in those countries only that could be both.

Belongs here: pools, and which countries there truly are in each class. Does not: what must hold of them
(rank_constraints.py).
"""

import itertools
from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from expectations.geography import all_codes, is_country
from reports.disclosure.model.inner_cells import InnerCellIndex
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import ClassFlags, Recoding, VariableClasses
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import SAME_COUNTRY, codes_of, load_dimensions
from reports.statistics.membership import ENDS
from reports.statistics.variables import SEPARATOR

OF_COUNTRIES = ("countries", "established", "offices")
Country = tuple[str, ...]  # of each fact; two of a corridor


@dataclass(frozen=True)
class CountryClass:
    """Classes, without those whose persons are known; ``named``: their country is.

    ``possible``: the countries in which they could be as far as is seen, whether anybody is there or not.
    """

    classes: tuple[int, ...]
    named: bool = False
    possible: frozenset[Country] = frozenset()


@dataclass
class CountriesInClass:
    """The countries truly in a class, how many persons each has, and whether everybody there is in one."""

    countries: dict[Country, int] = field(default_factory=dict)
    only_countries: bool = True


def country_classes(
    facts: tuple[str, ...], node: Node, nodes: VariableClasses, layout: InnerCellIndex
) -> list[list[CountryClass]]:
    """Return the pools by group: first those of a named country, then that of all others, then pairs with itself."""
    looking = nodes.looking_at("+".join(_of_the_same_countries(facts, node)))
    keys, possible = nodes.keys_of(node, looking), _possible(facts, looking, nodes.year)
    named, same = _named(facts, node, nodes), _same(facts, node, nodes)
    pools: dict[bytes, dict[str, list[int]]] = {}
    for one, key in enumerate(keys):
        if not layout.population.frozen[node][one]:
            kind = f"2 {one}" if one in same else f"0 {named[one]}" if one in named else "1"
            pools.setdefault(key, {}).setdefault(kind, []).append(one)
    return [
        [
            CountryClass(
                tuple(classes), kind.startswith("0"), possible.get(key, frozenset()) if kind == "1" else frozenset()
            )
            for kind, classes in sorted(kinds.items())
        ]
        for key, kinds in sorted(pools.items())
    ]


def _of_the_same_countries(facts: tuple[str, ...], node: Node) -> list[str]:
    """Return the facts of a node made of the same countries as ``facts``: a region of the one is that of the other."""
    known = load_cubes().facts
    columns = {known[fact].column for fact in facts}
    return [fact for fact in node.split("+") if known[fact].kind in OF_COUNTRIES and known[fact].column in columns]


def _possible(facts: tuple[str, ...], looking: list[Recoding], year: int) -> dict[bytes, frozenset[Country]]:
    """Return the countries by what is seen of them; of pairs none, who could be more than there are."""
    if len(facts) > 1:
        return {}
    countries = [code for code in all_codes() if is_country(code)]
    under = [view.under(dict.fromkeys(view.facts, countries), year) for view in looking]
    found: dict[bytes, set[Country]] = {}
    for at, country in enumerate(countries):
        found.setdefault(b"".join(bits[at].tobytes() for bits in under), set()).add((country,))
    return {key: frozenset(own) for key, own in found.items()}


def _named(facts: tuple[str, ...], node: Node, nodes: VariableClasses) -> dict[int, str]:
    found: dict[int, str] = {}
    for view in nodes.looking_at(node):
        if len(facts) == 1 and facts[0] in view.facts and len(view.facts) > 1:
            for at, code in enumerate(view.ranking):
                country = code.split(ENDS)[view.facts.index(facts[0])]
                found |= dict.fromkeys(nodes.marked(view, at).nonzero()[0].tolist(), country)
    return found


def _same(facts: tuple[str, ...], node: Node, nodes: VariableClasses) -> set[int]:
    found: set[int] = set()
    for view in nodes.looking_at(node):
        if len(facts) == 1 and facts[0] in view.facts and len(view.facts) > 1:
            codes = codes_of(load_dimensions().dimensions[view.name], view.ranking)
            at = 0 if view.codes else codes.index(SAME_COUNTRY)
            if not view.codes or set(view.codes) == {SAME_COUNTRY}:
                found |= set(nodes.marked(view, at).nonzero()[0].tolist())
    return found


def countries_of(
    facts: tuple[str, ...], node: Node, under: Mapping[Node, ClassFlags], layout: InnerCellIndex, cube: pd.DataFrame
) -> list[CountriesInClass]:
    """Return of each class of a node which countries, or pairs of them, there are among persons under ``under``."""
    classes, persons = layout.population.classes, layout.population.persons
    met = persons > 0
    for other, bits in under.items():
        met &= bits[classes[other]]
    columns = [cube[fact].cat for fact in facts]
    ends = [[_countries_in(str(category)) for category in column.categories] for column in columns]
    shape = (layout.population.sizes[node], *map(len, ends))
    kinds = [classes[node][met], *(column.codes.to_numpy(dtype=np.int64)[met] for column in columns)]
    places, alike = np.unique(np.ravel_multi_index(kinds, shape), return_inverse=True)
    numbers = np.bincount(alike, weights=persons[met], minlength=len(places)).astype(np.int64).tolist()
    found = [CountriesInClass() for _ in range(shape[0])]
    for (one, *of_each), number in zip(
        np.stack(np.unravel_index(places, shape), axis=1).tolist(), numbers, strict=True
    ):
        own = [of_fact[at] for of_fact, at in zip(ends, of_each, strict=True)]
        found[one].only_countries &= all(own)
        for country in itertools.product(*own):
            found[one].countries[country] = found[one].countries.get(country, 0) + number
    return found


def _countries_in(category: str) -> list[str]:
    return [part for part in category.split(SEPARATOR) if is_country(part)]
