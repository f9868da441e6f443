"""Protection: which numbers of an edition are withheld, so that no confidential number can be computed.

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

from reports.disclosure.suppression.decomposition import Part, digest_of, parts_of, themes_of
from reports.disclosure.suppression.parallel import Unwatched, Watch, side_by_side
from reports.disclosure.suppression.problem import Flags, Problem, Reals, Whole
from reports.disclosure.suppression.secondary import moves_of
from reports.disclosure.suppression.verification import Exposed, exposed

ALGORITHM = "5"  # what is remembered was found by this way of searching


@dataclass(frozen=True)
class Protection:
    """What is withheld, the moves that show it to be enough, and what could not be protected."""

    withheld: Flags
    moves: dict[int, Whole]
    exposed: Exposed
    solves: int


class Memory(Protocol):
    """Where the moves of a part are kept from run to run, by digest."""

    def recall(self, digest: str) -> list[Whole] | None:
        """Return the moves kept under a digest."""

    def keep(self, digest: str, moves: list[Whole]) -> None:
        """Keep moves."""


class Forgetful:
    """No memory."""

    def recall(self, digest: str) -> list[Whole] | None:
        """Return nothing."""

    def keep(self, digest: str, moves: list[Whole]) -> None:
        """Keep nothing."""


@dataclass
class _Task:
    """A search. ``known``: moves of its themes, which follow from its problem too; ``digest``: all it depends on."""

    problem: Problem
    already: Flags
    ties: Reals
    known: list[Whole] = field(default_factory=list)
    digest: str = field(init=False)
    moves: list[Whole] | None = None
    solves: int = 0

    def __post_init__(self) -> None:
        self.digest = digest_of(self.problem, ALGORITHM, self.already.tobytes().hex(), self.ties.tobytes().hex())

    def of(self, part: Part) -> "_Task":
        """Return the search of a part."""
        return _Task(part.problem, self.already[part.numbers], self.ties[part.numbers])

    def run(self, watch: Watch) -> None:
        """Search."""
        self.moves, self.solves = moves_of(self.problem, self.already, self.ties, self.known, watch)


def protect(
    problem: Problem,
    ties: Sequence[float],
    already_withheld: Flags | None = None,
    memory: Memory = Forgetful(),  # noqa: B008 (it holds nothing)
    watch: Watch = Unwatched(),  # noqa: B008 (it holds nothing)
) -> Protection:
    """Return what to withhold. ``ties`` holds a keyed number from 0 to 1 a number; ``already_withheld`` is withheld
    whatever happens.

    What ``memory`` holds of a part or theme that did not change is not searched again, but it is proved again. It is
    what a search would find: the outcome is the same, whatever is remembered. Raises SolverError where the solver
    could not tell.
    """
    problem.check()
    already = np.zeros(len(problem.names), dtype=bool) if already_withheld is None else already_withheld
    whole = _Task(problem, already, np.asarray(ties, dtype=np.float64))
    parts = [(part, whole.of(part)) for part in parts_of(problem)]
    themes = [[(theme, task.of(theme)) for theme in themes_of(task.problem)] for _, task in parts]
    alone = [task for own in themes for _, task in own]
    tasks = [*alone, *(task for _, task in parts)]
    for task in tasks:
        task.moves = memory.recall(task.digest)
    watch.begin(2 * sum(int(task.problem.confidential.sum()) for task in tasks if task.moves is None))
    of_one_theme = [task for (_, task), own in zip(parts, themes, strict=True) if not own]
    _search([*alone, *of_one_theme], memory, watch)
    moves: list[Whole] = []
    for (_, task), own in zip(parts, themes, strict=True):
        task.known = [theme.in_whole(move, task.problem) for theme, found in own for move in found.moves or ()]
    _search([task for _, task in parts], memory, watch)
    for part, task in parts:
        moves += [part.in_whole(move, problem) for move in (*task.known, *(task.moves or ()))]
    withheld = problem.confidential | already
    for move in moves:
        withheld = withheld | (problem.sums @ move != 0)
    withheld = withheld & problem.printable & ~problem.never_withheld
    by_number = dict(enumerate(moves))
    solves = sum(task.solves for task in tasks)
    return Protection(withheld, by_number, exposed(problem, withheld, by_number), solves)


def _search(tasks: Sequence[_Task], memory: Memory, watch: Watch) -> None:
    """Search what is not remembered, and remember it."""
    unknown = [task for task in tasks if task.moves is None]
    side_by_side([task.run for task in unknown], watch)
    for task in unknown:
        memory.keep(task.digest, task.moves or [])
