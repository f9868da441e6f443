"""Heat: a table of shaded cells, each with its number.

Belongs here: that drawing. Does not: totals (they are in the table). Shades follow published numbers only.
"""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from reports.figures.house_style import (
    HATCH,
    INK,
    LABEL_PT,
    PALETTE,
    PAPER,
    SMALL_PT,
    SUPPRESSED,
    line_height,
    width_of,
    wrapped,
)
from reports.figures.page import Page, suppressed_key
from reports.figures.picture import DrawnValue, Picture

WIDE = 9.5  # inches
ROW = 0.36
LABEL = 1.75
LIGHTEST = "#EEF3F7"


def draw_heat(picture: Picture, page: Page) -> Drawing:
    """Draw a cell a mark; the darker, the more persons (square root, so that small numbers stay apart)."""
    page.width = WIDE
    if any(mark.is_confidential for mark in picture.marks.values()):
        page.keys = [suppressed_key()]
    labels = [wrapped(picture.row_label(row), LABEL, LABEL_PT) for row in picture.rows]
    left = max(width_of(line, LABEL_PT) for lines in labels for line in lines) + 0.12
    column = (WIDE - 0.5 - left) / len(picture.series)
    heads = [wrapped(picture.series_label(one), column - 0.06, SMALL_PT) for one in picture.series]
    head = max(len(lines) for lines in heads) * line_height(SMALL_PT) + 0.08
    heights = [max(ROW, len(lines) * line_height(LABEL_PT) + 0.06) for lines in labels]
    drawing, axes, _ = page.open(head + sum(heights), left)
    for place, lines in enumerate(heads):
        above = head - 0.06 - len(lines) * line_height(SMALL_PT)
        _write_lines(axes, lines, (place + 0.5) * column, above, SMALL_PT, "center")
    greatest = max((mark.value for mark in picture.marks.values()), default=0.0)
    y = head
    for row, lines, height in zip(picture.rows, labels, heights, strict=True):
        _write_lines(axes, lines, -0.10, y + height / 2 - len(lines) * line_height(LABEL_PT) / 2, LABEL_PT, "right")
        for place, one in enumerate(picture.series):
            mark = picture.marks.get((row, one))
            if mark is not None:
                _draw_cell(axes, mark, place * column, y, column, height, greatest)
        y += height
    return drawing


def _draw_cell(axes: Axes, mark: DrawnValue, x: float, y: float, width: float, height: float, greatest: float) -> None:
    depth = (mark.value / greatest) ** 0.5 if greatest else 0.0
    look: dict[str, Any] = {"facecolor": _shade(depth) if mark.value else PAPER, "edgecolor": PAPER}
    if mark.is_confidential:
        look = {"facecolor": PAPER, "edgecolor": SUPPRESSED, "hatch": HATCH}
    axes.add_patch(Rectangle((x + 0.02, y + 0.02), width - 0.04, height - 0.04, linewidth=0.8, zorder=1, **look))
    colour = PAPER if depth > 0.55 and not mark.is_confidential else INK
    box = {"facecolor": PAPER, "edgecolor": "none", "pad": 1.0} if mark.is_confidential else None
    place = (x + width / 2, y + height / 2)
    axes.text(*place, mark.text, size=LABEL_PT, color=colour, ha="center", va="center_baseline", bbox=box, zorder=3)


def _shade(depth: float) -> tuple[float, float, float]:
    light, dark = to_rgb(LIGHTEST), to_rgb(PALETTE[0])
    red, green, blue = (round(a + (b - a) * depth, 4) for a, b in zip(light, dark, strict=True))
    return red, green, blue


def _write_lines(axes: Axes, lines: list[str], x: float, top: float, size: float, ha: str) -> None:
    for place, line in enumerate(lines):
        axes.text(x, top + place * line_height(size), line, size=size, color=INK, ha=ha, va="top", zorder=3)
