"""Constraints from ranks and from counts of countries: inequalities that every congruent table satisfies.

A list of the first ten countries reveals that no other country has more persons than the tenth, and in which order the
ten stand. A number of nationalities reveals how many countries have anybody. Moves keep at least one person in each
country that has any, and none in others. Persons of a country class may be in any of its countries
(country_classes.py); each country is kept in one class in which it truly is.

Belongs here: those inequalities. Does not: the counts themselves (build_problem.py).
"""

import itertools
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.disclosure.arrays import SparseRow
from reports.disclosure.model.country_classes import Country, countries_of, country_classes
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import ClassFlags, VariableClasses
from reports.disclosure.model.table import THEME, PersonCondition, TableModel, UniverseModel, classes_meeting
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.published.codes import OTHER
from reports.statistics import TableSpec
from reports.statistics.dimensions import DistinctCount, Ranking
from reports.statistics.membership import ENDS


@dataclass(frozen=True)
class DistinctCountModel:
    """The number of different countries of one variable, among persons who meet the conditions."""

    variable: str
    conditions: tuple[PersonCondition, ...]

    def nodes(self, variables: VariableClasses) -> frozenset[Node]:
        """Return the nodes that must be crossed; none where no table uses the variable."""
        if self.variable not in variables.node_of:
            return frozenset()
        theme = {variables.node_of[THEME]} if THEME in variables.node_of else set()
        of_conditions = (variables.node_of_recoding(condition.recoding) for condition in self.conditions)
        return frozenset({variables.node_of[self.variable], *theme, *of_conditions})


def distinct_counts_of(
    spec: TableSpec, dimension: DistinctCount, codes: Collection[str], membership: Sequence[PersonCondition] = ()
) -> list[DistinctCountModel]:
    """Return what ``codes`` of a table of distinct counts count, among persons with a membership in an edition."""
    everybody = (*PersonCondition.all_of(spec.where), *PersonCondition.all_of(spec.leave_out, met=False), *membership)
    return [
        DistinctCountModel(
            counted.variable, (*everybody, *PersonCondition.all_of({THEME: (counted.theme,)} if counted.theme else {}))
        )
        for code, counted in dimension.counted.items()
        if code in codes
    ]


def theme_of(
    distinct: DistinctCountModel, theme: str, cubes: Mapping[str, pd.DataFrame], parts: Mapping[str, str]
) -> str:
    """Return the theme whose persons are constrained: that of the selection alone where its cube has the variable.

    ``parts``: by selection, the theme that counts it alone.
    """
    chosen = [
        code
        for condition in distinct.conditions
        if condition.recoding.name == THEME
        for code in condition.recoding.codes
    ]
    alone = (parts[code] for code in chosen if code in parts and distinct.variable in cubes[parts[code]].columns)
    return next(alone, theme)


def constrain_distinct_counts(
    builder: ProblemBuilder, distinct: DistinctCountModel, universe: UniverseModel, cube: pd.DataFrame
) -> None:
    """Keep at least one person in every country that has any, and none in a class of countries that have none.

    This holds among persons of each theme alone: tables of a theme that is a part reveal more of who is where.
    """
    variables, population = universe.variables, universe.index.population
    node = variables.node_of.get(distinct.variable)
    if node is None or node not in population.sizes:
        return
    met = classes_meeting([condition.marked_in(variables) for condition in distinct.conditions], variables)
    frozen = np.flatnonzero(population.frozen[node]).tolist()
    for marked in _by_theme(met, universe):
        countries_in = countries_of((distinct.variable,), node, marked, universe.index, cube)
        kept = {country for class_ in frozen for country in countries_in[class_].countries}
        for group in itertools.chain.from_iterable(country_classes((distinct.variable,), node, universe)):
            inner_cells = _inner_cells_of(node, group.classes, marked, universe)
            in_group = {country for class_ in group.classes for country in countries_in[class_].countries}
            if in_group - kept:
                builder.add_upper_bound(dict.fromkeys(inner_cells, -1), -len(in_group - kept))
            if not in_group and all(countries_in[class_].only_countries for class_ in group.classes):
                builder.add_upper_bound(dict.fromkeys(inner_cells, 1), 0)
            kept |= in_group


def _by_theme(met: dict[Node, ClassFlags], universe: UniverseModel) -> list[dict[Node, ClassFlags]]:
    """Return conditions for the persons of each theme, or combination of themes, who meet ``met``."""
    variables = universe.variables
    node = variables.node_of.get(THEME)
    if node is None:
        return [met]
    size = universe.index.population.sizes[node]
    of_theme: dict[frozenset[tuple[str, ...]], ClassFlags] = {}
    for class_ in np.flatnonzero(met.get(node, np.ones(size, dtype=bool))).tolist():
        theme = frozenset(variables.members_of(node, class_, (THEME,)))
        of_theme.setdefault(theme, np.zeros(size, dtype=bool))[class_] = True
    return [{**met, node: flags} for flags in of_theme.values()]


