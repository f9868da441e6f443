"""What an outsider's attack on an edition shows: suppressed numbers that are known, or known to be few persons.

An outsider cannot tell a number that is confidential from one that is suppressed to protect it. So what is named here
is what breaks the rules whichever it is: a number that can be only one, or that must be from 1 up to less than the
threshold. A number of a table that is suppressed whole may be known where other tables tell it; not that it is few.

Belongs here: attackers and what they find. Does not: the problem (external_problem.py), the folder
(assets/steps/queries/external_audit.py).
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from reports.disclosure.arrays import BoolArray, FloatArray
from reports.disclosure.audit.edition_differencing import came_between, of_either
from reports.disclosure.audit.external_problem import ExternalProblem, external_problem
from reports.disclosure.audit.external_table import ExternalTable
from reports.disclosure.audit.feasibility_intervals import (
    TOLERANCE,
    InfeasibleError,
    feasibility_intervals_until,
)
from reports.disclosure.suppression.primary import group_disclosure_complement, is_primary
from reports.published.codes import TOTAL

READER = "reader of single tables"
OUTSIDER = "outsider"
READER_OF_EARLIER = "reader of earlier editions"
KNOWS = {
    READER: "each printed number by itself, and each printed total less a printed part of it",
    OUTSIDER: "all printed numbers of a theme together: cells, margins, shares and their bases, ranks, the code lists, "
    "and that no more than 2 of 100 persons have several countries",
    READER_OF_EARLIER: "what an earlier edition prints of the same persons: numbers that changed by few and, where "
    "nothing changed of a theme, what only one of the editions prints",
}
Watch = Callable[[str, int], None]  # told the theme, and how many suppressed numbers are asked about


@dataclass(frozen=True)
class NarrowCell:
    """A number that an attacker has found, by table and place. ``why`` is one of WHY."""

    attacker: str
    table: str
    codes: tuple[str, ...]
    why: str


WHY = {
    "small": "is printed, though it is a count under the threshold",
    "rest": "is printed beside a total of which it is all but a few, or all",
    "known": "is withheld, and can be computed",
    "few": "is withheld, and must be a count under the threshold",
    "came": "differs from an earlier edition by a count under the threshold",
    "contradiction": "prints numbers that no persons could have, together with the other tables of its theme",
}


@dataclass(frozen=True)
class ExternalVerdict:
    """What all attackers found, and how much was tried."""

    found: tuple[NarrowCell, ...]
    printed: int
    suppressed: int
    solves: int

    @property
    def passed(self) -> bool:
        """Say whether no attacker found anything."""
        return not self.found


def audit_tables(
    tables: Sequence[ExternalTable], year: int, watch: Watch, earlier: Sequence[Sequence[ExternalTable]] = ()
) -> ExternalVerdict:
    """Let each attacker try the printed tables; one of them has those of ``earlier`` editions, an edition each.

    Raises SolverError where the solver could not tell.
    """
    found = [one for table in tables for one in _read_alone(table)]
    solves = 0
    by_theme: dict[tuple[str, str], list[ExternalTable]] = {}
    for table in tables:
        by_theme.setdefault(table.universe, []).append(table)
    for (theme, _), own in by_theme.items():
        problem = external_problem(own, year)
        watch(theme, int(problem.asked.sum()))
        more, tried = _attacked(problem, own)
        found, solves = [*found, *more], solves + tried
    known = {(one.table, one.codes) for one in found}
    for edition in earlier:
        found += [NarrowCell(READER_OF_EARLIER, *place, "came") for place in came_between(tables, edition)]
        for (theme, _), own in of_either(tables, edition).items():
            problem = external_problem(own, year)
            watch(theme, int(problem.asked.sum()))
            more, tried = _attacked(problem, own, READER_OF_EARLIER)
            found += [one for one in more if (one.table, one.codes) not in known]
            solves += tried
    cells = [cell for table in tables for cell in table.cells.values()]
    printed = sum(cell.status == "published" for cell in cells)
    suppressed = sum(cell.status == "confidential" for cell in cells)
    return ExternalVerdict(
        tuple(sorted(set(found), key=lambda one: (one.table, one.codes, one.why))), printed, suppressed, solves
    )


def _read_alone(table: ExternalTable) -> list[NarrowCell]:
    """Return printed numbers that say too much by themselves, or beside a printed total."""
    found, threshold = [], table.spec.threshold
    values = {codes: int(cell.value) for codes, cell in table.cells.items() if cell.value is not None}
    for codes, value in values.items():
        if is_primary(value, table.is_sensitive(codes), threshold):
            found.append(NarrowCell(READER, table.spec.key, codes, "small"))
        for axis in range(len(codes)):
            whole = values.get((*codes[:axis], TOTAL, *codes[axis + 1 :]))
            if whole is None or group_disclosure_complement(value, whole, codes, axis, threshold) is None:
                continue
            everywhere = tuple(code if at == axis else TOTAL for at, code in enumerate(codes))
            everybody = values.get((TOTAL,) * len(codes))
            if value != whole or values.get(everywhere) != everybody:  # who is not one in a group stands out in none
                found.append(NarrowCell(READER, table.spec.key, codes, "rest"))
    return found


def _attacked(
    problem: ExternalProblem, tables: Sequence[ExternalTable], attacker: str = OUTSIDER
) -> tuple[list[NarrowCell], int]:
    def still_open(least: FloatArray, most: FloatArray) -> BoolArray:
        several = (np.floor(most + TOLERANCE) - np.ceil(least - TOLERANCE) >= 1) | problem.of_whole
        could_be_many = (most > problem.high - TOLERANCE) | ((least < TOLERANCE) & (problem.low > 0))
        return np.asarray(problem.asked & ~(several & could_be_many), dtype=np.bool_)

    try:
        seen = feasibility_intervals_until(problem.attack, still_open)
    except InfeasibleError:
        return [NarrowCell(attacker, table.spec.key, (), "contradiction") for table in tables], 1
    found = []
    for at in np.flatnonzero(still_open(seen.least, seen.most)).tolist():
        exact = np.floor(seen.most[at] + TOLERANCE) <= np.ceil(seen.least[at] - TOLERANCE)
        table, *codes = problem.names[at]
        found.append(NarrowCell(attacker, table, tuple(codes), "known" if exact else "few"))
    return found, seen.solves
