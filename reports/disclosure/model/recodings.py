"""Recodings: what printed tables distinguish of a variable, and the classes of categories that follow.

A recoding is a dimension with its ranking, or one part of a condition: it says to which codes a person of a category
belongs. Variables that one dimension crosses (a corridor), or that are made of one column, are one node. Categories of
a node that no recoding distinguishes are one class.

Belongs here: recodings, nodes and classes over the cubes of all themes. Does not: inner cells (inner_cells.py), tables
(table.py).
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import numpy.typing as npt
import pandas as pd

from reports.disclosure.model.categories import (
    answers_in,
    have_several_countries,
    pairs_of_one_column,
    pairs_of_one_main_column,
    possible_categories,
)
from reports.disclosure.model.edition_membership import MEMBERSHIP
from reports.disclosure.model.inner_cells import CellNumbers, Population
from reports.disclosure.model.junction_tree import Node
from reports.disclosure.model.multiple_response import (
    AnswerGroup,
    MultipleResponse,
    ShownAnswers,
    answers_of,
    given_answers,
    marks_of,
)
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

MOVABLE_SETS = 64  # of several answers: the most frequent sets; persons of rarer sets are taken as known
ClassFlags = npt.NDArray[np.bool_]
Categories = Mapping[str, list[str]]  # by variable of a node, one category per row
SingleAnswers = Mapping[str, tuple[tuple[str, ...], ...]]  # by variable, groups of answers that are classes themselves


@dataclass(frozen=True)
class Recoding:
    """A dimension with its ranking, or, with ``codes``, the persons with one of these codes of a variable or dimension.

    A recoding with ``codes`` has one column, the others one column per code of the dimension.
    """

    name: str
    ranking: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()

    @cached_property
    def variables(self) -> tuple[str, ...]:
        """Return the variables that the recoding groups."""
        return (self.name,) if self._is_of_a_variable else load_dimensions().dimensions[self.name].variables

    def flags(self, categories: Categories, year: int) -> ClassFlags:
        """Return whether each category belongs to each code. One row per category, one column per code."""
        if self._is_of_a_variable:
            wanted = set(self.codes)
            return np.array([[not wanted.isdisjoint(c.split(SEPARATOR))] for c in categories[self.name]], dtype=bool)
        dimension = load_dimensions().dimensions[self.name]
        if isinstance(dimension, Services):
            services = [category or NOT_STATED for category in categories[dimension.variable]]
            return np.array([[service == code for code in self.ranking] for service in services], dtype=bool)
        flags = np.asarray(memberships(self._dimension, self._joined(categories), year, self.ranking) > 0)
        if not self.codes:
            return flags
        known = codes_of(self._dimension)
        return np.asarray(flags[:, [known.index(code) for code in self.codes]].any(axis=1, keepdims=True))

    @property
    def _is_of_a_variable(self) -> bool:
        definitions = load_cubes().variables
        is_variable = self.name == MEMBERSHIP or (self.name in definitions and definitions[self.name].kind != "age")
        return bool(self.codes) and is_variable

    @property
    def _dimension(self) -> PersonDimension:
        dimension = load_dimensions().dimensions[self.name]
        if isinstance(dimension, DistinctCount | Scores | Services):
            raise TypeError(f"{self.name} counts no persons")
        return dimension

    def _joined(self, categories: Categories) -> list[str]:
        if not isinstance(self._dimension, Corridor):
            return categories[self._dimension.variable]
        pairs = zip(*(categories[variable] for variable in self._dimension.variables), strict=True)
        return [ENDS.join(pair) if all(pair) else "" for pair in pairs]


@dataclass
class _Classes:
    """The classes of one node, in the order in which they are met. One entry per class in every field.

    ``numbers``: by key (what the recodings show), the number of the class; ``members``: its categories.
    """

    numbers: dict[bytes, int] = field(default_factory=dict)
    frozen: list[bool] = field(default_factory=list)
    flags: dict[Recoding, list[ClassFlags]] = field(default_factory=dict)
    answers: list[set[str]] = field(default_factory=list)
    members: list[set[tuple[str, ...]]] = field(default_factory=list)

    def number_of(
        self, key: bytes, flags: Mapping[Recoding, ClassFlags], frozen: bool = False, answers: Iterable[str] = ()
    ) -> int:
        """Return the class with this key; a new class where there is none yet."""
        if key not in self.numbers:
            self.numbers[key] = len(self.numbers)
            self.frozen.append(frozen)
            self.answers.append(set(answers))
            self.members.append(set())
            for recoding, of_recoding in flags.items():
                self.flags.setdefault(recoding, []).append(of_recoding)
        return self.numbers[key]


@dataclass
class VariableClasses:
    """The variables of a theme as nodes, with their classes.

    ``single_answers``: of multiple responses, the answers that are a class of their own within the persons who gave any
    answer of their group (multiple_response.py).
    """

    year: int
    recodings: tuple[Recoding, ...]
    single_answers: SingleAnswers = field(default_factory=dict)
    node_of: dict[str, Node] = field(default_factory=dict)
    _classes: dict[Node, _Classes] = field(default_factory=dict)
    _rows: dict[Node, tuple[pd.DataFrame, CellNumbers]] = field(default_factory=dict)  # the cube last seen, its classes
    _marked: dict[Recoding, ClassFlags] = field(default_factory=dict)  # one row per class
    _answers: dict[Node, dict[tuple[int, int], list[int]]] = field(default_factory=dict)  # by persons' class and group

    @classmethod
    def of(
        cls,
        year: int,
        recodings: Iterable[Recoding],
        cubes: Iterable[pd.DataFrame],
        separable: frozenset[str] = frozenset(),
        in_one_node: frozenset[str] = frozenset(),
    ) -> "VariableClasses":
        """Return the nodes that the recodings call for, and their classes over all ``cubes``.

        ``separable``: variables of which each answer is a class of its own. The variables of ``in_one_node`` that have
        a recoding are one node.
        """
        variables = cls(year, tuple(dict.fromkeys(recodings)), {one: (tuple(answers_of(one)),) for one in separable})
        variables._make_nodes(in_one_node, pairs_of_one_column)
        for cube in cubes:
            for node in variables.nodes_in(cube):
                persons = cube["persons"].to_numpy(dtype=np.float64)
                variables._freeze_rare(node, variables._classes_in(node, cube), persons)
        return variables

    @classmethod
    def without_truth(
        cls,
        year: int,
        recodings: Iterable[Recoding],
        single_answers: SingleAnswers,
        space: Callable[[Node], Categories],
    ) -> "VariableClasses":
        """Return the nodes and their classes for a reader of tables alone.

        ``space``: from a node to its possible categories. Such a reader learns nothing from what two variables have in
        common besides their main column.
        """
        variables = cls(year, tuple(dict.fromkeys(recodings)), single_answers)
        variables._make_nodes(frozenset(), pairs_of_one_main_column)
        for node in variables._classes:
            variables._classified(node, space(node))
        return variables

    def _make_nodes(self, in_one_node: frozenset[str], pairs: Callable[[Collection[str]], list[set[str]]]) -> None:
        """Make the nodes that the recodings call for, without classes."""
        for recoding in self.recodings:
            self._join(recoding.variables)
        together = in_one_node & set(self.node_of)
        self.node_of |= dict.fromkeys(together, "+".join(sorted(together)))
        marked = [{variable, mark} for variable in self.single_answers for mark in marks_of(variable, self.node_of)]
        for pair in (pair for pair in pairs(self.node_of) if pair not in marked):
            self._join(pair)
        self._classes = {node: _Classes() for node in self.node_of.values()}

    def _join(self, variables: Iterable[str]) -> None:
        """Make one node of the nodes of some variables."""
        joined = {part for variable in variables for part in self.node_of.get(variable, variable).split("+")}
        self.node_of |= dict.fromkeys(joined, "+".join(sorted(joined)))

    def node_of_recoding(self, recoding: Recoding) -> Node:
        """Return the node that a recoding groups."""
        return self.node_of[recoding.variables[0]]

    def marks_with_answers(self) -> list[frozenset[Node]]:
        """Return the pairs of nodes that must be crossed because one is a mark of an answer to the other."""
        return [
            frozenset({variable, self.node_of[mark]})
            for variable in sorted(self.single_answers)
            for mark in marks_of(variable, self.node_of)
        ]

    def nodes_in(self, cube: pd.DataFrame) -> list[Node]:
        """Return the nodes of which a cube has all variables."""
        return sorted(node for node in set(self.node_of.values()) if set(node.split("+")) <= set(cube.columns))

    def population(self, cube: pd.DataFrame, weights: str = "persons") -> Population:
        """Return a cube's persons, or amounts, by the classes of its nodes."""
        nodes = self.nodes_in(cube)
        sizes = {node: len(self._classes[node].numbers) for node in nodes}
        frozen = {node: np.array(self._classes[node].frozen, dtype=bool) for node in nodes}
        classes = {node: self._classes_in(node, cube) for node in nodes}
        responses = {node: self._response(node, cube) for node in nodes if node in self._answers}  # after the classes
        return Population(cube[weights].to_numpy(dtype=np.int64), classes, sizes, frozen, responses)

    def empty_population(self) -> Population:
        """Return a population of nobody, by the classes of all nodes."""
        sizes = {node: len(classes.numbers) for node, classes in self._classes.items()}
        frozen = {node: np.array(classes.frozen, dtype=bool) for node, classes in self._classes.items()}
        nobody = np.zeros(0, dtype=np.int64)
        responses = {}
        for node in self._answers:
            groups = self._answer_groups(node)
            nobody_gave = np.zeros((0, sum(len(group.answers) for group in groups)), dtype=bool)
            responses[node] = MultipleResponse(groups, nobody_gave)
        return Population(nobody, dict.fromkeys(self._classes, nobody), sizes, frozen, responses)

    def marked(self, recoding: Recoding, code: int, met: bool = True) -> ClassFlags:
        """Return whether each class of the recoding's node belongs to the recoding's code, given by its index.

        With ``met=False``, whether it does not; a single answer is then no class of persons.
        """
        flags = self._flags_of(recoding)
        if not len(flags):
            return np.zeros(0, dtype=bool)
        if met:
            return np.ascontiguousarray(flags[:, code])
        others = ~flags[:, code]
        for of_group in self._answers.get(self.node_of_recoding(recoding), {}).values():
            others[of_group] = False
        return others

    def _flags_of(self, recoding: Recoding) -> ClassFlags:
        """Return whether each class of the recoding's node belongs to each code. One row per class."""
        by_class = self._classes[self.node_of_recoding(recoding)].flags.get(recoding, [])
        known = self._marked.get(recoding)
        if known is None or len(known) != len(by_class):
            known = self._marked[recoding] = (
                np.array(by_class, dtype=bool) if by_class else np.zeros((0, 0), dtype=bool)
            )
        return known

    def recodings_of_node(self, node: Node) -> list[Recoding]:
        """Return the recodings of variables of a node."""
        return [recoding for recoding in self.recodings if set(recoding.variables) <= set(node.split("+"))]

    def keys_of(self, node: Node, recodings: Sequence[Recoding]) -> list[bytes]:
        """Return, for each class of a node, what some recodings show of it: the same in every theme."""
        if not recodings:
            return [b""] * len(self._classes[node].numbers)
        shown = np.concatenate([self._flags_of(recoding) for recoding in recodings], axis=1)
        return [row.tobytes() for row in shown]

    def members_of(self, node: Node, class_: int, variables: Sequence[str]) -> set[tuple[str, ...]]:
        """Return the categories of some variables in a class of a node, whether persons have them or not."""
        columns = [node.split("+").index(variable) for variable in variables]
        return {tuple(member[column] for column in columns) for member in self._classes[node].members[class_]}

    def classes_with(self, node: Node, variable: str, holds: Callable[[str], bool]) -> ClassFlags:
        """Return whether ``holds`` is true of every category of a variable in each class of a node."""
        column, members = node.split("+").index(variable), self._classes[node].members
        return np.array(
            [bool(of_class) and all(holds(member[column]) for member in of_class) for of_class in members], dtype=bool
        )

    def _classes_in(self, node: Node, cube: pd.DataFrame) -> CellNumbers:
        """Return the class of each row of a cube; classes met for the first time are added."""
        if node not in self._rows or self._rows[node][0] is not cube:
            self._rows[node] = cube, self._read_classes(node, cube)
        return self._rows[node][1]

    def _read_classes(self, node: Node, cube: pd.DataFrame) -> CellNumbers:
        variables = node.split("+")
        columns = [cube[variable].cat for variable in variables]
        of_columns = [[str(category) for category in column.categories] for column in columns]
        shape = tuple(max(len(of_column), 1) for of_column in of_columns)
        codes = [column.codes.to_numpy(dtype=np.int64) for column in columns]
        combinations, of_row = np.unique(np.ravel_multi_index(codes, shape), return_inverse=True)
        by_variable = zip(variables, of_columns, np.unravel_index(combinations, shape), strict=True)
        categories = {
            variable: [of_column[code] for code in column.tolist()] for variable, of_column, column in by_variable
        }
        if len(variables) == 1:
            categories[node] += sorted(set(possible_categories(node)) - set(categories[node]))
        return self._classified(node, categories)[of_row]

    def _classified(self, node: Node, categories: Categories) -> CellNumbers:
        """Return the class of each category of a node; classes met for the first time are added."""
        if not next(iter(categories.values())):
            return np.zeros(0, dtype=np.int64)
        classes = self._classes[node]
        recodings = [recoding for recoding in self.recodings if self.node_of_recoding(recoding) == node]
        flags = [recoding.flags(categories, self.year) for recoding in recodings]
        if node in self.single_answers:
            return self._classified_by_answering(node, recodings, flags, categories[node])
        several = have_several_countries(node, categories)
        packed = np.packbits(np.concatenate([*flags, several[:, None]], axis=1), axis=1)
        numbers = np.zeros(len(several), dtype=np.int64)
        members = list(zip(*categories.values(), strict=True))
        for row, key in enumerate(packed):
            number = classes.numbers.get(key.tobytes())
            if number is None:
                of_row = {recoding: of_recoding[row] for recoding, of_recoding in zip(recodings, flags, strict=True)}
                answers = answers_in(node, categories, row)
                number = classes.number_of(key.tobytes(), of_row, bool(several[row]), answers)
            numbers[row] = number
            classes.members[number].add(members[row])
        return numbers

    def _classified_by_answering(
        self, node: Node, recodings: Sequence[Recoding], flags: Sequence[ClassFlags], sets: Sequence[str]
    ) -> CellNumbers:
        """Return the class of each set of answers: which groups it has answers of, and what it shows besides.

        Each answer of a group is a class, too, within each class of persons who gave any of that group. ``flags``: by
        recoding, one row per set of ``sets``.
        """
        answers, classes = answers_of(node), self._classes[node]
        by_answer = [recoding.flags({node: answers}, self.year) for recoding in recodings]
        names = [None if recoding.codes else recoding.name for recoding in recodings]
        shown = ShownAnswers.of(answers, self.single_answers[node], names, by_answer)
        numbers, given_in = np.zeros(len(sets), dtype=np.int64), {}
        for row, (of_set, given) in enumerate(zip(sets, shown.groups_in(sets), strict=True)):
            besides = shown.besides([of_recoding[row] for of_recoding in flags], given)
            key = bytes(given) + b"".join(of_recoding.tobytes() for of_recoding in besides)
            numbers[row] = classes.number_of(key, dict(zip(recodings, besides, strict=True)))
            classes.members[numbers[row]].add((of_set,))
            given_in[int(numbers[row])] = given
        for persons, group in ((persons, group) for persons, given in given_in.items() for group in given):
            self._answers.setdefault(node, {})[persons, group] = of_group = []
            for answer in self.single_answers[node][group]:
                alone = dict(zip(recodings, shown.alone(answer), strict=True))
                of_group.append(classes.number_of(f"{answer} of {persons}".encode(), alone))
                classes.members[of_group[-1]].add((answer,))
        return numbers

    def _answer_groups(self, node: Node) -> tuple[AnswerGroup, ...]:
        return tuple(
            AnswerGroup(persons, np.array(answers, dtype=np.int64))
            for (persons, _), answers in self._answers[node].items()
        )

    def _response(self, node: Node, cube: pd.DataFrame) -> MultipleResponse:
        """Return the answers of a cube's persons to a question of which all answers are one group."""
        (group,), answers = self._answer_groups(node), answers_of(node)
        given = given_answers([str(category) for category in cube[node].cat.categories], answers)
        marks = {}
        for variable, answer in marks_of(node, self.node_of).items():
            mark = next(recoding for recoding in self.recodings if recoding.variables == (variable,) and recoding.codes)
            marks[self.node_of[variable]] = int(group.answers[answers.index(answer)]), self.marked(mark, 0)
        return MultipleResponse((group,), given[cube[node].cat.codes.to_numpy()], marks)

    def _freeze_rare(self, node: Node, of_row: CellNumbers, persons: npt.NDArray[np.float64]) -> None:
        """Take persons of rare sets of several answers as known; a single answer is never rare."""
        classes = self._classes[node]
        counts = np.bincount(of_row, weights=persons, minlength=len(classes.numbers))
        for class_ in np.argsort(-counts, kind="stable")[MOVABLE_SETS:].tolist():
            classes.frozen[class_] |= len(classes.answers[class_]) > 1
