"""From statistics to protected tables: the step `release/tables` and all that it takes into account.

Belongs here: joint protection of a year, derived tables, what earlier editions and others have published. Does not:
solving (reports/disclosure), releasing an edition (steps/editions/release.py).
"""
