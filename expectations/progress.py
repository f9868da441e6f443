"""How far a long piece of work is: whoever works reports it, whoever started the work shows it.

Belongs here: the one protocol of progress and its null object. Does not: showing it (pipelines/cli/console.py,
Dagster).
"""

from typing import Protocol


class Progress(Protocol):
    """What a step reports while it works; counts only, never a case value."""

    def begin(self, step: str, total: int) -> None:
        """Report that a step begins which has ``total`` things to do."""

    def advance(self, done: int = 1) -> None:
        """Report that ``done`` more of them are done."""

    def tell(self, notice: str) -> None:
        """Report a sentence that the operator must read."""


class NullProgress:
    """Shows nothing: for the daemon and for tests."""

    def begin(self, step: str, total: int) -> None:
        """Do nothing."""

    def advance(self, done: int = 1) -> None:
        """Do nothing."""

    def tell(self, notice: str) -> None:
        """Do nothing."""


NULL_PROGRESS = NullProgress()
