"""The words of feedback, by language (texts.yaml).

Belongs here: loading and filling them in. Does not: the messages of rules (remark_text.py).
"""

from functools import lru_cache
from pathlib import Path

import yaml

from expectations.contract import Labels
from expectations.languages import number_in


@lru_cache(maxsize=1)
def feedback_words() -> dict[str, Labels]:
    """Return every text by its key."""
    content = yaml.safe_load((Path(__file__).parent / "texts.yaml").read_text(encoding="utf-8"))
    return {key: Labels(**texts) for key, texts in content.items()}


class FeedbackWords:
    """The texts in one language; English where the language is not one of ours."""

    def __init__(self, language: str) -> None:
        self.language = language

    def say(self, key: str, **filled: object) -> str:
        """Return a text with its ``{names}`` filled in."""
        text = feedback_words()[key].in_language(self.language)
        return text.format(**filled) if filled else text

    def number(self, number: int) -> str:
        """Return a number as the language writes it."""
        return number_in(self.language, number)

    def colon(self, what: str, said: object) -> str:
        """Return "what: value" with the colon as the language sets it."""
        return self.say("said", what=what, said=said)
