"""Completeness by table: of the cells that a table requires, how many are provided (ESS indicator R1).

Grain: one cell per table and status. A cell that does not apply is not required. A confidential cell is provided: the
number is known and protected, as Eurostat counts it.

Belongs here: counting cells of protected tables. Does not: the tables.
"""

from collections.abc import Mapping

from reports.derived_tables.quality.texts import COMPLETENESS, TABLE, THEME, quality_text
from reports.published.codes import TOTAL
from reports.published.protected_table import Cell, ProtectedTable, Status
from reports.statistics.specification import TableSpec, load_tables

STATUSES: tuple[Status, ...] = ("published", "confidential", "not_available")
DIMENSIONS = (TABLE, "cell")
MEASURE, SHARE, REQUIRED = "cells", "share_pct", "required"


def completeness_table(tables: Mapping[str, ProtectedTable], year: int) -> ProtectedTable:
    """Return the table of a year from its tables made from cubes; ``total`` of a table are the cells that it requires.

    The share at ``total`` is R1, in per cent to one decimal.
    """
    counted: dict[str, dict[Status, int]] = {
        spec.key: _statuses(tables[spec.key], spec) for spec in load_tables() if spec.key in tables
    }
    counted[TOTAL] = {status: sum(counts[status] for counts in counted.values()) for status in STATUSES}
    cells = []
    for key, counts in counted.items():
        required = sum(counts.values())
        for status, number in (*counts.items(), (TOTAL, required)):
            cells.append(Cell((key, status), year, MEASURE, MEASURE, "", float(number), "published"))
        provided = counts["published"] + counts["confidential"]
        share = round(100 * provided / required, 1) if required else None
        said: Status = "published" if share is not None else "not_applicable"
        cells.append(Cell((key, TOTAL), year, SHARE, "per cent", REQUIRED, share, said))
    return ProtectedTable(COMPLETENESS, THEME, year, DIMENSIONS, tuple(cells), quality_text(COMPLETENESS, DIMENSIONS))


def _statuses(table: ProtectedTable, spec: TableSpec) -> dict[Status, int]:
    own = [cell.status for cell in table.cells if cell.year == table.year and cell.measure == spec.measure]
    return {status: own.count(status) for status in STATUSES}