def constrain_ranks(
    builder: ProblemBuilder,
    table: TableModel,
    universe: UniverseModel,
    cube: pd.DataFrame,
    counted: Collection[str],
) -> None:
    """Keep the order of the ranked codes, the ranked before all others, and each ranked code at the threshold or more.

    Persons may be in any country of a class, unless the variable is among those whose countries are ``counted``.
    """
    if len(table.axes) != 1 or not isinstance(table.spec.definitions[0], Ranking):
        return
    axis, threshold, of_ranking = table.axes[0], table.spec.threshold, table.spec.definitions[0].variables
    variables, population = universe.variables, universe.index.population
    ranking = axis.recoding.ranking
    sums = {code: table.inner_cells((code,), universe).tolist() for code in ranking}
    for row, most in bounds_of_ranking(sums, threshold):
        builder.add_upper_bound(row, most)
    node = variables.node_of_recoding(axis.recoding)
    marked = classes_meeting([condition.marked_in(variables) for condition in table.conditions], variables)
    other = variables.marked(axis.recoding, axis.known.index(OTHER))
    is_full = len(ranking) == table.spec.definitions[0].first
    countries_in = countries_of(of_ranking, node, marked, universe.index, cube)
    anywhere = not set(of_ranking) & set(counted)
    known_persons: Counter[Country] = Counter()
    for class_ in np.flatnonzero(population.frozen[node]).tolist():
        known_persons.update(countries_in[class_].countries)

    def bound(classes: Sequence[int], possible: Collection[Country] = (), fewer: int = 0) -> None:
        """Bound the persons of unranked classes by the last ranked code, once per country that they could be in."""
        there = {country for class_ in classes for country in countries_in[class_].countries}
        there |= set(possible) if anywhere else set()
        room = max(len(there) - fewer, 0)
        inner_cells = _inner_cells_of(node, classes, marked, universe)
        known = sum(persons for country, persons in known_persons.items() if country in there)
        if is_full:
            ahead = sum(ENDS.join(country) < ranking[-1] for country in there)  # equal counts are ranked by code
            builder.add_upper_bound(_difference(inner_cells, sums[ranking[-1]], room), -known - min(ahead, room))
        else:
            builder.add_upper_bound(dict.fromkeys(inner_cells, 1), room * (threshold - 1) - known)

    met = marked.get(node, np.ones(population.sizes[node], dtype=bool)) & other
    for groups in country_classes(of_ranking, node, universe):
        others = [
            (group, [class_ for class_ in group.classes if met[class_] and countries_in[class_].only_countries])
            for group in groups
        ]
        named = [classes for group, classes in others if group.named and classes]
        free = [(class_, group.possible) for group, classes in others if not group.named for class_ in classes]
        possible = {country for _, of_class in free for country in of_class}
        for classes in named:
            bound(classes)
        for class_, of_class in free:
            bound([class_], of_class)
        if len(free) > 1 or (named and free):
            bound([class_ for class_, _ in free], possible, len(named))


def bounds_of_ranking(ranked: Mapping[str, Collection[int]], threshold: int) -> list[tuple[SparseRow, int]]:
    """Return the inequalities that a ranking shows, each as a row of inner cells and its upper bound.

    ``ranked``: the inner cells of each ranked code, in the order of ranks. Each has at least ``threshold`` persons, and
    ranks do not rise. Equal counts are ranked by code.
    """
    least: list[tuple[SparseRow, int]] = [
        (dict.fromkeys(inner_cells, -1), -threshold) for inner_cells in ranked.values()
    ]
    order = [
        (_difference(ranked[lower], ranked[higher], 1), -1 if higher > lower else 0)
        for higher, lower in itertools.pairwise(ranked)
    ]
    return least + order


def _difference(lower: Collection[int], higher: Collection[int], times: int) -> SparseRow:
    """Return a row of ``lower`` less ``times`` the inner cells of ``higher``."""
    row: SparseRow = dict.fromkeys(lower, 1)
    if times and row.keys().isdisjoint(higher):
        row |= dict.fromkeys(higher, -times)
    elif times:
        for inner_cell in higher:
            row[inner_cell] = row.get(inner_cell, 0) - times
        row = {inner_cell: weight for inner_cell, weight in row.items() if weight}
    return row


def _inner_cells_of(
    node: Node, classes: Sequence[int], marked: dict[Node, ClassFlags], universe: UniverseModel
) -> list[int]:
    flags = np.zeros(universe.index.population.sizes[node], dtype=bool)
    flags[list(classes)] = True
    found: list[int] = universe.inner_cells({**marked, node: flags & marked.get(node, flags)}).tolist()
    return found
