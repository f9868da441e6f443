"""From rows as read to accepted records: checks within a form, consistency across forms, reconciliation.

Belongs here: the steps of `cases/*`. Does not: rules (expectations/checks), counting (steps/statistics).
"""
