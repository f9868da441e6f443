"""The words around a series.

Belongs here: TableText of series.yaml, and the labels of its source. Does not: the cells (series.py).
"""

from collections.abc import Iterable

from expectations.contract import Labels
from reports.derived_tables.comparability.breaks import breaks_in
from reports.derived_tables.comparability.series_specification import SeriesSpec, load_series
from reports.published.protected_table import Cell, TableText
from reports.statistics.specification import load_texts
from reports.statistics.text import text_of


def series_text(spec: SeriesSpec, year: int, cells: Iterable[Cell], language: str) -> TableText:
    """Return the words around the series up to ``year``; its notes end with the breaks that its cells carry."""
    texts, cells = load_series(), tuple(cells)
    codes = {cell.codes[0] for cell in cells}
    of_source = text_of(spec.source_spec, language, year)
    labels = {key: label for key, label in of_source.code_labels.items() if key[0] == spec.along and key[1] in codes}
    measures = {cell.measure for cell in cells}
    said: list[Labels] = [load_texts().caveats["assisted_not_prevalence"], *texts.notes]
    said += [texts.points_note] if "change_pp" in measures else []
    said += [texts.chained_note] if "chained_index" in measures else []
    said += [texts.revised_note] if any(cell.flag == "r" for cell in cells) else []
    broken = breaks_in([(cell.year, cell.codes) for cell in cells if cell.flag == "b"], spec.theme)
    said += [one.reason for one in broken]
    return TableText(
        spec.title.in_language(language),
        spec.subtitle.in_language(language),
        tuple(note.in_language(language) for note in said),
        {spec.along: of_source.dimension_labels[spec.along]},
        labels,
        rows_are_years=True,
    )
