"""Figures: drawings of protected tables in the house style, each with its numbers and its alternative text.

Belongs here: specifications (figures.yaml), kinds of drawing, PNG, SVG, PDF and CSV of each figure. Does not belong
here: counting, deciding what may be published, sentences.
"""

from collections.abc import Iterator, Mapping

from reports.figures.figure import Figure
from reports.figures.specification import FigureSpec, load_figures
from reports.published import ProtectedTable
from reports.sentences.edition_label import EditionLabel

__all__ = ["Figure", "FigureSpec", "draw_figures", "load_figures"]


def draw_figures(tables: Mapping[str, ProtectedTable], label: EditionLabel) -> Iterator[Figure]:
    """Yield the figures of an edition in their order; none for a table that is not there or has nothing to show."""
    from reports.figures.edition import figures_of  # here, because matplotlib takes half a second to import

    yield from figures_of(tables, label)
