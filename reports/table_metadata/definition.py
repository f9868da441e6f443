"""The definition of one table, a list of named statements, and the page that lists all definitions by chapter.

Belongs here: the model and its markdown. Does not: the statements for each kind of table (cube_tables.py,
comparable_tables.py, reference_tables.py).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

FORMAT = Path(__file__).parent / "file_format.md"


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


def definitions_page(definitions: Iterable[Definition], chapters: Iterable[tuple[frozenset[str], str]]) -> str:
    """Return docs/published_tables.md. ``chapters``: themes and title of each, in the order of the review."""
    found = tuple(definitions)
    lines = [FORMAT.read_text(encoding="utf-8").rstrip(), "", "# The tables", ""]
    lines += [f"{len(found)} tables; this part is made from their specifications.", ""]
    for themes, title in chapters:
        of_chapter = [definition for definition in found if definition.theme in themes]
        if of_chapter:
            lines += [f"## {title}", ""]
        for definition in of_chapter:
            lines += [*definition.lines(), ""]
    return "\n".join(lines).rstrip() + "\n"
