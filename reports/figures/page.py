"""The page of a figure: title and legend above, the drawing, note and draft line below.

Belongs here: the frame that all kinds share, in inches. Does not: what is in the drawing (bars.py, change.py,
heat.py).
"""

from dataclasses import dataclass, field

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from reports.figures.house_style import (
    HATCH,
    INK,
    LABEL_PT,
    MARGIN,
    PAPER,
    SMALL_PT,
    SOFT_INK,
    SUBTITLE_PT,
    SUPPRESSED,
    TITLE_PT,
    WIDTH,
    balanced,
    line_height,
    width_of,
    wrapped,
)


@dataclass(frozen=True)
class LegendKey:
    """One entry of a legend: a square and its label."""

    label: str
    face: str
    edge: str
    is_hatched: bool = False


@dataclass
class Page:
    """Everything around a drawing. Lengths are inches; ``left`` is where the drawing's own area begins."""

    title: str
    subtitle: str
    notes: list[str]
    draft: str
    keys: list[LegendKey] = field(default_factory=list)
    width: float = WIDTH

    def open(self, body_height: float, left: float) -> tuple[Drawing, Axes, float]:
        """Return a drawing of the right height, its axes and their width.

        The axes' y runs in inches from the top of the body down; x runs in inches too, until the caller scales it.
        """
        inner = self.width - 2 * MARGIN
        title = balanced(self.title, inner, TITLE_PT, bold=True)
        subtitle = wrapped(self.subtitle, inner, SUBTITLE_PT)
        notes = [line for note in self.notes for line in wrapped(note, inner, SMALL_PT)]
        rows = self._key_rows(inner)
        top = MARGIN + len(title) * line_height(TITLE_PT) + len(subtitle) * line_height(SUBTITLE_PT) + 0.08
        keys_height = len(rows) * 0.24 + (0.06 if rows else 0)
        foot = (len(notes) + 1) * line_height(SMALL_PT) + MARGIN * 0.7
        height = top + keys_height + body_height + 0.12 + foot
        drawing = Drawing(figsize=(self.width, height), facecolor=PAPER)
        y = MARGIN
        y = self._write(drawing, y, title, height, TITLE_PT, weight="bold")
        self._write(drawing, y, subtitle, height, SUBTITLE_PT, colour=SOFT_INK)
        self._draw_keys(drawing, rows, top, height)
        y = self._write(drawing, height - foot, notes, height, SMALL_PT, colour=SOFT_INK)
        self._write(drawing, y, [self.draft], height, SMALL_PT, weight="bold")
        width = inner - left
        axes = drawing.add_axes(
            ((MARGIN + left) / self.width, (foot + 0.12) / height, width / self.width, body_height / height)
        )
        axes.set_ylim(body_height, 0)
        axes.set_xlim(0, width)
        axes.set_axis_off()
        return drawing, axes, width

    def _write(
        self,
        drawing: Drawing,
        y: float,
        lines: list[str],
        height: float,
        size: float,
        weight: str = "normal",
        colour: str = INK,
    ) -> float:
        """Write lines from the left margin and return where the next would begin."""
        for line in lines:
            place = (MARGIN / self.width, 1 - y / height)
            drawing.text(*place, line, size=size, weight=weight, color=colour, ha="left", va="top")
            y += line_height(size)
        return y

    def _key_rows(self, inner: float) -> list[list[tuple[float, LegendKey]]]:
        rows: list[list[tuple[float, LegendKey]]] = []
        x = 0.0
        for key in self.keys:
            needed = 0.24 + width_of(key.label, LABEL_PT)
            if not rows or x + needed > inner:
                rows.append([])
                x = 0.0
            rows[-1].append((x, key))
            x += needed + 0.28
        return rows

    def _draw_keys(
        self, drawing: Drawing, rows: list[list[tuple[float, LegendKey]]], top: float, height: float
    ) -> None:
        for line, row in enumerate(rows):
            for x, key in row:
                at, y = MARGIN + x, top + 0.12 + line * 0.24
                square = Rectangle(
                    (at / self.width, 1 - (y + 0.075) / height),
                    0.15 / self.width,
                    0.15 / height,
                    transform=drawing.transFigure,
                    facecolor=key.face,
                    edgecolor=key.edge,
                    linewidth=1.2,
                    hatch=HATCH if key.is_hatched else None,
                )
                drawing.add_artist(square)
                place = ((at + 0.22) / self.width, 1 - y / height)
                drawing.text(*place, key.label, size=LABEL_PT, color=INK, va="center_baseline")


def suppressed_key() -> LegendKey:
    """Return the legend's entry for a number that is suppressed."""
    return LegendKey("[c] confidential, not drawn to scale", PAPER, SUPPRESSED, is_hatched=True)
