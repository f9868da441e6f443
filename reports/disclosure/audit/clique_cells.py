"""The unknowns of an outsider: all cells of the cliques of the triangulated graph of what printed tables cross.

Belongs here: classes to unknowns, sums over them, and what must hold between them. Does not: what is printed
(external_table.py).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from scipy import sparse

from expectations.errors import ReviewError
from reports.disclosure.arrays import BoolArray
from reports.disclosure.audit.category_classes import CategoryClasses
from reports.disclosure.model.junction_tree import Node, cliques_of, neighbours_in_tree

Places = npt.NDArray[np.int64]
MOST_UNKNOWNS = 400_000


class TooManyInnerCellsError(ReviewError, ValueError):
    """The tables of one theme cross more than the audit from outside can hold."""


@dataclass(frozen=True)
class CliqueCells:
    """The unknowns of one clique, all combinations of the classes of its nodes, from ``first`` on."""

    nodes: tuple[Node, ...]
    shape: tuple[int, ...]
    first: int

    @property
    def size(self) -> int:
        """How many unknowns there are."""
        return int(np.prod(self.shape))

    def numbered(self) -> Places:
        """Return the unknowns, an axis a node."""
        return np.arange(self.size).reshape(self.shape) + self.first


@dataclass(frozen=True)
class JunctionTreeCells:
    """All unknowns of one theme."""

    classes: Mapping[Node, CategoryClasses]
    blocks: tuple[CliqueCells, ...]

    @classmethod
    def of(cls, classes: Mapping[Node, CategoryClasses], crossed: Sequence[Collection[Node]]) -> "JunctionTreeCells":
        """Lay out the cliques of all that is ``crossed``. Raises TooManyInnerCellsError."""
        blocks: list[CliqueCells] = []
        first = 0
        for clique in cliques_of(crossed, {node: own.size for node, own in classes.items()}):
            nodes = tuple(sorted(clique))
            blocks.append(CliqueCells(nodes, tuple(classes[node].size for node in nodes), first))
            first += blocks[-1].size
            if first > MOST_UNKNOWNS:
                raise TooManyInnerCellsError(f"more than {MOST_UNKNOWNS} combinations are crossed")
        return cls(classes, tuple(blocks))

    @property
    def size(self) -> int:
        """How many unknowns there are."""
        return sum(block.size for block in self.blocks)

    def places(self, under: Mapping[Node, BoolArray], within: Collection[Node] = ()) -> Places:
        """Return the unknowns of all in the classes marked, in the smallest clique of those nodes and ``within``.

        Of nodes that are not named everybody counts, once.
        """
        block = min((one for one in self.blocks if {*under, *within} <= set(one.nodes)), key=lambda one: one.size)
        chosen = [
            np.flatnonzero(under[node] if node in under else self.classes[node].of_persons) for node in block.nodes
        ]
        return np.asarray(block.numbered()[np.ix_(*chosen)].ravel(), dtype=np.int64)

    def agreements(self) -> sparse.csr_matrix:
        """Return the equations by which neighbouring cliques hold as many in each class that they share."""
        rows: list[int] = []
        columns: list[Places] = []
        signs: list[float] = []
        at = 0
        for a, b, shared in neighbours_in_tree([frozenset(block.nodes) for block in self.blocks]):
            for block, sign in ((self.blocks[a], 1.0), (self.blocks[b], -1.0)):
                lines = self._by_shared(block, tuple(sorted(shared)))
                for line, places in enumerate(lines):
                    rows += [at + line] * len(places)
                    columns.append(places)
                    signs += [sign] * len(places)
            at += len(lines)
        return _matrix(rows, columns, signs, at, self.size)

    def _by_shared(self, block: CliqueCells, shared: tuple[Node, ...]) -> Places:
        """Return one row of unknowns for each combination of shared classes, everybody once."""
        chosen = [
            np.arange(self.classes[n].size) if n in shared else np.flatnonzero(self.classes[n].of_persons)
            for n in block.nodes
        ]
        places = block.numbered()[np.ix_(*chosen)]
        front = [block.nodes.index(node) for node in shared]
        moved = np.moveaxis(places, front, range(len(front)))
        lines = int(np.prod([self.classes[node].size for node in shared], dtype=np.int64))
        return np.asarray(moved.reshape(lines, -1), dtype=np.int64)

    def at_most_nothing(self) -> sparse.csr_matrix:
        """Return rows that are at most nothing: an answer is given by no more than gave any, and each gave one."""
        rows: list[int] = []
        columns: list[Places] = []
        signs: list[float] = []
        at = 0
        for block in self.blocks:
            for axis, node in enumerate(block.nodes):
                own = self.classes[node]
                lines = np.moveaxis(block.numbered(), axis, 0).reshape(own.size, -1)
                for one in np.flatnonzero(~own.of_persons).tolist():
                    for answer, whole in zip(lines[one], lines[own.within[one]], strict=True):
                        rows += [at, at]
                        columns.append(np.array([answer, whole]))
                        signs += [1.0, -1.0]
                        at += 1
                for one in np.flatnonzero(own.answered).tolist():
                    given = lines[own.within == one]
                    for line in range(lines.shape[1]):
                        rows += [at] * (1 + len(given))
                        columns.append(np.array([lines[one, line], *given[:, line]]))
                        signs += [1.0, *(-1.0 for _ in given)]
                        at += 1
        return _matrix(rows, columns, signs, at, self.size)


def _matrix(rows: list[int], columns: list[Places], signs: list[float], height: int, width: int) -> sparse.csr_matrix:
    places = np.concatenate(columns) if columns else np.zeros(0, dtype=np.int64)
    return sparse.csr_matrix((np.array(signs, dtype=np.float64), (rows, places)), shape=(height, width))
