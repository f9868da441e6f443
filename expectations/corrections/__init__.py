"""Corrections by headquarters: what they may say, and applying them to records as read (field rule 8.1).

Belongs here: the corrections file of a year, and the comparison with the expected old value. Does not: where the file
is (resources/home.py), when it is applied and who is informed (assets/steps/submissions/corrections.py).
"""

from expectations.corrections.apply_corrections import CorrectionOutcome, corrected
from expectations.corrections.correction import Address, Correction, CorrectionError
from expectations.corrections.corrections_file import read_corrections

__all__ = ["Address", "Correction", "CorrectionError", "CorrectionOutcome", "corrected", "read_corrections"]
