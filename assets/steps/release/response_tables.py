"""The annex on how offices responded, as a kind of tables of the edition.

Belongs here: handing the states of offices to reports/derived_tables/response.py. Does not: counting them.
"""

from collections.abc import Iterator

from assets.steps.release.derived_table_kind import DerivedTableContext, TableKind
from reports.derived_tables import registry, response
from reports.published import ProtectedTable


def _make(making: DerivedTableContext) -> Iterator[ProtectedTable]:
    yield response.response_table(making.responded.states, making.year, making.stores.key.pseudonym)


RESPONSE = TableKind.of(registry.RESPONSE, _make)
