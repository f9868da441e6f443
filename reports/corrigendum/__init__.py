"""The corrigendum: what a released edition corrects in the one before it, in words, in three languages.

Belongs here: its texts (texts.yaml) and putting them together from published numbers. Does not: finding what changed
and why (assets/steps/editions).
"""

from reports.corrigendum.corrigendum import CorrectedCell, CorrectedTable, CorrectionReason, corrigendum, name_of_cell

__all__ = ["CorrectedCell", "CorrectedTable", "CorrectionReason", "corrigendum", "name_of_cell"]
