"""Checking the records of one form: rules of the contract as one Great Expectations batch, findings, what is held back.

Belongs here: from typed records to findings and accepted records. Does not: reading cells (expectations/reading), rules
across forms and years, storing anything.
"""

from expectations.checks.applying import Checked, check_records
from expectations.checks.check import Check, checks_of
from expectations.checks.findings import FINDING_COLUMNS
from expectations.checks.messages import message_of

__all__ = ["FINDING_COLUMNS", "Check", "Checked", "check_records", "checks_of", "message_of"]
