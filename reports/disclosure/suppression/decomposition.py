"""The decomposition of a suppression problem: independent subproblems, and the subproblem of each theme.

Belongs here: taking a problem apart, and the digest by which an unchanged subproblem is recognised. Does not: solving
(protect.py).
"""

import hashlib
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from reports.disclosure.arrays import IntArray
from reports.disclosure.suppression.problem import SuppressionProblem


@dataclass(frozen=True)
class Subproblem:
    """A part of a problem; ``cells`` and ``inner_cells`` are their indices in the full problem."""

    problem: SuppressionProblem
    cells: IntArray
    inner_cells: IntArray

    def lift(self, move: IntArray, full: SuppressionProblem) -> IntArray:
        """Return a move of the subproblem as a move of the problem that it was taken from."""
        lifted = np.zeros(len(full.truth), dtype=np.int64)
        lifted[self.inner_cells] = move
        return lifted


def independent_subproblems(problem: SuppressionProblem) -> list[Subproblem]:
    """Return the connected components, by their first cell. Inner cells that no cell counts are left out."""
    constraints = sparse.vstack([problem.sums, problem.equalities, problem.inequalities], format="csr")
    rows, columns = constraints.shape
    joined = sparse.bmat([[None, constraints], [constraints.T, None]], format="csr")
    _, group = connected_components(joined, directed=False)
    of_cells, of_inner_cells = group[: len(problem.refs)], group[rows : rows + columns]
    of_equal = group[len(problem.refs) : len(problem.refs) + problem.equalities.shape[0]]
    of_ordered = group[rows - problem.inequalities.shape[0] : rows]
    parts = []
    for component in dict.fromkeys(of_cells.tolist()):
        cells, inner_cells = np.flatnonzero(of_cells == component), np.flatnonzero(of_inner_cells == component)
        inequalities = np.flatnonzero(of_ordered == component)
        part = replace(
            _restricted(problem, cells, inner_cells),
            equalities=problem.equalities[np.flatnonzero(of_equal == component)][:, inner_cells],
            inequalities=problem.inequalities[inequalities][:, inner_cells],
            at_most=problem.at_most[inequalities],
            of_any_part=None if problem.of_any_part is None else problem.of_any_part[inequalities],
        )
        parts.append(Subproblem(part, cells.astype(np.int64), inner_cells.astype(np.int64)))
    return parts


def theme_subproblems(problem: SuppressionProblem) -> list[Subproblem]:
    """Return, by universe, what can change while everything shared with other universes stays as it is.

    A move of one of them is a move of the full problem. Empty where there is only one universe.
    """
    universes = np.unique(problem.universe)
    if len(universes) == 1:
        return []
    found = []
    for universe in universes.tolist():
        inner_cells = np.flatnonzero(problem.universe == universe)
        sums, equalities, inequalities = (
            matrix[:, inner_cells] for matrix in (problem.sums, problem.equalities, problem.inequalities)
        )
        alone = np.diff(sums.indptr) == np.diff(problem.sums.indptr)
        cells, shared = np.flatnonzero(alone), np.flatnonzero(~alone & (np.diff(sums.indptr) > 0))
        if not len(cells):
            continue
        own, bounds = np.flatnonzero(np.diff(equalities.indptr)), np.flatnonzero(np.diff(inequalities.indptr))
        room = problem.at_most - problem.inequalities @ problem.truth
        part = replace(
            _restricted(problem, cells, inner_cells),
            equalities=sparse.vstack([equalities[own], sums[shared]], format="csr"),
            inequalities=inequalities[bounds],
            at_most=(inequalities @ problem.truth[inner_cells] + room)[bounds],
            of_any_part=None if problem.of_any_part is None else problem.of_any_part[bounds],
        )
        found.append(Subproblem(part, cells.astype(np.int64), inner_cells.astype(np.int64)))
    return found


def _restricted(problem: SuppressionProblem, cells: IntArray, inner_cells: IntArray) -> SuppressionProblem:
    """Return the cells and inner cells of a part; its constraints are still those of the full problem."""
    return replace(
        problem,
        refs=tuple(problem.refs[cell] for cell in cells),
        sums=problem.sums[cells][:, inner_cells],
        own=None if problem.own is None else problem.own[:, inner_cells],
        coalitions=None,
        **{name: getattr(problem, name)[cells] for name in _CELL_ARRAYS},
        **{name: getattr(problem, name)[inner_cells] for name in _INNER_CELL_ARRAYS},
    )


_CELL_ARRAYS = ("printable", "primary", "protection_low", "protection_high", "forced", "cost")
_INNER_CELL_ARRAYS = ("truth", "movable", "universe")


def digest_of(problem: SuppressionProblem, *besides: str) -> str:
    """Return the digest of everything that the moves depend on: the problem, and the texts ``besides``."""
    texts = tuple(tuple(ref.parts for ref in refs) for refs in problem.refs)
    digest = hashlib.sha256(repr((texts, besides)).encode())
    same = np.unique(problem.universe, return_inverse=True)[1]  # the numbers of other universes make no difference
    for array in (*(getattr(problem, name) for name in (*_CELL_ARRAYS, "at_most", "truth", "movable")), same):
        digest.update(np.ascontiguousarray(array).tobytes())
    for matrix in (
        problem.sums,
        problem.equalities,
        problem.inequalities,
        *(() if problem.own is None else (problem.own,)),
    ):
        for array in (matrix.indptr, matrix.indices, matrix.data):
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
