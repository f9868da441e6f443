"""The coalition attack: offices that combine their records, and subtract them from what is printed.

Two kinds of coalition are tried. A *regional office* has the records of all offices of its region. A *pair* is any two
offices. Neither is binding: suppression protects against single offices (contributor_attack.py). Protection against
regional offices as well would suppress a third more of the numbers of 11 or more, the largest regions among them.

Belongs here: coalitions as data, and of which cells each of them finds 1 to 10 persons of others. Does not: which
offices a regional office has (model/regional_contributors.py), the report (audit/attacker_scenarios.py).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from reports.disclosure.arrays import BoolArray, IntArray
from reports.disclosure.suppression.contributor_attack import (
    ContributorTarget,
    contributor_targets,
    targets_in_forced_cells,
)
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.verification import is_congruent


@dataclass(frozen=True)
class OpenPairs:
    """How the attack of all pairs of offices went.

    ``tried``: pairs with records of the same printed cell. ``successful``: pairs that find the few persons of others in
    some cell. ``cells``: the printed cells in which any pair does.
    """

    tried: int = 0
    successful: int = 0
    cells: tuple[int, ...] = ()


@dataclass(frozen=True)
class OpenCoalitions:
    """Cells of which a coalition finds 1 to 10 persons of all other offices.

    ``regional``: by regional office, the cells. ``pairs``: the attack of all pairs.
    """

    regional: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    pairs: OpenPairs = field(default_factory=OpenPairs)


def open_coalitions(
    problem: SuppressionProblem, suppressed: BoolArray, moves: Iterable[IntArray]
) -> OpenCoalitions | None:
    """Return of which cells coalitions find few others; None where nobody knows whose records the persons are in."""
    if problem.own is None or problem.coalitions is None or (problem.truth.any() and not problem.own.nnz):
        return None
    regional = _open_to_regional_offices(problem, suppressed, list(moves))
    return OpenCoalitions(regional, _open_to_pairs(problem, suppressed))


def _open_to_regional_offices(
    problem: SuppressionProblem, suppressed: BoolArray, moves: Sequence[IntArray]
) -> dict[str, tuple[int, ...]]:
    """Return, by regional office, the cells of which the moves that it holds possible do not show both ends."""
    coalitions = problem.coalitions
    if coalitions is None or not coalitions.regional:
        return {}
    of_regions = replace(problem, own=coalitions.own)
    verified = _VerifiedMoves(of_regions, suppressed, moves)
    found: dict[str, list[int]] = {}
    for target in [*contributor_targets(of_regions), *targets_in_forced_cells(of_regions)]:
        if not suppressed[target.cell] or not verified.reach_both_ends(target):
            found.setdefault(coalitions.regional[target.contributor], []).append(target.cell)
    return {name: tuple(sorted(cells)) for name, cells in sorted(found.items())}


class _VerifiedMoves:
    """Which moves a contributor holds possible, checked in whole numbers; each move is checked when it is needed."""

    def __init__(self, problem: SuppressionProblem, suppressed: BoolArray, moves: Sequence[IntArray]) -> None:
        self._problem, self._suppressed, self._moves = problem, suppressed, moves
        self._congruent: dict[int, bool] = {}
        self._shown: dict[int, IntArray] = {}
        rows = np.flatnonzero(problem.of_any_part) if problem.of_any_part is not None else np.zeros(0, dtype=np.int64)
        self._rows, self._most = problem.inequalities[rows], problem.at_most[rows]

    def reach_both_ends(self, target: ContributorTarget) -> bool:
        """Return whether possible moves show the target at its lower end and at its upper end."""
        shown, value = self._values_of(target.cell), int(self._problem.values[target.cell])
        lower = [] if value <= target.low else np.flatnonzero(shown <= target.low).tolist()
        upper = [] if value >= target.high else np.flatnonzero(shown >= target.high).tolist()
        is_low = value <= target.low or any(self._is_possible(target.contributor, move) for move in lower)
        return is_low and (value >= target.high or any(self._is_possible(target.contributor, move) for move in upper))

    def _values_of(self, cell: int) -> IntArray:
        if cell not in self._shown:
            row = self._problem.sums[cell]
            weights, columns = row.data.astype(np.int64), row.indices
            other = [int(weights @ (self._problem.truth[columns] + move[columns])) for move in self._moves]
            self._shown[cell] = np.array(other, dtype=np.int64)
        return self._shown[cell]

    def _is_possible(self, contributor: int, number: int) -> bool:
        move = self._moves[number]
        if number not in self._congruent:
            self._congruent[number] = is_congruent(self._problem, self._suppressed, move)
        if not self._congruent[number] or self._problem.own is None:
            return False
        own = self._problem.own[contributor]
        others = self._problem.truth + move
        others[own.indices] -= own.data.astype(np.int64)
        return not bool((others < 0).any() or (self._rows @ others > self._most).any())


def _open_to_pairs(problem: SuppressionProblem, suppressed: BoolArray) -> OpenPairs:
    """Return how many pairs of offices find 1 to 10 persons of others by subtraction from one printed cell."""
    if problem.own is None or problem.coalitions is None:
        return OpenPairs()
    cells = np.flatnonzero(problem.printable & ~suppressed & (problem.protection_high > 1))
    sums, most = problem.sums[cells], problem.protection_high[cells][:, None]
    own = np.asarray((sums @ problem.own.T).todense(), dtype=np.int64)
    others, is_in = problem.values[cells][:, None] - own, own > 0
    tried = successful = 0
    found = np.zeros(len(cells), dtype=bool)
    for first in range(own.shape[1] - 1):
        where = np.flatnonzero(is_in[:, first])
        later = slice(first + 1, None)
        left = others[where, first][:, None] - own[where, later]
        for second, both in problem.coalitions.shared.get(first, {}).items():
            left[:, second - first - 1] += np.asarray(sums[where] @ both, dtype=np.int64)
        together = is_in[where, later]
        few = together & (left > 0) & (left < most[where])
        tried += int(together.any(axis=0).sum())
        successful += int(few.any(axis=0).sum())
        found[where[few.any(axis=1)]] = True
    return OpenPairs(tried, successful, tuple(cells[found].tolist()))
