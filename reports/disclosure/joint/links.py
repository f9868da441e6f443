"""Links between themes: the persons of one theme are among those of another, fact by fact.

A theme whose persons are one selection (victims) is part of a theme that counts that selection with others (persons
assisted). Where they share facts, the part's numbers are those of the whole under that selection; the few whose record
in another form says otherwise are taken as known to everybody.

Belongs here: which themes are linked, the facts they share, the equations. Does not: unknowns (layout.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import pandas as pd

from reports.disclosure.joint.graph import Node
from reports.disclosure.joint.layout import Layout, Row
from reports.disclosure.joint.table import THEME, meeting
from reports.disclosure.joint.views import Nodes, View
from reports.statistics.cubes import load_cubes


@dataclass(frozen=True)
class Link:
    """``part`` is the theme of one selection, ``whole`` one that counts it with others."""

    whole: str
    part: str
    selection: str

    @property
    def condition(self) -> View:
        """The persons of the selection."""
        return View(THEME, codes=(self.selection,))


def linked_themes(themes: set[str]) -> list[Link]:
    """Return all links between themes that are printed."""
    cubes = {name: cube for name, cube in load_cubes().cubes.items() if name in themes and THEME in cube.facts}
    found = []
    for whole, cube in cubes.items():
        several = {selection for part in cube.counts if len(part) > 1 for selection in part}
        for part, other in cubes.items():
            alone = {selections[0] for selections in other.counts if len(selections) == 1}
            found += [Link(whole, part, selection) for selection in sorted(several & alone) if whole != part]
    return found


def views_of(
    cubes: Mapping[str, pd.DataFrame],
    looking: Iterable[tuple[str, View]],
    linked: Sequence[Link],
    counted: Iterable[tuple[str, str]],
) -> dict[str, list[View]]:
    """Return by theme the views that make its classes: of its own tables, and of the themes that it is linked with.

    ``looking``: theme and view; ``counted``: theme and fact of which different countries are counted. A part tells
    apart what the whole does, of the facts that it has; the whole need not tell apart what its parts do, but for a
    fact of which it counts the countries.
    """
    views: dict[str, list[View]] = {theme: [] for theme in cubes}
    for theme, view in looking:
        views[theme].append(view)
    for link in linked:
        views[link.whole].append(link.condition)
        views[link.part].append(link.condition)
    of_parts = [(link.whole, view) for link in linked for view in views[link.part]]
    for theme, fact in counted:
        views[theme] += [view for whole, view in of_parts if whole == theme and view.facts == (fact,)]
    for link in linked:
        facts = set(cubes[link.part].columns)
        views[link.part] += [view for view in views[link.whole] if set(view.facts) <= facts]
    return {theme: list(dict.fromkeys(of_theme)) for theme, of_theme in views.items()}


def nodes_shared(part: Nodes, whole: Nodes) -> set[Node]:
    """Return the nodes of the part some of whose facts the whole has."""
    theirs = set(whole.node_of)
    return {node for node in part.node_of.values() if theirs & set(node.split("+"))}


def shared_by(link: Link, part: Layout, whole: Nodes) -> list[frozenset[Node]]:
    """Return the sets of the whole's nodes, without the theme itself, whose facts the part crosses in one clique."""
    theme = whole.of_view(link.condition)
    sets = []
    for block in part.blocks:
        facts = {fact for node in block.nodes for fact in node.split("+")}
        sets.append(frozenset(n for n in whole.node_of.values() if set(n.split("+")) <= facts and n != theme))
    return sorted({one for one in sets if not any(one < other for other in sets)}, key=sorted)


def equations(link: Link, nodes: Mapping[str, Nodes], whole: Layout, part: Layout) -> list[Row]:
    """Return the equations between the persons of the part and the same persons in the whole."""
    rows: list[Row] = []
    for shared in shared_by(link, part, nodes[link.whole]):
        sums: dict[tuple[bytes, ...], Row] = {}
        for theme, layout, sign in ((link.whole, whole, 1), (link.part, part, -1)):
            own = nodes[theme]
            node_of = {group: own.node_of[group.split("+")[0]] for group in sorted(shared)}
            block = layout.block_of({*node_of.values(), own.of_view(link.condition)})
            keys = [
                (block.nodes.index(node), own.keys_of(node, nodes[link.whole].looking_at(group)))
                for group, node in node_of.items()
            ]
            condition = meeting([(link.condition, own.marked(link.condition, 0))], own)
            for place in layout.sum_over(condition, block).tolist():
                cell = block.cells[place - block.first]
                sums.setdefault(tuple(of[cell[column]] for column, of in keys), {})[place] = sign
        rows += [row for _, row in sorted(sums.items())]
    return rows
