"""Parts of a protection problem: those that have nothing to do with each other, and the themes that hang together.

Belongs here: taking a problem apart, and the digest by which a part is known again. Does not: solving (protect.py).
"""

import hashlib
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from reports.disclosure.suppression.problem import IntArray, SuppressionProblem


@dataclass(frozen=True)
class Subproblem:
    """A problem of its own; ``numbers`` and ``unknowns`` are its places in the whole one."""

    problem: SuppressionProblem
    numbers: IntArray
    unknowns: IntArray

    def in_whole(self, move: IntArray, of: SuppressionProblem) -> IntArray:
        """Return a move of the part as one of the problem that it was taken from."""
        whole = np.zeros(len(of.truth), dtype=np.int64)
        whole[self.unknowns] = move
        return whole


def independent_subproblems(problem: SuppressionProblem) -> list[Subproblem]:
    """Return the parts, in the order of their first number. Unknowns on which no number stands are left out."""
    relations = sparse.vstack([problem.sums, problem.equal, problem.ordered], format="csr")
    rows, columns = relations.shape
    joined = sparse.bmat([[None, relations], [relations.T, None]], format="csr")
    _, group = connected_components(joined, directed=False)
    of_numbers, of_unknowns = group[: len(problem.names)], group[rows : rows + columns]
    equal = group[len(problem.names) : len(problem.names) + problem.equal.shape[0]]
    ordered = group[rows - problem.ordered.shape[0] : rows]
    parts = []
    for one in dict.fromkeys(of_numbers.tolist()):
        numbers, unknowns = np.flatnonzero(of_numbers == one), np.flatnonzero(of_unknowns == one)
        part = _within(problem, numbers, unknowns)
        held = np.flatnonzero(ordered == one)
        part = replace(
            part,
            equal=problem.equal[np.flatnonzero(equal == one)][:, unknowns],
            ordered=problem.ordered[held][:, unknowns],
            at_most=problem.at_most[held],
            of_any_part=None if problem.of_any_part is None else problem.of_any_part[held],
        )
        parts.append(Subproblem(part, numbers.astype(np.int64), unknowns.astype(np.int64)))
    return parts


def theme_subproblems(problem: SuppressionProblem) -> list[Subproblem]:
    """Return by universe what can change of a problem while all that it shares with others stays as it is.

    A move of one of them is a move of the whole. Where there is but one universe, there is nothing to tell apart.
    """
    universes = np.unique(problem.universe)
    if len(universes) == 1:
        return []
    found = []
    for one in universes.tolist():
        unknowns = np.flatnonzero(problem.universe == one)
        sums, equal, ordered = (matrix[:, unknowns] for matrix in (problem.sums, problem.equal, problem.ordered))
        alone = np.diff(sums.indptr) == np.diff(problem.sums.indptr)
        numbers, shared = np.flatnonzero(alone), np.flatnonzero(~alone & (np.diff(sums.indptr) > 0))
        if not len(numbers):
            continue
        held, limits = np.flatnonzero(np.diff(equal.indptr)), np.flatnonzero(np.diff(ordered.indptr))
        room = problem.at_most - problem.ordered @ problem.truth
        part = replace(
            _within(problem, numbers, unknowns),
            equal=sparse.vstack([equal[held], sums[shared]], format="csr"),
            ordered=ordered[limits],
            at_most=(ordered @ problem.truth[unknowns] + room)[limits],
            of_any_part=None if problem.of_any_part is None else problem.of_any_part[limits],
        )
        found.append(Subproblem(part, numbers.astype(np.int64), unknowns.astype(np.int64)))
    return found


def _within(problem: SuppressionProblem, numbers: IntArray, unknowns: IntArray) -> SuppressionProblem:
    """Return the numbers and unknowns of a part, its relations still to be put in."""
    return replace(
        problem,
        names=tuple(problem.names[at] for at in numbers),
        sums=problem.sums[numbers][:, unknowns],
        own=None if problem.own is None else problem.own[:, unknowns],
        **{name: getattr(problem, name)[numbers] for name in _CELL_ARRAYS},
        **{name: getattr(problem, name)[unknowns] for name in _INNER_CELL_ARRAYS},
    )


_CELL_ARRAYS = ("printable", "primary", "low", "high", "forced", "cost")
_INNER_CELL_ARRAYS = ("truth", "movable", "universe")


def digest_of(problem: SuppressionProblem, *besides: str) -> str:
    """Return the digest of all that the answer depends on: the problem, and what else is named."""
    digest = hashlib.sha256(repr((problem.names, besides)).encode())
    same = np.unique(problem.universe, return_inverse=True)[1]  # what other themes there are makes no difference
    for array in (*(getattr(problem, name) for name in (*_CELL_ARRAYS, "at_most", "truth", "movable")), same):
        digest.update(np.ascontiguousarray(array).tobytes())
    for matrix in (problem.sums, problem.equal, problem.ordered, *(() if problem.own is None else (problem.own,))):
        for array in (matrix.indptr, matrix.indices, matrix.data):
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
