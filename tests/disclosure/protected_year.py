"""Random years as the review protects them: drafts, released editions and ad-hoc tables, on plain data.

Belongs here: what the steps of a run do around the engine, and what is printed in the end. Does not: drawing years
(random_year.py), the intruder (tests/lib/intruder), which counts are confidential (confidential_counts.py).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

import pandas as pd

from reports.disclosure.model.contributors import cube_with_contributors
from reports.disclosure.model.linked_tables import ExternalCells, LinkedTables
from reports.disclosure.protect_edition import protect_edition
from reports.disclosure.suppression.cell_ref import CellRef
from reports.statistics import tabulate
from reports.statistics.statistic import WITH_VALUE
from tests.disclosure.random_year import TOTAL, YEAR, Groups, RandomTable

Codes = tuple[str, ...]
Cubes = dict[str, pd.DataFrame]


@dataclass(frozen=True)
class PrintedTable:
    """One table as it is printed. ``available``: cells with a count; ``suppressed``: those of them withheld."""

    table: RandomTable
    available: Mapping[Codes, int]
    suppressed: frozenset[Codes]

    @property
    def printed(self) -> dict[Codes, int]:
        return {codes: value for codes, value in self.available.items() if codes not in self.suppressed}


@dataclass(frozen=True)
class Publication:
    """Tables that are printed together: a draft, an edition or an answer; ``persons``: those whom they count."""

    tables: tuple[PrintedTable, ...]
    persons: Groups
    cubes: Cubes = field(repr=False)


def cubes_of(records: Mapping[str, pd.DataFrame], themes: set[str]) -> Cubes:
    return {theme: cube_with_contributors(theme, records, YEAR) for theme in sorted(themes)}


def key_of(seed: int) -> Callable[[str], str]:
    """Return a key, by which the engine breaks ties."""
    return lambda name: hashlib.sha256(f"{seed} {name}".encode()).hexdigest()


def publish(
    tables: Sequence[RandomTable],
    persons: Groups,
    cubes: Cubes,
    key: Callable[[str], str],
    released: Sequence[Publication] = (),
) -> Publication | None:
    """Return what is printed of tables after releases; None where the audit of the edition does not pass."""
    statistics = [tabulate(cubes[table.spec.theme], table.spec, YEAR) for table in tables]
    earlier, external, suppressed_before = {}, [], []
    for number, before in enumerate(released):
        name = "" if before.cubes is cubes else f"edition-{number + 1}"
        if name:
            earlier[name] = before.cubes
        for one in before.tables:
            external.append(ExternalCells(one.table.spec, frozenset(one.printed), name))
            suppressed_before += [CellRef(one.table.spec.key, codes) for codes in one.suppressed]
    edition = LinkedTables.after(YEAR, statistics, cubes, earlier, external)
    result = protect_edition(edition, key, suppressed_before)
    if result.under_protected:
        return None
    printed = []
    for table, statistic in zip(tables, statistics, strict=True):
        frame = statistic.counts()
        rows = zip(*(frame[name] for name in table.spec.dimensions), frame["value"], frame["state"], strict=True)
        available = {tuple(map(str, row[:-2])): int(row[-2]) for row in rows if row[-1] in WITH_VALUE}
        for codes, value in available.items():
            counted = int(table.cells[codes] @ persons) if codes in table.cells else 0
            assert counted == value, (table.spec.key, codes)  # what the test counts is what the review counts
        key_ = table.spec.key
        withheld = set(available) if key_ in result.whole_tables else set(result.suppressed.get(key_, ()))
        printed.append(PrintedTable(table, available, frozenset(withheld)))
    return Publication(tuple(printed), persons, cubes)


def answer(
    table: RandomTable, persons: Groups, cubes: Cubes, key: Callable[[str], str], released: Sequence[Publication]
) -> Publication | None:
    """Return an ad-hoc table after releases and earlier answers; None where it is refused."""
    found = publish([table], persons, cubes, key, released)
    if found is None or (TOTAL,) * len(table.spec.dimensions) in found.tables[0].suppressed:
        return None
    return found
