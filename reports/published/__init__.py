"""What leaves the house: protected tables, their files, and the public report of the disclosure audit.

Belongs here: the types and files that figures, sentences and documents may import, and the check that they were given
nothing else. Does not: counting (reports/statistics), deciding what is suppressed (reports/disclosure), drawing.
"""

from reports.published.protected_table import SYMBOLS, Cell, ProtectedTable, TableText, decimals_of
from reports.published.require_protected import NotProtectedError, require_protected, require_protected_table

__all__ = [
    "SYMBOLS",
    "Cell",
    "NotProtectedError",
    "ProtectedTable",
    "TableText",
    "decimals_of",
    "require_protected",
    "require_protected_table",
]
