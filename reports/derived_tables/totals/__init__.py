"""Offices with totals only: the headline table that adds their totals to the persons counted from case records.

Belongs here: which totals count (totals.yaml), when they may be printed, and the table. Does not: the controls of
offices with records, which are findings. Breakdowns count case records only (field rule 8.2).
"""

from reports.derived_tables.totals.table import KEY, RECORDS, THEME, Contribution, totals_table, totals_text

__all__ = ["KEY", "RECORDS", "THEME", "Contribution", "totals_table", "totals_text"]
