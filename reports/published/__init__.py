"""What is published: protected tables, their files, the report of the disclosure audit, and the rules behind them.

Belongs here: the types and files that figures, sentences and documents may import, the check that they are given
nothing else, reserved codes, and the parameters of disclosure control. Does not: counting (reports/statistics),
deciding what is suppressed (reports/disclosure), drawing.
"""

from reports.published.protected_table import NOT_RANKED, SYMBOLS, Cell, ProtectedTable, TableText, decimals_of
from reports.published.require_protected import NotProtectedError, require_protected, require_protected_table

__all__ = [
    "NOT_RANKED",
    "SYMBOLS",
    "Cell",
    "NotProtectedError",
    "ProtectedTable",
    "TableText",
    "decimals_of",
    "require_protected",
    "require_protected_table",
]
