"""`python -m assets.steps.release.table_definitions`: write docs/published_tables.md from the table specifications.

Belongs here: the definition of every table of an edition, of all kinds. Does not: their words (reports/table_metadata).
"""

import sys
from pathlib import Path

from assets.steps.release.derived_tables import KINDS
from reports.derived_tables.comparability.panel_specification import load_panels
from reports.derived_tables.comparability.series_specification import load_series
from reports.documents.content import load_chapters
from reports.published import ProtectedTable, TableText
from reports.reference.specification import load_reference_tables
from reports.statistics import specified_tables
from reports.table_metadata import Definition, definitions_page
from reports.table_metadata.comparable_tables import panel_definition, series_definition
from reports.table_metadata.cube_tables import cube_table_definition
from reports.table_metadata.reference_tables import reference_definition

PAGE = Path(__file__).resolve().parents[3] / "docs" / "published_tables.md"
_NO_WORDS = TableText("", "", (), {}, {})


def table_definitions() -> dict[str, Definition]:
    """Return the definition of every table that an edition can hold, by key, in the order in which tables are made."""
    definitions = [cube_table_definition(spec) for spec in specified_tables()]
    definitions += [panel_definition(spec) for spec in load_panels().tables]
    definitions += [series_definition(spec) for spec in load_series().tables]
    definitions += [reference_definition(spec) for spec in load_reference_tables()]
    by_key = {definition.key: definition for definition in definitions}
    for kind in KINDS:
        for key, theme in kind.themes().items():
            if key not in by_key:
                text = kind.text(ProtectedTable(key, theme, 0, (), (), _NO_WORDS), "en")
                by_key[key] = _from_words(key, theme, kind.name, text)
    return by_key


def _from_words(key: str, theme: str, kind: str, text: TableText) -> Definition:
    """Return the definition of a table that has no specification, from the words around it."""
    properties = [("Shows", f"{text.subtitle[0].lower()}{text.subtitle[1:]}"), ("Kind", kind)]
    properties += [("By", ", ".join(f"{label} (`{name}`)" for name, label in text.dimension_labels.items()))]
    properties += [("Notes", " ".join(text.notes))] if text.notes else []
    return Definition(key, theme, text.title, tuple(properties))


def page() -> str:
    """Return the page, its chapters in the order of the review."""
    chapters = [(chapter.themes, chapter.title) for chapter in load_chapters()]
    return definitions_page(table_definitions().values(), chapters)


def main() -> int:
    """Write the page."""
    PAGE.write_text(page(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
