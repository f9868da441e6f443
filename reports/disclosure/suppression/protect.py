"""The suppression pattern of a problem: which cells are suppressed so that no primary cell can be computed.

Independent subproblems are searched separately. In a subproblem of several themes each theme is searched first, while
everything that it shares with the others stays as it is: that is faster, themes run in parallel, and a move found in
one stays valid whatever happens in another. Primary cells that no theme can protect alone are searched in all of them
together.

Belongs here: find_suppression_pattern, and the cache of moves. Does not: the search in one subproblem (secondary.py),
verification (verification.py), the problem (model/build_problem.py).
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
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
from reports.disclosure.suppression.pattern_before import PRINTED, PatternBefore, SearchStarts, State
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.secondary import find_moves
from reports.disclosure.suppression.verification import UnderProtected, under_protected_cells

ALGORITHM = "5"  # the version of the search; cached moves of another version are not used


@dataclass(frozen=True)
class SuppressionPattern:
    """The cells suppressed, the moves that show this to be enough, and the cells that could not be protected.

    ``needed``: the cells suppressed but for those that are suppressed only because an earlier draft needed it.
    ``searched``, ``starts``: see DraftPattern; ``starts`` has one entry per cell.
    """

    suppressed: BoolArray
    moves: dict[int, IntArray]
    under_protected: UnderProtected
    solves: int
    needed: BoolArray
    searched: frozenset[str]
    starts: list[tuple[State, State]]


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
    """The search in one subproblem. ``themes``: the searches of its themes, whose moves are known.

    ``subproblem``: digest of the subproblem alone; ``digest``: of all that the moves depend on.
    """

    problem: SuppressionProblem
    presuppressed: BoolArray
    ties: FloatArray
    starts: SearchStarts | None = None
    themes: "list[tuple[Subproblem, _Search]]" = field(default_factory=list)
    is_theme: bool = False
    before: PatternBefore | None = field(init=False, default=None)
    subproblem: str = field(init=False)
    digest: str = field(init=False)
    moves: list[IntArray] | None = None
    solves: int = 0

    def __post_init__(self) -> None:
        texts = (ALGORITHM, self.presuppressed.tobytes().hex(), self.ties.tobytes().hex())
        self.subproblem = self.digest = digest_of(self.problem, *texts)
        if self.starts is not None:
            unchanged = self.starts.themes if self.is_theme else self.starts.parts
            self.before = unchanged if self.subproblem in self.starts.searched else self.starts.before
            began = (self.before.digest_text(), *(theme.digest for _, theme in self.themes if theme.follows))
            if any(began):
                self.digest = hashlib.sha256("|".join((self.subproblem, *began)).encode()).hexdigest()

    @property
    def follows(self) -> bool:
        """Say whether the search begins with the pattern of another draft."""
        return self.digest != self.subproblem

    @property
    def known_moves(self) -> list[IntArray]:
        """Return the moves of the themes as moves of this subproblem."""
        return [part.lift(move, self.problem) for part, theme in self.themes for move in theme.moves or ()]

    def within(self, part: Subproblem, *, is_theme: bool = False) -> "_Search":
        """Return the search in a subproblem, of one theme or with those of its themes."""
        inner = _Search(
            part.problem,
            self.presuppressed[part.cells],
            self.ties[part.cells],
            None if self.starts is None else self.starts.restricted_to(part.cells),
            is_theme=is_theme,
        )
        themes = [] if is_theme else theme_subproblems(part.problem)
        if not themes:
            return inner
        return replace(inner, themes=[(theme, inner.within(theme, is_theme=True)) for theme in themes])

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
    starts: SearchStarts | None = None,
) -> SuppressionPattern:
    """Return the suppression pattern. ``ties``: a keyed number from 0 to 1 per cell; ``presuppressed`` cells are
    suppressed in any case; ``starts``: the pattern of the draft before.

    A subproblem whose moves are in ``cache`` is not searched again, but it is verified again. The cache holds what a
    search would find, so the result does not depend on it. Raises SolverError where the solver gives no answer.
    """
    problem.check()
    in_any_case = np.zeros(len(problem.refs), dtype=bool) if presuppressed is None else presuppressed
    full = _Search(problem, in_any_case, np.asarray(ties, dtype=np.float64), starts)
    parts = [(part, full.within(part)) for part in independent_subproblems(problem)]
    of_themes = [theme for _, search in parts for _, theme in search.themes]
    searches = [*of_themes, *(search for _, search in parts)]
    for search in searches:
        search.moves = cache.recall(search.digest)
    to_search = sum(int(search.problem.primary.sum()) for search in searches if search.moves is None)
    progress.begin("protecting tables together", 2 * to_search)
    _run([*of_themes, *(search for _, search in parts if not search.themes)], cache, progress)
    moves: list[IntArray] = []
    _run([search for _, search in parts], cache, progress)
    for part, search in parts:
        moves += [part.lift(move, problem) for move in (*search.known_moves, *(search.moves or ()))]
    needed = _suppressed_by(problem, in_any_case, moves)
    solves = sum(search.solves for search in searches)
    for part, search in parts:
        if search.before is not None:
            kept_moves, asked = _moves_of_kept_cells(part, needed, search.before.kept, cache)
            moves += [part.lift(move, problem) for move in kept_moves]
            solves += asked
    suppressed = _suppressed_by(problem, in_any_case, moves)
    by_index = dict(enumerate(moves))
    under_protected = under_protected_cells(problem, suppressed, by_index)
    searched = frozenset(search.subproblem for search in searches)
    return SuppressionPattern(suppressed, by_index, under_protected, solves, needed, searched, _states(problem, parts))


def _states(problem: SuppressionProblem, parts: Sequence[tuple[Subproblem, _Search]]) -> list[tuple[State, State]]:
    """Return, of each cell, the state with which the search of its theme began, and that of its subproblem."""
    nothing: State = (PRINTED, 0)
    of_themes, of_parts = [nothing] * len(problem.refs), [nothing] * len(problem.refs)
    for part, search in parts:
        for place, state in zip(part.cells.tolist(), _began_with(search), strict=True):
            of_parts[place] = state
        for theme, of_theme in search.themes:
            for place, state in zip(part.cells[theme.cells].tolist(), _began_with(of_theme), strict=True):
                of_themes[place] = state
    return list(zip(of_themes, of_parts, strict=True))


def _began_with(search: _Search) -> list[State]:
    return search.before.states() if search.before is not None else [(PRINTED, 0)] * len(search.problem.refs)


def _suppressed_by(problem: SuppressionProblem, in_any_case: BoolArray, moves: Sequence[IntArray]) -> BoolArray:
    """Return the primary cells, those suppressed in any case, and those that moves change."""
    suppressed = problem.primary | in_any_case
    for move in moves:
        suppressed = suppressed | (problem.sums @ move != 0)
    return suppressed & problem.printable & ~problem.forced


def _moves_of_kept_cells(
    part: Subproblem, needed: BoolArray, kept: BoolArray, cache: MoveCache
) -> tuple[list[IntArray], int]:
    """Return the moves of the cells of a part that earlier drafts needed, and how often the solver ran."""
    suppressed, kept = needed[part.cells], kept & ~needed[part.cells]
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
