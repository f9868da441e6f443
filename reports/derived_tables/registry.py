"""The families of derived tables: the theme of every table that a family can make, and the words around it.

Belongs here: from a table's key to its theme and text, so that a published file is read back without knowing how it was
made. Does not: making tables (assets/steps/release), tables from cubes (reports/statistics).
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from reports.derived_tables import response, totals
from reports.derived_tables.comparability.panel_specification import load_panels
from reports.derived_tables.comparability.panel_text import panel_text
from reports.derived_tables.comparability.series_specification import load_series
from reports.derived_tables.comparability.series_text import series_text
from reports.derived_tables.quality import QUALITY_TABLES, quality_text
from reports.derived_tables.quality import THEME as QUALITY_THEME
from reports.derived_tables.reconciliation import THEME as RECONCILIATION_THEME
from reports.derived_tables.reconciliation import load_reconciliation, reconciliation_text
from reports.published import ProtectedTable, TableText
from reports.reference import load_reference_tables, reference_text


@dataclass(frozen=True)
class TableFamily:
    """One family. ``themes``: the theme of every table that it can make, by key.

    ``text`` returns the words around a table in a language; of the table only key, year, dimensions and cells are used.
    """

    name: str
    themes: Callable[[], Mapping[str, str]]
    text: Callable[[ProtectedTable, str], TableText]


def _panel_text(table: ProtectedTable, language: str) -> TableText:
    spec = next(spec for spec in load_panels().tables if spec.key == table.key)
    return panel_text(spec, table.year, table.cells, language)


def _series_text(table: ProtectedTable, language: str) -> TableText:
    spec = next(spec for spec in load_series().tables if spec.key == table.key)
    return series_text(spec, table.year, table.cells, language)


def _reference_text(table: ProtectedTable, language: str) -> TableText:
    spec = next(spec for spec in load_reference_tables() if spec.key == table.key)
    return reference_text(spec, table, language)


RESPONSE = TableFamily(
    "response", lambda: {response.KEY: response.THEME}, lambda _table, language: response.response_text(language)
)
REFERENCE = TableFamily(
    "reference", lambda: {spec.key: spec.theme for spec in load_reference_tables()}, _reference_text
)
TOTALS = TableFamily(
    "totals", lambda: {totals.KEY: totals.THEME}, lambda _table, language: totals.totals_text(language)
)
RECONCILIATION = TableFamily(
    "reconciliation",
    lambda: dict.fromkeys(load_reconciliation().tables, RECONCILIATION_THEME),
    lambda table, language: reconciliation_text(table.key, language),
)
QUALITY = TableFamily(
    "quality",
    lambda: dict.fromkeys(QUALITY_TABLES, QUALITY_THEME),
    lambda table, language: quality_text(table.key, table.dimensions, language),
)
PANELS = TableFamily("panels", lambda: {spec.key: spec.theme for spec in load_panels().tables}, _panel_text)
SERIES = TableFamily("series", lambda: {spec.key: spec.theme for spec in load_series().tables}, _series_text)

FAMILIES = (RESPONSE, REFERENCE, TOTALS, RECONCILIATION, QUALITY, PANELS, SERIES)


def family_of(key: str) -> TableFamily | None:
    """Return the family that makes the table ``key``; None where none does."""
    return next((family for family in FAMILIES if key in family.themes()), None)
