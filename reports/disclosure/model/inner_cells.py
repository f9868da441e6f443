"""Inner cells: the population of a universe in classes, and the cells of the cliques that printed tables call for.

A class of a variable is all its categories that no printed table distinguishes. The inner cells are combinations of
classes in each clique of the junction tree; neighbouring cliques agree on what they share.

Belongs here: inner cells from classes and counts, sums over them, and the equations between cliques. Does not: where
classes come from (recodings.py), what is printed (linked_tables.py).
"""

import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt
from scipy import sparse

from reports.disclosure.arrays import BoolArray, IntArray, SparseRow
from reports.disclosure.model.junction_tree import Clique, Node, cliques_of, neighbours_in_tree
from reports.disclosure.model.multiple_response import MultipleResponse

CellNumbers = npt.NDArray[np.int64]
MAX_COMPLETE_CELLS = 12_000  # a clique of at most so many cells has empty ones, too; a larger one none


@dataclass(frozen=True)
class Population:
    """Persons in groups that nothing distinguishes. One entry of ``persons``, and of each of ``classes``, per group.

    ``responses``: the nodes of which some classes are single answers.
    """

    persons: IntArray
    classes: Mapping[Node, CellNumbers]  # by node, the class of each group
    sizes: Mapping[Node, int]  # by node, the number of classes
    frozen: Mapping[Node, BoolArray]  # by node, the classes whose persons are taken as known (a-priori information)
    responses: Mapping[Node, MultipleResponse] = field(default_factory=dict)

    def is_an_answer(self, node: Node) -> BoolArray:
        """Return whether each class of a node is a single answer: its persons are in another class of the node, too."""
        flags = np.zeros(self.sizes[node], dtype=bool)
        if node in self.responses:
            flags[self.responses[node].answers] = True
        return flags


@dataclass(frozen=True)
class _Block:
    """The inner cells of one clique. One row of ``cells`` per inner cell, one column per node: the class."""

    nodes: tuple[Node, ...]
    first: int
    cells: CellNumbers
    answers: Mapping[Node, BoolArray]  # by node of a response: single answers; their persons are in another cell, too

    @property
    def end(self) -> int:
        return self.first + len(self.cells)

    def counted_once(self, besides: Collection[Node]) -> BoolArray:
        """Return the inner cells that count every person once; at the nodes of ``besides`` single answers count."""
        chosen = np.ones(len(self.cells), dtype=bool)
        for node, is_an_answer in self.answers.items():
            if node not in besides:
                chosen &= ~is_an_answer
        return chosen


