"""Views: what printed tables tell apart of a fact, and the classes of a fact that follow.

A view is a dimension with its ranking, or a condition: which codes a person of a category stands under. Facts that one
dimension crosses (a corridor) make one node. Two categories that every view sees alike are one class.

Belongs here: nodes, views and classes over the cubes of all themes. Does not: unknowns (layout.py), tables (table.py).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from expectations.contract import load_contract
from expectations.geography import all_codes
from reports.disclosure.joint.graph import Node
from reports.disclosure.joint.layout import Places, Population
from reports.statistics.counting import NOT_KNOWN
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import load_dimensions
from reports.statistics.facts import SEPARATOR
from reports.statistics.membership import memberships

MOVABLE_SETS = 24  # of several answers: the most frequent sets of them; persons of rarer sets are taken as known
Bits = npt.NDArray[np.bool_]


@dataclass(frozen=True)
class View:
    """A dimension with its ranking (``codes`` empty), or the condition that a person has one of ``codes`` of a fact."""

    name: str
    ranking: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def facts(self) -> frozenset[str]:
        """The facts on which the view looks."""
        if self.codes:
            return frozenset({self.name})
        return frozenset({getattr(load_dimensions().dimensions[self.name], "fact")})  # noqa: B009

    def under(self, categories: Mapping[str, list[str]], year: int) -> Bits:
        """Return for each category a row: whether it stands under each code, or meets the condition."""
        of_fact = categories[next(iter(self.facts))]
        if self.codes:
            wanted = set(self.codes)
            return np.array([[not wanted.isdisjoint(c.split(SEPARATOR))] for c in of_fact], dtype=bool)
        dimension = load_dimensions().dimensions[self.name]
        return np.asarray(memberships(dimension, of_fact, year, self.ranking) > 0)  # type: ignore[arg-type]


@dataclass
class Nodes:
    """The nodes of all themes, with their classes as they are met."""

    year: int
    views: tuple[View, ...]
    node_of: dict[str, Node] = field(default_factory=dict)
    _keys: dict[Node, dict[bytes, int]] = field(default_factory=dict)
    _frozen: dict[Node, dict[int, bool]] = field(default_factory=dict)
    _under: dict[tuple[View, int], Bits] = field(default_factory=dict)
    _countries: dict[Node, dict[int, set[str]]] = field(default_factory=dict)

    @classmethod
    def of(cls, year: int, views: Iterable[View], cubes: Iterable[pd.DataFrame]) -> "Nodes":
        """Return the nodes that the views call for, and their classes over all ``cubes``.

        Facts that one view crosses are one node.
        """
        nodes = cls(year, tuple(dict.fromkeys(views)))
        for view in nodes.views:
            joined = {f for fact in view.facts for f in _together(fact, nodes.node_of)} | view.facts
            nodes.node_of |= dict.fromkeys(joined, "+".join(sorted(joined)))
        for cube in cubes:
            for node in nodes.within(cube):
                places = nodes._places(node, cube)
                persons = np.bincount(places, weights=cube["persons"], minlength=len(nodes._keys[node]))
                nodes._freeze_rare(node, persons)
        return nodes

    def of_view(self, view: View) -> Node:
        """Return the node on which a view looks."""
        return self.node_of[next(iter(view.facts))]

    def within(self, cube: pd.DataFrame) -> list[Node]:
        """Return the nodes all of whose facts a cube has."""
        return sorted(n for n in set(self.node_of.values()) if set(n.split("+")) <= set(cube.columns))

    def population(self, cube: pd.DataFrame, weights: str = "persons") -> Population:
        """Return a cube's persons by the classes of its nodes."""
        whole = self.within(cube)
        sizes = {node: len(self._keys[node]) for node in whole}
        frozen = {node: np.array([self._frozen[node][i] for i in range(sizes[node])], dtype=bool) for node in whole}
        classes = {node: self._places(node, cube) for node in whole}
        return Population(cube[weights].to_numpy(dtype=np.int64), classes, sizes, frozen)

    def _places(self, node: Node, cube: pd.DataFrame) -> Places:
        """Return the class of each row of a cube; classes that are met for the first time are new."""
        facts = node.split("+")
        codes = np.stack([cube[fact].cat.codes.to_numpy(dtype=np.int64) for fact in facts])
        combos, places = np.unique(codes, axis=1, return_inverse=True)
        texts = {f: [str(cube[f].cat.categories[c]) for c in combos[i]] for i, f in enumerate(facts)}
        if len(facts) == 1:
            texts[node] += sorted(set(_could_be(node)) - set(texts[node]))
        return self._classes(node, texts)[places.reshape(-1)]

    def marked(self, view: View, code: int, size: int) -> Bits:
        """Return whether each of the first ``size`` classes of the view's node stands under the view's code."""
        return np.array([self._under[view, one][code] for one in range(size)], dtype=bool)

    def countries_in(self, node: Node, size: int) -> list[set[str]]:
        """Return the different single codes in each class of a node."""
        return [self._countries[node][one] for one in range(size)]

    def _classes(self, node: Node, texts: dict[str, list[str]]) -> Places:
        looking = [view for view in self.views if self.of_view(view) == node]
        under = [view.under(texts, self.year) for view in looking]
        length = len(next(iter(texts.values())))
        several = _are_several(node, texts)
        all_bits = np.concatenate([*under, np.array(several, dtype=bool)[:, None]], axis=1)
        keys = self._keys.setdefault(node, {})
        ids = np.zeros(length, dtype=np.int64)
        packed = np.packbits(all_bits, axis=1)
        for at in range(length):
            key = packed[at].tobytes()
            if key not in keys:
                keys[key] = len(keys)
                for view, bits in zip(looking, under, strict=True):
                    self._under[view, keys[key]] = bits[at]
                self._frozen.setdefault(node, {})[keys[key]] = several[at]
                self._countries.setdefault(node, {})[keys[key]] = set()
            ids[at] = keys[key]
            self._countries[node][keys[key]].update(one for text in texts.values() for one in text[at].split(SEPARATOR))
        return ids

    def _freeze_rare(self, node: Node, persons: npt.NDArray[np.generic]) -> None:
        if all(load_cubes().facts[fact].kind != "flags" for fact in node.split("+")):
            return
        order = np.argsort(-persons.astype(np.float64), kind="stable")
        for place in order[MOVABLE_SETS:].tolist():
            if any(SEPARATOR in one for one in self._sets(node, place)):
                self._frozen[node][place] = True

    def _sets(self, node: Node, place: int) -> list[str]:
        return [SEPARATOR.join(sorted(self._countries[node][place]))]


def _together(fact: str, node_of: Mapping[str, Node]) -> set[str]:
    return set(node_of[fact].split("+")) if fact in node_of else {fact}


def _are_several(node: Node, texts: dict[str, list[str]]) -> list[bool]:
    """Whether a category holds several countries: few persons, whom an outsider may be taken to know."""
    facts = [f for f in node.split("+") if load_cubes().facts[f].kind in ("countries", "established")]
    length = len(next(iter(texts.values())))
    return [any(SEPARATOR in texts[fact][at] for fact in facts) for at in range(length)]


def _could_be(fact: str) -> list[str]:
    """Return categories of a fact in which somebody could be, whether anybody is or not."""
    known = load_cubes().facts[fact]
    lists = load_contract().code_lists
    if known.kind == "flags":
        return [NOT_KNOWN, *known.flags.values()]
    if known.kind in ("countries", "established"):
        return [NOT_KNOWN, *all_codes()]
    named = {
        str(getattr(one, "code_list", None))
        for one in load_dimensions().dimensions.values()
        if getattr(one, "fact", None) == fact and getattr(one, "code_list", None)
    }
    return [NOT_KNOWN, *sorted({code for name in named for code in lists[name].codes if code not in known.unknown})]
