"""Links between themes: the persons of one theme are among those of another, fact by fact.

A theme whose persons are one selection (victims) is part of a theme that counts that selection with others (persons
assisted). Where they share facts, the part's numbers are those of the whole under that selection; the few whose record
in another form says otherwise are taken as known to everybody.

Belongs here: which themes are linked, the facts they share, the equations. Does not: unknowns (layout.py).
"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.disclosure.joint.graph import shared_cliques
from reports.disclosure.joint.layout import Layout, Row, equated
from reports.disclosure.joint.table import meeting
from reports.disclosure.joint.views import Nodes, View
from reports.statistics.cubes import load_cubes

THEME = "theme"


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


def shared_by(part: Layout, nodes: Nodes, cubes: Mapping[str, pd.DataFrame], link: Link) -> list[frozenset[str]]:
    """Return the sets of facts that the part crosses and the whole has, without the theme itself."""
    common = set(nodes.within(cubes[link.whole])) & set(nodes.within(cubes[link.part]))
    common.discard(nodes.of_view(link.condition))
    return shared_cliques([frozenset(block.nodes) for block in part.blocks], common)


def equations(link: Link, nodes: Nodes, whole: Layout, part: Layout) -> list[Row]:
    """Return the equations between the persons of the part and the same persons in the whole."""
    theme = nodes.of_view(link.condition)
    common = set(whole.population.sizes) & set(part.population.sizes) - {theme}
    rows: list[Row] = []
    condition = [(link.condition, nodes.marked(link.condition, 0))]
    for shared in shared_cliques([frozenset(block.nodes) for block in part.blocks], common):
        mine, theirs = part.block_of({*shared, theme}), whole.block_of({*shared, theme})
        of_part = part.sum_over(meeting(condition, nodes), mine)
        of_whole = whole.sum_over(meeting(condition, nodes), theirs)
        rows += equated(theirs, mine, tuple(sorted(shared)), np.asarray(of_whole), np.asarray(of_part))
    return rows