@dataclass
class InnerCellIndex:
    """The inner cells of a population, numbered one after the other up to ``end``.

    ``complete_up_to``: a clique of at most so many cells has those in which there is nobody, too.
    """

    population: Population
    blocks: list[_Block] = field(default_factory=list)
    truth: list[IntArray] = field(default_factory=list)
    movable: list[BoolArray] = field(default_factory=list)
    end: int = 0
    complete_up_to: int = MAX_COMPLETE_CELLS
    _block_of: dict[frozenset[Node], _Block] = field(default_factory=dict)
    _counts_by_group: sparse.csr_matrix | None = None

    @classmethod
    def of(
        cls,
        population: Population,
        crossed: Sequence[Collection[Node]],
        eliminated_first: Collection[Node] = (),
        first: int = 0,
    ) -> "InnerCellIndex":
        """Return the inner cells of all cliques, numbered from ``first``; ``crossed``: the nodes of each table.

        ``eliminated_first``: nodes that are eliminated before others when the graph is made chordal. Raises ValueError
        where a multiple response is in several cliques.
        """
        index = cls(population, end=first)
        for clique in cliques_of(crossed, population.sizes, (set(population.responses), eliminated_first)):
            index._add(clique)
        for node in population.responses:
            if sum(node in block.nodes for block in index.blocks) > 1:
                raise ValueError(f"the answers to {node} are in several cliques")
        return index

    @classmethod
    def without_truth(
        cls, population: Population, crossed: Sequence[Collection[Node]], complete_up_to: int
    ) -> "InnerCellIndex":
        """Return the inner cells that a reader of tables alone knows of: all combinations, whether anybody is there.

        ``population``: of nobody. A multiple response may be in several cliques, which agree on its single answers. A
        clique of more than ``complete_up_to`` combinations has no inner cells.
        """
        index = cls(population, complete_up_to=complete_up_to)
        for clique in cliques_of(crossed, population.sizes):
            index._add(clique)
        return index

    @property
    def is_complete(self) -> bool:
        """Return whether every clique has all combinations of the classes of its nodes."""
        sizes = self.population.sizes
        return all(len(block.cells) == math.prod(sizes[node] for node in block.nodes) for block in self.blocks)

    def _add(self, clique: Clique) -> None:
        nodes = tuple(sorted(clique))
        shape = [self.population.sizes[node] for node in nodes]
        if 0 in shape:  # a theme without records
            self._append(nodes, np.zeros((0, len(nodes)), dtype=np.int64), np.zeros(0, dtype=np.int64))
            return
        occupied, groups = self._occupied(nodes, shape)
        persons = self.population.persons[groups]
        free = [np.flatnonzero(~self.population.frozen[node]) for node in nodes]
        used = np.unique(occupied)
        if int(np.prod([len(classes) for classes in free])) <= self.complete_up_to:  # no person moves to a frozen class
            used = np.union1d(used, np.ravel_multi_index(np.meshgrid(*free, indexing="ij"), shape).ravel())
        counts = np.bincount(np.searchsorted(used, occupied), weights=persons, minlength=len(used))
        self._append(nodes, np.stack(np.unravel_index(used, shape), axis=1).astype(np.int64), counts.astype(np.int64))

    def counts_by_group(self) -> sparse.csr_matrix:
        """Return the persons of each group of the population in each inner cell. One row per group.

        Computed once; do not change it.
        """
        if self._counts_by_group is not None:
            return self._counts_by_group
        groups, columns = [np.zeros(0, dtype=np.int64)], [np.zeros(0, dtype=np.int64)]
        start = self.blocks[0].first if self.blocks else self.end
        for block in self.blocks:
            shape = [self.population.sizes[node] for node in block.nodes]
            if 0 not in shape:
                occupied, of_group = self._occupied(block.nodes, shape)
                cells = np.ravel_multi_index(block.cells.T, shape)
                groups.append(of_group)
                columns.append(np.searchsorted(cells, occupied) + block.first - start)
        rows = np.concatenate(groups)
        entries = self.population.persons[rows], (rows, np.concatenate(columns))
        size = len(self.population.persons), self.end - start
        self._counts_by_group = sparse.csr_matrix(entries, shape=size, dtype=np.int64)
        return self._counts_by_group

    def _occupied(self, nodes: tuple[Node, ...], shape: Sequence[int]) -> tuple[CellNumbers, CellNumbers]:
        """Return the cell of each group, then of each group within each single answer that it gave; and the group.

        Cells are numbered within the full crossing of the nodes.
        """
        classes = [self.population.classes[node] for node in nodes]
        everybody = np.arange(len(self.population.persons))
        cells, groups = [np.ravel_multi_index(classes, shape)], [everybody]
        for axis, node in enumerate(nodes):
            if (response := self.population.responses.get(node)) is None:
                continue
            for answer, gave in zip(response.answers.tolist(), response.given.T, strict=True):
                of_answer = [of_node[gave] for of_node in classes]
                of_answer[axis] = np.full(len(of_answer[axis]), answer, dtype=np.int64)
                cells.append(np.ravel_multi_index(of_answer, shape))
                groups.append(everybody[gave])
        return np.concatenate(cells), np.concatenate(groups)

    def _append(self, nodes: tuple[Node, ...], cells: CellNumbers, counts: IntArray) -> None:
        movable, answers = np.ones(len(cells), dtype=bool), {}
        for column, node in enumerate(nodes):
            movable &= ~self.population.frozen[node][cells[:, column]]
            if node in self.population.responses:
                answers[node] = self.population.is_an_answer(node)[cells[:, column]]
        self.blocks.append(_Block(nodes, self.end, cells, answers))
        self.truth.append(counts)
        self.movable.append(movable)
        self.end += len(cells)

    def block_of(self, nodes: Collection[Node]) -> _Block:
        """Return the smallest clique that contains all ``nodes``. Raises ValueError where none does."""
        wanted = frozenset(nodes)
        if wanted not in self._block_of:
            containing = [block for block in self.blocks if wanted <= set(block.nodes)]
            if not containing:
                raise ValueError(f"no clique holds {', '.join(sorted(nodes))}")
            self._block_of[wanted] = min(containing, key=lambda block: (len(block.cells), block.first))
        return self._block_of[wanted]

    def sum_over(self, marked: Mapping[Node, npt.NDArray[np.bool_]], block: _Block | None = None) -> CellNumbers:
        """Return the inner cells of one clique whose class is marked at every node of ``marked``.

        Persons are counted once: single answers are left out at nodes that ``marked`` does not name.
        """
        block = block or self.block_of(marked)
        chosen = block.counted_once(marked)
        for node, flags in marked.items():
            chosen &= flags[block.cells[:, block.nodes.index(node)]]
        return np.flatnonzero(chosen) + block.first

    def agreements(self) -> list[SparseRow]:
        """Return the equations, each summing to 0, by which neighbouring cliques agree on the nodes that they share."""

        def persons(block: _Block, shared: Clique) -> CellNumbers:
            return np.flatnonzero(block.counted_once(shared)) + block.first

        rows: list[SparseRow] = []
        for a, b, shared in neighbours_in_tree([frozenset(block.nodes) for block in self.blocks]):
            first, second = self.blocks[a], self.blocks[b]
            summed = persons(first, shared), persons(second, shared)
            rows += equate_margins(first, second, tuple(sorted(shared)), *summed)
        return rows

    def answer_constraints(self) -> tuple[list[SparseRow], list[SparseRow]]:
        """Return constraints on single answers: rows that are at most 0, and rows that are 0.

        No answer has more persons than the class of those who answered, and all answers of a group together have at
        least as many. Persons with the mark
        of an answer gave this answer, others did not.
        """
        at_most: list[SparseRow] = []
        equal: list[SparseRow] = []
        for node, response in self.population.responses.items():
            for block in (block for block in self.blocks if node in block.nodes):
                column = block.nodes.index(node)
                others = [other for other in block.nodes if other != node]
                for group, by_class in _lines_along(block, column).items():
                    given = {answer: by_class[answer] for answer in response.answers.tolist() if answer in by_class}
                    persons = {inner_cell: -1 for class_, inner_cell in by_class.items() if class_ not in given}
                    for of_group in response.groups:
                        answered = by_class.get(of_group.persons)
                        answers = [given[answer] for answer in of_group.answers.tolist() if answer in given]
                        if answered is not None:
                            at_most += [{inner_cell: 1, answered: -1} for inner_cell in answers]
                            at_most.append({answered: 1, **dict.fromkeys(answers, -1)})
                    for mark, (answer, has_mark) in response.marks.items():
                        if mark in others and answer in given:
                            with_mark = persons if has_mark[group[others.index(mark)]] else {}
                            equal.append({given[answer]: 1, **with_mark})
        return at_most, equal


