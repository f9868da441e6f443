"""Joint protection of a year's edition: its cubes, the search for suppressed cells, and how the audit went.

Belongs here: records and statistics to reports/disclosure, and the encrypted cache of moves between runs. Does not: the
protection itself (reports/disclosure), the file of the restricted audit (restricted_audit.py), writing tables
(tables.py).
"""

import io
import time
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from assets.steps.release.draft_pattern import NO_DRAFT_BEFORE, SearchStart, start_of_search
from assets.steps.release.prior_releases import PriorDisclosures, prior_disclosures
from assets.steps.release.restricted_audit import (
    CoreNumber,
    RestrictedAudit,
    SuppressedCell,
    coalitions_of_result,
    suppression_by_table,
    write_restricted_audit,
)
from assets.steps.runtime.atomic_files import replace_file
from assets.steps.runtime.errors import OperatorError
from assets.steps.statistics.count import load_records
from expectations.progress import NULL_PROGRESS, Progress
from reports.disclosure.arrays import IntArray
from reports.disclosure.audit.attacker_scenarios import SOLVER
from reports.disclosure.model.contributors import cube_with_contributors
from reports.disclosure.model.linked_tables import LinkedTables, LinkedTablesError
from reports.disclosure.protect_edition import AuditedCell, ProtectionResult, protect_edition
from reports.disclosure.suppression.cell_ref import CellRef, CellStatus
from reports.disclosure.suppression.warm_started_lp import SolverError
from reports.sentences.claims import load_claims
from reports.statistics import StatisticTable
from resources.key import InstallationKeyError
from resources.stores import Stores

CHOICES = "merge codes of a dimension, drop the table or one of its dimensions, or count by a higher level of geography"


class EncryptedMoveCache:
    """The moves found for the components of a year's problem, encrypted in the restricted folder; a MoveCache.

    One file per component, named by the digest of the component. ``write`` saves the new ones and removes those that
    this run neither read nor made.
    """

    def __init__(self, stores: Stores, year: int) -> None:
        self._key = stores.key
        self._folder = stores.home.disclosure / str(year) / "moves"
        self._asked_for: set[str] = set()
        self._new: dict[str, list[IntArray]] = {}

    def recall(self, digest: str) -> list[IntArray] | None:
        """Return the moves kept under ``digest``; None where there are none, or their file is damaged."""
        self._asked_for.add(digest)
        path = self._folder / f"{digest}.age"
        if not path.exists():
            return None
        try:
            table = np.load(io.BytesIO(self._key.decrypt(path.read_bytes())), allow_pickle=False)
        except (InstallationKeyError, ValueError, EOFError):
            return None  # the search finds them again, and the file is written again
        return [np.asarray(row, dtype=np.int64) for row in table]

    def keep(self, digest: str, moves: list[IntArray]) -> None:
        """Keep the moves of a component until ``write``."""
        self._new[digest] = moves

    def write(self) -> None:
        """Write the new moves, and remove the files that this run did not use."""
        for digest, moves in self._new.items():
            out = io.BytesIO()
            table = np.stack(moves).astype(np.int32) if moves else np.zeros((0, 0), dtype=np.int32)
            np.save(out, table, allow_pickle=False)
            replace_file(self._folder / f"{digest}.age", self._key.encrypt(out.getvalue()))
        for path in self._folder.glob("*.age"):
            if path.stem not in self._asked_for:
                path.unlink(missing_ok=True)


@dataclass(frozen=True)
class ProtectedYear:
    """The protection of a year and what it was computed from; nothing of it is written until ``keep_audit``.

    ``result``: None where the search was given up. ``without_prior``: the protection as if no edition had been released
    yet; made only where differences from released editions cannot be protected. ``seconds``: time of the protection.
    ``start``: the pattern that the search began with.
    """

    result: ProtectionResult | None
    cubes: dict[str, pd.DataFrame]
    prior: PriorDisclosures
    move_cache: EncryptedMoveCache
    seconds: float = 0.0
    without_prior: ProtectionResult | None = None
    start: SearchStart = NO_DRAFT_BEFORE

    @property
    def waits(self) -> bool:
        """Say whether the draft itself is protected and only its differences from released editions are not."""
        return self.without_prior is not None and not self.without_prior.under_protected

    @property
    def printed(self) -> ProtectionResult | None:
        """Return the result by which the draft's tables are printed; None where they are not protected together."""
        if self.result is not None and not self.result.under_protected:
            return self.result
        return self.without_prior if self.waits else None


@dataclass(frozen=True)
class AuditRun:
    """How the joint protection and audit of a draft went: names of tables, and no cell. Stays inside.

    ``in_the_way``: what prevents a release, and the choices; empty where the audit passed. ``solves``: linear programs.
    """

    in_the_way: str
    tables: tuple[str, ...]
    solves: int
    seconds: float

    @property
    def passed(self) -> bool:
        """Say whether the draft passed its audit."""
        return not self.in_the_way


