"""Errors of steps, redacted: no case value leaves a step with an exception.

Libraries quote the offending value in their messages. Only the type of the exception and the place in our code are
kept. Belongs here: the two errors that leave a step.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from expectations.errors import ReviewError

PROJECT = Path(__file__).resolve().parents[3]  # the checkout, or where the package is installed among others
PACKAGES = ("assets", "demo", "expectations", "pipelines", "reports", "resources")


class StepError(ReviewError, RuntimeError):
    """A step failed. The message names the step, the place in the code and the type of the error, never a value."""


class OperatorError(ReviewError, RuntimeError):
    """An error with a message of our own for the operator, without any value; it is not redacted."""


@contextmanager
def redact_errors(step: str) -> Iterator[None]:
    """Run a step; turn every error but OperatorError into a StepError without its message and cause."""
    try:
        yield
    except (OperatorError, StepError):
        raise
    except Exception as error:
        frames = [frame for frame in traceback.extract_tb(error.__traceback__) if _ours(frame.filename)]
        place = f" at {Path(frames[-1].filename).relative_to(PROJECT)}:{frames[-1].lineno}" if frames else ""
        message = f"{step}: {type(error).__name__}{place}; the message is withheld, it could name a person"
        error.__traceback__ = None
        raise StepError(message) from None


def _ours(filename: str) -> bool:
    path = Path(filename)
    if not path.is_relative_to(PROJECT) or path == Path(__file__):
        return False
    return path.relative_to(PROJECT).parts[0] in PACKAGES
