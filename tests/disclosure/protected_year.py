"""Random years as the review protects them: drafts, released editions and ad-hoc tables, on plain data.

Belongs here: what the steps of a run do around the engine (assets/steps/release/protection.py and prior_releases.py,
assets/steps/queries/adhoc_tables.py), and what is printed in the end. Does not: drawing years (random_year.py), the
intruder (tests/lib/intruder), which counts are confidential (confidential_counts.py).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

import pandas as pd

from reports.disclosure.model.contributors import cube_with_contributors
from reports.disclosure.model.linked_tables import ExternalCells, LinkedTables
from reports.disclosure.protect_edition import ProtectionResult, protect_edition
from reports.disclosure.suppression.cell_ref import CellRef
from reports.disclosure.suppression.pattern_before import DraftPattern
from reports.statistics import StatisticTable, tabulate
from reports.statistics.statistic import WITH_VALUE
from tests.disclosure.random_year import TOTAL, YEAR, Groups, RandomTable

Codes = tuple[str, ...]
Cubes = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class PrintedTable:
    """One table as it is printed. ``available``: cells with a count; ``suppressed``: those of them withheld.

    ``uncounted``: cells that print a mark instead of a count.
    """

    table: RandomTable
    available: Mapping[Codes, int]
    suppressed: frozenset[Codes]
    uncounted: frozenset[Codes] = frozenset()

    @property
    def printed(self) -> dict[Codes, int]:
        return {codes: value for codes, value in self.available.items() if codes not in self.suppressed}


@dataclass(frozen=True)
class Publication:
    """Tables that are printed together: a draft, an edition or an answer; ``persons``: those whom they count.

    ``pattern``: what the search of the next draft begins with; None for an answer.
    """

    tables: tuple[PrintedTable, ...]
    persons: Groups
    cubes: Cubes = field(repr=False)
    pattern: DraftPattern | None = field(repr=False)


def cubes_of(records: Mapping[str, pd.DataFrame], themes: set[str]) -> Cubes:
    return {theme: cube_with_contributors(theme, records, YEAR) for theme in sorted(themes)}


def key_of(seed: int) -> Callable[[str], str]:
    """Return a key, by which the engine breaks ties."""
    return lambda name: hashlib.sha256(f"{seed} {name}".encode()).hexdigest()


@dataclass(frozen=True)
class Prior:
    """What was given out before and binds: see PriorDisclosures in assets/steps/release/prior_releases.py."""

    cubes: dict[str, Cubes]
    external: tuple[ExternalCells, ...]
    suppressed: tuple[CellRef, ...]

    @classmethod
    def of(cls, given_out: Sequence[Publication], cubes: Cubes) -> "Prior":
        """Return what binds tables that are made of ``cubes``."""
        earlier, external, suppressed = dict[str, Cubes](), list[ExternalCells](), list[CellRef]()
        for number, before in enumerate(given_out):
            name = "" if before.cubes is cubes else f"edition-{number + 1}"
            if name:
                earlier[name] = before.cubes
            for one in before.tables:
                spec, printed = one.table.spec, frozenset(one.printed)
                external.append(
                    ExternalCells(
                        spec, printed, name, suppressed=one.suppressed, uncounted=one.uncounted, released=True
                    )
                )
                suppressed += [CellRef(spec.key, codes) for codes in sorted(one.suppressed)]
        return cls(earlier, tuple(external), tuple(suppressed))


def publish(
    tables: Sequence[RandomTable],
    persons: Groups,
    cubes: Cubes,
    key: Callable[[str], str],
    given_out: Sequence[Publication] = (),
    draft_before: DraftPattern | None = None,
) -> Publication | None:
    """Return a draft or an edition after what was given out; None where its audit does not pass.

    ``given_out``: released editions and answers. ``draft_before``: the pattern of the draft or edition before.
    """
    statistics, prior = _statistics(tables, cubes), Prior.of(given_out, cubes)
    edition = LinkedTables.after(YEAR, statistics, cubes, prior.cubes, prior.external)
    result = protect_edition(edition, key, prior.suppressed, draft_before=draft_before)
    if result.under_protected:
        return None
    return _printed(tables, statistics, persons, cubes, result)


def answer(
    table: RandomTable,
    persons: Groups,
    cubes: Cubes,
    key: Callable[[str], str],
    given_out: Sequence[Publication],
    *,
    follows_draft: bool,
) -> Publication | None:
    """Return an ad-hoc table; None where it is refused.

    ``given_out``: released editions and earlier answers, or before the first release the latest draft and earlier
    answers (``follows_draft``).
    """
    statistics, prior = _statistics([table], cubes), Prior.of(given_out, cubes)
    edition = LinkedTables.after(YEAR, statistics, cubes, prior.cubes, prior.external)

    def protected(tables: LinkedTables) -> ProtectionResult:
        return protect_edition(tables, key, prior.suppressed, attempts=1, is_released=not follows_draft)

    result = protected(edition)
    total = (TOTAL,) * len(table.spec.dimensions)
    is_refused = result.under_protected or result.whole_tables
    if is_refused or total in result.suppressed.get(table.spec.key, frozenset()):
        return None
    return replace(_printed([table], statistics, persons, cubes, result), pattern=None)


def _statistics(tables: Sequence[RandomTable], cubes: Cubes) -> list[StatisticTable]:
    return [tabulate(cubes[table.spec.theme], table.spec, YEAR) for table in tables]


def _printed(
    tables: Sequence[RandomTable],
    statistics: Sequence[StatisticTable],
    persons: Groups,
    cubes: Cubes,
    result: ProtectionResult,
) -> Publication:
    printed = []
    for table, statistic in zip(tables, statistics, strict=True):
        frame = statistic.counts()
        rows = [
            (tuple(map(str, row[:-2])), row[-2], row[-1])
            for row in zip(
                *(frame[name] for name in table.spec.dimensions), frame["value"], frame["state"], strict=True
            )
        ]
        available = {codes: int(value) for codes, value, state in rows if state in WITH_VALUE}
        for codes, value in available.items():
            counted = int(table.cells[codes] @ persons) if codes in table.cells else 0
            assert counted == value, (table.spec.key, codes)  # what the test counts is what the review counts
        key = table.spec.key
        withheld = set(available) if key in result.whole_tables else set(result.suppressed.get(key, ()))
        uncounted = frozenset(codes for codes, _, state in rows if state not in WITH_VALUE)
        printed.append(PrintedTable(table, available, frozenset(withheld), uncounted))
    return Publication(tuple(printed), persons, cubes, result.pattern)
