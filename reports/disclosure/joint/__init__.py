"""Joint protection: all tables of an edition, and what was released before, protected and audited as one problem.

Belongs here: the protection problem as data, what is suppressed, the attackers, the audit. Does not: counting
(reports/statistics), where files lie (assets/steps). Plain functions on plain data.
"""
