"""What ranks and numbers of countries tell: inequalities that every joint table must keep.

A list of the first ten says that nobody else is before the tenth, and in which order they stand; a number of
nationalities says how many countries have anybody. Moves keep at least one person in each country that has any, and
none in others. Persons of a pool may be in any of its countries (country_classes.py); each country is kept in one pool
in which it truly is.

Belongs here: those inequalities. Does not: the numbers themselves (linked_tables.py).
"""

import itertools
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.disclosure.model.country_classes import Country, countries_of, country_classes
from reports.disclosure.model.inner_cells import InnerCellIndex, Row
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import ClassFlags, VariableClasses
from reports.disclosure.model.table import THEME, PersonCondition, TableModel, cells_of, classes_meeting
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.statistics import TableSpec
from reports.statistics.dimensions import OTHER, DistinctCount, Ranking
from reports.statistics.membership import ENDS


@dataclass(frozen=True)
class DistinctCountModel:
    """The different countries of one fact, among persons who meet the conditions."""

    fact: str
    conditions: tuple[PersonCondition, ...]

    def nodes(self, nodes: VariableClasses) -> frozenset[Node]:
        """Return the nodes that must be crossed; none where no table looks at the fact."""
        if self.fact not in nodes.node_of:
            return frozenset()
        theme = {nodes.node_of[THEME]} if THEME in nodes.node_of else set()
        return frozenset({nodes.node_of[self.fact], *theme, *(nodes.of_view(part.view) for part in self.conditions)})


def distinct_counts_of(
    spec: TableSpec, reach: DistinctCount, codes: Collection[str], standing: Sequence[PersonCondition] = ()
) -> list[DistinctCountModel]:
    """Return what ``codes`` of a table of reach count, of persons who stand in an edition."""
    everybody = (*PersonCondition.all_of(spec.where), *PersonCondition.all_of(spec.leave_out, met=False), *standing)
    return [
        DistinctCountModel(
            counted.fact, (*everybody, *PersonCondition.all_of({THEME: (counted.theme,)} if counted.theme else {}))
        )
        for code, counted in reach.counted.items()
        if code in codes
    ]


def theme_of(reach: DistinctCountModel, theme: str, cubes: Mapping[str, pd.DataFrame], parts: Mapping[str, str]) -> str:
    """Return the theme whose persons are held: that of the selection alone where its cube has the fact.

    ``parts``: by selection, the theme that counts it alone.
    """
    chosen = [code for one in reach.conditions if one.view.name == THEME for code in one.view.codes]
    held = (parts[code] for code in chosen if code in parts and reach.fact in cubes[parts[code]].columns)
    return next(held, theme)


def constrain_distinct_counts(
    draft: ProblemBuilder, reach: DistinctCountModel, nodes: VariableClasses, layout: InnerCellIndex, cube: pd.DataFrame
) -> None:
    """Keep at least one person in every country that has any, and none in a pool of countries that have none.

    Among persons of each theme by themselves: tables of a theme that is a part tell more of who is where.
    """
    node = nodes.node_of.get(reach.fact)
    if node is None or node not in layout.population.sizes:
        return
    met = classes_meeting([(part.view, part.bits(nodes)) for part in reach.conditions], nodes)
    frozen = np.flatnonzero(layout.population.frozen[node]).tolist()
    for under in _by_theme(met, nodes, layout):
        held = countries_of((reach.fact,), node, under, layout, cube)
        kept = {country for one in frozen for country in held[one].countries}
        for pool in itertools.chain.from_iterable(country_classes((reach.fact,), node, nodes, layout)):
            places = _of_classes(node, pool.classes, under, layout)
            in_pool = {country for one in pool.classes for country in held[one].countries}
            if in_pool - kept:
                draft.add_upper_bound(dict.fromkeys(places, -1), -len(in_pool - kept))
            if not in_pool and all(held[one].only_countries for one in pool.classes):
                draft.add_upper_bound(dict.fromkeys(places, 1), 0)
            kept |= in_pool


