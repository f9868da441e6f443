"""Protection: which numbers of an edition are suppressed, so that no confidential number can be computed.

Parts that have nothing to do with each other are searched each by itself. In a part of several themes each theme is
searched first, while all that it shares with the others stays as it is: that is faster, themes go side by side, and
what is found in one holds whatever comes of another. Only what no theme can do by itself is searched in all together.

Belongs here: protect, and what is remembered. Does not: the search of one part (secondary.py), proving
(verification.py), the problem (model/linked_tables.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from reports.disclosure.suppression.decomposition import (
    Subproblem,
    digest_of,
    independent_subproblems,
    theme_subproblems,
)
from reports.disclosure.suppression.parallel import Unwatched, Watch, run_parallel
from reports.disclosure.suppression.problem import BoolArray, FloatArray, IntArray, SuppressionProblem
from reports.disclosure.suppression.secondary import find_moves
from reports.disclosure.suppression.verification import UnderProtected, under_protected_cells

ALGORITHM = "5"  # what is remembered was found by this way of searching


@dataclass(frozen=True)
class SuppressionPattern:
    """What is suppressed, the moves that show it to be enough, and what could not be protected."""

    suppressed: BoolArray
    moves: dict[int, IntArray]
    under_protected: UnderProtected
    solves: int


class MoveCache(Protocol):
    """Where the moves of a part are kept from run to run, by digest."""

    def recall(self, digest: str) -> list[IntArray] | None:
        """Return the moves kept under a digest."""

    def keep(self, digest: str, moves: list[IntArray]) -> None:
        """Keep moves."""


class NullCache:
    """No memory."""

    def recall(self, digest: str) -> list[IntArray] | None:
        """Return nothing."""

    def keep(self, digest: str, moves: list[IntArray]) -> None:
        """Keep nothing."""


@dataclass
class _Search:
    """A search. ``known``: moves of its themes, which follow from its problem too; ``digest``: all it depends on."""

    problem: SuppressionProblem
    already: BoolArray
    ties: FloatArray
    known: list[IntArray] = field(default_factory=list)
    digest: str = field(init=False)
    moves: list[IntArray] | None = None
    solves: int = 0

    def __post_init__(self) -> None:
        self.digest = digest_of(self.problem, ALGORITHM, self.already.tobytes().hex(), self.ties.tobytes().hex())

    def of(self, part: Subproblem) -> "_Search":
        """Return the search of a part."""
        return _Search(part.problem, self.already[part.numbers], self.ties[part.numbers])

    def run(self, watch: Watch) -> None:
        """Search."""
        self.moves, self.solves = find_moves(self.problem, self.already, self.ties, self.known, watch)


def find_suppression_pattern(
    problem: SuppressionProblem,
    ties: Sequence[float],
    already_suppressed: BoolArray | None = None,
    memory: MoveCache = NullCache(),  # noqa: B008 (it holds nothing)
    watch: Watch = Unwatched(),  # noqa: B008 (it holds nothing)
) -> SuppressionPattern:
    """Return what to suppress. ``ties`` holds a keyed number from 0 to 1 a number; ``already_withheld`` is suppressed
    whatever happens.

    What ``memory`` holds of a part or theme that did not change is not searched again, but it is proved again. It is
    what a search would find: the outcome is the same, whatever is remembered. Raises SolverError where the solver
    could not tell.
    """
    problem.check()
    already = np.zeros(len(problem.names), dtype=bool) if already_suppressed is None else already_suppressed
    whole = _Search(problem, already, np.asarray(ties, dtype=np.float64))
    parts = [(part, whole.of(part)) for part in independent_subproblems(problem)]
    themes = [[(theme, task.of(theme)) for theme in theme_subproblems(task.problem)] for _, task in parts]
    alone = [task for own in themes for _, task in own]
    tasks = [*alone, *(task for _, task in parts)]
    for task in tasks:
        task.moves = memory.recall(task.digest)
    watch.begin(2 * sum(int(task.problem.primary.sum()) for task in tasks if task.moves is None))
    of_one_theme = [task for (_, task), own in zip(parts, themes, strict=True) if not own]
    _search([*alone, *of_one_theme], memory, watch)
    moves: list[IntArray] = []
    for (_, task), own in zip(parts, themes, strict=True):
        task.known = [theme.in_whole(move, task.problem) for theme, found in own for move in found.moves or ()]
    _search([task for _, task in parts], memory, watch)
    for part, task in parts:
        moves += [part.in_whole(move, problem) for move in (*task.known, *(task.moves or ()))]
    suppressed = problem.primary | already
    for move in moves:
        suppressed = suppressed | (problem.sums @ move != 0)
    suppressed = suppressed & problem.printable & ~problem.forced
    by_number = dict(enumerate(moves))
    solves = sum(task.solves for task in tasks)
    return SuppressionPattern(suppressed, by_number, under_protected_cells(problem, suppressed, by_number), solves)


def _search(tasks: Sequence[_Search], memory: MoveCache, watch: Watch) -> None:
    """Search what is not remembered, and remember it."""
    unknown = [task for task in tasks if task.moves is None]
    run_parallel([task.run for task in unknown], watch)
    for task in unknown:
        memory.keep(task.digest, task.moves or [])
