"""The figures of one edition.

Belongs here: from tables to finished figures, one after another. Does not: the kinds of drawing (bars.py, change.py,
heat.py), where figures are kept.
"""

from collections.abc import Callable, Iterator, Mapping

import matplotlib as mpl
from matplotlib.figure import Figure as Drawing

from reports.figures.alt_text import alt_text, dated, drawn_csv
from reports.figures.bars import draw_bars, draw_stacked_bars
from reports.figures.change import draw_change
from reports.figures.figure import Figure
from reports.figures.heat import draw_heat
from reports.figures.house_font import register_house_font
from reports.figures.house_style import DPI, RC
from reports.figures.image_files import as_pdf, as_png, as_svg
from reports.figures.page import Page
from reports.figures.picture import Picture, picture_of
from reports.figures.specification import load_figures
from reports.published import NOT_RANKED, SYMBOLS, ProtectedTable, require_protected
from reports.sentences.edition_label import EditionLabel

KINDS: dict[str, Callable[[Picture, Page], Drawing]] = {
    "bars": draw_bars,
    "grouped_bars": draw_bars,
    "ranked_bars": draw_bars,
    "stacked_bars": draw_stacked_bars,
    "change": draw_change,
    "heat": draw_heat,
}


def figures_of(tables: Mapping[str, ProtectedTable], label: EditionLabel) -> Iterator[Figure]:
    """Yield the figures in the order of figures.yaml; none for a table that is not there or has nothing to show."""
    require_protected(tables)
    for spec in load_figures():
        table = tables.get(spec.table)
        if table is None:
            continue
        picture = picture_of(spec, table)
        if not picture.is_empty:
            yield draw(picture, label)


def draw(picture: Picture, label: EditionLabel) -> Figure:
    """Return one figure in all its forms, byte-identical for the same picture and label."""
    spec = picture.spec
    title, subtitle, alt = dated(spec.title, picture), dated(spec.subtitle, picture), alt_text(picture)
    notes = (dated(spec.note, picture), missing_note(picture), _narrow_note(picture), label.nature_note())
    page = Page(title, subtitle, [note for note in notes if note], label.draft_line())
    register_house_font()
    with mpl.rc_context(RC):
        # A change needs two years: where the year before is not known, the same numbers are drawn as bars.
        kind = "bars" if spec.kind == "change" and len(picture.series) == 1 else spec.kind
        drawing = KINDS[kind](picture, page)
        png = as_png(drawing, title)
        told = f"{alt} {label.draft_line()}. {label.nature_note()}".strip()
        svg, pdf = as_svg(drawing, title, told, spec.key), as_pdf(drawing, title, told)
    width, height = (round(inches * DPI) for inches in drawing.get_size_inches())
    csv = drawn_csv(picture)
    return Figure(spec.key, spec.table, picture.table.theme, title, subtitle, alt, png, svg, pdf, csv, width, height)


def missing_note(picture: Picture) -> str:
    """Return what the shorthands in place of numbers mean, but for suppressed ones, which the legend explains."""
    symbols = {mark.symbol for mark in picture.marks.values()}
    said = {SYMBOLS["not_available"]: "[x] not available.", NOT_RANKED: f"[n] not ranked in {picture.table.year - 1}."}
    return " ".join(text for symbol, text in said.items() if symbol in symbols)


def _narrow_note(picture: Picture) -> str:
    return "Numbers of parts too narrow to hold them stand in the table." if picture.spec.kind == "stacked_bars" else ""
