"""Errors on the terminal: `Usage error: …` (exit status 2), `Refused: …`, `Error: …` (1) and `Interrupted: …` (130).

Belongs here: the one place that prints an error, and the translation of a step's errors into the two of pipelines.
Does not: raising them (the commands), the sentence of a library's error (resources/failures.py). No traceback is shown.
"""

from collections.abc import Iterator
from contextlib import contextmanager, suppress

import typer
from rich.text import Text

from assets.steps.runtime.errors import show_traceback
from expectations.errors import ReviewError
from pipelines.cli.console import console
from pipelines.errors import INTERRUPTIONS, RefusedError, UsageError
from resources.failures import sentence_of

INTERRUPTED = 130  # as shells report a command that Ctrl-C ended


def print_error(error: Exception) -> int:
    """Print an error as one line, which no terminal width breaks, and return the exit status."""
    match error:
        case UsageError():
            label, status = "Usage error", 2
        case RefusedError():
            label, status = "Refused", 1
        case _:
            label, status = "Error", 1
    _print_line(label, sentence_of(error))
    return status


@contextmanager
def errors_on_the_terminal() -> Iterator[None]:
    """Run a command; print whatever error ends it as one line, and exit with its status.

    Usage errors of typer pass, and so does a closed pipe (`review status | head`): typer ends both quietly.
    """
    try:
        yield
    except (typer.Exit, typer.Abort, BrokenPipeError):
        raise
    except ReviewError as error:
        raise typer.Exit(print_error(error)) from None
    except Exception as error:
        if hasattr(error, "exit_code"):
            raise
        show_traceback(error)
        raise typer.Exit(print_error(error)) from None
    except BaseException as error:
        if type(error).__name__ not in INTERRUPTIONS:
            raise
        _print_line("Interrupted", "what was finished is kept; run the same command again for the rest")
        raise typer.Exit(INTERRUPTED) from None


def _print_line(label: str, sentence: str) -> None:
    with suppress(OSError):  # the terminal may be a file on a full disk; the exit status says it then
        console.print(Text.assemble((f"{label}:", "bold"), f" {sentence.rstrip('.')}."), soft_wrap=True)


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
