"""Checking records: rules of the contract as one Great Expectations batch, rules across forms and years as functions.

Belongs here: from typed records to findings, accepted records and what is held back. Does not: reading cells
(expectations/reading), storing anything.
"""

from expectations.checks.apply_results import Checked, check_records
from expectations.checks.check import Check, checks_of
from expectations.checks.consistency import changes, compared_totals, control_totals, empty_forms, linked_records
from expectations.checks.consistency_rules import CONSISTENCY_RULES, case_columns
from expectations.checks.findings import FINDING_COLUMNS
from expectations.checks.messages import message_of

__all__ = [
    "CONSISTENCY_RULES",
    "FINDING_COLUMNS",
    "Check",
    "Checked",
    "case_columns",
    "changes",
    "check_records",
    "checks_of",
    "compared_totals",
    "control_totals",
    "empty_forms",
    "linked_records",
    "message_of",
]