def _by_theme(
    met: dict[Node, ClassFlags], nodes: VariableClasses, layout: InnerCellIndex
) -> list[dict[Node, ClassFlags]]:
    """Return conditions for the persons of each theme, or themes together, who meet ``met``."""
    node = nodes.node_of.get(THEME)
    if node is None:
        return [met]
    size = layout.population.sizes[node]
    of_theme: dict[frozenset[tuple[str, ...]], ClassFlags] = {}
    for one in np.flatnonzero(met.get(node, np.ones(size, dtype=bool))).tolist():
        theme = frozenset(nodes.members_of(node, one, (THEME,)))
        of_theme.setdefault(theme, np.zeros(size, dtype=bool))[one] = True
    return [{**met, node: bits} for bits in of_theme.values()]


def constrain_ranks(
    draft: ProblemBuilder,
    table: TableModel,
    nodes: VariableClasses,
    layout: InnerCellIndex,
    cube: pd.DataFrame,
    counted: Collection[str],
) -> None:
    """Keep the order of the ranked codes, the ranked before all others, and the ranked at the threshold at least.

    Persons may be in any country of a pool, unless the fact is among those whose countries are ``counted``.
    """
    if len(table.axes) != 1 or not isinstance(table.spec.definitions[0], Ranking):
        return
    axis, threshold, facts = table.axes[0], table.spec.threshold, table.spec.definitions[0].facts
    ranking = axis.view.ranking
    sums = {code: table.places((code,), nodes, layout).tolist() for code in ranking}
    for code in ranking:
        draft.add_upper_bound(dict.fromkeys(sums[code], -1), -threshold)
    for higher, lower in itertools.pairwise(ranking):
        _hold(draft, sums[lower], sums[higher], 1, -1 if higher > lower else 0)
    node = nodes.of_view(axis.view)
    under = classes_meeting([(one.view, one.bits(nodes)) for one in table.conditions], nodes)
    other = nodes.marked(axis.view, axis.known.index(OTHER))
    full = len(ranking) == table.spec.definitions[0].first
    held = countries_of(facts, node, under, layout, cube)
    anywhere = not set(facts) & set(counted)
    known_persons: Counter[Country] = Counter()
    for one in np.flatnonzero(layout.population.frozen[node]).tolist():
        known_persons.update(held[one].countries)

    def hold(classes: Sequence[int], possible: Collection[Country] = (), fewer: int = 0) -> None:
        there = {country for one in classes for country in held[one].countries}
        there |= set(possible) if anywhere else set()
        room = max(len(there) - fewer, 0)
        places = _of_classes(node, classes, under, layout)
        known = sum(number for country, number in known_persons.items() if country in there)
        if full:
            ahead = sum(ENDS.join(country) < ranking[-1] for country in there)  # of two alike the code decides
            _hold(draft, places, sums[ranking[-1]], room, -known - min(ahead, room))
        else:
            draft.add_upper_bound(dict.fromkeys(places, 1), room * (threshold - 1) - known)

    met = under.get(node, np.ones(layout.population.sizes[node], dtype=bool)) & other
    for pools in country_classes(facts, node, nodes, layout):
        others = [(pool, [one for one in pool.classes if met[one] and held[one].only_countries]) for pool in pools]
        named = [classes for pool, classes in others if pool.named and classes]
        free = [(one, pool.possible) for pool, classes in others if not pool.named for one in classes]
        possible = {country for _, own in free for country in own}
        for classes in named:
            hold(classes)
        for one, own in free:
            hold([one], own)
        if len(free) > 1 or (named and free):
            hold([one for one, _ in free], possible, len(named))


def _hold(draft: ProblemBuilder, lower: list[int], higher: list[int], times: int, most: int) -> None:
    row: Row = dict.fromkeys(lower, 1)
    for place in higher:
        row[place] = row.get(place, 0) - times
    draft.add_upper_bound({place: weight for place, weight in row.items() if weight}, most)


def _of_classes(node: Node, classes: Sequence[int], under: dict[Node, ClassFlags], layout: InnerCellIndex) -> list[int]:
    bits = np.zeros(layout.population.sizes[node], dtype=bool)
    bits[list(classes)] = True
    return [int(place) for place in cells_of({**under, node: bits & under.get(node, bits)}, layout)]
