"""What ranks and numbers of countries tell: inequalities that every joint table must keep.

A list of the first ten says that nobody else is before the tenth, and in which order they stand; a number of
nationalities says how many countries have anybody. Moves keep every country where it is: at least one person in each
country that has any, none in others.

Belongs here: those inequalities. Does not: the numbers themselves (edition.py).
"""

import itertools
from collections.abc import Collection, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from expectations.geography import is_country
from reports.disclosure.joint.drafting import Draft
from reports.disclosure.joint.graph import Node
from reports.disclosure.joint.layout import Layout, Row
from reports.disclosure.joint.table import THEME, Printed, Where, meeting, places_of
from reports.disclosure.joint.views import Bits, Nodes
from reports.statistics import TableSpec
from reports.statistics.dimensions import OTHER, Ranking, Reach
from reports.statistics.facts import SEPARATOR


@dataclass(frozen=True)
class ReachOf:
    """The different countries of one fact, among persons who meet the conditions."""

    fact: str
    conditions: tuple[Where, ...]

    def nodes(self, nodes: Nodes) -> frozenset[Node]:
        """Return the nodes that must be crossed; none where no table looks at the fact."""
        if self.fact not in nodes.node_of:
            return frozenset()
        theme = {nodes.node_of[THEME]} if THEME in nodes.node_of else set()
        return frozenset({nodes.node_of[self.fact], *theme, *(nodes.of_view(part.view) for part in self.conditions)})


def reaches_of(spec: TableSpec, reach: Reach) -> list[ReachOf]:
    """Return what a table of reach counts."""
    everybody = (*Where.all_of(spec.where), *Where.all_of(spec.leave_out, met=False))
    return [
        ReachOf(counted.fact, (*everybody, *Where.all_of({"theme": (counted.theme,)} if counted.theme else {})))
        for counted in reach.counted.values()
    ]


def theme_of(reach: ReachOf, theme: str, cubes: Mapping[str, pd.DataFrame], parts: Mapping[str, str]) -> str:
    """Return the theme whose persons are held: that of the selection alone where its cube has the fact.

    ``parts``: by selection, the theme that counts it alone.
    """
    chosen = [code for one in reach.conditions if one.view.name == "theme" for code in one.view.codes]
    held = (parts[code] for code in chosen if code in parts and reach.fact in cubes[parts[code]].columns)
    return next(held, theme)


def hold_reach(draft: Draft, reach: ReachOf, nodes: Nodes, layout: Layout, cube: pd.DataFrame) -> None:
    """Keep at least one person in every country that has any, and none in a class of countries that have none.

    Among persons of each theme by themselves: tables of a theme that is a part tell more of who is where.
    """
    node = nodes.node_of.get(reach.fact)
    if node is None or node not in layout.population.sizes:
        return
    met = meeting([(part.view, part.bits(nodes)) for part in reach.conditions], nodes)
    for under in _by_theme(met, nodes, layout):
        for one, countries in enumerate(_countries((reach.fact,), node, under, layout, cube)):
            if countries is None or layout.population.frozen[node][one]:
                continue
            places = _of_class(node, one, under, layout)
            if countries:
                draft.hold_at_most(dict.fromkeys(places, -1), -countries)
            else:
                draft.hold_at_most(dict.fromkeys(places, 1), 0)


def _by_theme(met: dict[Node, Bits], nodes: Nodes, layout: Layout) -> list[dict[Node, Bits]]:
    """Return conditions for the persons of each class of the theme who meet ``met``."""
    node = nodes.node_of.get(THEME)
    if node is None:
        return [met]
    classes = np.eye(layout.population.sizes[node], dtype=bool)
    return [{**met, node: one} for one in classes if (one & met.get(node, one)).any()]


def hold_ranking(
    draft: Draft, table: Printed, nodes: Nodes, layout: Layout, cube: pd.DataFrame, counted: Collection[str]
) -> None:
    """Keep the order of the ranked codes, the ranked before all others, and the ranked at the threshold at least.

    Persons may be in any country of a class, unless the fact is among those whose countries are ``counted``.
    """
    if len(table.axes) != 1 or not isinstance(table.spec.definitions[0], Ranking):
        return
    axis, threshold = table.axes[0], table.spec.threshold
    ranking = axis.view.ranking
    sums = {code: table.places((code,), nodes, layout).tolist() for code in ranking}
    for code in ranking:
        draft.hold_at_most(dict.fromkeys(sums[code], -1), -threshold)
    for higher, lower in itertools.pairwise(ranking):
        _hold(draft, sums[lower], sums[higher], 1, -1 if higher > lower else 0)
    node = nodes.of_view(axis.view)
    under = meeting([(one.view, one.bits(nodes)) for one in table.conditions], nodes)
    other = nodes.marked(axis.view, axis.known.index(OTHER))
    full = len(ranking) == table.spec.definitions[0].first
    for one, countries in enumerate(_countries(table.spec.definitions[0].facts, node, under, layout, cube)):
        if not other[one] or not countries or layout.population.frozen[node][one]:
            continue
        room = countries
        if not set(node.split("+")) & set(counted):
            room = max(countries, nodes.members(node, one))
        places = _of_class(node, one, under, layout)
        if full:
            _hold(draft, places, sums[ranking[-1]], room, 0)
        else:
            draft.hold_at_most(dict.fromkeys(places, 1), room * (threshold - 1))


def _hold(draft: Draft, lower: list[int], higher: list[int], times: int, most: int) -> None:
    row: Row = dict.fromkeys(lower, 1)
    for place in higher:
        row[place] = row.get(place, 0) - times
    draft.hold_at_most(row, most)


def _of_class(node: Node, one: int, under: dict[Node, np.ndarray], layout: Layout) -> list[int]:
    bits = np.zeros(layout.population.sizes[node], dtype=bool)
    bits[one] = True
    under_and_of_class = {**under, node: bits & under.get(node, np.ones(len(bits), dtype=bool))}
    return [int(place) for place in places_of(under_and_of_class, layout)]


def _countries(
    facts: tuple[str, ...], node: Node, under: dict[Node, np.ndarray], layout: Layout, cube: pd.DataFrame
) -> list[int | None]:
    """Return how many different countries, or pairs of them, each class of a node has among persons under ``under``.

    None where somebody in the class is in no country: nobody asks how many there are.
    """
    classes = layout.population.classes
    met = layout.population.persons > 0
    for other, bits in under.items():
        met &= bits[classes[other]]
    texts = [cube[fact].astype(str).to_numpy()[met] for fact in facts]
    found: list[set[tuple[str, ...]] | None] = [set() for _ in range(layout.population.sizes[node])]
    rows = {(int(c), tuple(map(str, t))) for c, *t in zip(classes[node][met], *texts, strict=True)}
    for one, parts in sorted(rows):
        ends = [[part for part in text.split(SEPARATOR) if is_country(part)] for text in parts]
        held = found[one]
        found[one] = None if not all(ends) or held is None else held | set(itertools.product(*ends))
    return [None if one is None else len(one) for one in found]
