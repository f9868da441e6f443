"""Sealed failures: whatever breaks inside a station, no value of a cell leaves with the exception.

Belongs here: the exception that a failed station raises. Libraries put the offending value into their messages; this
keeps only the exception's type and where in our code it rose.
"""

import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from expectations.errors import ReviewError

PROJECT = Path(__file__).resolve().parents[3]  # the checkout, or where the package is installed among others
PACKAGES = ("assets", "demo", "expectations", "pipelines", "reports", "resources")


class StepError(ReviewError, RuntimeError):
    """A station could not do its work. The message names station, place and kind of fault, never a value."""


class OperatorError(ReviewError, RuntimeError):
    """A fault with a message of ours that a person understands and that holds no value; it passes the seal as it is."""


@contextmanager
def redact_errors(station: str) -> Iterator[None]:
    """Run a station; turn any failure but a OperatorError into a StepError without its message and cause."""
    try:
        yield
    except (OperatorError, StepError):
        raise
    except Exception as fault:
        frames = [frame for frame in traceback.extract_tb(fault.__traceback__) if _ours(frame.filename)]
        place = f" at {Path(frames[-1].filename).relative_to(PROJECT)}:{frames[-1].lineno}" if frames else ""
        message = f"{station}: {type(fault).__name__}{place}; the message is withheld, it could name a person"
        fault.__traceback__ = None
        raise StepError(message) from None


def _ours(filename: str) -> bool:
    path = Path(filename)
    if not path.is_relative_to(PROJECT) or path == Path(__file__):
        return False
    return path.relative_to(PROJECT).parts[0] in PACKAGES
