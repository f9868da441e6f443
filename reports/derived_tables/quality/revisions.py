"""Revisions by table: how many cells are not what they were in the edition before that differs from this one.

Belongs here: comparing the cells of two states of a table. Does not: which edition is compared with, why a cell
changed. Until a first edition is released, a draft is what is revised.
"""

from collections.abc import Mapping

from reports.derived_tables.quality.texts import REVISIONS, TABLE, THEME, quality_text
from reports.published.codes import TOTAL
from reports.published.protected_table import Cell, ProtectedTable
from reports.statistics.specification import TableSpec, load_tables

CHANGES = ("same", "value", "appeared", "withdrawn")
DIMENSIONS = (TABLE, "revision")
MEASURE = "cells"


def revisions_table(
    now: Mapping[str, ProtectedTable], before: Mapping[str, ProtectedTable], year: int
) -> ProtectedTable:
    """Return the table of a year; tables that the edition before does not have are left out.

    ``value``: another number, or another status of a cell without one; ``appeared``: a number where there was none, or
    no such cell; ``withdrawn``: no number where there was one.
    """
    counted = {
        spec.key: _compared(now[spec.key], before[spec.key], spec)
        for spec in load_tables()
        if spec.key in now and spec.key in before
    }
    counted[TOTAL] = {change: sum(counts[change] for counts in counted.values()) for change in CHANGES}
    cells = tuple(
        Cell((key, change), year, MEASURE, MEASURE, "", float(number), "published")
        for key, counts in counted.items()
        for change, number in {**counts, TOTAL: sum(counts.values())}.items()
    )
    return ProtectedTable(REVISIONS, THEME, year, DIMENSIONS, cells, quality_text(REVISIONS, DIMENSIONS))


def _compared(now: ProtectedTable, before: ProtectedTable, spec: TableSpec) -> dict[str, int]:
    ours, theirs = _cells(now, spec, now.year), _cells(before, spec, now.year)
    counts = dict.fromkeys(CHANGES, 0)
    for codes in ours | theirs:
        counts[_change(ours.get(codes), theirs.get(codes))] += 1
    return counts


def _cells(table: ProtectedTable, spec: TableSpec, year: int) -> dict[tuple[str, ...], Cell]:
    return {cell.codes: cell for cell in table.cells if cell.year == year and cell.measure == spec.measure}


def _change(now: Cell | None, before: Cell | None) -> str:
    if now == before:
        return "same"
    has, had = now is not None and now.value is not None, before is not None and before.value is not None
    return "value" if has == had else "appeared" if has else "withdrawn"
