"""The external audit: which suppressed cells an external intruder can compute, or can show to be of few persons.

An external intruder cannot tell a primary cell from a secondary one. So a cell is reported only where it breaks the
rules whichever it is: where it has one possible value, or must be from 1 to less than the threshold. A cell of a table
that is suppressed completely may be known from other tables; it must not be shown to be of few persons.

Belongs here: the scenarios of the external audit, and what they find. Does not: the problem (external_problem.py), the
folder of an edition (assets/steps/queries/external_audit.py).
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from expectations.progress import Progress
from reports.disclosure.arrays import BoolArray, FloatArray
from reports.disclosure.audit.edition_differencing import small_changes, unchanged_universes
from reports.disclosure.audit.external_problem import ExternalProblem, external_problem
from reports.disclosure.audit.external_table import ExternalTable
from reports.disclosure.audit.feasibility_intervals import (
    TOLERANCE,
    FeasibilityIntervals,
    InfeasibleError,
    feasibility_intervals_until,
)
from reports.disclosure.suppression.primary import group_disclosure_complement, is_primary
from reports.published.codes import TOTAL

READER = "reader of single tables"
EXTERNAL_INTRUDER = "outsider"
READER_OF_EARLIER = "reader of earlier editions"
KNOWS = {
    READER: "each printed number by itself, and each printed total less a printed part of it",
    EXTERNAL_INTRUDER: "all printed numbers of a theme together: cells, margins, shares and their bases, ranks, the "
    "code lists, and that no more than 2 of 100 persons have several countries",
    READER_OF_EARLIER: "what an earlier edition prints of the same persons: numbers that changed by few and, where "
    "nothing changed of a theme, what only one of the editions prints",
}


@dataclass(frozen=True)
class NarrowCell:
    """A cell that an attacker scenario finds, by table and codes. ``why`` is a key of WHY."""

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
    """What all scenarios found, and how much was tried: printed and suppressed cells, and linear programs."""

    found: tuple[NarrowCell, ...]
    printed: int
    suppressed: int
    solves: int

    @property
    def passed(self) -> bool:
        """Return whether no scenario found anything."""
        return not self.found


def audit_tables(
    tables: Sequence[ExternalTable],
    year: int,
    progress: Progress,
    earlier: Sequence[Sequence[ExternalTable]] = (),
) -> ExternalVerdict:
    """Try each attacker scenario on the printed tables; ``earlier``: the tables of each earlier edition.

    Each universe is one step of ``progress``, whose total is the number of suppressed cells. Raises SolverError where
    the solver gives no answer.
    """
    found = [cell for table in tables for cell in _read_single_table(table)]
    solves = 0
    by_universe: dict[tuple[str, str], list[ExternalTable]] = {}
    for table in tables:
        by_universe.setdefault(table.universe, []).append(table)
    for of_universe in by_universe.values():
        narrow, universe_solves = _attack(of_universe, year, EXTERNAL_INTRUDER, progress)
        found, solves = [*found, *narrow], solves + universe_solves
    known = {(cell.table, cell.codes) for cell in found}
    for edition in earlier:
        found += [NarrowCell(READER_OF_EARLIER, ref.table, ref.codes, "came") for ref in small_changes(tables, edition)]
        for of_universe in unchanged_universes(tables, edition).values():
            narrow, universe_solves = _attack(of_universe, year, READER_OF_EARLIER, progress)
            found += [cell for cell in narrow if (cell.table, cell.codes) not in known]
            solves += universe_solves
    cells = [cell for table in tables for cell in table.cells.values()]
    return ExternalVerdict(
        tuple(sorted(set(found), key=lambda cell: (cell.table, cell.codes, cell.why))),
        sum(cell.status == "published" for cell in cells),
        sum(cell.status == "confidential" for cell in cells),
        solves,
    )


def _read_single_table(table: ExternalTable) -> list[NarrowCell]:
    """Return the printed cells that are too small, or leave too few persons of a printed total.

    Of persons with a missing code that is no attribute a count may be small, and so may be the rest of a total.
    """
    found, threshold, missing = [], table.spec.threshold, table.missing_codes
    for codes in table.cells:
        value = table.value(codes)
        if value is None:
            continue
        if is_primary(value, table.spec.is_sensitive(codes), threshold) and not missing.covers(codes):
            found.append(NarrowCell(READER, table.spec.key, codes, "small"))
        for axis in range(len(codes)):
            if missing.covers_complement(codes, axis):
                continue
            margin = table.known_margin(codes, axis, missing)
            if margin is None or group_disclosure_complement(value, margin, codes, axis, threshold) is None:
                continue
            if table.missing_not_an_attribute and table.is_by_definition(codes, axis):
                continue
            in_all_groups = table.value(tuple(code if at == axis else TOTAL for at, code in enumerate(codes)))
            everybody = table.known_margin((TOTAL,) * len(codes), axis, missing)
            if value != margin or in_all_groups != everybody:  # a code that all persons have discloses no group
                found.append(NarrowCell(READER, table.spec.key, codes, "rest"))
    return found


def _attack(
    tables: Sequence[ExternalTable], year: int, attacker: str, progress: Progress
) -> tuple[list[NarrowCell], int]:
    """Return the suppressed cells of one universe that an attacker finds, and how often the solver ran."""
    suppressed = sum(cell.status == "confidential" for table in tables for cell in table.cells.values())
    progress.begin(f"attacking {tables[0].spec.theme}", suppressed)
    try:
        problem, intervals = _intervals_of(tables, year)
    except InfeasibleError:
        return [NarrowCell(attacker, table.spec.key, (), "contradiction") for table in tables], 1
    finally:
        progress.advance(suppressed)
    found = []
    low, high = intervals.feasible_low, intervals.feasible_high
    for index in np.flatnonzero(_break_rules(problem, low, high)).tolist():
        is_exact = np.floor(high[index] + TOLERANCE) <= np.ceil(low[index] - TOLERANCE)
        ref = problem.refs[index]
        found.append(NarrowCell(attacker, ref.table, ref.codes, "known" if is_exact else "few"))
    return found, intervals.solves


def _intervals_of(
    tables: Sequence[ExternalTable], year: int, *, rules: bool = True
) -> tuple[ExternalProblem, FeasibilityIntervals]:
    """Return the problem of one universe and the intervals of its cells.

    Where the printed numbers break a cascade or a definition, the intruder cannot use these rules. Raises
    InfeasibleError where the printed numbers contradict each other.
    """
    problem = external_problem(tables, year, rules=rules)

    def open_cells(feasible_low: FloatArray, feasible_high: FloatArray) -> BoolArray:
        return _break_rules(problem, feasible_low, feasible_high)

    try:
        return problem, feasibility_intervals_until(problem.knowledge, open_cells)
    except InfeasibleError:
        if not rules:
            raise
    return _intervals_of(tables, year, rules=False)


def _break_rules(problem: ExternalProblem, feasible_low: FloatArray, feasible_high: FloatArray) -> BoolArray:
    """Return which suppressed cells have one possible value, or must be confidential, by these intervals."""
    several_values = np.floor(feasible_high + TOLERANCE) - np.ceil(feasible_low - TOLERANCE) >= 1
    reaches_threshold = feasible_high > problem.protection_high - TOLERANCE
    may_be_nobody = (feasible_low < TOLERANCE) & (problem.protection_low > 0)
    may_be_safe = (several_values | problem.in_suppressed_table) & (reaches_threshold | may_be_nobody)
    return np.asarray(problem.suppressed & ~may_be_safe, dtype=np.bool_)
