"""The words around a panel table, the coverage line among them.

Belongs here: TableText of panels.yaml and of the table's own cells. Does not: the cells (panel_table.py).
"""

from collections.abc import Iterable

from reports.derived_tables.comparability.breaks import breaks_in
from reports.derived_tables.comparability.panel_specification import PanelSpec, load_panels
from reports.published.protected_table import Cell, TableText
from reports.sentences.numbers import written
from reports.statistics.specification import load_texts


def panel_text(spec: PanelSpec, year: int, cells: Iterable[Cell], language: str) -> TableText:
    """Return the words around the table of ``year``; its notes end with the breaks that its cells carry."""
    panels, cells = load_panels(), tuple(cells)
    rows = panels.rows
    labels = {("offices", row): getattr(rows, row).in_language(language) for row in ("all", "panel", "silent")}
    notes = [load_texts().caveats["assisted_not_prevalence"].in_language(language)]
    notes += [note.in_language(language).format(threshold=spec.threshold) for note in panels.notes]
    notes.insert(1, coverage_line(year, cells, language))
    broken = breaks_in([(cell.year, cell.codes) for cell in cells if cell.flag == "b"], spec.theme)
    notes += [one.reason.in_language(language) for one in broken]
    return TableText(
        spec.title.in_language(language),
        spec.subtitle.in_language(language),
        tuple(note for note in notes if note),
        {"offices": rows.label.in_language(language)},
        labels,
    )


def coverage_line(year: int, cells: Iterable[Cell], language: str) -> str:
    """Return the line on the share of last year's persons that silent offices had; empty where it is not known."""
    wanted = (("silent",), year - 1, "share_pct")
    cell = next((cell for cell in cells if (cell.codes, cell.year, cell.measure) == wanted), None)
    line = load_panels().coverage
    if cell is None or cell.status in ("not_available", "not_applicable"):
        return ""
    if cell.value is None:
        return line.suppressed.in_language(language).format(year=year, before=year - 1)
    share = written(cell.value, language, decimals=1)
    return line.known.in_language(language).format(year=year, before=year - 1, share=share)