def protect_year(
    stores: Stores, year: int, statistics: Sequence[StatisticTable], progress: Progress = NULL_PROGRESS
) -> ProtectedYear:
    """Protect all tables of a year together; write nothing.

    Raises OperatorError where statistics and records differ.
    """
    began = time.monotonic()
    cubes = cubes_of(stores, year, statistics)
    prior, move_cache = prior_disclosures(stores, year, cubes), EncryptedMoveCache(stores, year)
    start = start_of_search(stores, year)
    result: ProtectionResult | None = None
    without_prior: ProtectionResult | None = None

    def protect(tables: LinkedTables) -> ProtectionResult:
        key, before = stores.key.tie_break, start.pattern
        return protect_edition(tables, key, prior.suppressed, move_cache, progress, draft_before=before)

    try:
        edition = LinkedTables.after(year, statistics, cubes, prior.cubes, prior.external, cells_in_sentences())
        result = protect(edition)
        if result.isolated:
            without_prior = protect(LinkedTables.after(year, statistics, cubes, {}, (), cells_in_sentences()))
    except LinkedTablesError as error:
        raise OperatorError(str(error)) from None
    except SolverError:
        result = None  # the audit report and the restricted audit say so
    return ProtectedYear(result, cubes, prior, move_cache, time.monotonic() - began, without_prior, start)


def cubes_of(stores: Stores, year: int, statistics: Sequence[StatisticTable]) -> dict[str, pd.DataFrame]:
    """Return the cubes from which the tables of a year are tabulated, by theme, with the contributors of each row."""
    themes = sorted({statistic.spec.theme for statistic in statistics})
    records = load_records(stores, year, themes)
    return {theme: cube_with_contributors(theme, records, year) for theme in themes}


def cells_in_sentences() -> frozenset[CellRef]:
    """Return the cells that sentences quote: table and codes of each."""
    counts = [count for claim in load_claims().claims for count in claim.counts.values()]
    return frozenset(CellRef(count.table, codes) for count in counts for codes in count.all_codes)


def audit_run(year: int, protected: ProtectedYear) -> AuditRun:
    """Return how the protection of a year went."""
    result = protected.result
    return AuditRun(
        release_obstacle(year, protected),
        result.under_protected if result else (),
        result.solves if result else 0,
        round(protected.seconds, 1),
    )


def release_obstacle(year: int, protected: ProtectedYear) -> str:
    """Return what prevents a release, and the choices of the operator; empty where nothing does."""
    result = protected.result
    if result is None:
        return f"{year}: the joint protection was given up, it takes too long. Choices: {CHOICES}"
    if not result.under_protected:
        return ""
    tables = ", ".join(result.under_protected)
    if result.isolated:
        return (
            f"{year}: beside {', '.join(protected.prior.cubes)}, {tables} would show what came between, which is of "
            "too few persons. Choices: defer the submissions received since (review defer OFFICE --year "
            f"{year}), which go in when more have come, or withhold these tables"
        )
    if result.released:
        given_out = ", ".join(result.released)
        return f"{year}: suppressed numbers of {given_out}, given out before, would become known. Choices: {CHOICES}"
    return f"{year}: {tables} cannot be protected together with the other tables. Choices: {CHOICES}"


def keep_audit(stores: Stores, year: int, protected: ProtectedYear, content: str) -> None:
    """Write the restricted audit of the draft of that content, and the cache of moves.

    Where the tables cannot be protected together, each table of the draft is protected by itself, the audit report says
    that the audit did not pass, and the restricted audit names tables and choices. Such a draft is never released.
    """
    protected.move_cache.write()
    result, run = protected.result, audit_run(year, protected)
    cells = sorted(result.cells if result else (), key=_narrowest_first)
    audit = RestrictedAudit(
        content=content,
        known=protected.prior.known,
        pattern_before=protected.start.fault,
        in_the_way=run.in_the_way,
        waits=protected.waits,
        exposed=run.tables,
        withheld_whole=tuple(sorted(result.whole_tables)) if result else (),
        solver=SOLVER,
        solves=run.solves,
        seconds=run.seconds,
        tables=suppression_by_table(cells),
        core_numbers=tuple(
            CoreNumber(name=core.ref.parts, forced_by=tuple(ref.parts for ref in core.forced_by), recodes=core.recodes)
            for core in (result.core if result else ())
        ),
        cells=tuple(
            SuppressedCell(
                name=cell.ref.parts,
                primary=cell.status is CellStatus.PRIMARY,
                least=cell.realised_low,
                most=cell.realised_high,
            )
            for cell in cells
        ),
        coalitions=coalitions_of_result(result.coalitions if result else None),
    )
    write_restricted_audit(stores, year, audit)


def _narrowest_first(cell: AuditedCell) -> tuple[int, tuple[str, ...]]:
    return cell.realised_high - cell.realised_low, cell.ref.parts
