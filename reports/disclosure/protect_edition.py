"""The protection of an edition: from its linked tables to what is suppressed of each, and what the audit reports.

Of a theme of fewer persons than the threshold nothing is printed (tiny_themes.py). Where a primary cell cannot be
protected, the edition is protected again without the tables that count countries, then without the tables that hold
the cell: these are suppressed completely, ranks included, as the last resort. A revision since a released edition is
no reason to give up tables: its submission must be deferred, and the audit fails. Nothing half protected is returned;
a cell that is under-protected after the last attempt makes the audit fail, too.

Belongs here: the whole way on plain data, and its result. Does not: files and caches (assets/steps/release), the
search (suppression/protect.py).
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np

from expectations.progress import NULL_PROGRESS, Progress
from reports.disclosure.arrays import BoolArray, IntArray, sparse_moves
from reports.disclosure.model.build_problem import suppression_problem
from reports.disclosure.model.core_numbers import SuppressedCoreNumber, suppressed_core_numbers
from reports.disclosure.model.group_disclosure import group_disclosure_cells
from reports.disclosure.model.linked_tables import LinkedTables
from reports.disclosure.model.tiny_themes import tables_of_tiny_themes
from reports.disclosure.suppression.cell_ref import CellKind, CellRef, CellStatus
from reports.disclosure.suppression.coalition_attack import open_coalitions
from reports.disclosure.suppression.contributor_attack import contributor_targets
from reports.disclosure.suppression.next_pattern import next_pattern
from reports.disclosure.suppression.pattern_before import DraftPattern, search_starts
from reports.disclosure.suppression.problem import SuppressionProblem
from reports.disclosure.suppression.protect import MoveCache, NullCache, SuppressionPattern, find_suppression_pattern
from reports.disclosure.suppression.ranges_left import Ranges, ranges_left, with_ranges_left
from reports.disclosure.suppression.small_populations import suppress_small_populations
from reports.disclosure.suppression.verification import realised_ranges
from reports.disclosure.tie_breaks import tie_breaks
from reports.published.codes import Codes
from reports.statistics.measures import load_measures

MAX_ATTEMPTS = 5


@dataclass(frozen=True)
class AuditedCell:
    """A cell of the restricted audit: its status, and the range of values that the moves show to be possible."""

    ref: CellRef
    status: CellStatus
    realised_low: int
    realised_high: int


@dataclass(frozen=True)
class CellCounts:
    """How many cells the tables print and suppress. ``large``: neither zero nor primary."""

    printed: int
    suppressed: int
    large: int
    large_suppressed: int


@dataclass(frozen=True)
class CoalitionResult:
    """Of which cells offices that combine their records find 1 to 10 persons of others. Stays inside.

    ``regional``: by regional office, cells of which this is so, or not shown to be otherwise. ``of_pairs``: printed
    cells in which some pair of offices does, after ``pairs_tried`` pairs, of which ``pairs_successful`` find any.
    """

    regional: Mapping[str, tuple[CellRef, ...]]
    pairs_tried: int
    pairs_successful: int
    of_pairs: tuple[CellRef, ...]

    @property
    def regional_cells(self) -> frozenset[CellRef]:
        """Return the cells of which any regional office finds the few persons of others."""
        return frozenset(ref for refs in self.regional.values() for ref in refs)


@dataclass(frozen=True)
class ProtectionResult:
    """What is suppressed of an edition. ``suppressed``: codes by table.

    ``whole_tables``: tables of which nothing is printed. ``under_protected``: tables with cells that could not be
    protected. ``to_contributors``: tables of which a contributor finds the few persons of all others. ``isolated``: the
    under-protected cells are revisions since a released edition. ``released``: tables given out before of which numbers
    would become known, also among ``under_protected``. ``large_primary``: cells at the threshold or above
    that are primary all the same: dominated by one contributor, or group disclosure. ``cells``: the restricted audit.
    ``core``: core numbers suppressed for others, and what forces it.
    ``missing_codes``: by table and place of the dimension, the missing code that is not an attribute. ``coalitions``:
    None where the offices of the records are not known. ``pattern``: what the search of the next draft begins with.
    """

    suppressed: Mapping[str, frozenset[Codes]]
    whole_tables: frozenset[str]
    under_protected: tuple[str, ...]
    to_contributors: tuple[str, ...]
    isolated: bool
    counts: CellCounts
    large_primary: frozenset[CellRef]
    threshold: int
    solves: int
    cells: tuple[AuditedCell, ...]
    pattern: DraftPattern
    missing_codes: Mapping[str, Mapping[int, str]]
    core: tuple[SuppressedCoreNumber, ...]
    released: tuple[str, ...] = ()
    coalitions: CoalitionResult | None = None


def protect_edition(
    edition: LinkedTables,
    tie_break: Callable[[str], str],
    suppressed_before: Collection[CellRef] = (),
    cache: MoveCache = NullCache(),  # noqa: B008 (it holds nothing)
    progress: Progress = NULL_PROGRESS,
    attempts: int | None = None,
    is_released: bool = True,
    draft_before: DraftPattern | None = None,
) -> ProtectionResult:
    """Return what is suppressed of an edition. ``tie_break`` returns a keyed hexadecimal text for a cell's reference.

    ``suppressed_before`` is suppressed in any case, and so is what released tables suppressed. In each of ``attempts``
    more tables are given up. ``is_released``: false where the tables given out before are those of a draft; then a
    primary cell that they do not protect counts as under-protected (ranges_left.py). ``draft_before``: the pattern of
    the draft before. Raises LinkedTablesError where counts and records differ, SolverError where the solver gives no
    answer.
    """
    whole_tables = tables_of_tiny_themes(edition)
    solves, in_any_case = 0, {*suppressed_before, *_group_disclosure_refs(edition)}
    in_any_case |= {ref for cells in edition.external for ref in cells.suppressed_refs}
    left: Ranges | None = None

    def search(tables: LinkedTables) -> tuple[SuppressionProblem, SuppressionPattern]:
        problem = with_ranges_left(suppression_problem(tables), left or {})
        ties = tie_breaks(tie_break, (str(refs[0]) for refs in problem.refs))
        presuppressed = suppress_small_populations(
            problem, _flags_of(problem, in_any_case) & ~problem.forced, edition.threshold
        )
        starts = search_starts(problem, draft_before, edition.threshold)
        return problem, find_suppression_pattern(problem, ties, presuppressed, cache, progress, starts)

    attempts = MAX_ATTEMPTS if attempts is None else attempts
    for attempt in range(attempts):
        problem, pattern = search(edition.without(whole_tables))
        solves += pattern.solves
        if left is None and _released_tables(problem, pattern):
            before, of_before = search(replace(edition, statistics=()))
            solves += of_before.solves
            left = ranges_left(before, of_before) if is_released or not of_before.under_protected.primary else {}
            if left:
                problem, pattern = search(edition.without(whole_tables))
                solves += pattern.solves
        if not pattern.under_protected:
            break
        with_countries = not edition.tables_of_countries <= whole_tables
        if not with_countries and _is_isolated(problem, pattern):
            break  # a revision must be deferred: no table is given up for it
        more = edition.tables_of_countries if with_countries else _under_protected_tables(problem, pattern)
        if more <= whole_tables or attempt == attempts - 1:
            break
        whole_tables |= more
    return _result(edition, problem, pattern, whole_tables, solves, draft_before)


def _result(
    edition: LinkedTables,
    problem: SuppressionProblem,
    pattern: SuppressionPattern,
    whole_tables: frozenset[str],
    solves: int,
    draft_before: DraftPattern | None,
) -> ProtectionResult:
    large_primary = _large_primary(edition, problem)
    primary = problem.primary | large_primary
    to_contributors = {
        ref.table for cell in pattern.under_protected.to_contributors for ref in _own_refs(problem, cell)
    }
    return ProtectionResult(
        suppressed=_suppressed_codes(problem, pattern.suppressed),
        whole_tables=whole_tables,
        under_protected=tuple(sorted(_under_protected_tables(problem, pattern) | _released_tables(problem, pattern))),
        released=tuple(sorted(_released_tables(problem, pattern))),
        to_contributors=tuple(sorted(to_contributors)),
        isolated=_is_isolated(problem, pattern),
        counts=_cell_counts(edition, problem, pattern.suppressed, primary, whole_tables),
        large_primary=frozenset(ref for cell in np.flatnonzero(large_primary).tolist() for ref in problem.refs[cell]),
        threshold=edition.threshold,
        solves=solves,
        cells=_audited_cells(problem, pattern, primary),
        pattern=next_pattern(problem, pattern, draft_before),
        missing_codes=problem.missing_codes,
        core=suppressed_core_numbers(
            problem, edition.statistics, pattern.suppressed, primary, tuple(pattern.moves.values())
        ),
        coalitions=_coalition_result(problem, pattern),
    )


def _coalition_result(problem: SuppressionProblem, pattern: SuppressionPattern) -> CoalitionResult | None:
    found = open_coalitions(problem, pattern.suppressed, pattern.moves.values())
    if found is None:
        return None

    def refs(cells: Collection[int]) -> tuple[CellRef, ...]:
        return tuple(ref for cell in cells for ref in _printed_refs(problem, cell))

    regional = {office: refs(cells) for office, cells in found.regional.items()}
    return CoalitionResult(regional, found.pairs.tried, found.pairs.successful, refs(found.pairs.cells))


def _own_refs(problem: SuppressionProblem, cell: int) -> list[CellRef]:
    """Return the references to a cell within the edition's own tables."""
    return [ref for ref in problem.refs[cell] if ref.is_printed_here]


