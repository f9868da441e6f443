"""Joint protection of a year's edition: what is suppressed of each table, the public audit sheet, the restricted audit.

Belongs here: records and statistics to reports/disclosure, what is remembered between runs, where the audit
lies. Does not: protecting, auditing (reports/disclosure), writing tables (tables.py).
"""

import io
import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from assets.steps.release.prior_releases import PriorDisclosures, disclosures_digest, prior_disclosures
from assets.steps.runtime.atomic_files import replace_file
from assets.steps.runtime.errors import OperatorError
from assets.steps.runtime.progress import SILENT, Progress
from assets.steps.statistics.count import load_records
from reports.disclosure.arrays import IntArray
from reports.disclosure.audit.attacker_scenarios import SOLVER
from reports.disclosure.model.contributors import cube_with_contributors
from reports.disclosure.model.linked_tables import LinkedTables, LinkedTablesError
from reports.disclosure.protect_edition import AuditedCell, ProtectionResult, protect_edition
from reports.disclosure.suppression.cell_ref import CellKind, CellRef, CellStatus
from reports.disclosure.suppression.warm_started_lp import SolverError
from reports.sentences.claims import load_claims
from reports.statistics import StatisticTable
from resources.stores import Stores

AUDIT = "audit.json"
CHOICES = "merge codes of a dimension, drop the table or one of its dimensions, or count by a higher level of geography"


class EncryptedMoveCache:
    """The moves of parts that did not change, encrypted under the home's restricted folder; a Memory.

    What is kept is written by ``write``, which also removes what was neither asked for nor kept.
    """

    def __init__(self, stores: Stores, year: int) -> None:
        self._key = stores.key
        self._folder = stores.home.disclosure / str(year) / "moves"
        self._asked_for: set[str] = set()
        self._new: dict[str, list[IntArray]] = {}

    def recall(self, digest: str) -> list[IntArray] | None:
        """Return the moves kept under ``digest``; None where there are none."""
        self._asked_for.add(digest)
        path = self._folder / f"{digest}.age"
        if not path.exists():
            return None
        table = np.load(io.BytesIO(self._key.decrypt(path.read_bytes())), allow_pickle=False)
        return [np.asarray(row, dtype=np.int64) for row in table]

    def keep(self, digest: str, moves: list[IntArray]) -> None:
        """Keep the moves of a part."""
        self._new[digest] = moves

    def write(self) -> None:
        """Write what is kept, and remove what is of no further use."""
        for digest, moves in self._new.items():
            out = io.BytesIO()
            table = np.stack(moves).astype(np.int32) if moves else np.zeros((0, 0), dtype=np.int32)
            np.save(out, table, allow_pickle=False)
            replace_file(self._folder / f"{digest}.age", self._key.encrypt(out.getvalue()))
        for path in self._folder.glob("*.age"):
            if path.stem not in self._asked_for:
                path.unlink(missing_ok=True)


def restricted_folder(stores: Stores, year: int) -> Path:
    """Return where the audit of a year lies that nobody outside may see; it is made, open to its owner alone."""
    folder = stores.home.disclosure / str(year)
    folder.mkdir(parents=True, exist_ok=True)
    stores.home.disclosure.chmod(0o700)
    return folder


@dataclass(frozen=True)
class ProtectedYear:
    """A year's protection and what it stands on; nothing of it is written until ``keep_audit``."""

    outcome: ProtectionResult | None  # None where the search was given up
    cubes: dict[str, pd.DataFrame]
    bound: PriorDisclosures
    memory: EncryptedMoveCache
    seconds: float = 0.0  # that protection and audit took
    alone: ProtectionResult | None = None  # of all tables together, but as if no edition had been released yet

    @property
    def waits(self) -> bool:
        """Say whether only what came since a released edition is exposed: the draft by itself is protected."""
        return self.alone is not None and not self.alone.under_protected

    @property
    def printed(self) -> ProtectionResult | None:
        """Return by which outcome the draft's tables are printed; None where they are not protected together."""
        if self.outcome is not None and not self.outcome.under_protected:
            return self.outcome
        return self.alone if self.waits else None


