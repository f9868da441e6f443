"""The inner cells of an external intruder: all combinations of classes in the cliques of what printed tables cross.

Belongs here: inner cells from classes, sums over them, and the constraints between them. Does not: what is printed
(external_table.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from expectations.errors import ReviewError
from reports.disclosure.arrays import BoolArray, SparseRow, sparse_rows
from reports.disclosure.audit.category_classes import NOT_AN_ANSWER, CategoryClasses
from reports.disclosure.model.inner_cells import CellNumbers
from reports.disclosure.model.junction_tree import Node, cliques_of, neighbours_in_tree

MAX_INNER_CELLS = 400_000


class TooManyInnerCellsError(ReviewError, ValueError):
    """The tables of one theme cross more than the audit from outside can hold."""


@dataclass(frozen=True)
class CliqueCells:
    """The inner cells of one clique, numbered from ``first``: all combinations of the classes of its nodes."""

    nodes: tuple[Node, ...]
    shape: tuple[int, ...]
    first: int

    @property
    def size(self) -> int:
        """Return the number of inner cells."""
        return int(np.prod(self.shape))

    def numbers(self) -> CellNumbers:
        """Return the inner cells, with one axis per node."""
        return np.arange(self.size).reshape(self.shape) + self.first


@dataclass(frozen=True)
class JunctionTreeCells:
    """The inner cells of all cliques of one theme, and the classes of its nodes."""

    classes: Mapping[Node, CategoryClasses]
    blocks: tuple[CliqueCells, ...]

    @classmethod
    def of(cls, classes: Mapping[Node, CategoryClasses], crossed: Sequence[Collection[Node]]) -> "JunctionTreeCells":
        """Return the inner cells of all cliques; ``crossed``: the nodes of each table.

        Raises TooManyInnerCellsError.
        """
        blocks: list[CliqueCells] = []
        first = 0
        for clique in cliques_of(crossed, {node: of_node.size for node, of_node in classes.items()}):
            nodes = tuple(sorted(clique))
            blocks.append(CliqueCells(nodes, tuple(classes[node].size for node in nodes), first))
            first += blocks[-1].size
            if first > MAX_INNER_CELLS:
                raise TooManyInnerCellsError(f"more than {MAX_INNER_CELLS} combinations are crossed")
        return cls(classes, tuple(blocks))

    @property
    def size(self) -> int:
        """Return the number of inner cells."""
        return sum(block.size for block in self.blocks)

    def sum_over(self, marked: Mapping[Node, BoolArray], crossing: Collection[Node] = ()) -> CellNumbers:
        """Return the inner cells of all marked classes, in the smallest clique with these nodes and ``crossing``.

        At nodes that ``marked`` does not name every person counts once.
        """
        nodes = {*marked, *crossing}
        block = min((block for block in self.blocks if nodes <= set(block.nodes)), key=lambda block: block.size)
        chosen = [
            np.flatnonzero(marked[node] if node in marked else self.classes[node].of_persons) for node in block.nodes
        ]
        return np.asarray(block.numbers()[np.ix_(*chosen)].ravel(), dtype=np.int64)

    def agreements(self) -> sparse.csr_matrix:
        """Return the equations, each summing to 0, by which neighbouring cliques agree on the classes they share."""
        rows: list[SparseRow] = []
        for a, b, shared in neighbours_in_tree([frozenset(block.nodes) for block in self.blocks]):
            margins = [self._margins(self.blocks[clique], tuple(sorted(shared))) for clique in (a, b)]
            for of_first, of_second in zip(*(margin.tolist() for margin in margins), strict=True):
                rows.append({**dict.fromkeys(of_first, 1), **dict.fromkeys(of_second, -1)})
        return sparse_rows(rows, self.size)

    def _margins(self, block: CliqueCells, shared: tuple[Node, ...]) -> CellNumbers:
        """Return the inner cells of each combination of shared classes, one row each; every person counts once."""
        chosen = [
            np.arange(self.classes[node].size) if node in shared else np.flatnonzero(self.classes[node].of_persons)
            for node in block.nodes
        ]
        numbers = block.numbers()[np.ix_(*chosen)]
        axes = [block.nodes.index(node) for node in shared]
        moved = np.moveaxis(numbers, axes, range(len(axes)))
        combinations = int(np.prod([self.classes[node].size for node in shared], dtype=np.int64))
        return np.asarray(moved.reshape(combinations, -1), dtype=np.int64)

    def answer_constraints(self) -> sparse.csr_matrix:
        """Return rows that are at most 0: constraints between single answers and the persons who gave them.

        No answer has more persons than the class of the persons who gave it. Where all persons of a class gave answers
        of a group, these together have at least as many persons as the class.
        """
        rows: list[SparseRow] = []
        for block in self.blocks:
            for axis, node in enumerate(block.nodes):
                classes = self.classes[node]
                by_class = np.moveaxis(block.numbers(), axis, 0).reshape(classes.size, -1)
                for class_ in np.flatnonzero(~classes.of_persons).tolist():
                    of_persons = by_class[classes.part_of[class_]].tolist()
                    pairs = zip(by_class[class_].tolist(), of_persons, strict=True)
                    rows += [{answer: 1, persons: -1} for answer, persons in pairs]
                groups = {*zip(classes.part_of.tolist(), classes.group_of.tolist(), strict=True)}
                for class_, group in sorted(groups - {(NOT_AN_ANSWER, NOT_AN_ANSWER)}):
                    given = by_class[(classes.part_of == class_) & (classes.group_of == group)]
                    lines = zip(by_class[class_].tolist(), given.T.tolist(), strict=True)
                    rows += [{persons: 1, **dict.fromkeys(answers, -1)} for persons, answers in lines]
        return sparse_rows(rows, self.size)
