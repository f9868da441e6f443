"""Reading one submission: all files of a delivery into one Reading, or a refusal.

Belongs here: the order of the steps, and what refuses a delivery as a whole. Does not: any one step.
"""

from collections.abc import Callable, Sequence

from expectations.contract import Contract
from expectations.reading.results import Reading, SubmittedFile


def read_submission(
    files: Sequence[SubmittedFile], contract: Contract, office: str, year: int, pseudonym: Callable[[str], str]
) -> Reading:
    """Read the files of one delivery of ``office`` for ``year``."""
    raise NotImplementedError
