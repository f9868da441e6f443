"""Arguments that several commands take: an office and a language.

Belongs here: reading them from the call. Does not: whether a year has such an office (the steps), any command.
"""

import re

from expectations.contract import LANGUAGES
from pipelines.errors import UsageError

OFFICE = re.compile(r"[A-Z]{3}")


def office_of(code: str) -> str:
    """Return an office's code in capitals. Raises UsageError if it is not three letters."""
    if not OFFICE.fullmatch(code.upper()):
        raise UsageError("an office is three letters, for instance KEN")
    return code.upper()


def language_of(code: str) -> str:
    """Return a language's code; empty if none is given. Raises UsageError for any other language."""
    if code and code not in LANGUAGES:
        raise UsageError("a language is en, fr or es")
    return code
