"""Suppression in two annex tables that count the same rows: rows held back, and findings of the family that holds rows.

Protected each by itself, the tables may suppress different forms, and each would then print what the other suppresses.
So a form that one of them suppresses is suppressed in both.

Belongs here: this rule. Does not: counting and protecting (findings.py, held_back.py).
"""

from dataclasses import replace

from reports.derived_tables.quality.findings import MEASURE as FOUND
from reports.derived_tables.quality.held_back import MEASURE as HELD
from reports.published.protected_table import Cell, ProtectedTable

HOLDING = "identity"  # the family of rules for which a row is held back


def suppress_in_both(findings: ProtectedTable, held_back: ProtectedTable) -> tuple[ProtectedTable, ProtectedTable]:
    """Return the two tables, each without the numbers of rows held back that the other suppresses."""
    forms = [cell.codes[0] for cell in held_back.cells if cell.measure == HELD]
    suppressed = {form for form in forms if _is_suppressed(held_back.cell(form, measure=HELD))}
    suppressed |= {form for form in forms if _is_suppressed(findings.cell(form, HOLDING, measure=FOUND))}
    of_findings = (_without(c, c.codes[1] == HOLDING and c.codes[0] in suppressed) for c in findings.cells)
    of_held_back = (_without(cell, cell.codes[0] in suppressed) for cell in held_back.cells)
    return replace(findings, cells=tuple(of_findings)), replace(held_back, cells=tuple(of_held_back))


def _is_suppressed(cell: Cell | None) -> bool:
    return cell is not None and cell.status == "confidential"


def _without(cell: Cell, is_suppressed: bool) -> Cell:
    return replace(cell, value=None, status="confidential", flag="") if is_suppressed else cell
