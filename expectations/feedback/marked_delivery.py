"""Making an office's marked workbook in a child process: its files are parsed anew, and are as hostile as before.

Belongs here: the function that the child calls. Does not: the workbook (marked_workbook.py).
"""

from collections.abc import Sequence

from expectations.contract import Contract
from expectations.feedback.assessment import Assessment
from expectations.feedback.marked_workbook import marked
from expectations.reading import SubmittedFile


def mark_delivery(files: Sequence[SubmittedFile], contract: Contract, assessment: Assessment, delivery: str) -> bytes:
    """Do as ``marked``. Raises DeliveryRejectedError."""
    return marked(files, assessment, contract, delivery)
