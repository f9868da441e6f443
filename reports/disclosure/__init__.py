"""Disclosure control: which numbers may leave, and the one door through which they do.

Belongs here: ProtectedTable (the only thing that figures, sentences and documents may see) and how it is made.
Does not belong here: counting, drawing.
"""

from reports.disclosure.door import NotProtected, only_protected, protected
from reports.disclosure.protected_table import Cell, ProtectedTable, TableText, decimals_of

__all__ = ["Cell", "NotProtected", "ProtectedTable", "TableText", "decimals_of", "only_protected", "protected"]
