"""Reading what an office sent into record frames, with the address of every cell.

Belongs here: recognising files, sheets and headers; converting cells by the contract; dropping identifiers; refusing
what cannot be read. Does not: judging a converted value (expectations/checks), where files come from (resources). All
starts at submission.py; a pure function of its arguments, so that it can run in a pool of child processes.
"""

from expectations.reading.messages import read_messages
from expectations.reading.redaction import RedactedFile, redacted
from expectations.reading.refusal import DeliveryRejectedError, key_of, reason_in_words, reasons
from expectations.reading.results import Cover, FileAsRead, ReadFinding, Reading, SubmittedFile
from expectations.reading.submission import read_submission
from expectations.reading.worker_pool import ReadingPool, ReadRequest, WorkPool

__all__ = [
    "Cover",
    "DeliveryRejectedError",
    "FileAsRead",
    "ReadFinding",
    "ReadRequest",
    "Reading",
    "ReadingPool",
    "RedactedFile",
    "SubmittedFile",
    "WorkPool",
    "key_of",
    "read_messages",
    "read_submission",
    "reason_in_words",
    "reasons",
    "redacted",
]
