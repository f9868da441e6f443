"""Refusing a delivery: a reason by key, and a sentence that a person at an office understands.

Belongs here: the exception and its sentences (reasons.yaml). Does not: deciding what is refused.
"""

from collections.abc import Callable, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TypeVar

import yaml

from expectations.contract import Labels
from expectations.errors import ReviewError
from expectations.reading.named_columns import NamedColumn, as_line, in_words, of_line

T = TypeVar("T")


@lru_cache(maxsize=1)
def reasons() -> dict[str, Labels]:
    """Return the sentence of each reason in three languages, by reason key."""
    content = yaml.safe_load((Path(__file__).parent / "reasons.yaml").read_text(encoding="utf-8"))
    return {key: Labels(**texts) for key, texts in content.items()}


def key_of(recorded: str) -> str:
    """Return the key of a recorded reason, without the columns that it names."""
    return recorded.partition(":")[0]


def reason_in_words(recorded: str, language: str) -> str:
    """Return a recorded reason as a plain sentence; a reason of another version of the program as it is."""
    key, _, line = recorded.partition(":")
    if key not in reasons():
        return recorded
    sentence = reasons()[key].in_language(language)
    return sentence.format(columns=in_words(*of_line(line), language)) if line else sentence


class DeliveryRejectedError(ReviewError):
    """A delivery that is not read. Carries a key of reasons.yaml and nothing that came from outside.

    ``recorded`` is the key with the columns that the reason names, as the register keeps it.
    """

    def __init__(self, recorded: str, columns: Sequence[NamedColumn] = ()) -> None:
        self.recorded = f"{recorded}:{as_line(columns)}" if columns else recorded
        super().__init__(self.recorded)
        self.reason = key_of(recorded)

    @property
    def message(self) -> str:
        """The reason as a plain English sentence."""
        return self.in_language("en")

    def in_language(self, language: str) -> str:
        """Return the reason as a plain sentence in ``language``."""
        return reason_in_words(self.recorded, language)

    def __str__(self) -> str:
        return self.message


def parsed(parse: Callable[[], T]) -> T:
    """Return what ``parse`` returns; any exception of a parser becomes DeliveryRejectedError("unreadable").

    Parsers quote content in their messages, and one in Rust panics outside of Exception: nothing of the exception is
    kept, not even as the context of the refusal.
    """
    reason = "unreadable"
    try:
        return parse()
    except BaseException as error:
        if isinstance(error, DeliveryRejectedError | KeyboardInterrupt | SystemExit):
            raise
        if isinstance(error, MemoryError):
            reason = "too_big"
        elif type(error).__name__ == "PasswordError":
            reason = "locked"
    raise DeliveryRejectedError(reason)
