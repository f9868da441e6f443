"""The check that figures, sentences and documents are given protected tables only.

Belongs here: the check at run time, for callers without a type checker (a notebook). Does not: protecting.
"""

from collections.abc import Mapping

from expectations.errors import ReviewError
from reports.published.protected_table import ProtectedTable


class NotProtectedError(ReviewError, TypeError):
    """Something else than a protected table was to be published; the message never has its content."""


def require_protected(tables: object) -> None:
    """Raise NotProtectedError unless ``tables`` maps names to instances of ProtectedTable itself, not of a subclass."""
    if not isinstance(tables, Mapping):
        raise NotProtectedError(f"tables are given by name, not as {type(tables).__name__}")
    for table in tables.values():
        require_protected_table(table)


def require_protected_table(table: object) -> None:
    """Raise NotProtectedError unless this is a protected table, which is made of cells alone."""
    if type(table) is not ProtectedTable:
        raise NotProtectedError(f"only protected tables may leave, this is a {type(table).__name__}")
