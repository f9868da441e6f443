"""The layout of a universe: one population, its facts in classes, and the unknowns that the printed tables call for.

A class of a fact is all its categories that no printed table tells apart. The unknowns are the cells of the cliques of
the triangulated graph of facts.

Belongs here: classes and counts to unknowns, sums over them, and the equations by which cliques agree. Does not: where
classes come from (recodings.py), what is printed (linked_tables.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from reports.disclosure.arrays import BoolArray, IntArray, SparseRow
from reports.disclosure.model.junction_tree import Clique, Node, cliques_of, neighbours_in_tree
from reports.disclosure.model.multiple_response import MultipleResponse

CellNumbers = npt.NDArray[np.int64]
ALL = slice(None)
MOST_CELLS = 12_000  # of a clique where somebody could be; of a greater one only the cells in which somebody is


@dataclass(frozen=True)
class Population:
    """Persons in groups that nothing tells apart. ``classes``: of each fact, the class of each group."""

    persons: IntArray
    classes: Mapping[Node, CellNumbers]
    sizes: Mapping[Node, int]  # of each fact, how many classes there are
    frozen: Mapping[Node, BoolArray]  # of each fact, classes whose persons are taken as known to everybody
    answered: Mapping[Node, MultipleResponse] = field(
        default_factory=dict
    )  # facts of whose classes some are single answers

    def is_an_answer(self, node: Node) -> BoolArray:
        """Return whether each class of a fact is an answer: its persons are in another class of the fact, too."""
        own = np.zeros(self.sizes[node], dtype=bool)
        if node in self.answered:
            own[self.answered[node].answers] = True
        return own


@dataclass(frozen=True)
class _Block:
    """The unknowns of one clique: a column of classes a fact, in the order of ``nodes``."""

    nodes: tuple[Node, ...]
    first: int
    cells: CellNumbers  # one row an unknown, one column a node
    answers: BoolArray  # cells of one answer: their persons are in another cell, too

    @property
    def end(self) -> int:
        return self.first + len(self.cells)


@dataclass
class InnerCellIndex:
    """The unknowns of a population, numbered from ``first``."""

    population: Population
    blocks: list[_Block] = field(default_factory=list)
    truth: list[IntArray] = field(default_factory=list)
    movable: list[BoolArray] = field(default_factory=list)
    end: int = 0

    @classmethod
    def of(
        cls,
        population: Population,
        crossed: Sequence[Collection[Node]],
        first_out: Collection[Node] = (),
        first: int = 0,
    ) -> "InnerCellIndex":
        """Lay out the cliques of all that is ``crossed``; ``first_out`` are the facts to be eliminated first."""
        layout = cls(population, end=first)
        for clique in cliques_of(crossed, population.sizes, (set(population.answered), first_out)):
            layout._add(clique)
        for node in population.answered:
            if sum(node in block.nodes for block in layout.blocks) > 1:
                raise ValueError(f"the answers to {node} are in several cliques")
        return layout

    def _add(self, clique: Clique) -> None:
        nodes = tuple(sorted(clique))
        shape = [self.population.sizes[node] for node in nodes]
        if 0 in shape:  # a theme of which there are no records
            self._append(nodes, np.zeros((0, len(nodes)), dtype=np.int64), np.zeros(0, dtype=np.int64))
            return
        places, persons = self._occupied(nodes, shape)
        free = [np.flatnonzero(~self.population.frozen[node]) for node in nodes]
        used = np.unique(places)
        if int(np.prod([len(classes) for classes in free])) <= MOST_CELLS:  # nobody else is in a frozen class
            used = np.union1d(used, np.ravel_multi_index(np.meshgrid(*free, indexing="ij"), shape).ravel())
        counts = np.bincount(np.searchsorted(used, places), weights=persons, minlength=len(used))
        self._append(nodes, np.stack(np.unravel_index(used, shape), axis=1).astype(np.int64), counts.astype(np.int64))

    def counts_of(self, groups: CellNumbers) -> IntArray:
        """Return how many persons of some groups of the population are in each unknown."""
        counts = [np.zeros(0, dtype=np.int64)]
        for block in self.blocks:
            shape = [self.population.sizes[node] for node in block.nodes]
            found = np.zeros(len(block.cells), dtype=np.int64)
            if 0 not in shape:
                places, weights = self._occupied(block.nodes, shape, groups)
                cells = np.ravel_multi_index(block.cells.T, shape)
                np.add.at(found, np.searchsorted(cells, places), weights)
            counts.append(found)
        return np.concatenate(counts)

    def _occupied(
        self, nodes: tuple[Node, ...], shape: Sequence[int], groups: CellNumbers | slice = ALL
    ) -> tuple[CellNumbers, IntArray]:
        """Return in which cells groups of persons are, and how many: in one of each answer, too, and in one of all."""
        classes = [self.population.classes[node][groups] for node in nodes]
        persons = self.population.persons[groups]
        places, weights = [np.ravel_multi_index(classes, shape)], [persons]
        for at, node in enumerate(nodes):
            if (answered := self.population.answered.get(node)) is None:
                continue
            for answer, gave in zip(answered.answers.tolist(), answered.given[groups].T, strict=True):
                own = [of_node[gave] for of_node in classes]
                own[at] = np.full(len(own[at]), answer, dtype=np.int64)
                places.append(np.ravel_multi_index(own, shape))
                weights.append(persons[gave])
        return np.concatenate(places), np.concatenate(weights)

    def _append(self, nodes: tuple[Node, ...], cells: CellNumbers, counts: IntArray) -> None:
        movable, answers = np.ones(len(cells), dtype=bool), np.zeros(len(cells), dtype=bool)
        for column, node in enumerate(nodes):
            movable &= ~self.population.frozen[node][cells[:, column]]
            answers |= self.population.is_an_answer(node)[cells[:, column]]
        self.blocks.append(_Block(nodes, self.end, cells, answers))
        self.truth.append(counts)
        self.movable.append(movable)
        self.end += len(cells)

    def block_of(self, nodes: Collection[Node]) -> _Block:
        """Return the smallest clique that holds all ``nodes``."""
        holding = [block for block in self.blocks if set(nodes) <= set(block.nodes)]
        if not holding:
            raise ValueError(f"no clique holds {', '.join(sorted(nodes))}")
        return min(holding, key=lambda block: (len(block.cells), block.first))

    def sum_over(self, under: Mapping[Node, npt.NDArray[np.bool_]], block: _Block | None = None) -> CellNumbers:
        """Return the unknowns of one clique whose class of every fact named is among those marked."""
        block = block or self.block_of(under)
        chosen = np.ones(len(block.cells), dtype=bool)
        for node in self.population.answered:
            if node in block.nodes and node not in under:
                chosen &= ~block.answers
        for node, marked in under.items():
            chosen &= marked[block.cells[:, block.nodes.index(node)]]
        return np.flatnonzero(chosen) + block.first

    def agreements(self) -> list[SparseRow]:
        """Return the equations, each summing to nothing, by which neighbouring cliques agree on what they share."""

        def persons(block: _Block) -> CellNumbers:
            return np.flatnonzero(~block.answers) + block.first

        rows: list[SparseRow] = []
        for a, b, shared in neighbours_in_tree([frozenset(block.nodes) for block in self.blocks]):
            one, other = self.blocks[a], self.blocks[b]
            rows += equate_margins(one, other, tuple(sorted(shared)), persons(one), persons(other))
        return rows

    def of_answers(self) -> tuple[list[SparseRow], list[SparseRow]]:
        """Return rows that are at most nothing, and rows that are nothing.

        No more gave an answer than any, and all answers are as many at least; who has the mark of an answer gave it.
        """
        at_most: list[SparseRow] = []
        equal: list[SparseRow] = []
        for node, answered in self.population.answered.items():
            for block in (one for one in self.blocks if node in one.nodes):
                column = block.nodes.index(node)
                groups: dict[tuple[int, ...], dict[int, int]] = {}
                for place, cell in enumerate(block.cells.tolist(), start=block.first):
                    own = cell.pop(column)
                    groups.setdefault(tuple(cell), {})[own] = place
                others = [one for one in block.nodes if one != node]
                for group, places in groups.items():
                    given = {one: places[one] for one in answered.answers.tolist() if one in places}
                    whole = {place: -1 for one, place in places.items() if one not in given}
                    anything = places.get(answered.any_of_them)
                    if anything is not None:
                        at_most += [{one: 1, anything: -1} for one in given.values()]
                        at_most.append({anything: 1, **dict.fromkeys(given.values(), -1)})
                    for mark, (answer, has) in answered.marks.items():
                        if mark in others and answer in given:
                            everybody = whole if has[group[others.index(mark)]] else {}
                            equal.append({given[answer]: 1, **everybody})
        return at_most, equal


def equate_margins(
    one: _Block,
    other: _Block,
    shared: tuple[Node, ...],
    of_one: CellNumbers | None = None,
    of_other: CellNumbers | None = None,
) -> list[SparseRow]:
    """Return the equations by which two cliques hold as many persons in each combination of shared classes.

    ``of_one``, ``of_other``: the unknowns that count, all where they are not named.
    """
    sums: dict[tuple[int, ...], SparseRow] = {}
    for block, sign, counted in ((one, 1, of_one), (other, -1, of_other)):
        columns = [block.nodes.index(node) for node in shared]
        places = np.arange(block.first, block.end) if counted is None else counted
        for place, key in zip(places.tolist(), block.cells[places - block.first][:, columns].tolist(), strict=True):
            sums.setdefault(tuple(key), {})[place] = sign
    return [row for _, row in sorted(sums.items())]
