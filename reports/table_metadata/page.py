"""The page of the documentation on published tables: the file format, then every table's definition by chapter.

Belongs here: its markdown. Does not: the definitions themselves.
"""

from collections.abc import Iterable
from pathlib import Path

from reports.table_metadata.definition import Definition

FORMAT = Path(__file__).parent / "file_format.md"


def definitions_page(definitions: Iterable[Definition], chapters: Iterable[tuple[frozenset[str], str]]) -> str:
    """Return docs/published_tables.md. ``chapters``: themes and title of each, in the order of the review."""
    found = tuple(definitions)
    lines = [FORMAT.read_text(encoding="utf-8").rstrip(), "", "# The tables", ""]
    lines += [f"{len(found)} tables; this part is made from their specifications.", ""]
    for themes, title in chapters:
        own = [definition for definition in found if definition.theme in themes]
        if own:
            lines += [f"## {title}", ""]
        for definition in own:
            lines += [*definition.lines(), ""]
    return "\n".join(lines).rstrip() + "\n"
