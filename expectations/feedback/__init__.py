"""Return to sender: what an office's submission was found to be, told to the office in its own language.

Belongs here: reading and checking one office's files together, the workbook that lists its findings by place, the
office's own workbook with each fault marked, and what a resubmission mended. Does not: finding faults
(expectations/reading, expectations/checks), keeping or sending what is written here.
"""

from expectations.feedback.assessment import Assessment, FormCount, assess, assess_readings
from expectations.feedback.comparing import compared
from expectations.feedback.cover_first import cover_of
from expectations.feedback.listing import listed
from expectations.feedback.marking import marked
from expectations.feedback.receipt import Arrived, Became, receipt
from expectations.feedback.remarks import Remark, remarks_of
from expectations.feedback.saying import message_of_remark, place_of

__all__ = [
    "Arrived",
    "Assessment",
    "Became",
    "FormCount",
    "Remark",
    "assess",
    "assess_readings",
    "compared",
    "cover_of",
    "listed",
    "marked",
    "message_of_remark",
    "place_of",
    "receipt",
    "remarks_of",
]
