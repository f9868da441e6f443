"""Links between themes: the persons of one theme are among those of another.

A theme whose persons are one selection (victims) is part of a theme that counts that selection with others (persons
assisted). A selection may also be marked in another theme (children who returned are those persons returned who have
the mark): then the persons of the theme with that selection are those of the other theme with the mark. Where two
linked themes share variables, the part's counts equal those of the whole under the conditions of both. The few persons
whose record in another form says otherwise are taken as known to everybody.

Belongs here: which themes are linked, the variables that they share, the equations between them. Does not: inner cells
(inner_cells.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from reports.disclosure.arrays import SparseRow
from reports.disclosure.model.inner_cells import InnerCellIndex
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.recodings import Recoding, VariableClasses
from reports.disclosure.model.table import THEME, UniverseModel, classes_meeting
from reports.statistics.cubes import COUNTRY_AND_OFFICE_KINDS, Cube, load_cubes

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
    """A node of the whole and one of the part that share variables, and the recodings of those alone."""

    of_whole: Node
    of_part: Node
    recodings: tuple[Recoding, ...]


def linked_themes(themes: set[str]) -> list[ThemeLink]:
    """Return all links between themes that are printed."""
    cubes = {name: cube for name, cube in load_cubes().cubes.items() if name in themes and THEME in cube.variables}
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
        of_column = {
            cubes.variables[fact].column: fact for fact in cube.variables if cubes.variables[fact].kind == "code"
        }
        if more and set(base.only) <= set(one.only) and set(more) <= set(of_column):
            marks = [Recoding(of_column[column], codes=tuple(codes)) for column, codes in sorted(more.items())]
            return (Recoding(THEME, codes=(other,)), *marks)
    return None


def parts_first(themes: Iterable[str], linked: Sequence[ThemeLink]) -> list[str]:
    """Return the themes in such an order that each comes after those that are parts of it."""
    after = {theme: {link.part for link in linked if link.whole == theme} for theme in sorted(themes)}
    ordered: list[str] = []
    while len(ordered) < len(after):
        ordered += [theme for theme in after if theme not in ordered and after[theme] & set(after) <= set(ordered)][:1]
    return ordered


def recodings_by_theme(
    cubes: Mapping[str, pd.DataFrame],
    used: Iterable[tuple[str, Recoding]],
    linked: Sequence[ThemeLink],
    counted: Iterable[tuple[str, str]],
) -> dict[str, list[Recoding]]:
    """Return, by theme, the recodings that make its classes: of its own tables, and of the themes linked with it.

    ``used``: theme and recoding; ``counted``: theme and variable of which different countries are counted. A part
    distinguishes what the whole distinguishes, of the variables that it has; the whole distinguishes what its parts do
    only of countries.
    """
    recodings: dict[str, list[Recoding]] = {theme: [] for theme in cubes}
    for theme, recoding in used:
        recodings[theme].append(recoding)
    for link in linked:
        recodings[link.whole] += link.of_whole
        recodings[link.part] += link.of_part
    for theme, marks in marks_of_parts(linked).items():
        recodings[theme] += [recoding for recoding in marks if set(recoding.variables) <= set(cubes[theme].columns)]
    facts, of_countries = load_cubes().variables, set(counted)
    for _ in range(ROUNDS):
        for link in linked:
            here = {fact for recoding in recodings[link.whole] for fact in recoding.variables}
            here |= {fact for theme, fact in of_countries if theme == link.whole}
            for recoding in recodings[link.part]:
                alone = (
                    recoding.variables[0] if len(recoding.variables) == 1 and recoding.variables[0] in facts else None
                )
                if alone is not None and alone in here and facts[alone].kind in COUNTRY_AND_OFFICE_KINDS:
                    recodings[link.whole].append(recoding)
            of_part = set(cubes[link.part].columns)
            recodings[link.part] += [
                recoding for recoding in recodings[link.whole] if set(recoding.variables) <= of_part
            ]
        recodings = {theme: list(dict.fromkeys(of_theme)) for theme, of_theme in recodings.items()}
    return recodings


def marks_of_parts(linked: Sequence[ThemeLink]) -> dict[str, list[Recoding]]:
    """Return, by theme, the marks by which persons of its parts belong to yet another theme.

    They are crossed with the theme of a person: a person with the mark is a person of that theme.
    """
    return {
        whole: [
            recoding
            for link in linked
            for further in linked
            if link.whole == whole and further.whole == link.part
            for recoding in further.of_whole
            if recoding.variables != (THEME,)
        ]
        for whole in {link.whole for link in linked}
    }


def nodes_shared(link: ThemeLink, variables: Mapping[str, VariableClasses]) -> set[Node]:
    """Return the nodes of the part that share a variable with the whole, and those of its conditions."""
    conditions = {variables[link.part].node_of_recoding(recoding) for recoding in link.of_part}
    return {shared.of_part for shared in _in_common(link, variables)} | conditions


def _in_common(link: ThemeLink, variables: Mapping[str, VariableClasses]) -> list[SharedVariables]:
    whole, part = variables[link.whole], variables[link.part]
    found = []
    for of_whole in sorted(set(whole.node_of.values())):
        for of_part in sorted(set(part.node_of.values())):
            names = (set(of_whole.split("+")) & set(of_part.split("+"))) - {THEME}
            recodings = tuple(r for r in whole.recodings if set(r.variables) <= names and r in part.recodings)
            if names and recodings:
                found.append(SharedVariables(of_whole, of_part, recodings))
    return found


def shared_by_clique(
    link: ThemeLink, part: InnerCellIndex, variables: Mapping[str, VariableClasses]
) -> list[frozenset[SharedVariables]]:
    """Return the largest sets of shared variables that the part crosses in one clique."""
    common = _in_common(link, variables)
    sets = {frozenset(shared for shared in common if shared.of_part in block.nodes) for block in part.blocks}
    largest = {of_clique for of_clique in sets if of_clique and not any(of_clique < other for other in sets)}
    return sorted(largest, key=_node_names)


def crossed_in_whole(
    link: ThemeLink, part: InnerCellIndex, variables: Mapping[str, VariableClasses]
) -> list[set[Node]]:
    """Return the sets of nodes that the whole must cross, so that nothing that the part reveals is lost."""
    conditions = {variables[link.whole].node_of_recoding(recoding) for recoding in link.of_whole}
    cliques = shared_by_clique(link, part, variables)
    return [{shared.of_whole for shared in of_clique} | conditions for of_clique in cliques]


@dataclass(frozen=True)
class LinkedSums:
    """The sums of inner cells that are equal in a whole and in a part, over the variables of one clique of the part.

    ``nodes``: of the whole, those of its clique; of the part, those that it shares. ``rows``: inner cells of the whole
    have weight 1, of the part -1.
    """

    nodes: Mapping[str, frozenset[Node]]
    rows: tuple[SparseRow, ...]


def linked_sums(link: ThemeLink, universes: Mapping[str, UniverseModel]) -> list[LinkedSums]:
    """Return the equal sums of the persons of the part and of the same persons in the whole, by clique of the part.

    ``universes``: the universe of persons of each theme.
    """
    variables = {theme: universe.variables for theme, universe in universes.items()}
    found: list[LinkedSums] = []
    for of_clique in shared_by_clique(link, universes[link.part].index, variables):
        sums: dict[tuple[bytes, ...], SparseRow] = {}
        nodes: dict[str, frozenset[Node]] = {}
        for theme, sign in ((link.whole, 1), (link.part, -1)):
            own, index, conditions = universes[theme].variables, universes[theme].index, link.conditions(theme)
            sides = [
                (shared.of_whole if theme == link.whole else shared.of_part, shared.recodings)
                for shared in _ordered(of_clique)
            ]
            needed = {*(node for node, _ in sides), *(own.node_of_recoding(recoding) for recoding in conditions)}
            block = index.block_of(needed)
            nodes[theme] = frozenset(block.nodes if theme == link.whole else needed)
            keys = [(block.nodes.index(node), own.keys_of(node, recodings)) for node, recodings in sides]
            marked = classes_meeting([(recoding, own.marked(recoding, 0)) for recoding in conditions], own)
            for node, _ in sides:
                if node in index.population.responses:  # the single answers count, too
                    marked.setdefault(node, np.ones(index.population.sizes[node], dtype=bool))
            for inner_cell in index.sum_over(marked, block).tolist():
                cell = block.cells[inner_cell - block.first]
                sums.setdefault(tuple(of[cell[column]] for column, of in keys), {})[inner_cell] = sign
        found.append(LinkedSums(nodes, tuple(row for _, row in sorted(sums.items()))))
    return found


def _ordered(shared: Iterable[SharedVariables]) -> list[SharedVariables]:
    return sorted(shared, key=lambda both: (both.of_whole, both.of_part))


def _node_names(shared: Iterable[SharedVariables]) -> list[tuple[Node, Node]]:
    return [(both.of_whole, both.of_part) for both in _ordered(shared)]
