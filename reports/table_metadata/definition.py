"""The definition of one table: a list of named statements.

Belongs here: the model and its markdown. Does not: what it says of a kind of table (the files beside this one).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Definition:
    """What a table is. ``says``: name and text of each statement, in the order in which they are read."""

    key: str
    theme: str
    title: str
    says: tuple[tuple[str, str], ...]

    def lines(self) -> list[str]:
        """Return the definition in markdown."""
        return [f"### `{self.key}`", "", f"**{self.title}**", "", *(f"- *{name}*: {text}" for name, text in self.says)]
