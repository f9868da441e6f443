"""Code lists: closed sets of answers, each with labels in three languages.

Belongs here: the models and the nesting of hierarchical lists. Does not: which field uses which list (form.py).
"""

from collections.abc import Iterator
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class Labels(BaseModel):
    """One text in the three languages of the offices."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    en: str
    fr: str
    es: str

    def in_language(self, language: str) -> str:
        """Return the text in ``language``; English where the language is not one of ours."""
        return str(getattr(self, language, self.en))

    def in_all(self) -> tuple[str, str, str]:
        """Return the text in all languages, in their order."""
        return self.en, self.fr, self.es


class Code(BaseModel):
    """One answer of a closed list; ``within`` is the code that it refines, in a hierarchical list."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    label: Labels
    aliases: tuple[str, ...] = ()
    within: str | None = None
    valid_from: int | None = None
    valid_to: int | None = None


class CodeList(BaseModel):
    """A closed list, in the order in which people read it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    codes: dict[str, Code] = Field(min_length=1)

    @model_validator(mode="after")
    def _parents_exist(self) -> Self:
        for key, code in self.codes.items():
            if code.within is not None and code.within not in self.codes:
                raise ValueError(f"code {key} of list {self.name} lies within {code.within}, which is not in the list")
        return self

    def ancestors(self, code: str) -> Iterator[str]:
        """Yield the codes that contain ``code``, nearest first, itself left out."""
        parent = self.codes[code].within
        while parent is not None:
            yield parent
            parent = self.codes[parent].within

    def reaches(self, code: str, level: frozenset[str]) -> str | None:
        """Return the code of ``level`` that equals or contains ``code``; None where the code is coarser."""
        if code in level:
            return code
        return next((ancestor for ancestor in self.ancestors(code) if ancestor in level), None)
