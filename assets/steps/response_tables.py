"""The annex on how offices responded, as a kind of tables of the edition.

Belongs here: handing the states of offices to reports/statistics/response.py. Does not: counting them.
"""

from collections.abc import Iterator

from assets.steps.table_kind import Making, TableKind
from reports.published import ProtectedTable
from reports.statistics import response


def _make(making: Making) -> Iterator[ProtectedTable]:
    yield response.response_table(making.responded.states, making.year, making.stores.key.pseudonym)


RESPONSE = TableKind(
    "response",
    lambda: {response.KEY: response.THEME},
    _make,
    lambda _table, language: response.response_text(language),
)