def _printed_refs(problem: SuppressionProblem, cell: int) -> list[CellRef]:
    """Return the references by which tables of the edition print a cell; complements and differences are none."""
    return [ref for ref in _own_refs(problem, cell) if ref.kind is CellKind.CELL]


def _is_isolated(problem: SuppressionProblem, pattern: SuppressionPattern) -> bool:
    refs = [ref for cell in pattern.under_protected.primary for ref in problem.refs[cell]]
    return any(ref.kind is CellKind.REVISION for ref in refs)


def _under_protected_tables(problem: SuppressionProblem, pattern: SuppressionPattern) -> frozenset[str]:
    cells = (*pattern.under_protected.primary, *pattern.under_protected.secondary)
    return frozenset(ref.table for cell in cells for ref in _own_refs(problem, cell))


def _released_tables(problem: SuppressionProblem, pattern: SuppressionPattern) -> frozenset[str]:
    """Return the tables given out before of which a suppressed number would become known."""
    cells = (*pattern.under_protected.primary, *pattern.under_protected.secondary)
    refs = (ref for cell in cells if not problem.forced[cell] for ref in problem.refs[cell])
    return frozenset(ref.table for ref in refs if not ref.is_printed_here)


def _group_disclosure_refs(edition: LinkedTables) -> set[CellRef]:
    return {
        CellRef(statistic.spec.key, codes)
        for statistic in edition.statistics
        if load_measures()[statistic.spec.measure].confidential
        for codes in group_disclosure_cells(statistic, statistic.spec.threshold)
    }


