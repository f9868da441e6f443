"""Differencing of editions: what a reader of earlier released editions of the year learns from the next one.

A cell that both editions print, with a difference of few persons, reveals these few. Where nothing changed in a
universe, as far as both editions print it, what one edition suppresses and the other prints is known.

Belongs here: comparing printed tables of two editions. Does not: the attack on one set of tables (external_audit.py),
where earlier editions lie (assets/steps/queries/external_audit.py). Numbers of several editions that changed are not
attacked together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.disclosure.audit.external_table import ExternalTable
from reports.disclosure.suppression.cell_ref import CellRef
from reports.published.codes import Codes


def small_changes(tables: Sequence[ExternalTable], earlier: Sequence[ExternalTable]) -> list[CellRef]:
    """Return the cells that both editions print, with a difference of 1 to less than the threshold."""
    earlier_by_key = {table.spec.key: table for table in earlier}
    small: list[CellRef] = []
    for table in tables:
        before = earlier_by_key.get(table.spec.key)
        for codes, change in _changes(table, before).items() if before else ():
            if 0 < abs(change) < table.spec.threshold:
                small.append(CellRef(table.spec.key, codes))
    return small


def unchanged_universes(
    tables: Sequence[ExternalTable], earlier: Sequence[ExternalTable]
) -> dict[tuple[str, str], list[ExternalTable]]:
    """Return, by universe, its tables with the cells that either edition prints.

    Only universes of which nothing changed, as far as both editions print it, and of which the earlier edition prints
    more.
    """
    earlier_by_key = {table.spec.key: table for table in earlier}
    by_universe: dict[tuple[str, str], list[ExternalTable]] = {}
    for table in tables:
        by_universe.setdefault(table.universe, []).append(table)
    unchanged = {}
    for universe, of_universe in by_universe.items():
        pairs = [(table, earlier_by_key.get(table.spec.key)) for table in of_universe]
        if any(change for table, before in pairs if before for change in _changes(table, before).values()):
            continue
        joined = [_joined(table, before) if before else table for table, before in pairs]
        if joined != of_universe:
            unchanged[universe] = joined
    return unchanged


def _changes(table: ExternalTable, before: ExternalTable) -> Mapping[Codes, float]:
    return {
        codes: cell.value - before.cells[codes].value  # type: ignore[operator]  # neither is None
        for codes, cell in table.cells.items()
        if codes in before.cells and cell.value is not None and before.cells[codes].value is not None
    }


def _joined(table: ExternalTable, before: ExternalTable) -> ExternalTable:
    """Return the table with the cells that only the earlier one prints; a ranking only where the ranks are the same."""
    if table.ranking != before.ranking:
        return table
    cells = {
        codes: before.cells[codes] if cell.status == "confidential" and _is_printed(before, codes) else cell
        for codes, cell in table.cells.items()
    }
    return replace(table, cells=cells) if cells != table.cells else table


def _is_printed(table: ExternalTable, codes: Codes) -> bool:
    return codes in table.cells and table.cells[codes].status == "published"
