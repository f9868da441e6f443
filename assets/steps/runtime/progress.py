"""How far a run is: stations tell it, whoever runs them shows it.

Belongs here: the interface and the silent one. Does not: drawing (pipelines/cli).
"""

from typing import Protocol


class Progress(Protocol):
    """What a station says while it works; counts only."""

    def begin(self, station: str, total: int) -> None:
        """Say that a station begins which has ``total`` things to do."""

    def advance(self, done: int = 1) -> None:
        """Say that ``done`` more of them are done."""


class Silent:
    """Says nothing: for the daemon and for tests."""

    def begin(self, station: str, total: int) -> None:
        """Take no notice."""

    def advance(self, done: int = 1) -> None:
        """Take no notice."""


SILENT = Silent()
