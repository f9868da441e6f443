"""The suppression pattern of a problem: which cells are suppressed so that no primary cell can be computed.

Independent subproblems are searched separately. In a subproblem of several themes each theme is searched first, while
everything that it shares with the others stays as it is: that is faster, themes run in parallel, and a move found in
one stays valid whatever happens in another. Primary cells that no theme can protect alone are searched in all of them
together.

Belongs here: find_suppression_pattern, and the cache of moves. Does not: the search in one subproblem (secondary.py),
verification (verification.py), the problem (model/build_problem.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from expectations.progress import NULL_PROGRESS, Progress
from reports.disclosure.arrays import BoolArray, FloatArray, IntArray
from reports.disclosure.suppression.decomposition import (
    Subproblem,
    digest_of,
    independent_subproblems,
    theme_subproblems,
)
from reports.disclosure.suppression.kept_cells import find_moves_of_kept_cells
from reports.disclosure.suppression.parallel import run_parallel
from reports.disclosure.suppression.pattern_before import PatternBefore
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.secondary import find_moves
from reports.disclosure.suppression.verification import UnderProtected, under_protected_cells

ALGORITHM = "5"  # the version of the search; cached moves of another version are not used


@dataclass(frozen=True)
class SuppressionPattern:
    """The cells suppressed, the moves that show this to be enough, and the cells that could not be protected.

    ``needed``: the cells suppressed but for those that are suppressed only because an earlier draft needed it.
    """

    suppressed: BoolArray
    moves: dict[int, IntArray]
    under_protected: UnderProtected
    solves: int
    needed: BoolArray


class MoveCache(Protocol):
    """Keeps the moves of a subproblem from run to run, by digest."""

    def recall(self, digest: str) -> list[IntArray] | None:
        """Return the moves kept under a digest; None where there are none."""

    def keep(self, digest: str, moves: list[IntArray]) -> None:
        """Keep moves."""


class NullCache:
    """Keeps nothing."""

    def recall(self, digest: str) -> list[IntArray] | None:
        """Return None."""

    def keep(self, digest: str, moves: list[IntArray]) -> None:
        """Do nothing."""


@dataclass
class _Search:
    """The search in one subproblem. ``known_moves``: moves of its themes; ``digest``: of all that the moves depend
    on."""

    problem: SuppressionProblem
    presuppressed: BoolArray
    ties: FloatArray
    before: PatternBefore | None = None
    known_moves: list[IntArray] = field(default_factory=list)
    digest: str = field(init=False)
    moves: list[IntArray] | None = None
    solves: int = 0

    def __post_init__(self) -> None:
        texts = (ALGORITHM, self.presuppressed.tobytes().hex(), self.ties.tobytes().hex())
        of_before = self.before.digest_text() if self.before is not None else ""
        self.digest = digest_of(self.problem, *texts, *([of_before] if of_before else []))

    def restricted_to(self, part: Subproblem) -> "_Search":
        """Return the search in a subproblem."""
        before = None if self.before is None else self.before.restricted_to(part.cells)
        return _Search(part.problem, self.presuppressed[part.cells], self.ties[part.cells], before)

    def run(self, progress: Progress) -> None:
        """Search."""
        self.moves, self.solves = find_moves(
            self.problem, self.presuppressed, self.ties, self.known_moves, progress, self.before
        )


def find_suppression_pattern(
    problem: SuppressionProblem,
    ties: Sequence[float],
    presuppressed: BoolArray | None = None,
    cache: MoveCache = NullCache(),  # noqa: B008 (it holds nothing)
    progress: Progress = NULL_PROGRESS,
    before: PatternBefore | None = None,
) -> SuppressionPattern:
    """Return the suppression pattern. ``ties``: a keyed number from 0 to 1 per cell; ``presuppressed`` cells are
    suppressed in any case; ``before``: the pattern of the draft before.

    A subproblem whose moves are in ``cache`` is not searched again, but it is verified again. The cache holds what a
    search would find, so the result does not depend on it. Raises SolverError where the solver gives no answer.
    """
    problem.check()
    in_any_case = np.zeros(len(problem.refs), dtype=bool) if presuppressed is None else presuppressed
    full = _Search(problem, in_any_case, np.asarray(ties, dtype=np.float64), before)
    parts = [(part, full.restricted_to(part)) for part in independent_subproblems(problem)]
    themes = [
        [(theme, search.restricted_to(theme)) for theme in theme_subproblems(search.problem)] for _, search in parts
    ]
    of_themes = [search for of_part in themes for _, search in of_part]
    searches = [*of_themes, *(search for _, search in parts)]
    for search in searches:
        search.moves = cache.recall(search.digest)
    to_search = sum(int(search.problem.primary.sum()) for search in searches if search.moves is None)
    progress.begin("protecting tables together", 2 * to_search)
    of_one_theme = [search for (_, search), of_part in zip(parts, themes, strict=True) if not of_part]
    _run([*of_themes, *of_one_theme], cache, progress)
    moves: list[IntArray] = []
    for (_, search), of_part in zip(parts, themes, strict=True):
        search.known_moves = [
            theme.lift(move, search.problem) for theme, of_theme in of_part for move in of_theme.moves or ()
        ]
    _run([search for _, search in parts], cache, progress)
    for part, search in parts:
        moves += [part.lift(move, problem) for move in (*search.known_moves, *(search.moves or ()))]
    needed = _suppressed_by(problem, in_any_case, moves)
    solves = sum(search.solves for search in searches)
    if before is not None:
        for part, _ in parts:
            kept_moves, asked = _moves_of_kept_cells(part, needed, before, cache)
            moves += [part.lift(move, problem) for move in kept_moves]
            solves += asked
    suppressed = _suppressed_by(problem, in_any_case, moves)
    by_index = dict(enumerate(moves))
    under_protected = under_protected_cells(problem, suppressed, by_index)
    return SuppressionPattern(suppressed, by_index, under_protected, solves, needed)


def _suppressed_by(problem: SuppressionProblem, in_any_case: BoolArray, moves: Sequence[IntArray]) -> BoolArray:
    """Return the primary cells, those suppressed in any case, and those that moves change."""
    suppressed = problem.primary | in_any_case
    for move in moves:
        suppressed = suppressed | (problem.sums @ move != 0)
    return suppressed & problem.printable & ~problem.forced


def _moves_of_kept_cells(
    part: Subproblem, needed: BoolArray, before: PatternBefore, cache: MoveCache
) -> tuple[list[IntArray], int]:
    """Return the moves of the cells of a part that earlier drafts needed, and how often the solver ran."""
    suppressed, kept = needed[part.cells], before.kept[part.cells] & ~needed[part.cells]
    if not kept.any():
        return [], 0
    digest = digest_of(part.problem, ALGORITHM, "kept", suppressed.tobytes().hex(), kept.tobytes().hex())
    moves, solves = cache.recall(digest), 0
    if moves is None:
        moves, solves = find_moves_of_kept_cells(part.problem, suppressed, kept)
        cache.keep(digest, moves)
    return moves, solves


def _run(searches: Sequence[_Search], cache: MoveCache, progress: Progress) -> None:
    """Run the searches whose moves are not in the cache, and keep what they find."""
    open_searches = [search for search in searches if search.moves is None]
    run_parallel([search.run for search in open_searches], progress)
    for search in open_searches:
        cache.keep(search.digest, search.moves or [])
