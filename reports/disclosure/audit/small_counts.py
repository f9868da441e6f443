"""Counts under the threshold that finished tables print: a last gate before a release, and a check of a draft.

A count under the threshold is allowed only of persons with a missing code that is not an attribute: in the edition's
own year as its audit report says, in earlier years as the specification of the dimension allows.

Belongs here: reading finished tables. Does not: disclosure control.
"""

from collections.abc import Mapping

from reports.disclosure.model.missing_codes import may_have_missing_codes, without_missing_codes
from reports.published.audit_report import AuditReport
from reports.published.disclosure_rules import default_threshold
from reports.published.protected_table import Cell, ProtectedTable
from reports.statistics import load_tables
from reports.statistics.dimensions import load_dimensions, missing_code, missing_is_no_attribute
from reports.statistics.measures import load_measures

OF_ROWS = frozenset({"records", "findings"})  # measures of the quality annex, where a row is a person


def printed_small_counts(
    tables: Mapping[str, ProtectedTable], report: AuditReport | None, year: int
) -> list[tuple[str, Cell]]:
    """Return table and cell of each printed count of 1 to less than the threshold that is not allowed."""
    measures = load_measures().items()
    counted = {name for name, measure in measures if measure.confidential and measure.kind != "derived"} | OF_ROWS
    of_year = dict(report.missing_not_an_attribute) if report is not None and report.year == year else {}
    found = []
    for key, table in tables.items():
        for cell in table.cells:
            if cell.measure not in counted or cell.value is None or not 0 < cell.value < default_threshold():
                continue
            allowed = of_year.get(key, {}) if cell.year == year else codes_by_specification(key)
            if not _is_allowed(table, cell, allowed):
                found.append((key, cell))
    return found


def codes_by_specification(key: str) -> dict[str, str]:
    """Return, by dimension of a table, the missing code that is not an attribute if the records are enough."""
    specs = {spec.key: spec for spec in load_tables()}
    if key not in specs or not may_have_missing_codes(specs[key]):
        return {}
    definitions = {name: load_dimensions().dimensions[name] for name in specs[key].dimensions}
    codes = {name: missing_code(one) for name, one in definitions.items() if missing_is_no_attribute(one)}
    return {name: code for name, code in codes.items() if code is not None}


def _is_allowed(table: ProtectedTable, cell: Cell, allowed: Mapping[str, str]) -> bool:
    """Return whether a cell has an allowed code, and the same cell without it is not a printed small count itself."""
    axes = {place: allowed[name] for place, name in enumerate(table.dimensions) if name in allowed}
    crossed = without_missing_codes(cell.codes, axes)
    if crossed == cell.codes:
        return False
    same = [one for one in table.cells if (one.codes, one.year, one.measure) == (crossed, cell.year, cell.measure)]
    return bool(same) and all(one.value is None or not 0 < one.value < default_threshold() for one in same)
