"""The feedback to an office: the result of reading and checking its submission, in its own language.

Belongs here: reading and checking one office's files together, the workbook that lists its findings by place, the
office's own workbook with each finding marked, and what a resubmission mended. Does not: the findings
(expectations/reading, expectations/checks), keeping or sending what is written here.
"""

from expectations.feedback.assessment import Assessment, FormCount, assess, assess_readings
from expectations.feedback.findings_workbook import listed
from expectations.feedback.marked_workbook import marked
from expectations.feedback.receipt import Arrived, Became, receipt
from expectations.feedback.remark_text import message_of_remark, place_of
from expectations.feedback.remarks import Remark, remarks_of
from expectations.feedback.resubmission_diff import compared
from expectations.feedback.submission_cover import cover_of

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
