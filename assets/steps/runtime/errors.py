"""Errors of steps, redacted: no case value leaves a step with an exception.

Libraries quote the offending value in their messages. Only the kind of the error, the place and the office are kept.
Belongs here: the two errors that leave a step. Does not: the sentence of an error (resources/failures.py).
"""

import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import wraps
from inspect import isgeneratorfunction
from typing import Any, ParamSpec, TypeVar

from expectations.errors import ReviewError
from resources.failures import about_office, redacted_traceback, sentence_of

TRACEBACK_VARIABLE = "REVIEW_TRACEBACK"
Given = ParamSpec("Given")
Returned = TypeVar("Returned")


class StepError(ReviewError, RuntimeError):
    """A step failed. The message names the step, the kind of error, the place and the office, never a value."""


class OperatorError(ReviewError, RuntimeError):
    """An error with a message of our own for the operator, without any value; it is not redacted."""


@contextmanager
def redact_errors(step: str, office: str = "") -> Iterator[None]:
    """Run a step; turn every error but OperatorError into a StepError without its message and cause.

    ``office``: the office that the step works on, where it is one; a loop over offices uses ``about_office``.
    """
    try:
        if not office:
            yield
        else:
            with about_office(office):
                yield
    except (OperatorError, StepError) as error:
        raise error from None  # what it was raised from quotes values
    except Exception as error:
        show_traceback(error)
        message = f"{step}: {sentence_of(error)}"
        error.__traceback__ = None
        raise StepError(message) from None


def redacted(step: str) -> Callable[[Callable[Given, Returned]], Callable[Given, Returned]]:
    """Return a decorator that runs a function, or a generator to its end, under ``redact_errors``."""

    def decorate(function: Callable[Given, Returned]) -> Callable[Given, Returned]:
        if not isgeneratorfunction(function):
            return redact_errors(step)(function)

        @wraps(function)
        def generate(*given: Any, **named: Any) -> Iterator[Any]:
            with redact_errors(step):
                yield from function(*given, **named)

        return generate  # type: ignore[return-value]

    return decorate


def show_traceback(error: BaseException) -> None:
    """Write the redacted traceback of an error to the terminal, for developers who have set REVIEW_TRACEBACK."""
    if os.environ.get(TRACEBACK_VARIABLE):
        sys.stderr.write("\n".join(["traceback without messages and values:", *redacted_traceback(error), ""]))
