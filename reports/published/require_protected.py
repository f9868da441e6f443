"""The door as a check: figures, sentences and documents are given protected tables, and nothing that looks like one.

Belongs here: the check that every entry to them begins with. Does not: protecting. Types say the same to whoever writes
code; this says it to whoever runs it, a notebook for instance.
"""

from collections.abc import Mapping

from expectations.errors import ReviewError
from reports.published.protected_table import ProtectedTable


class NotProtectedError(ReviewError, TypeError):
    """Something else than a protected table was to be drawn, said or printed; never says what it holds."""


def require_protected(tables: object) -> None:
    """Raise NotProtectedError unless ``tables`` maps names to protected tables: the class itself, none that is like
    it."""
    if not isinstance(tables, Mapping):
        raise NotProtectedError(f"tables are given by name, not as {type(tables).__name__}")
    for table in tables.values():
        require_protected_table(table)


def require_protected_table(table: object) -> None:
    """Raise NotProtectedError unless this is a protected table, which is made of cells alone."""
    if type(table) is not ProtectedTable:
        raise NotProtectedError(f"only protected tables may leave, this is a {type(table).__name__}")
