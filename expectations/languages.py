"""The languages in which offices write and are answered, and how they write numbers."""

from typing import Literal

Language = Literal["en", "fr", "es"]
LANGUAGES: tuple[Language, ...] = ("en", "fr", "es")


def number_in(language: str, number: int) -> str:
    """Return a whole number as messages to offices write it in ``language``."""
    return f"{number:,}" if language == "en" else f"{number}"
