"""An edition as a protection problem: every number that its tables print, over the cubes that they are cut from.

Belongs here: statistics and cubes to a Problem. Does not: classes (recodings.py), unknowns (inner_cells.py), what
ranks, reach and other themes tell (rank_constraints.py, linked_themes.py), rules (suppression/primary.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from expectations.errors import ReviewError
from reports.disclosure.model import linked_themes as links
from reports.disclosure.model import rank_constraints as known
from reports.disclosure.model.contributors import have_contributors, own_records, without_contributors
from reports.disclosure.model.differencing import mark_nested_differences
from reports.disclosure.model.edition_membership import MEMBERSHIP, NOW, with_membership
from reports.disclosure.model.inner_cells import InnerCellIndex
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.mean_score_tables import add_score_cells, inner_cells_of_scores
from reports.disclosure.model.recodings import Recoding, VariableClasses
from reports.disclosure.model.region_remainders import mark_region_remainders
from reports.disclosure.model.separable_responses import separable_in_all, separable_variables
from reports.disclosure.model.table import PERSONS, THEME, PersonCondition, TableModel
from reports.disclosure.suppression.primary import (
    SENTENCE_COST,
    could_disclose_group,
    group_disclosure_complement,
    is_primary,
    protection_interval,
    suppression_cost,
)
from reports.disclosure.suppression.problem import ALL_BUT, Name, SuppressionProblem
from reports.disclosure.suppression.problem_builder import ProblemBuilder
from reports.statistics import StatisticTable, TableSpec
from reports.statistics.dimensions import TOTAL, DistinctCount, Scores
from reports.statistics.measures import load_measures

EXTERNAL = "elsewhere"  # begins the name of a number that an outsider has from elsewhere
CHANGE = "changed since"
Universe = tuple[str, str]  # a theme, and what is counted of it: persons or an amount


@dataclass(frozen=True)
class ExternalCells:
    """Cells whose numbers an outsider has already: of a released edition, or as published by others ("")."""

    spec: TableSpec
    codes: frozenset[tuple[str, ...]]
    edition: str = ""
    ranks: tuple[str, ...] = ()  # of a ranked table: all ranked codes in their order, suppressed ones, too


class LinkedTablesError(ReviewError, ValueError):
    """Numbers that do not fit the records they are said to count; names the table alone."""


@dataclass(frozen=True)
class LinkedTables:
    """What an edition prints: the statistics of its tables, and the cubes of their themes.

    ``said``: numbers that sentences say; they are suppressed last.
    """

    year: int
    statistics: Sequence[StatisticTable]
    cubes: Mapping[str, pd.DataFrame]
    elsewhere: Sequence[ExternalCells] = ()
    earlier: Sequence[str] = ()
    said: frozenset[Name] = frozenset()

    @classmethod
    def after(
        cls,
        year: int,
        statistics: Sequence[StatisticTable],
        cubes: Mapping[str, pd.DataFrame],
        earlier: Mapping[str, Mapping[str, pd.DataFrame]],
        elsewhere: Sequence[ExternalCells] = (),
        said: frozenset[Name] = frozenset(),
    ) -> "LinkedTables":
        """Return an edition that follows released ones, whose cubes are ``earlier`` by edition and theme."""
        if not earlier:
            return cls(year, statistics, cubes, elsewhere, said=said)
        if not have_contributors((cubes, *earlier.values())):
            cubes = {theme: without_contributors(cube) for theme, cube in cubes.items()}
            earlier = {
                of: {theme: without_contributors(one) for theme, one in own.items()} for of, own in earlier.items()
            }
        joined = {
            theme: with_membership(cube, {edition: of[theme] for edition, of in earlier.items() if theme in of})
            for theme, cube in cubes.items()
        }
        return cls(year, statistics, joined, elsewhere, tuple(earlier), said)

    @property
    def threshold(self) -> int:
        """The least threshold of its tables of persons and services."""
        primary = [s.spec for s in self.statistics if load_measures()[s.spec.measure].confidential]
        return min((spec.threshold for spec in primary), default=11)

    @property
    def tables_of_countries(self) -> frozenset[str]:
        """The tables that count countries."""
        return frozenset(s.spec.key for s in self.statistics if isinstance(s.spec.definitions[0], DistinctCount))

    def without(self, whole: Collection[str]) -> "LinkedTables":
        """Return the edition without tables that are suppressed whole, ranks and all: as if they had not been
        planned."""
        return replace(self, statistics=[one for one in self.statistics if one.spec.key not in whole])


def suppression_problem(edition: LinkedTables) -> SuppressionProblem:
    """Return the protection problem of an edition. Raises LinkedTablesError where cube and numbers differ."""
    tables, scores = [], []
    standing = (_standing(NOW),) if edition.earlier else ()
    known_elsewhere = [one for one in edition.elsewhere if (one.codes or one.ranks) and _is_modelled(one.spec)]
    elsewhere = [_elsewhere(one, bool(edition.earlier)) for one in known_elsewhere]
    reaches: list[tuple[str, known.DistinctCountModel]] = []
    for statistic in edition.statistics:
        first = statistic.spec.definitions[0]
        if isinstance(first, DistinctCount):
            own = known.distinct_counts_of(statistic.spec, first, tuple(first.counted), standing)
            reaches += [(statistic.spec.theme, reach) for reach in own]
        elif isinstance(first, Scores):
            scores.append(statistic)
        elif load_measures()[statistic.spec.measure].confidential:
            tables.append(TableModel.of(statistic).among(*standing))
    for one in edition.elsewhere:
        first = one.spec.definitions[0]
        if isinstance(first, DistinctCount):
            then = (_standing(one.edition or NOW),) if edition.earlier else ()
            own = known.distinct_counts_of(one.spec, first, [codes[0] for codes in one.codes], then)
            reaches += [(one.spec.theme, reach) for reach in own if (one.spec.theme, reach) not in reaches]
    linked = links.linked_themes({*(table.spec.theme for table in (*tables, *elsewhere)), *(one for one, _ in reaches)})
    parts = {link.selection: link.part for link in linked}
    reaches = [(known.theme_of(reach, theme, edition.cubes, parts), reach) for theme, reach in reaches]
    looking = [(table.spec.theme, view) for table in (*tables, *elsewhere) for view in table.views]
    looking += [(theme, _standing(one).view) for theme in edition.cubes for one in edition.earlier]
    looking += [(theme, part.view) for theme, reach in reaches for part in reach.conditions]
    counted = [(theme, reach.fact) for theme, reach in reaches]
    views = links.recodings_by_theme(edition.cubes, looking, linked, counted)
    nodes = _nodes(edition, views, [(table.spec.theme, table.views) for table in (*tables, *elsewhere)], linked)
    crossed: dict[Universe, list[frozenset[Node]]] = {}
    for table in (*tables, *elsewhere):
        crossed.setdefault(table.universe, []).append(table.nodes(nodes[table.spec.theme]))
    for theme, reach in reaches:
        if reach.nodes(nodes[theme]):
            crossed.setdefault((theme, PERSONS), []).append(reach.nodes(nodes[theme]))
    for theme, of_theme in nodes.items():
        if (theme, PERSONS) in crossed:
            crossed[theme, PERSONS] += of_theme.marks_beside_answers()
    linked = [one for one in linked if {(one.whole, PERSONS), (one.part, PERSONS)} <= set(crossed)]
    layouts = _layouts(edition.cubes, crossed, linked, nodes)
    truths = [one for layout in layouts.values() for one in layout.truth]
    movables = [one for layout in layouts.values() for one in layout.movable]
    for statistic in scores:
        truths.append(inner_cells_of_scores(statistic, edition.cubes[statistic.spec.theme]))
        movables.append(np.ones(len(truths[-1]), dtype=bool))
    sizes = [sum(map(len, layout.truth)) for layout in layouts.values()]
    sizes += [len(truth) for truth in truths[sum(len(layout.truth) for layout in layouts.values()) :]]
    draft = ProblemBuilder(
        _joined(truths, np.int64), _joined(movables, np.bool_), np.repeat(np.arange(len(sizes)), sizes)
    )
    for layout in layouts.values():
        draft.add_equalities(layout.agreements())
        at_most, equal = layout.of_answers()
        draft.add_equalities(equal)
        for row in at_most:
            draft.add_upper_bound(row, 0, of_any_part=True)
    for link in linked:
        draft.add_equalities(links.equations(link, nodes, layouts[link.whole, PERSONS], layouts[link.part, PERSONS]))
    for table in tables:
        _print(draft, table, nodes[table.spec.theme], layouts[table.universe], edition.said)
        for earlier in edition.earlier:
            _hide_changes(draft, table, nodes[table.spec.theme], layouts[table.universe], earlier)
    mark_region_remainders(draft, tables, nodes, layouts)
    mark_nested_differences(draft, tables, nodes, layouts, edition.threshold)
    for one, table in zip(known_elsewhere, elsewhere, strict=True):
        for codes in sorted(one.codes):
            places = table.places(codes, nodes[table.spec.theme], layouts[table.universe])
            draft.add_known_cell((EXTERNAL, one.edition, one.spec.key, *codes), places)
    for table in (*tables, *elsewhere):
        theme, facts = table.spec.theme, [reach.fact for _, reach in reaches]
        known.constrain_ranks(draft, table, nodes[theme], layouts[table.universe], edition.cubes[theme], facts)
    for theme, reach in reaches:
        if (theme, PERSONS) in layouts:
            known.constrain_distinct_counts(draft, reach, nodes[theme], layouts[theme, PERSONS], edition.cubes[theme])
    first_unknown = max((layout.end for layout in layouts.values()), default=0)
    for statistic in scores:
        first_unknown = add_score_cells(draft, statistic, first_unknown)
    return replace(draft.build(), own=own_records(layouts, edition.cubes, len(draft.truth)))


def _is_modelled(spec: TableSpec) -> bool:
    return load_measures()[spec.measure].confidential and not isinstance(spec.definitions[0], DistinctCount | Scores)


def _standing(edition: str, met: bool = True) -> PersonCondition:
    return PersonCondition(Recoding(MEMBERSHIP, codes=(edition,)), met)


def _elsewhere(one: ExternalCells, several: bool) -> TableModel:
    """Return a table printed elsewhere; what others publish is about the persons of the edition in the making."""
    standing = (_standing(one.edition or NOW),) if several else ()
    return TableModel.elsewhere(one.spec, sorted(one.codes), standing, one.ranks)


def _joined(parts: list[np.ndarray], kind: type) -> np.ndarray:
    return np.concatenate(parts) if parts else np.zeros(0, dtype=kind)


def _nodes(
    edition: LinkedTables,
    views: Mapping[str, Sequence[Recoding]],
    shown: Sequence[tuple[str, Sequence[Recoding]]],
    linked: Sequence[links.ThemeLink],
) -> dict[str, VariableClasses]:
    """Return the nodes of each theme. ``shown``: by theme the views at which each table looks."""
    apart = {
        theme: separable_variables(own, [of_table for of_theme, of_table in shown if of_theme == theme], edition.year)
        for theme, own in views.items()
    }
    looked_at = {theme: {fact for view in own for fact in view.facts} for theme, own in views.items()}
    apart = separable_in_all(apart, [(link.whole, link.part) for link in linked], looked_at)
    beside = links.marks_of_parts(linked)
    one_node = {theme: {THEME, *(fact for view in beside.get(theme, ()) for fact in view.facts)} for theme in views}
    return {
        theme: VariableClasses.of(edition.year, views[theme], [cube], apart[theme], frozenset(one_node[theme]))
        for theme, cube in edition.cubes.items()
    }


def _layouts(
    cubes: Mapping[str, pd.DataFrame],
    crossed: Mapping[Universe, Sequence[frozenset[Node]]],
    linked: Sequence[links.ThemeLink],
    nodes: Mapping[str, VariableClasses],
) -> dict[Universe, InnerCellIndex]:
    """Lay the universes out one after the other, a theme before the one whose persons hold all of its own."""
    layouts: dict[Universe, InnerCellIndex] = {}
    end = 0
    order = links.parts_first({theme for theme, _ in crossed}, linked)
    for theme, weights in sorted(crossed, key=lambda universe: (order.index(universe[0]), universe)):
        population = nodes[theme].population(cubes[theme], weights)
        together = [set(one) for one in crossed[theme, weights]]
        shared: set[Node] = set()
        for link in linked if weights == PERSONS else ():
            if link.part == theme:
                shared |= links.nodes_shared(link, nodes)
                for one in together:
                    one.update(nodes[theme].of_view(view) for view in link.of_part)
            elif link.whole == theme:
                together += links.crossed_in_whole(link, layouts[link.part, PERSONS], nodes)
        own = set(population.sizes) - shared if shared else set()
        layouts[theme, weights] = InnerCellIndex.of(population, together, own, end)
        end = layouts[theme, weights].end
    return layouts


def _print(
    draft: ProblemBuilder, table: TableModel, nodes: VariableClasses, layout: InnerCellIndex, said: frozenset[Name]
) -> None:
    """Add all numbers of a table, and what its lines tell of groups."""
    spec, within = table.spec, table.nodes(nodes)
    for codes in table.cells():
        value, name = table.values[codes], (spec.key, *codes)
        places = table.places(codes, nodes, layout)
        if value is None:
            draft.add_equalities([dict.fromkeys(places.tolist(), 1)])
            continue
        headline = set(codes) == {TOTAL} and table.is_of_everybody
        cost = suppression_cost(codes, table.detail) * (SENTENCE_COST if name in said else 1.0)
        sensitive = table.is_sensitive(codes)
        rule = protection_interval(sensitive, spec.threshold)
        if draft.add_cell(name, places, cost, headline, rule) != value:
            raise LinkedTablesError(f"{spec.key}: its numbers are not those of the records: count the statistics again")
        if is_primary(value, sensitive, spec.threshold):
            draft.mark_primary(name, places, *rule)
        for axis in range(len(codes)):
            margin = (*codes[:axis], TOTAL, *codes[axis + 1 :])
            whole = table.values.get(margin)
            if whole is None or not could_disclose_group(value, whole, codes, axis, spec.threshold):
                continue
            of_rest = group_disclosure_complement(value, whole, codes, axis, spec.threshold)
            part = table.places(codes, nodes, layout, within)
            all_of_them = table.places(margin, nodes, layout, within)
            rest = (*name, f"{ALL_BUT}, {axis}")
            if of_rest is not None:
                draft.mark_complement_primary(rest, all_of_them, part, *of_rest)
            else:
                draft.set_complement_interval(rest, all_of_them, part, *protection_interval(False, spec.threshold))


def _hide_changes(
    draft: ProblemBuilder, table: TableModel, nodes: VariableClasses, layout: InnerCellIndex, earlier: str
) -> None:
    """Mark as confidential by how few persons each cell of a table differs from a released edition."""
    base = replace(table, conditions=tuple(one for one in table.conditions if one.view.name != MEMBERSHIP))
    come, gone = (
        base.among(_standing(NOW), _standing(earlier, False)),
        base.among(_standing(earlier), _standing(NOW, False)),
    )
    for codes in table.cells():
        came, went = (one.places(codes, nodes, layout, base.nodes(nodes)) for one in (come, gone))
        draft.mark_revision_primary((table.spec.key, *codes, f"{CHANGE} {earlier}"), came, went, table.spec.threshold)
