"""What a reader of an edition learns who has the earlier released editions of the year beside it.

A number that is printed in both, and differs by few persons, tells of those few. Where nothing changed of a theme
between two editions, as far as both print it, what one suppresses and the other prints is known.

Belongs here: printed tables of two editions side by side. Does not: the attack on one set of tables
(external_audit.py), where earlier editions lie (assets/steps/queries/external_audit.py). Numbers of several editions
that changed are not attacked together.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from reports.disclosure.audit.external_table import ExternalTable

Place = tuple[str, tuple[str, ...]]  # table and codes


def came_between(tables: Sequence[ExternalTable], earlier: Sequence[ExternalTable]) -> list[Place]:
    """Return the numbers that both print and that differ by a count from 1 up to less than the threshold."""
    before = {table.spec.key: table for table in earlier}
    found: list[Place] = []
    for table in tables:
        then = before.get(table.spec.key)
        for codes, change in _changes(table, then).items() if then else ():
            if 0 < abs(change) < table.spec.threshold:
                found.append((table.spec.key, codes))
    return found


def of_either(
    tables: Sequence[ExternalTable], earlier: Sequence[ExternalTable]
) -> dict[tuple[str, str], list[ExternalTable]]:
    """Return, by universe, tables with what either edition prints: of those universes of which nothing changed, as far
    as both print it, and of which the earlier edition prints more.
    """
    before = {table.spec.key: table for table in earlier}
    by_universe: dict[tuple[str, str], list[ExternalTable]] = {}
    for table in tables:
        by_universe.setdefault(table.universe, []).append(table)
    found = {}
    for universe, own in by_universe.items():
        pairs = [(table, before.get(table.spec.key)) for table in own]
        if any(change for table, then in pairs if then for change in _changes(table, then).values()):
            continue
        joined = [_joined(table, then) if then else table for table, then in pairs]
        if joined != own:
            found[universe] = joined
    return found


def _changes(table: ExternalTable, then: ExternalTable) -> Mapping[tuple[str, ...], float]:
    return {
        codes: cell.value - then.cells[codes].value  # type: ignore[operator]  # neither is None
        for codes, cell in table.cells.items()
        if codes in then.cells and cell.value is not None and then.cells[codes].value is not None
    }


def _joined(table: ExternalTable, then: ExternalTable) -> ExternalTable:
    """Return the table with the numbers that only the earlier one prints; of a ranking, where it ranks the same."""
    if table.ranking != then.ranking:
        return table
    cells = {
        codes: then.cells[codes] if cell.status == "confidential" and _is_printed(then, codes) else cell
        for codes, cell in table.cells.items()
    }
    return replace(table, cells=cells) if cells != table.cells else table


def _is_printed(table: ExternalTable, codes: tuple[str, ...]) -> bool:
    return codes in table.cells and table.cells[codes].status == "published"
