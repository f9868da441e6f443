"""Insiders: an office knows its own records, and what is left of a number without them is the other offices' persons.

A number of at least the threshold all but 1 to 10 of whose persons are one office's tells that office those few: it is
dominated. A confidential number tells each office that has records in it where the others' can lie. Against an office
the interval rule is that of the others' persons: they could be 1 (0 is no person), and as many as the threshold, in
joint tables that hold at least its own records.

Belongs here: which office asks about which number, and the moves it takes. Does not: searching a move (move_solver.py),
what held (verification.py).
"""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy import sparse

from reports.disclosure.suppression.move_solver import MoveSolver
from reports.disclosure.suppression.problem import BoolArray, FloatArray, IntArray, SuppressionProblem
from reports.disclosure.suppression.warm_started_lp import TOLERANCE


@dataclass(frozen=True)
class ContributorTarget:
    """What an office asks about a number: whether all persons in it can be ``low``, and ``high``."""

    number: int
    office: int
    low: int
    high: int


def contributor_targets(problem: SuppressionProblem) -> list[ContributorTarget]:
    """Return what offices ask, by number, of one number the office first that knows most of it.

    Numbers that are never suppressed are left out: nothing can be done about them (told_by_totals).
    """
    return _asked(problem, ~problem.forced)


def targets_in_forced_cells(problem: SuppressionProblem) -> list[ContributorTarget]:
    """Return what offices ask about numbers that are never suppressed, and so know."""
    return _asked(problem, problem.forced)


def _asked(problem: SuppressionProblem, chosen: BoolArray) -> list[ContributorTarget]:
    if problem.own is None or not problem.own.shape[0]:
        return []
    numbers = np.flatnonzero(chosen & problem.printable & (problem.high > 1))
    own = np.asarray((problem.sums[numbers] @ problem.own.T).todense(), dtype=np.int64)
    others = problem.values[numbers][:, None] - own
    at, offices = np.nonzero((own > 0) & (others > 0) & (others < problem.high[numbers][:, None]))
    found = [
        ContributorTarget(int(numbers[one]), int(office), int(own[one, office]) + 1, int(own[one, office] + high))
        for one, office, high in zip(at.tolist(), offices.tolist(), problem.high[numbers[at]].tolist(), strict=True)
    ]
    return sorted(found, key=lambda one: (one.number, -one.low, one.office))


@dataclass(frozen=True)
class _OwnRecords:
    """What an office knows: its own records where it has any, and what must hold of all others' persons."""

    places: IntArray
    persons: IntArray
    rows: sparse.csr_matrix  # relations of any part of the persons that its own records touch
    room: FloatArray


class ContributorKnowledge:
    """Which joint tables an office can believe: those that hold its own records, and after which others can be left."""

    def __init__(self, problem: SuppressionProblem) -> None:
        self._problem = problem
        any_part = (
            problem.of_any_part if problem.of_any_part is not None else np.zeros(len(problem.at_most), dtype=bool)
        )
        held = np.flatnonzero(any_part)
        self._rows, self._most = problem.ordered[held], problem.at_most[held]
        self._columns = self._rows.tocsc()
        self._known: dict[int, _OwnRecords] = {}

    def by(self, office: int, moves: Sequence[IntArray]) -> BoolArray:
        """Return which moves an office can believe."""
        if not moves:
            return np.zeros(0, dtype=bool)
        known = self._known.get(office) or self._known.setdefault(office, self._of(office))
        every = np.array([move[known.places] for move in moves])
        can = np.asarray((self._problem.truth[known.places] + every >= known.persons).all(axis=1), dtype=np.bool_)
        if known.rows.shape[0] and can.any():
            together = np.array([moves[at] for at in np.flatnonzero(can).tolist()]).T
            can[can] = (known.rows @ together <= known.room[:, None]).all(axis=0)
        return can

    def _of(self, office: int) -> _OwnRecords:
        own = self._problem.own
        if own is None:
            raise ValueError("nothing is known of offices")
        row = own[office]
        touched = np.unique(self._columns[:, row.indices].indices)
        rows, others = self._rows[touched], self._problem.truth - row.toarray()[0]
        return _OwnRecords(
            row.indices, row.data.astype(np.int64), rows, self._most[touched] - rows @ others + TOLERANCE
        )


def protect_against_contributors(
    problem: SuppressionProblem, search: MoveSolver, already: BoolArray, cost: FloatArray, moves: Sequence[IntArray]
) -> list[IntArray]:
    """Return the moves, and those by which each number that an office asks about reaches both ends of its rule.

    What they change is suppressed, at the least ``cost``. Where there is no such move, verification.py says so.
    """
    values, found = problem.values, list(moves)
    every = [np.asarray(values + problem.sums @ move, dtype=np.int64) for move in found]
    suppressed = problem.primary | already | np.any([one != values for one in [values, *every]], axis=0)
    believed, seen_by = ContributorKnowledge(problem), dict[int, list[bool]]()  # by office, of each move in turn
    for question in contributor_targets(problem):
        own = problem.own[question.office].toarray()[0].astype(np.int64) if problem.own is not None else None
        for goal in (question.high, question.low):
            can = seen_by.setdefault(question.office, [])
            can += believed.by(question.office, found[len(can) :]).tolist()
            seen = [int(one[question.number]) for one in (values, *itertools.compress(every, can))]
            if min(seen) <= goal <= max(seen):
                continue
            free = suppressed | ~problem.printable
            search.price(np.where(free, 0.0, cost), np.zeros(len(values), dtype=bool))
            move = search.find(question.number, goal - int(values[question.number]), own)
            if move is not None:
                found.append(move)
                every.append(np.asarray(values + problem.sums @ move, dtype=np.int64))
                suppressed = suppressed | (every[-1] != values)
    return found
