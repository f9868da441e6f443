"""Links between themes: persons of one theme are among those of another, fact by fact.

A theme whose persons are one selection (victims) is part of a theme that counts that selection with others (persons
assisted). A selection may also be another's by a mark (children who returned are those returned who have the mark):
then the persons of a theme with that selection are those of the other with the mark. Where they share facts, the part's
numbers are those of the whole under the conditions of both; the few whose record in another form says otherwise are
taken as known to everybody.

Belongs here: which themes are linked, the facts they share, the equations. Does not: unknowns (inner_cells.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.disclosure.model.inner_cells import InnerCellIndex, Row
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import Recoding, VariableClasses
from reports.disclosure.model.table import THEME, classes_meeting
from reports.statistics.cubes import Cube, load_cubes

COUNTRIES = ("countries", "established", "offices")
ROUNDS = 3  # from children to victims to persons assisted


@dataclass(frozen=True)
class ThemeLink:
    """The persons of ``part`` under ``of_part`` are those of ``whole`` under ``of_whole``; all conditions are met."""

    whole: str
    part: str
    selection: str
    of_whole: tuple[Recoding, ...]
    of_part: tuple[Recoding, ...]

    def conditions(self, theme: str) -> tuple[Recoding, ...]:
        """Return the conditions on the persons of a theme."""
        return self.of_whole if theme == self.whole else self.of_part


@dataclass(frozen=True)
class SharedVariables:
    """A node of the whole and one of the part that have facts in common, and the views on those alone."""

    of_whole: Node
    of_part: Node
    looking: tuple[Recoding, ...]


def linked_themes(themes: set[str]) -> list[ThemeLink]:
    """Return all links between themes that are printed."""
    cubes = {name: cube for name, cube in load_cubes().cubes.items() if name in themes and THEME in cube.facts}
    found = []
    for whole, cube in cubes.items():
        several = {selection for part in cube.counts if len(part) > 1 for selection in part}
        for part, other in cubes.items():
            alone = {selections[0] for selections in other.counts if len(selections) == 1}
            for selection in sorted(several & alone) if whole != part else ():
                condition = (Recoding(THEME, codes=(selection,)),)
                found.append(ThemeLink(whole, part, selection, condition, condition))
            for selection in sorted({one for part_of in other.counts for one in part_of if len(part_of) > 1}):
                marks = _marks(selection, cube) if whole != part else None
                if marks is not None:
                    found.append(ThemeLink(whole, part, selection, marks, (Recoding(THEME, codes=(selection,)),)))
    return found


def _marks(selection: str, cube: Cube) -> tuple[Recoding, ...] | None:
    """Return the conditions by which the persons of a selection stand in a cube; None where they do not."""
    cubes = load_cubes()
    one = cubes.selections[selection]
    for other in (selections[0] for selections in cube.counts if len(selections) == 1):
        base = cubes.selections[other]
        if (one.form, one.side, one.leave_out) != (base.form, base.side, base.leave_out):
            continue
        more = {column: codes for column, codes in one.only.items() if base.only.get(column) != codes}
        of_column = {cubes.facts[fact].column: fact for fact in cube.facts if cubes.facts[fact].kind == "code"}
        if more and set(base.only) <= set(one.only) and set(more) <= set(of_column):
            marks = [Recoding(of_column[column], codes=tuple(codes)) for column, codes in sorted(more.items())]
            return (Recoding(THEME, codes=(other,)), *marks)
    return None


def parts_first(themes: Iterable[str], linked: Sequence[ThemeLink]) -> list[str]:
    """Return the themes in such an order that each comes after those that are parts of it."""
    after = {theme: {link.part for link in linked if link.whole == theme} for theme in sorted(themes)}
    ordered: list[str] = []
    while len(ordered) < len(after):
        ordered += [one for one in after if one not in ordered and after[one] & set(after) <= set(ordered)][:1]
    return ordered


def recodings_by_theme(
    cubes: Mapping[str, pd.DataFrame],
    looking: Iterable[tuple[str, Recoding]],
    linked: Sequence[ThemeLink],
    counted: Iterable[tuple[str, str]],
) -> dict[str, list[Recoding]]:
    """Return by theme the views that make its classes: of its own tables, and of the themes that it is linked with.

    ``looking``: theme and view; ``counted``: theme and fact of which different countries are counted. A part tells
    apart what the whole does, of the facts that it has; the whole need not tell apart what its parts do, but for
    countries.
    """
    views: dict[str, list[Recoding]] = {theme: [] for theme in cubes}
    for theme, view in looking:
        views[theme].append(view)
    for link in linked:
        views[link.whole] += link.of_whole
        views[link.part] += link.of_part
    for theme, marks in marks_of_parts(linked).items():
        views[theme] += [view for view in marks if set(view.facts) <= set(cubes[theme].columns)]
    facts, of_countries = load_cubes().facts, set(counted)
    for _ in range(ROUNDS):
        for link in linked:
            here = {fact for view in views[link.whole] for fact in view.facts}
            here |= {fact for theme, fact in of_countries if theme == link.whole}
            for view in views[link.part]:
                alone = view.facts[0] if len(view.facts) == 1 and view.facts[0] in facts else None
                if alone is not None and alone in here and facts[alone].kind in COUNTRIES:
                    views[link.whole].append(view)
            of_part = set(cubes[link.part].columns)
            views[link.part] += [view for view in views[link.whole] if set(view.facts) <= of_part]
        views = {theme: list(dict.fromkeys(of_theme)) for theme, of_theme in views.items()}
    return views


def marks_of_parts(linked: Sequence[ThemeLink]) -> dict[str, list[Recoding]]:
    """Return the conditions, but for the theme, by which persons of the parts of a theme stand in yet another.

    They stand beside the theme of a person: whoever has a mark is a person of that theme.
    """
    return {
        whole: [
            view
            for one in linked
            for two in linked
            if one.whole == whole and two.whole == one.part
            for view in two.of_whole
            if view.facts != (THEME,)
        ]
        for whole in {link.whole for link in linked}
    }


def nodes_shared(link: ThemeLink, nodes: Mapping[str, VariableClasses]) -> set[Node]:
    """Return the nodes of the part some of whose facts the whole has, and those of its conditions."""
    conditions = {nodes[link.part].of_view(view) for view in link.of_part}
    return {one.of_part for one in _in_common(link, nodes)} | conditions


def _in_common(link: ThemeLink, nodes: Mapping[str, VariableClasses]) -> list[SharedVariables]:
    whole, part = nodes[link.whole], nodes[link.part]
    found = []
    for of_whole in sorted(set(whole.node_of.values())):
        for of_part in sorted(set(part.node_of.values())):
            facts = (set(of_whole.split("+")) & set(of_part.split("+"))) - {THEME}
            looking = tuple(v for v in whole.views if set(v.facts) <= facts and v in part.views)
            if facts and looking:
                found.append(SharedVariables(of_whole, of_part, looking))
    return found


def shared_by(
    link: ThemeLink, part: InnerCellIndex, nodes: Mapping[str, VariableClasses]
) -> list[frozenset[SharedVariables]]:
    """Return the greatest sets of what both have in common that the part crosses in one clique."""
    common = _in_common(link, nodes)
    sets = {frozenset(one for one in common if one.of_part in block.nodes) for block in part.blocks}
    return sorted({one for one in sets if one and not any(one < other for other in sets)}, key=_names)


def crossed_in_whole(link: ThemeLink, part: InnerCellIndex, nodes: Mapping[str, VariableClasses]) -> list[set[Node]]:
    """Return the sets of nodes that the whole must cross, so that nothing that the part tells is lost."""
    conditions = {nodes[link.whole].of_view(view) for view in link.of_whole}
    return [{one.of_whole for one in shared} | conditions for shared in shared_by(link, part, nodes)]


def equations(
    link: ThemeLink, nodes: Mapping[str, VariableClasses], whole: InnerCellIndex, part: InnerCellIndex
) -> list[Row]:
    """Return the equations between the persons of the part and the same persons in the whole."""
    rows: list[Row] = []
    for shared in shared_by(link, part, nodes):
        sums: dict[tuple[bytes, ...], Row] = {}
        for theme, layout, sign in ((link.whole, whole, 1), (link.part, part, -1)):
            own, conditions = nodes[theme], link.conditions(theme)
            sides = [(one.of_whole if theme == link.whole else one.of_part, one.looking) for one in _ordered(shared)]
            block = layout.block_of({*(node for node, _ in sides), *(own.of_view(view) for view in conditions)})
            keys = [(block.nodes.index(node), own.keys_of(node, looking)) for node, looking in sides]
            under = classes_meeting([(view, own.marked(view, 0)) for view in conditions], own)
            for node, _ in sides:
                if node in layout.population.answered:  # the answers, too
                    under.setdefault(node, np.ones(layout.population.sizes[node], dtype=bool))
            for place in layout.sum_over(under, block).tolist():
                cell = block.cells[place - block.first]
                sums.setdefault(tuple(of[cell[column]] for column, of in keys), {})[place] = sign
        rows += [row for _, row in sorted(sums.items())]
    return rows


def _ordered(shared: Iterable[SharedVariables]) -> list[SharedVariables]:
    return sorted(shared, key=lambda one: (one.of_whole, one.of_part))


def _names(shared: Iterable[SharedVariables]) -> list[tuple[Node, Node]]:
    return [(one.of_whole, one.of_part) for one in _ordered(shared)]
