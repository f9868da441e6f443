"""Parts of a protection problem that have nothing to do with each other: each is solved, and remembered, alone.

Belongs here: taking a problem apart, and the digest by which a part is known again. Does not: solving (protection.py).
"""

import hashlib
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse
from scipy.sparse.csgraph import connected_components

from reports.disclosure.joint.problem import Problem, Whole


@dataclass(frozen=True)
class Part:
    """A problem of its own; ``numbers`` and ``unknowns`` are its places in the whole one."""

    problem: Problem
    numbers: Whole
    unknowns: Whole


def parts_of(problem: Problem) -> list[Part]:
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
        held = np.flatnonzero(ordered == one)
        part = replace(
            problem,
            names=tuple(problem.names[at] for at in numbers),
            sums=problem.sums[numbers][:, unknowns],
            equal=problem.equal[np.flatnonzero(equal == one)][:, unknowns],
            ordered=problem.ordered[held][:, unknowns],
            at_most=problem.at_most[held],
            truth=problem.truth[unknowns],
            movable=problem.movable[unknowns],
            of_any_part=None if problem.of_any_part is None else problem.of_any_part[held],
            own=None if problem.own is None else problem.own[:, unknowns],
            **{name: getattr(problem, name)[numbers] for name in _OF_NUMBERS},
        )
        parts.append(Part(part, numbers.astype(np.int64), unknowns.astype(np.int64)))
    return parts


_OF_NUMBERS = ("printable", "confidential", "low", "high", "never_withheld", "loss")


def digest_of(problem: Problem, *besides: str) -> str:
    """Return the digest of all that the answer depends on: the problem, and what else is named."""
    digest = hashlib.sha256(repr((problem.names, besides)).encode())
    for name in (*_OF_NUMBERS, "at_most", "truth", "movable"):
        digest.update(np.ascontiguousarray(getattr(problem, name)).tobytes())
    for matrix in (problem.sums, problem.equal, problem.ordered, *(() if problem.own is None else (problem.own,))):
        for array in (matrix.indptr, matrix.indices, matrix.data):
            digest.update(np.ascontiguousarray(array).tobytes())
    return digest.hexdigest()
