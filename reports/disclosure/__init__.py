"""Disclosure control: which numbers may leave, and the one door through which they do.

Belongs here: ProtectedTable (the only thing that figures, sentences and documents may see) and how it is made.
Does not belong here: counting, drawing.
"""

from reports.disclosure.protected_table import Cell, ProtectedTable, TableText, decimals_of

__all__ = ["Cell", "ProtectedTable", "TableText", "decimals_of"]
