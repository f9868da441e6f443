"""Texts of the review by key and language, from Fluent files: `messages.<language>.ftl` in this folder.

Belongs here: finding and filling a text. Does not: which number goes into it (claims.py), how a number is written
(numbers.py).
"""

from functools import cache
from pathlib import Path

from fluent.runtime import FluentBundle, FluentResource

from expectations.errors import ReviewError

FOLDER = Path(__file__).parent


class MessageError(ReviewError, ValueError):
    """A text that is missing or cannot be filled; the message has key and language."""


def languages() -> tuple[str, ...]:
    """Return the languages that have a file of texts, in the alphabet's order."""
    return tuple(sorted(path.name.split(".")[1] for path in FOLDER.glob("messages.*.ftl")))


@cache
def _bundle(language: str) -> FluentBundle:
    path = FOLDER / f"messages.{language}.ftl"
    if not path.is_file():
        raise MessageError(f"no texts in language {language}: there are {', '.join(languages())}")
    bundle = FluentBundle([language], use_isolating=False)
    bundle.add_resource(FluentResource(path.read_text(encoding="utf-8")))
    return bundle


def has_message(key: str, language: str = "en") -> bool:
    """Say whether there is a text of this key."""
    return bool(_bundle(language).has_message(key))


def message(key: str, language: str = "en", **arguments: str | int) -> str:
    """Return the text of ``key``, filled; MessageError where it is missing or an argument is."""
    bundle = _bundle(language)
    if not bundle.has_message(key):
        raise MessageError(f"no text {key} in language {language}")
    pattern = bundle.get_message(key).value
    if pattern is None:
        raise MessageError(f"text {key} in language {language} is empty")
    text, faults = bundle.format_pattern(pattern, arguments)
    if faults:
        raise MessageError(f"text {key} in language {language}: {len(faults)} place(s) could not be filled")
    return str(text)
