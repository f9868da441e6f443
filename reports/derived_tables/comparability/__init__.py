"""Comparability: which numbers may be compared with the year before, and how (field rule 8.6).

Belongs here: known breaks, panels of offices and the recount on them, series by year, changes and chained links. Does
not: counting persons (reports/statistics), what may be printed of a single count (reports/disclosure).
"""
