"""The quality annex: completeness, findings, rows held back and revisions, as protected tables.

Belongs here: one file per table, and their words (quality.yaml). Does not: the response of offices (../response.py),
which is in the same annex. No table here names an office (field rule 9.5). Counts of rows are counts of persons, so
they are protected like those (protect_table.py in reports/disclosure); counts of cells are not
confidential.
"""

from reports.derived_tables.quality.completeness import completeness_table
from reports.derived_tables.quality.findings import findings_table
from reports.derived_tables.quality.held_back import held_back_table
from reports.derived_tables.quality.revisions import revisions_table
from reports.derived_tables.quality.shared_suppression import suppress_in_both
from reports.derived_tables.quality.texts import FINDINGS, HELD_BACK, QUALITY_TABLES, THEME, quality_text

__all__ = [
    "FINDINGS",
    "HELD_BACK",
    "QUALITY_TABLES",
    "THEME",
    "completeness_table",
    "findings_table",
    "held_back_table",
    "quality_text",
    "revisions_table",
    "suppress_in_both",
]
