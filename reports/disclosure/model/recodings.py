"""Recodings: what printed tables tell apart of a fact, and the classes of a fact that follow.

A recoding is a dimension with its ranking, or one part of a condition: which codes a person of a category stands under.
Facts that one dimension crosses (a corridor), or
that are made of one column, make one node. Two categories that every recoding sees alike are one class.

Belongs here: nodes, recodings and classes over the cubes of all themes. Does not: unknowns (inner_cells.py), tables
(table.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
import pandas as pd

from reports.disclosure.model.categories import could_be, of_one_column, sets_of_answers, several_countries
from reports.disclosure.model.edition_membership import MEMBERSHIP
from reports.disclosure.model.inner_cells import CellNumbers, Population
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.multiple_response import MultipleResponse, answer_columns, answers_of, given, marks_of
from reports.published.codes import NOT_STATED
from reports.statistics.cubes import load_cubes
from reports.statistics.dimensions import (
    Corridor,
    DistinctCount,
    PersonDimension,
    Scores,
    Services,
    codes_of,
    load_dimensions,
)
from reports.statistics.membership import ENDS, memberships
from reports.statistics.variables import SEPARATOR

GAVE_ANY = b"any"  # the key of the class of who gave any answer
MOVABLE_SETS = 64  # of several answers: the most frequent sets of them; persons of rarer sets are taken as known
ClassFlags = npt.NDArray[np.bool_]
Texts = Mapping[str, list[str]]  # of each fact of a node, one category a row


@dataclass(frozen=True)
class Recoding:
    """A dimension with its ranking (no ``codes``), or whether a person has one of ``codes`` of a fact or dimension."""

    name: str
    ranking: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @property
    def variables(self) -> tuple[str, ...]:
        """Return the variables that the recoding groups."""
        return (self.name,) if self._is_of_a_fact else load_dimensions().dimensions[self.name].variables

    def under(self, texts: Texts, year: int) -> ClassFlags:
        """Return for each row of categories whether it stands under each code, or meets the condition."""
        if self._is_of_a_fact:
            wanted = set(self.codes)
            return np.array([[not wanted.isdisjoint(c.split(SEPARATOR))] for c in texts[self.name]], dtype=bool)
        dimension = load_dimensions().dimensions[self.name]
        if isinstance(dimension, Services):
            services = [text or NOT_STATED for text in texts[dimension.variable]]
            return np.array([[text == code for code in self.ranking] for text in services], dtype=bool)
        bits = np.asarray(memberships(self._dimension, self._joined(texts), year, self.ranking) > 0)
        if not self.codes:
            return bits
        known = codes_of(self._dimension)
        return np.asarray(bits[:, [known.index(code) for code in self.codes]].any(axis=1, keepdims=True))

    @property
    def _is_of_a_fact(self) -> bool:
        facts = load_cubes().variables
        of_a_fact = self.name == MEMBERSHIP or (self.name in facts and facts[self.name].kind != "age")
        return bool(self.codes) and of_a_fact

    @property
    def _dimension(self) -> PersonDimension:
        dimension = load_dimensions().dimensions[self.name]
        if isinstance(dimension, DistinctCount | Scores | Services):
            raise TypeError(f"{self.name} counts no persons")
        return dimension

    def _joined(self, texts: Texts) -> list[str]:
        if not isinstance(self._dimension, Corridor):
            return texts[self._dimension.variable]
        pairs = zip(*(texts[fact] for fact in self._dimension.variables), strict=True)
        return [ENDS.join(pair) if all(pair) else "" for pair in pairs]


@dataclass
class _Classes:
    """The classes of one node as they are met: by what the recodings see."""

    ids: dict[bytes, int] = field(default_factory=dict)
    frozen: list[bool] = field(default_factory=list)
    under: dict[Recoding, list[ClassFlags]] = field(default_factory=dict)
    answers: list[set[str]] = field(default_factory=list)
    members: list[set[tuple[str, ...]]] = field(default_factory=list)

    def place_of(
        self, key: bytes, under: Mapping[Recoding, ClassFlags], frozen: bool = False, answers: Iterable[str] = ()
    ) -> int:
        """Return the class of this key, a new one where there is none yet."""
        if key not in self.ids:
            self.ids[key] = len(self.ids)
            self.frozen.append(frozen)
            self.answers.append(set(answers))
            self.members.append(set())
            for recoding, bits in under.items():
                self.under.setdefault(recoding, []).append(bits)
        return self.ids[key]


@dataclass
class VariableClasses:
    """The nodes of a theme, with their classes. ``apart``: facts each of whose answers is a class
    (multiple_response.py)."""

    year: int
    recodings: tuple[Recoding, ...]
    apart: frozenset[str] = frozenset()
    node_of: dict[str, Node] = field(default_factory=dict)
    _classes: dict[Node, _Classes] = field(default_factory=dict)

    @classmethod
    def of(
        cls,
        year: int,
        recodings: Iterable[Recoding],
        cubes: Iterable[pd.DataFrame],
        apart: frozenset[str] = frozenset(),
        one_node: frozenset[str] = frozenset(),
    ) -> "VariableClasses":
        """Return the nodes that the recodings call for, and their classes over all ``cubes``.

        The facts of ``one_node`` at which a recoding looks are one.
        """
        nodes = cls(year, tuple(dict.fromkeys(recodings)), apart)
        for recoding in nodes.recodings:
            joined = {one for fact in recoding.variables for one in nodes.node_of.get(fact, fact).split("+")}
            nodes.node_of |= dict.fromkeys(joined, "+".join(sorted(joined)))
        together = one_node & set(nodes.node_of)
        nodes.node_of |= dict.fromkeys(together, "+".join(sorted(together)))
        marked = [{fact, mark} for fact in apart for mark in marks_of(fact, nodes.node_of)]
        for joined in (facts for facts in of_one_column(nodes.node_of) if facts not in marked):
            whole = {one for fact in joined for one in nodes.node_of[fact].split("+")}
            nodes.node_of |= dict.fromkeys(whole, "+".join(sorted(whole)))
        nodes._classes = {node: _Classes() for node in nodes.node_of.values()}
        for cube in cubes:
            for node in nodes.within(cube):
                nodes._freeze_rare(node, nodes._places(node, cube), cube["persons"].to_numpy(dtype=np.float64))
        return nodes

    def node_of_recoding(self, recoding: Recoding) -> Node:
        """Return the node on which a recoding looks."""
        return self.node_of[recoding.variables[0]]

    def marks_with_answers(self) -> list[frozenset[Node]]:
        """Return the pairs of nodes to be crossed since a mark is an answer to a question with several."""
        return [
            frozenset({fact, self.node_of[mark]})
            for fact in sorted(self.apart)
            for mark in marks_of(fact, self.node_of)
        ]

    def within(self, cube: pd.DataFrame) -> list[Node]:
        """Return the nodes all of whose facts a cube has."""
        return sorted(n for n in set(self.node_of.values()) if set(n.split("+")) <= set(cube.columns))

    def population(self, cube: pd.DataFrame, weights: str = "persons") -> Population:
        """Return a cube's persons, or amounts, by the classes of its nodes."""
        whole = self.within(cube)
        sizes = {node: len(self._classes[node].ids) for node in whole}
        frozen = {node: np.array(self._classes[node].frozen, dtype=bool) for node in whole}
        classes = {node: self._places(node, cube) for node in whole}
        answered = {node: self._answered(node, cube) for node in whole if node in self.apart}  # once classes are known
        return Population(cube[weights].to_numpy(dtype=np.int64), classes, sizes, frozen, answered)

    def marked(self, recoding: Recoding, code: int) -> ClassFlags:
        """Return whether each class of the recoding's node stands under the recoding's code."""
        return np.array(
            [bits[code] for bits in self._classes[self.node_of_recoding(recoding)].under.get(recoding, [])], dtype=bool
        )

    def recodings_of_node(self, node: Node) -> list[Recoding]:
        """Return the recodings on the facts of a node."""
        return [recoding for recoding in self.recodings if set(recoding.variables) <= set(node.split("+"))]

    def keys_of(self, node: Node, looking: Sequence[Recoding]) -> list[bytes]:
        """Return of each class of a node what some recodings see of it: the same in every theme."""
        known = self._classes[node]
        return [b"".join(known.under[recoding][one].tobytes() for recoding in looking) for one in range(len(known.ids))]

    def members_of(self, node: Node, one: int, facts: Sequence[str]) -> set[tuple[str, ...]]:
        """Return the categories of some facts that a class of a node has, whether anybody is in them or not."""
        columns = [node.split("+").index(fact) for fact in facts]
        return {tuple(member[column] for column in columns) for member in self._classes[node].members[one]}

    def _places(self, node: Node, cube: pd.DataFrame) -> CellNumbers:
        """Return the class of each row of a cube; classes that are met for the first time are new."""
        facts = node.split("+")
        columns = [cube[fact].cat for fact in facts]
        categories = [[str(category) for category in column.categories] for column in columns]
        shape = tuple(max(len(own), 1) for own in categories)
        codes = [column.codes.to_numpy(dtype=np.int64) for column in columns]
        combos, places = np.unique(np.ravel_multi_index(codes, shape), return_inverse=True)
        of_each = zip(facts, categories, np.unravel_index(combos, shape), strict=True)
        texts = {fact: [own[code] for code in of_fact.tolist()] for fact, own, of_fact in of_each}
        if len(facts) == 1:
            texts[node] += sorted(set(could_be(node)) - set(texts[node]))
        return self._classed(node, texts)[places]

    def _classed(self, node: Node, texts: Texts) -> CellNumbers:
        if not next(iter(texts.values())):
            return np.zeros(0, dtype=np.int64)
        known, looking = (
            self._classes[node],
            [recoding for recoding in self.recodings if self.node_of_recoding(recoding) == node],
        )
        under = [recoding.under(texts, self.year) for recoding in looking]
        if node in self.apart:
            return self._who_answered(node, looking[0], under[0])
        several = several_countries(node, texts)
        packed = np.packbits(np.concatenate([*under, several[:, None]], axis=1), axis=1)
        ids = np.zeros(len(several), dtype=np.int64)
        for at in range(len(several)):
            of_each = {recoding: bits[at] for recoding, bits in zip(looking, under, strict=True)}
            ids[at] = known.place_of(packed[at].tobytes(), of_each, bool(several[at]), sets_of_answers(node, texts, at))
            known.members[ids[at]].add(tuple(text[at] for text in texts.values()))
        return ids

    def _who_answered(self, node: Node, recoding: Recoding, under: ClassFlags) -> CellNumbers:
        """Return of each set of answers the class of who gave any, or none; each answer is a class, too."""
        columns, known = answer_columns(recoding.name), self._classes[node]
        gave_any = np.any(under[:, columns], axis=1).tolist()
        base = under.copy()
        base[:, columns] = False
        keys = [GAVE_ANY if any_ else bits.tobytes() for any_, bits in zip(gave_any, base, strict=True)]
        ids = [known.place_of(key, {recoding: bits}) for key, bits in zip(keys, base, strict=True)]
        alone = recoding.under({node: answers_of(node)}, self.year)
        for answer, bits in zip(answers_of(node), alone, strict=True):
            of_answer = np.zeros_like(bits)
            of_answer[columns] = bits[columns]
            known.place_of(answer.encode(), {recoding: of_answer})
        return np.array(ids, dtype=np.int64)

    def _answered(self, node: Node, cube: pd.DataFrame) -> MultipleResponse:
        ids, answers = self._classes[node].ids, answers_of(node)
        places = np.array([ids[answer.encode()] for answer in answers], dtype=np.int64)
        of_each = given([str(category) for category in cube[node].cat.categories], answers)
        marked = {}
        for fact, answer in marks_of(node, self.node_of).items():
            of_mark = next(recoding for recoding in self.recodings if recoding.variables == (fact,) and recoding.codes)
            marked[self.node_of[fact]] = ids[answer.encode()], self.marked(of_mark, 0)
        return MultipleResponse(places, ids[GAVE_ANY], of_each[cube[node].cat.codes.to_numpy()], marked)

    def _freeze_rare(self, node: Node, places: CellNumbers, persons: npt.NDArray[np.float64]) -> None:
        """Take persons of rare sets of several answers as known; a single answer is never rare."""
        known = self._classes[node]
        counted = np.bincount(places, weights=persons, minlength=len(known.ids))
        for one in np.argsort(-counted, kind="stable")[MOVABLE_SETS:].tolist():
            known.frozen[one] |= len(known.answers[one]) > 1
