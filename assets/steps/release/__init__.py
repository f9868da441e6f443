"""From statistics to protected tables: the step `release/tables` and everything that it reads.

Belongs here: joint protection of a year, derived tables, prior releases and external publications. Does not: the search
for suppressed cells (reports/disclosure), releasing an edition (steps/editions/release.py).
"""
