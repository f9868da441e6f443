"""Bars: plain, grouped, ranked and stacked; horizontal, each with its number.

Belongs here: bars. Does not: what they show (picture.py), the page around them. A suppressed number is a hatched mark
of one length, whatever the number.
"""

from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure as Drawing
from matplotlib.patches import Rectangle

from reports.figures.house_style import (
    HATCH,
    INK,
    LABEL_PT,
    ON_PALETTE,
    PALETTE,
    PAPER,
    SUPPRESSED,
    SUPPRESSED_LENGTH,
    line_height,
    width_of,
    wrapped,
)
from reports.figures.page import LegendKey, Page, suppressed_key
from reports.figures.picture import DrawnValue, Picture
from reports.figures.scale import AXIS_HEIGHT, draw_gridlines, inches_per_unit
from reports.figures.specification import YEAR

GREATEST_LABEL = 2.35  # inches
PAD = 0.06


def draw_bars(picture: Picture, page: Page) -> Drawing:
    """Draw a bar a mark, grouped by row."""
    several = len(picture.series) > 1
    bar, gap = (0.185, 0.15) if several else (0.23, 0.10)
    page.keys = _keys(picture) if several else []
    if any(mark.is_confidential for mark in picture.marks.values()):
        page.keys.append(suppressed_key())
    labels, left = _labels(picture)
    heights = [max(bar * len(picture.series), _height(lines)) for lines in labels]
    body = sum(heights) + gap * len(heights)
    drawing, axes, width = page.open(body + AXIS_HEIGHT, left)
    marks = picture.marks.values()
    scale = inches_per_unit(((m.value, width_of(m.text, LABEL_PT) + 2 * PAD) for m in marks), width)
    draw_gridlines(axes, scale, max(m.value for m in marks), width, body)
    y = gap / 2
    for row, lines, height in zip(picture.rows, labels, heights, strict=True):
        _write_label(axes, lines, y + height / 2)
        at = y + (height - bar * len(picture.series)) / 2
        for place, one in enumerate(picture.series):
            mark = picture.marks.get((row, one))
            if mark is not None:
                end = _draw_mark(axes, mark, 0.0, at, bar, scale, _colours(picture, place))
                _write(axes, end + PAD, at + bar / 2, mark.text, INK)
            at += bar
        y += height + gap
    return drawing


def draw_stacked_bars(picture: Picture, page: Page) -> Drawing:
    """Draw one bar per row, divided by series, with the row's published total at its end."""
    bar, gap = 0.30, 0.12
    page.keys = _keys(picture)
    if any(mark.is_confidential for mark in picture.marks.values()):
        page.keys.append(suppressed_key())
    labels, left = _labels(picture)
    heights = [max(bar, _height(lines)) for lines in labels]
    body = sum(heights) + gap * len(heights)
    drawing, axes, width = page.open(body + AXIS_HEIGHT, left)
    lengths = {row: _stack(picture, row) for row in picture.rows}
    ends = []
    for row, stack in lengths.items():
        total = picture.totals.get(row)
        free = SUPPRESSED_LENGTH * sum(mark.is_confidential for mark in stack) + 2 * PAD
        told = width_of(total.text, LABEL_PT, bold=True) if total else 0.0
        ends.append((sum(mark.value for mark in stack), free + told))
    scale = inches_per_unit(ends, width)
    draw_gridlines(axes, scale, max(value for value, _ in ends), width, body)
    y = gap / 2
    for row, lines, height in zip(picture.rows, labels, heights, strict=True):
        _write_label(axes, lines, y + height / 2)
        x, at = 0.0, y + (height - bar) / 2
        for mark in lengths[row]:
            place = picture.series.index(mark.series)
            end = _draw_mark(axes, mark, x, at, bar, scale, _colours(picture, place))
            if not mark.is_confidential and end - x > width_of(mark.text, LABEL_PT) + PAD:
                _write(axes, (x + end) / 2, at + bar / 2, mark.text, ON_PALETTE[place % len(PALETTE)], ha="center")
            elif mark.is_confidential:
                axes.text(
                    (x + end) / 2,
                    at + bar / 2,
                    mark.text,
                    size=LABEL_PT - 1,
                    color=INK,
                    ha="center",
                    va="center_baseline",
                    bbox={"facecolor": PAPER, "edgecolor": "none", "pad": 0.8},
                    zorder=4,
                )
            x = end
        if row in picture.totals:
            _write(axes, x + PAD, at + bar / 2, picture.totals[row].text, INK, weight="bold")
        y += height + gap
    return drawing


def _stack(picture: Picture, row: str) -> list[DrawnValue]:
    marks = [picture.marks[row, one] for one in picture.series if (row, one) in picture.marks]
    return [mark for mark in marks if mark.value > 0 or mark.is_confidential]


def _colours(picture: Picture, place: int) -> tuple[str, str]:
    """Return face and edge: the year before is an outline only, so that it is not known by colour alone."""
    if picture.spec.series == YEAR and place > 0:
        return PAPER, PALETTE[0]
    colour = PALETTE[place % len(PALETTE)]
    return colour, colour if picture.spec.kind != "stacked_bars" else PAPER


def _keys(picture: Picture) -> list[LegendKey]:
    return [
        LegendKey(picture.series_label(one), *_key_colours(picture, place)) for place, one in enumerate(picture.series)
    ]


def _key_colours(picture: Picture, place: int) -> tuple[str, str]:
    face, edge = _colours(picture, place)
    return face, edge if edge != PAPER else face


def _labels(picture: Picture) -> tuple[list[list[str]], float]:
    """Return the rows' labels in lines, and the width they take."""
    labels = [wrapped(picture.row_label(row), GREATEST_LABEL, LABEL_PT) for row in picture.rows]
    return labels, max(width_of(line, LABEL_PT) for lines in labels for line in lines) + 0.12


def _height(lines: list[str]) -> float:
    return len(lines) * line_height(LABEL_PT)


def _write_label(axes: Axes, lines: list[str], middle: float) -> None:
    top = middle - (len(lines) - 1) * line_height(LABEL_PT) / 2
    for place, line in enumerate(lines):
        _write(axes, -0.10, top + place * line_height(LABEL_PT), line, INK, ha="right")


def _write(axes: Axes, x: float, y: float, text: str, colour: str, ha: str = "left", weight: str = "normal") -> None:
    axes.text(x, y, text, size=LABEL_PT, color=colour, ha=ha, va="center_baseline", weight=weight, zorder=4)


def _draw_mark(
    axes: Axes, mark: DrawnValue, x: float, y: float, bar: float, scale: float, colours: tuple[str, str]
) -> float:
    """Draw one mark from ``x`` and return where it ends, in inches."""
    if mark.is_confidential:
        look: dict[str, Any] = {"facecolor": PAPER, "edgecolor": SUPPRESSED, "hatch": HATCH}
        length = SUPPRESSED_LENGTH
    else:
        look = {"facecolor": colours[0], "edgecolor": colours[1]}
        length = mark.value * scale
    if length > 0:
        axes.add_patch(Rectangle((x, y + 0.01), length, bar - 0.02, linewidth=1.0, zorder=2, **look))
    return x + length
