"""Protecting an edition, from its statistics to what is printed of each table, and what the audit says of it.

Where a confidential number cannot be protected, all is tried again without the tables of countries, then without the
tables that hold the number: these are suppressed whole, with their ranks, as the last resort. What came since a
released edition and can be told from it is no reason to give up tables: it waits, and the audit fails. Nothing
half-protected comes out; what is still exposed after the last try makes the audit fail, too.

Belongs here: the whole way on plain data, and its result. Does not: files, caches (assets/steps), the steps themselves.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

import numpy as np

from reports.disclosure.model.linked_tables import CHANGE, EXTERNAL, LinkedTables, suppression_problem
from reports.disclosure.single_table.group_disclosure import group_disclosure_cells
from reports.disclosure.suppression.contributor_attack import contributor_targets
from reports.disclosure.suppression.parallel import Unwatched, Watch
from reports.disclosure.suppression.problem import BoolArray, Name, SuppressionProblem
from reports.disclosure.suppression.protect import MoveCache, NullCache, SuppressionPattern, find_suppression_pattern
from reports.disclosure.suppression.small_populations import suppress_small_populations
from reports.statistics.measures import load_measures

TRIES = 5
Codes = tuple[str, ...]


@dataclass(frozen=True)
class AuditedCell:
    """A suppressed number as the restricted audit lists it: why, and between which numbers it can be shown to lie."""

    name: Name
    primary: bool
    least: int
    most: int


@dataclass(frozen=True)
class ProtectionResult:
    """What is suppressed of an edition. ``suppressed``: codes by table; of ``whole`` nothing is printed.

    ``under_protected`` names tables alone. The counts are of cells that tables print or suppress.
    """

    suppressed: Mapping[str, frozenset[Codes]]
    whole: frozenset[str]
    under_protected: tuple[str, ...]
    to_contributors: tuple[str, ...]  # tables of which an office that knows its own records finds the few others
    isolated: bool  # what is exposed is what came or went since a released edition
    printed_numbers: int
    withheld_numbers: int
    large_numbers: int  # neither zero nor confidential by themselves
    large_withheld: int
    large_by_themselves: frozenset[
        Name
    ]  # at the threshold or more, and confidential: one office's, or nearly all tested
    threshold: int
    solves: int
    seen: tuple[AuditedCell, ...]


def protect_edition(
    edition: LinkedTables,
    tie_break: Callable[[str], str],
    suppressed_before: Collection[Name] = (),
    memory: MoveCache = NullCache(),  # noqa: B008 (it holds nothing)
    watch: Watch = Unwatched(),  # noqa: B008 (it holds nothing)
) -> ProtectionResult:
    """Return what is suppressed of an edition. ``tie_break`` gives a hexadecimal text for a cell's name, keyed.

    ``withheld_before`` is suppressed whatever happens. Raises LinkedTablesError where numbers and records differ,
    SolverError where the solver could not tell.
    """
    whole: frozenset[str] = frozenset()
    solves, before = 0, {*suppressed_before, *_results_of_nearly_all(edition)}
    for attempt in range(TRIES):
        problem = suppression_problem(edition.without(whole))
        first = _named(problem, before)
        ties = [int(tie_break(":".join(names[0]))[:8], 16) / 16**8 for names in problem.names]
        already = suppress_small_populations(problem, first & ~problem.forced, edition.threshold)
        protection = find_suppression_pattern(problem, ties, already, memory, watch)
        solves += protection.solves
        if not protection.under_protected:
            break
        with_countries = not edition.tables_of_countries <= whole
        if not with_countries and _isolated(problem, protection):
            break  # what came between two editions waits: no table is given up for it
        more = edition.tables_of_countries if with_countries else _tables(problem, protection)
        if more <= whole or attempt == TRIES - 1:
            break
        whole |= more
    return _outcome(edition, problem, protection, whole, solves)


def _isolated(problem: SuppressionProblem, protection: SuppressionPattern) -> bool:
    exposed = [name for at in protection.under_protected.primary for name in problem.names[at]]
    return any(name[-1].startswith(CHANGE) for name in exposed)


def _results_of_nearly_all(edition: LinkedTables) -> set[Name]:
    return {
        (one.spec.key, *codes)
        for one in edition.statistics
        if load_measures()[one.spec.measure].confidential
        for codes in group_disclosure_cells(one, one.spec.threshold)
    }


def _tables(problem: SuppressionProblem, protection: SuppressionPattern) -> frozenset[str]:
    exposed = (*protection.under_protected.primary, *protection.under_protected.secondary)
    return frozenset(name[0] for at in exposed for name in problem.names[at] if name[0] != EXTERNAL)


def _named(problem: SuppressionProblem, names: Collection[Name]) -> BoolArray:
    wanted = set(names)
    return np.array([not wanted.isdisjoint(own) for own in problem.names], dtype=bool) & problem.printable


def _large_by_themselves(edition: LinkedTables, problem: SuppressionProblem) -> BoolArray:
    """Say which numbers of the threshold or more are confidential: dominated by one office, or nearly all tested."""
    found = _named(problem, _results_of_nearly_all(edition))
    found[[question.number for question in contributor_targets(problem)]] = True
    return found & ~problem.primary & (problem.values >= edition.threshold)


def _outcome(
    edition: LinkedTables,
    problem: SuppressionProblem,
    protection: SuppressionPattern,
    whole: frozenset[str],
    solves: int,
) -> ProtectionResult:
    values, suppressed, by_themselves = problem.values, protection.suppressed, _large_by_themselves(edition, problem)
    cells: dict[str, set[Codes]] = {}
    printed = hidden = large = large_hidden = 0
    for at in np.flatnonzero(problem.printable).tolist():
        own = [name for name in problem.names[at] if name[0] != EXTERNAL]
        is_large = bool(values[at] > 0 and not problem.primary[at] and not by_themselves[at])
        large, printed = large + is_large * len(own), printed + (not suppressed[at]) * len(own)
        if suppressed[at]:
            hidden, large_hidden = hidden + len(own), large_hidden + is_large * len(own)
            for name in own:
                cells.setdefault(name[0], set()).add(name[1:])
    for statistic in edition.statistics:
        if statistic.spec.key in whole:
            counts = statistic.counts()["value"].dropna()
            of_threshold = int((counts >= statistic.spec.threshold).sum())
            hidden, large, large_hidden = hidden + len(counts), large + of_threshold, large_hidden + of_threshold
    least, most = values.copy(), values.copy()
    for move in protection.moves.values():
        moved = np.asarray(values + problem.sums @ move, dtype=np.int64)
        np.minimum(least, moved, out=least)
        np.maximum(most, moved, out=most)
    seen = tuple(
        AuditedCell(name, bool(problem.primary[at] or by_themselves[at]), int(least[at]), int(most[at]))
        for at in np.flatnonzero(suppressed | problem.primary).tolist()
        for name in problem.names[at]
        if name[0] != EXTERNAL
    )
    return ProtectionResult(
        {table: frozenset(codes) for table, codes in sorted(cells.items())},
        whole,
        tuple(sorted(_tables(problem, protection))),
        tuple(
            sorted(
                {name[0] for at in protection.under_protected.to_contributors for name in problem.names[at]}
                - {EXTERNAL}
            )
        ),
        _isolated(problem, protection),
        printed,
        hidden,
        large,
        large_hidden,
        frozenset(name for at in np.flatnonzero(by_themselves).tolist() for name in problem.names[at]),
        edition.threshold,
        solves,
        seen,
    )
