"""An edition as a protection problem: every number that its tables print, over the cubes that they are cut from.

Belongs here: statistics and cubes to a Problem. Does not: classes (views.py), unknowns (layout.py), what ranks,
reach and other themes tell (known.py, links.py), rules (rules.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.disclosure.joint import known, links
from reports.disclosure.joint.drafting import Draft
from reports.disclosure.joint.layout import Layout
from reports.disclosure.joint.problem import Problem
from reports.disclosure.joint.rules import interval_rule, is_confidential, loss_of, tells_of_a_group
from reports.disclosure.joint.table import Printed, places_of
from reports.disclosure.joint.views import Nodes
from reports.statistics import StatisticTable
from reports.statistics.dimensions import TOTAL


class EditionFault(ValueError):
    """Numbers that do not fit the records they are said to count; names the table alone."""


@dataclass(frozen=True)
class Edition:
    """What an edition prints: the statistics of its tables, and the cubes of their themes."""

    year: int
    statistics: Sequence[StatisticTable]
    cubes: Mapping[str, pd.DataFrame]


def problem_of(edition: Edition) -> Problem:
    """Return the protection problem of an edition. Raises EditionFault where cube and numbers differ."""
    tables = [Printed.of(statistic) for statistic in edition.statistics if statistic.spec.measure == "persons"]
    reaches = [
        (statistic.spec, reach)
        for statistic in edition.statistics
        if statistic.spec.measure == "countries"
        for reach in known.reaches_of(statistic.spec)
    ]
    linked = links.linked_themes({table.spec.theme for table in tables})
    views = [view for table in tables for view in table.views]
    views += [link.condition for link in linked] + [view for _, reach in reaches for view in reach.conditions]
    nodes = Nodes.of(edition.year, views, edition.cubes.values())
    crossed: dict[str, list[frozenset[str]]] = {theme: [] for theme in edition.cubes}
    for table in tables:
        crossed[table.spec.theme].append(table.nodes(nodes))
    for spec, reach in reaches:
        crossed[spec.theme].append(reach.nodes(nodes))
    layouts = _layouts(edition, crossed, linked, nodes)
    draft = Draft(
        np.concatenate([one for layout in layouts.values() for one in layout.truth]),
        np.concatenate([one for layout in layouts.values() for one in layout.movable]),
    )
    for layout in layouts.values():
        draft.hold_equal(layout.agreements())
    for link in linked:
        draft.hold_equal(links.equations(link, nodes, layouts[link.whole], layouts[link.part]))
    for table in tables:
        _print(draft, table, nodes, layouts[table.spec.theme])
        known.hold_ranking(draft, table, nodes, layouts[table.spec.theme], edition.cubes[table.spec.theme])
    for spec, reach in reaches:
        known.hold_reach(draft, reach, nodes, layouts[spec.theme], edition.cubes[spec.theme])
    return draft.problem()


def _layouts(
    edition: Edition, crossed: dict[str, list[frozenset[str]]], linked: Sequence[links.Link], nodes: Nodes
) -> dict[str, Layout]:
    """Lay the themes out one after the other, a theme before the one whose persons hold all of its own."""
    layouts: dict[str, Layout] = {}
    end = 0
    wholes = {link.whole for link in linked}
    for theme in sorted(edition.cubes, key=lambda theme: (theme in wholes, theme)):
        population = nodes.population(edition.cubes[theme])
        together = [set(one) for one in crossed[theme]] or [set()]
        of_whole = [link for link in linked if link.part == theme]
        shared = {n for link in of_whole for n in population.sizes if n in nodes.within(edition.cubes[link.whole])}
        for link in linked:
            if link.part == theme:
                for one in together:
                    one.add(nodes.of_view(link.condition))
            elif link.whole == theme:
                theme_node = nodes.of_view(link.condition)
                together += [
                    {*one, theme_node} for one in links.shared_by(layouts[link.part], nodes, edition.cubes, link)
                ]
        own = set(population.sizes) - shared if of_whole else set()
        layouts[theme] = Layout.of(population, together, own, end)
        end = layouts[theme].end
    return layouts


def _print(draft: Draft, table: Printed, nodes: Nodes, layout: Layout) -> None:
    """Add all numbers of a table, and what its lines tell of groups."""
    spec, within = table.spec, table.nodes(nodes)
    for codes in table.cells():
        value, name = table.values[codes], (spec.key, *codes)
        places = places_of(table.persons(codes, nodes, layout), layout)
        if value is None:
            draft.hold_equal([dict.fromkeys(places.tolist(), 1)])
            continue
        headline = set(codes) == {TOTAL}
        if draft.number(name, places, loss_of(value, codes, spec.threshold, table.detail), headline) != value:
            raise EditionFault(f"{spec.key}: its numbers are not those of the records: count the statistics again")
        sensitive = table.is_sensitive(codes)
        if is_confidential(value, sensitive, spec.threshold):
            draft.confide(name, places, *interval_rule(sensitive, spec.threshold))
        for axis in range(len(codes)):
            margin = (*codes[:axis], TOTAL, *codes[axis + 1 :])
            whole = table.values.get(margin)
            rule = None if whole is None else tells_of_a_group(value, whole, codes, axis, spec.threshold)
            if rule is not None:
                part = places_of(table.persons(codes, nodes, layout), layout, within)
                all_of_them = places_of(table.persons(margin, nodes, layout), layout, within)
                draft.confide((*name, f"all but, {axis}"), np.setdiff1d(all_of_them, part), *rule)
