"""Errors on the terminal: `Usage error: …` (exit status 2), `Refused: …` and `Error: …` (exit status 1).

Belongs here: the one place that prints an error, and the translation of a step's errors into the two of pipelines.
Does not: raising them (the commands). No traceback is shown for a ReviewError.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from rich.text import Text

from expectations.errors import ReviewError
from pipelines.cli.console import console
from pipelines.errors import RefusedError, UsageError


def print_error(error: ReviewError) -> int:
    """Print an error as one line, which no terminal width breaks, and return the exit status."""
    match error:
        case UsageError():
            label, status = "Usage error", 2
        case RefusedError():
            label, status = "Refused", 1
        case _:
            label, status = "Error", 1
    console.print(Text.assemble((f"{label}:", "bold"), f" {str(error).rstrip('.')}."), soft_wrap=True)
    return status


@contextmanager
def usage_errors(*kinds: type[ReviewError]) -> Iterator[None]:
    """Raise UsageError in place of errors of these kinds, which come from what the caller named."""
    try:
        yield
    except kinds as error:
        raise UsageError(str(error)) from None


@contextmanager
def refusals(kind: type[ReviewError]) -> Iterator[None]:
    """Raise RefusedError in place of an error of this kind, by which a gate refuses."""
    try:
        yield
    except kind as error:
        raise RefusedError(str(error)) from None