@dataclass(frozen=True)
class AuditRun:
    """How the joint protection and audit of a draft went, for those inside: tables, and no cell.

    ``in_the_way``: what hinders a release and which choices a person has; empty where the audit passed.
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
    stores: Stores, year: int, statistics: Sequence[StatisticTable], progress: Progress = SILENT
) -> ProtectedYear:
    """Return what is suppressed of a year's tables, all of them together; write nothing.

    Raises OperatorError where numbers and records differ.
    """
    began = time.monotonic()
    cubes = cubes_of(stores, year, statistics)
    bound, memory = prior_disclosures(stores, year, cubes), EncryptedMoveCache(stores, year)
    outcome: ProtectionResult | None = None
    alone: ProtectionResult | None = None
    try:
        edition = LinkedTables.after(year, statistics, cubes, bound.cubes, bound.elsewhere, cells_in_sentences())
        outcome = protect_edition(edition, stores.key.pseudonym, bound.suppressed, memory, progress)
        if outcome.isolated:
            unreleased = LinkedTables.after(year, statistics, cubes, {}, (), cells_in_sentences())
            alone = protect_edition(unreleased, stores.key.pseudonym, bound.suppressed, memory, progress)
    except LinkedTablesError as fault:
        raise OperatorError(str(fault)) from None
    except SolverError:
        outcome = None  # said in the sheet and in the restricted audit
    return ProtectedYear(outcome, cubes, bound, memory, time.monotonic() - began, alone)


def audit_run(year: int, protected: ProtectedYear) -> AuditRun:
    """Return how it went."""
    outcome = protected.outcome
    return AuditRun(
        release_obstacle(year, protected),
        outcome.under_protected if outcome else (),
        outcome.solves if outcome else 0,
        round(protected.seconds, 1),
    )


def cells_in_sentences() -> frozenset[CellRef]:
    """Return the numbers on which sentences stand: table and codes of each."""
    counts = [count for claim in load_claims().claims for count in claim.counts.values()]
    return frozenset(CellRef(count.table, codes) for count in counts for codes in count.all_codes)


def keep_audit(stores: Stores, year: int, protected: ProtectedYear, content: str) -> None:
    """Write the restricted audit of the edition of that content, and what is remembered.

    Where not all can be shown to be protected, the tables of the draft are protected each by itself, the sheet says
    that it did not pass, and the restricted audit names tables and choices: such a draft is never released.
    """
    protected.memory.write()
    _write_restricted(stores, year, protected, content)


def audit_is_current(stores: Stores, year: int, content: str) -> bool:
    """Say whether the last audit of ``year`` was of this content, and nothing has left the house since."""
    said = _last_audit(stores, year)
    return bool((said.get("content"), said.get("known")) == (content, disclosures_digest(stores, year)))


def why_not_protected(stores: Stores, year: int) -> str:
    """Return why the tables of a year in the making are not protected together; empty where they are.

    So they are, too, where a draft only waits: what came since a released edition would show. Names no cell.
    """
    audit = _last_audit(stores, year)
    if not audit:
        return f"{year}: its tables have not been audited together"
    return "" if audit["waits"] else str(audit["in_the_way"])


def obstacle_of_content(stores: Stores, year: int, content: str) -> str:
    """Return what the last audit said stands in the way of that content, with the choices; empty if it was of another.

    It names tables and editions: for the operator's terminal.
    """
    said = _last_audit(stores, year)
    return str(said.get("in_the_way", "")) if said.get("content") == content else ""


def seconds_of_last_protection(stores: Stores, year: int) -> float | None:
    """Return how long the last run protected the tables of a year together; None where none did."""
    seconds = _last_audit(stores, year).get("seconds")
    return None if seconds is None else float(seconds)


def _last_audit(stores: Stores, year: int) -> dict[str, Any]:
    path = stores.home.disclosure / str(year) / AUDIT
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
    return found


def release_obstacle(year: int, protected: ProtectedYear) -> str:
    """Return what stands in the way of a release, and the choices that a person has; empty where nothing does."""
    outcome = protected.outcome
    if outcome is None:
        return f"{year}: the joint protection was given up, it takes too long. Choices: {CHOICES}"
    if not outcome.under_protected:
        return ""
    tables = ", ".join(outcome.under_protected)
    if outcome.isolated:
        return (
            f"{year}: beside {', '.join(protected.bound.cubes)}, {tables} would show what came between, which is of "
            "too few persons. Choices: let submissions received since wait (review wait OFFICE --year "
            f"{year}), which go in when more have come, or withhold these tables"
        )
    return f"{year}: {tables} cannot be protected together with the other tables. Choices: {CHOICES}"


def cubes_of(stores: Stores, year: int, statistics: Sequence[StatisticTable]) -> dict[str, pd.DataFrame]:
    """Return the cubes from which the tables of a year are cut."""
    themes = sorted({statistic.spec.theme for statistic in statistics})
    records = load_records(stores, year, themes)
    return {theme: cube_with_contributors(theme, records, year) for theme in themes}


def suppression_by_table(cells: Sequence[AuditedCell]) -> dict[str, dict[str, int]]:
    """Return of each table how many of its cells are suppressed, and why, and how narrow the narrowest interval is.

    What no table prints, all but a cell or what one leaves of another, is counted apart: confidential, but no cell.
    """
    tables: dict[str, dict[str, int]] = {}
    for cell in cells:
        width = cell.realised_high - cell.realised_low
        table = tables.setdefault(cell.ref.table, {"primary": 0, "secondary": 0, "not_printed": 0, "narrowest": width})
        table[cell.status.value if cell.ref.kind is CellKind.CELL else "not_printed"] += 1
        table["narrowest"] = min(table["narrowest"], width)
    return dict(sorted(tables.items()))


def _narrowest_first(cell: AuditedCell) -> tuple[int, tuple[str, ...]]:
    return cell.realised_high - cell.realised_low, cell.ref.parts


def _write_restricted(stores: Stores, year: int, protected: ProtectedYear, content_of_edition: str) -> None:
    """Write which cells are suppressed, why, and between which numbers each can be shown to lie. Holds no true number.

    First what is in the way, time and solver, and of each table how many cells are suppressed by themselves (primary)
    and to protect others (secondary), and how many numbers its narrowest interval has.
    """
    outcome = protected.outcome
    run = audit_run(year, protected)
    content = {
        "content": content_of_edition,
        "known": protected.bound.known,
        "in_the_way": release_obstacle(year, protected),
        "waits": protected.waits,
        "exposed": list(run.tables),
        "withheld_whole": sorted(outcome.whole_tables) if outcome else [],
        "solver": SOLVER,
        "solves": run.solves,
        "seconds": run.seconds,
        "tables": suppression_by_table(outcome.cells if outcome else ()),
        "cells": [
            {
                "name": list(cell.ref.parts),
                "primary": cell.status is CellStatus.PRIMARY,
                "least": cell.realised_low,
                "most": cell.realised_high,
            }
            for cell in sorted(outcome.cells if outcome else (), key=_narrowest_first)
        ],
    }
    path = restricted_folder(stores, year) / AUDIT
    replace_file(path, json.dumps(content, indent=1, sort_keys=True).encode() + b"\n")
    path.chmod(0o600)
