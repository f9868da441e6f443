"""The suppression pattern of the draft before: which cells it suppressed, since which draft, and which values they had.

A reader of two drafts of a year takes a number that one of them prints for the number that the other suppresses, where
few records came between. So a confidential count is protected, where possible, by moves that change only cells which
every draft suppressed that suppressed this count. What a draft needed to suppress is kept suppressed by later drafts
while its value is almost the same (decision record 0058).

Belongs here: the pattern as data, and as arrays over the cells of a problem. Does not: the search (secondary.py,
kept_cells.py), the pattern that a search gives (next_pattern.py), keeping it (assets/steps/release/draft_pattern.py).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np

from reports.disclosure.arrays import BoolArray, IntArray
from reports.disclosure.suppression.problem import SuppressionProblem

State = tuple[int, int]  # of a cell at the start of a search: ``since``, and its flags as the bits of a number
PRINTED = 2**31 - 1  # instead of the number of a draft: the draft before printed the cell, or had no such cell


@dataclass(frozen=True)
class CellBefore:
    """One cell that the draft before suppressed, or that was primary in it and that no table prints.

    ``since``: the number of the first draft of the unbroken sequence of drafts that suppress it. ``least`` and
    ``most``: the range of its values in those of these drafts that needed to suppress it. ``primary_value``: its value
    when it was primary last, in one of these drafts; None where it never was.
    """

    since: int
    least: int
    most: int
    primary_value: int | None = None


@dataclass(frozen=True)
class DraftPattern:
    """What a draft suppressed, and the values of all its cells, both by ``CellRef.parts``.

    ``number``: counts the drafts of a year. ``values``: None where they are not known; every cell then counts as
    unchanged. ``knows_primary``: False where the pattern was read from published tables, which do not say which cells
    are primary. ``searched``: digests of the subproblems searched. ``starts``: the state of each cell with which the
    search of its theme began, and that of its independent subproblem: an unchanged subproblem is searched from there
    again, so that its result is the same.
    """

    number: int
    cells: Mapping[tuple[str, ...], CellBefore]
    values: Mapping[tuple[str, ...], int] | None = None
    knows_primary: bool = True
    searched: frozenset[str] = frozenset()
    starts: Mapping[tuple[str, ...], tuple[State, State]] = field(default_factory=dict)


@dataclass(frozen=True)
class PatternBefore:
    """The pattern of the draft before, one entry per cell of a problem.

    ``since``: see CellBefore; PRINTED where the draft before did not suppress the cell. ``is_near``: the value differs
    from that in the draft before by fewer than the threshold. ``is_same``: it does not differ. ``kept``: a draft of the
    sequence needed to suppress the cell while its value was near that of now. ``was_primary``: the cell is not primary
    any more, and its value is near that when it was.
    """

    since: IntArray
    is_near: BoolArray
    is_same: BoolArray
    kept: BoolArray
    was_primary: BoolArray

    @property
    def suppressed(self) -> BoolArray:
        """Return which cells the draft before suppressed."""
        return np.asarray(self.since != PRINTED, dtype=np.bool_)

    def barred(self, cell: int) -> list[BoolArray]:
        """Return the cells that a move of ``cell`` shall not change, since a reader knows them: the strictest first.

        These are the cells that a draft printed while ``cell`` was suppressed, first those of almost the same value,
        then those of the same value.
        """
        later = self.since > self.since[cell]
        printed = self.since == PRINTED
        return [np.asarray(later & (~printed | close), dtype=np.bool_) for close in (self.is_near, self.is_same)]

    def protected_by(self, changed: BoolArray) -> BoolArray:
        """Return the cells for which a move that changes the cells ``changed`` changes none that a reader knows."""
        since = np.where((self.since == PRINTED) & ~self.is_near, 0, self.since)
        return np.asarray(self.since >= since[changed].max(initial=0), dtype=np.bool_)

    def restricted_to(self, cells: IntArray) -> "PatternBefore":
        """Return the entries of some cells."""
        return PatternBefore(
            self.since[cells], self.is_near[cells], self.is_same[cells], self.kept[cells], self.was_primary[cells]
        )

    @classmethod
    def of_states(cls, states: Sequence[State]) -> "PatternBefore":
        """Return the entries of these states, one per cell."""
        table = np.array(states, dtype=np.int64).reshape(-1, 2)
        return cls(table[:, 0], *(np.asarray(table[:, 1] >> bit & 1 == 1, dtype=np.bool_) for bit in range(4)))

    def states(self) -> list[State]:
        """Return the state of each cell."""
        flags = sum(
            array.astype(np.int64) << bit
            for bit, array in enumerate((self.is_near, self.is_same, self.kept, self.was_primary))
        )
        return list(zip(self.since.tolist(), np.asarray(flags).tolist(), strict=True))

    def digest_text(self) -> str:
        """Return a text that differs where a search could differ; empty where the draft before suppressed nothing."""
        if not self.suppressed.any():
            return ""
        order = np.unique(self.since, return_inverse=True)[1].astype(np.int64)
        flags = (self.is_near, self.is_same, self.kept, self.was_primary)
        return "|".join(array.tobytes().hex() for array in (order, *flags))


def pattern_before(problem: SuppressionProblem, draft: DraftPattern | None, threshold: int) -> PatternBefore | None:
    """Return the pattern of the draft before over the cells of a problem; None where there is none.

    A cell of several tables counts as suppressed where one of them suppressed it.
    """
    if draft is None or not draft.cells:
        return None
    size = len(problem.refs)
    since = np.full(size, PRINTED, dtype=np.int64)
    near, same, kept, was_primary = (np.zeros(size, dtype=bool) for _ in range(4))
    for cell, (refs, value) in enumerate(zip(problem.refs, problem.values.tolist(), strict=True)):
        names = [ref.parts for ref in refs if ref.is_printed_here]
        of_cell = [draft.cells[name] for name in names if name in draft.cells]
        for before in of_cell:
            since[cell] = before.since if since[cell] == PRINTED else max(int(since[cell]), before.since)
            kept[cell] |= before.least - threshold < value < before.most + threshold
            was_primary[cell] |= before.primary_value is not None and abs(value - before.primary_value) < threshold
        known = [draft.values[name] for name in names if name in draft.values] if draft.values is not None else [value]
        near[cell] = any(abs(value - other) < threshold for other in known)
        same[cell] = value in known
    if not draft.knows_primary:
        since[problem.primary & ~problem.printable] = 0
    was_primary &= (problem.protection_high > 1) & ~problem.primary & ~problem.forced
    return PatternBefore(since, near, same, kept, was_primary)


@dataclass(frozen=True)
class SearchStarts:
    """Where the searches of a problem begin. ``before``: the pattern of the draft before.

    ``themes``, ``parts``: the patterns with which the draft before itself began to search its themes and its
    independent subproblems; a subproblem whose digest is in ``searched`` is searched from there.
    """

    before: PatternBefore
    themes: PatternBefore
    parts: PatternBefore
    searched: frozenset[str]

    def restricted_to(self, cells: IntArray) -> "SearchStarts":
        """Return the starts over some cells."""
        return SearchStarts(
            self.before.restricted_to(cells),
            self.themes.restricted_to(cells),
            self.parts.restricted_to(cells),
            self.searched,
        )


def search_starts(problem: SuppressionProblem, draft: DraftPattern | None, threshold: int) -> SearchStarts | None:
    """Return where the searches of a problem begin; None where no draft is before."""
    before = pattern_before(problem, draft, threshold)
    if before is None or draft is None:
        return None
    own = [next((ref.parts for ref in refs if ref.is_printed_here), ()) for refs in problem.refs]
    nothing = ((PRINTED, 0), (PRINTED, 0))
    states = [draft.starts.get(name, nothing) for name in own]
    themes, parts = (PatternBefore.of_states([of_cell[level] for of_cell in states]) for level in (0, 1))
    return SearchStarts(before, themes, parts, draft.searched)
