"""From numbers to lengths: the scale of a figure whose labels must fit, and its gridlines.

Belongs here: the scale and the lines of the axis. Does not: the bars. The scale follows published numbers only.
"""

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.ticker import MaxNLocator

from reports.figures.house_style import GRID, SMALL_PT, SOFT_INK, width_of
from reports.sentences.numbers import written

AXIS_HEIGHT = 0.26


def inches_per_unit(ends: Iterable[tuple[float, float]], width: float) -> float:
    """Return the greatest scale at which every bar fits.

    ``ends`` are (value, inches that must stay free after it). 1.0 where no value is above zero.
    """
    return min(((width - free) / value for value, free in ends if value > 0), default=1.0)


def draw_gridlines(axes: Axes, scale: float, greatest: float, width: float, height: float) -> None:
    """Draw gridlines from zero and their numbers beneath; none where nothing is published."""
    axes.plot([0, 0], [0, height], color=SOFT_INK, linewidth=1.0, zorder=3)
    if greatest <= 0:
        return
    for tick in MaxNLocator(5, integer=True, steps=[1, 2, 2.5, 5, 10]).tick_values(0, greatest):
        x, label = float(tick) * scale, written(float(tick))
        if tick < 0 or x > width:
            continue
        if tick > 0:
            axes.plot([x, x], [0, height], color=GRID, linewidth=0.8, zorder=0)
        if x + width_of(label, SMALL_PT) / 2 <= width + 0.2:
            axes.text(x, height + 0.05, label, size=SMALL_PT, color=SOFT_INK, ha="center", va="top")