def _lines_along(block: _Block, column: int) -> dict[tuple[int, ...], dict[int, int]]:
    """Return, by the classes of all other nodes, the inner cell of each class of one node."""
    lines: dict[tuple[int, ...], dict[int, int]] = {}
    for inner_cell, classes in enumerate(block.cells.tolist(), start=block.first):
        class_ = classes.pop(column)
        lines.setdefault(tuple(classes), {})[class_] = inner_cell
    return lines


def equate_margins(
    first: _Block,
    second: _Block,
    shared: tuple[Node, ...],
    of_first: CellNumbers | None = None,
    of_second: CellNumbers | None = None,
) -> list[SparseRow]:
    """Return the equations by which two cliques have as many persons in each combination of shared classes.

    ``of_first``, ``of_second``: the inner cells that are summed; all where not given.
    """
    sums: dict[tuple[int, ...], SparseRow] = {}
    for block, sign, summed in ((first, 1, of_first), (second, -1, of_second)):
        columns = [block.nodes.index(node) for node in shared]
        inner_cells = np.arange(block.first, block.end) if summed is None else summed
        keys = block.cells[inner_cells - block.first][:, columns].tolist()
        for inner_cell, key in zip(inner_cells.tolist(), keys, strict=True):
            sums.setdefault(tuple(key), {})[inner_cell] = sign
    return [row for _, row in sorted(sums.items())]
