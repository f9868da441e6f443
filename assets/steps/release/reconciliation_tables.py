"""Reconciliation by region, as a kind of tables of the edition.

Belongs here: handing compared numbers and the states of offices to reports/derived_tables/reconciliation.py. Does
not: comparing (cases/reconciliation.py), withholding.
"""

from collections.abc import Iterator

from assets.steps.cases.reconciliation import complete_offices, reconciliations
from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from reports.derived_tables import registry
from reports.derived_tables.reconciliation import reconciliation_table
from reports.published import ProtectedTable


def _make(making: DerivedTableContext) -> Iterator[ProtectedTable]:
    states = making.responded.states
    for key, one in reconciliations(making.stores, making.year, states).items():
        complete = complete_offices(key, states)
        table = reconciliation_table(key, one.by_office, complete, making.year, making.stores.key.pseudonym)
        if table is not None:
            yield table


RECONCILIATION = TableKind.of(registry.RECONCILIATION, _make, copied=frozenset())
