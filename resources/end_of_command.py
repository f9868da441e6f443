"""What is done when a command or a process ends.

Belongs here: the list of those who wait for the end. Does not: what they do. Nothing is imported here, because the
command line imports this module for each call.
"""

import atexit
from typing import Protocol
from weakref import WeakSet


class Ends(Protocol):
    """Something that has work to do when a command ends."""

    def end_of_command(self) -> None:
        """Do that work; it must not fail."""


_WAITING: WeakSet[Ends] = WeakSet()


def wait_for_end(one: Ends) -> None:
    """Let ``one`` do its work when the command ends, and again when the process does."""
    _WAITING.add(one)


@atexit.register
def end_command() -> None:
    """Let all that wait do their work."""
    for one in list(_WAITING):
        one.end_of_command()
