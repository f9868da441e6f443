"""Tables of an edition that do not come from a cube: panels, series, totals, response, reconciliation, quality.

Belongs here: how each kind of table is made from protected tables, states of offices or control totals, and the words
around it. Does not: tables from cubes (reports/statistics), their protection (reports/disclosure), where editions
are kept (assets/steps).
"""
