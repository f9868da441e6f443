"""Change: the year before and this year as two points on a line, row by row.

Belongs here: that drawing. Does not: sentences about a change (reports/sentences). A row with a number that is not
published has no line: its texts are at the left.
"""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing

from reports.figures.bars import GREATEST_LABEL, PAD
from reports.figures.house_style import INK, LABEL_PT, PALETTE, PAPER, SOFT_INK, line_height, width_of, wrapped
from reports.figures.page import LegendKey, Page
from reports.figures.picture import DrawnValue, Picture
from reports.figures.scale import AXIS_HEIGHT, draw_gridlines, inches_per_unit

ROW = 0.38


def draw_change(picture: Picture, page: Page) -> Drawing:
    """Draw a line a row from the year before (open point) to this year (full point)."""
    colours = [(PALETTE[0], PALETTE[0]), (PAPER, PALETTE[0])]
    page.keys = [LegendKey(picture.series_label(one), *colours[place]) for place, one in enumerate(picture.series)]
    labels = [wrapped(picture.row_label(row), GREATEST_LABEL, LABEL_PT) for row in picture.rows]
    left = max(width_of(line, LABEL_PT) for lines in labels for line in lines) + 0.12
    heights = [max(ROW, len(lines) * line_height(LABEL_PT) + 0.1) for lines in labels]
    body = sum(heights)
    drawing, axes, width = page.open(body + AXIS_HEIGHT, left)
    marks = picture.marks.values()
    scale = inches_per_unit(((m.value, width_of(m.text, LABEL_PT) + 3 * PAD) for m in marks), width)
    draw_gridlines(axes, scale, max(m.value for m in marks), width, body)
    y = 0.0
    for row, lines, height in zip(picture.rows, labels, heights, strict=True):
        top = y + height / 2 - (len(lines) - 1) * line_height(LABEL_PT) / 2
        for place, line in enumerate(lines):
            _write(axes, -0.10, top + place * line_height(LABEL_PT), line, "right")
        own = [picture.marks[row, one] for one in picture.series if (row, one) in picture.marks]
        _draw_row(axes, own, y + height / 2, scale)
        y += height
    return drawing


def _draw_row(axes: Axes, marks: list[DrawnValue], y: float, scale: float) -> None:
    published = sorted((mark for mark in marks if mark.cell.value is not None), key=lambda mark: mark.value)
    told = [f"{mark.cell.year}: {mark.text}" for mark in marks if mark.cell.value is None]
    if len(published) == 2:
        ends = [mark.value * scale for mark in published]
        axes.plot(ends, [y, y], color=SOFT_INK, linewidth=1.6, zorder=2)
    for place, mark in enumerate(published):
        x, is_now = mark.value * scale, mark is marks[0]
        face = PALETTE[0] if is_now else PAPER
        look: dict[str, Any] = {
            "markersize": 8,
            "markerfacecolor": face,
            "markeredgecolor": PALETTE[0],
            "markeredgewidth": 1.6,
        }
        axes.plot([x], [y], "o", zorder=3, **look)
        to_left = place == 0 and len(published) == 2 and x > width_of(mark.text, LABEL_PT) + 3 * PAD
        if to_left:
            _write(axes, x - 2 * PAD, y, mark.text, "right")
        elif place == len(published) - 1:
            both = place == 1 and published[0].value * scale <= width_of(published[0].text, LABEL_PT) + 3 * PAD
            text = f"{mark.text} ({published[0].cell.year}: {published[0].text})" if both else mark.text
            _write(axes, x + 2 * PAD, y, text, "left")
            x += width_of(text, LABEL_PT) + 2 * PAD
    if told:
        ends = [mark.value * scale + width_of(mark.text, LABEL_PT) + 4 * PAD for mark in published]
        start = max(ends, default=2 * PAD)
        _write(axes, start, y, "; ".join(told), "left")


def _write(axes: Axes, x: float, y: float, text: str, ha: str) -> None:
    axes.text(x, y, text, size=LABEL_PT, color=INK, ha=ha, va="center_baseline", zorder=4)
