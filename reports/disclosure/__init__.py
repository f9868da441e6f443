"""Disclosure control: which numbers of an edition are suppressed, and the audit that shows that this is enough.

Belongs here: from statistics to protected tables (reports/published holds these). Does not: counting, drawing.
"""