def _flags_of(problem: SuppressionProblem, wanted: Collection[CellRef]) -> BoolArray:
    """Return which printable cells have one of the references ``wanted``."""
    refs = set(wanted)
    return np.array([not refs.isdisjoint(of_cell) for of_cell in problem.refs], dtype=bool) & problem.printable


def _large_primary(edition: LinkedTables, problem: SuppressionProblem) -> BoolArray:
    """Return which cells at the threshold or above are primary: dominated by one contributor, or group disclosure."""
    found = _flags_of(problem, _group_disclosure_refs(edition))
    found[[target.cell for target in contributor_targets(problem)]] = True
    return found & ~problem.primary & (problem.values >= edition.threshold)


def _suppressed_codes(problem: SuppressionProblem, suppressed: BoolArray) -> dict[str, frozenset[Codes]]:
    codes: dict[str, set[Codes]] = {}
    for cell in np.flatnonzero(problem.printable & suppressed).tolist():
        for ref in _printed_refs(problem, cell):
            codes.setdefault(ref.table, set()).add(ref.codes)
    return {table: frozenset(of_table) for table, of_table in sorted(codes.items())}


def _cell_counts(
    edition: LinkedTables,
    problem: SuppressionProblem,
    suppressed: BoolArray,
    primary: BoolArray,
    whole_tables: frozenset[str],
) -> CellCounts:
    """Count printed and suppressed cells once per table; a table suppressed completely counts with all its cells."""
    cells = np.flatnonzero(problem.printable)
    tables = np.array([len(_printed_refs(problem, cell)) for cell in cells.tolist()], dtype=np.int64)
    is_large = (problem.values[cells] > 0) & ~primary[cells]
    hidden = suppressed[cells]
    printed, of_cells = int(tables[~hidden].sum()), int(tables[hidden].sum())
    large, large_hidden = int(tables[is_large].sum()), int(tables[is_large & hidden].sum())
    for statistic in edition.statistics:
        if statistic.spec.key in whole_tables:
            counts = statistic.counts()["value"].dropna()
            of_threshold = int((counts >= statistic.spec.threshold).sum())
            of_cells, large, large_hidden = of_cells + len(counts), large + of_threshold, large_hidden + of_threshold
    return CellCounts(printed, of_cells, large, large_hidden)


def _audited_cells(
    problem: SuppressionProblem, pattern: SuppressionPattern, primary: BoolArray
) -> tuple[AuditedCell, ...]:
    """Return every suppressed or primary cell with its realised range, once per table of the edition."""
    realised_low, realised_high = _realised_ranges(problem, pattern)
    return tuple(
        AuditedCell(
            ref,
            CellStatus.PRIMARY if primary[cell] else CellStatus.SECONDARY,
            int(realised_low[cell]),
            int(realised_high[cell]),
        )
        for cell in np.flatnonzero(pattern.suppressed | problem.primary).tolist()
        for ref in _own_refs(problem, cell)
    )


def _realised_ranges(problem: SuppressionProblem, pattern: SuppressionPattern) -> tuple[IntArray, IntArray]:
    moves = sparse_moves(list(pattern.moves.values()), len(problem.truth))
    return realised_ranges(problem.values, (problem.sums @ moves.T).tocsr())
