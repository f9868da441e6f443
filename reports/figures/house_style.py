"""House style: colours, type sizes, and measuring text before it is drawn.

Belongs here: what all figures share, after the Analysis Function's guidance (field rule 1). Does not: any one kind of
figure. Colours are in the order of their use; neighbours have a contrast of 3:1, and order and labels carry the same.
"""

import textwrap
from functools import cache, lru_cache
from typing import Any

from matplotlib.font_manager import FontProperties
from matplotlib.textpath import TextToPath
from matplotlib.typing import RcKeyType

from reports.figures.house_font import FAMILY, register_house_font

PALETTE = ("#12436D", "#28A197", "#801650", "#F46A25")
ON_PALETTE = ("#FFFFFF", "#0B0C0C", "#FFFFFF", "#0B0C0C")  # text upon each colour, 4.5:1 and more
INK, SOFT_INK, GRID, PAPER = "#0B0C0C", "#505A5F", "#D9DCDE", "#FFFFFF"
SUPPRESSED = "#505A5F"
HATCH = "/////"
SUPPRESSED_LENGTH = 0.30  # inches, whatever the number

WIDTH = 7.5  # inches
MARGIN = 0.25
TITLE_PT, SUBTITLE_PT, LABEL_PT, SMALL_PT = 12.5, 10.0, 9.5, 8.0
DPI = 144

RC: dict[RcKeyType, Any] = {
    "font.family": ["sans-serif"],
    "font.sans-serif": [FAMILY, "DejaVu Sans", "Verdana", "Arial"],
    "font.size": LABEL_PT,
    "text.color": INK,
    "text.parse_math": False,
    "axes.unicode_minus": True,
    "svg.fonttype": "none",
    "svg.hashsalt": "migrant-assistance-review",
    "pdf.fonttype": 42,
    "hatch.linewidth": 0.8,
    "figure.facecolor": PAPER,
    "path.simplify": False,
}


@cache
def _measuring() -> TextToPath:
    return TextToPath()


@lru_cache(maxsize=4096)
def width_of(text: str, size_pt: float, bold: bool = False) -> float:
    """Return the width of one line of text in inches."""
    font = FontProperties(family=register_house_font(), size=size_pt, weight="bold" if bold else "normal")
    width, _, _ = _measuring().get_text_width_height_descent(text, font, ismath=False)
    return float(width) / 72


def wrapped(text: str, inches: float, size_pt: float, bold: bool = False) -> list[str]:
    """Return the text in lines that fit a width; too long a word has its own line or is divided at a hyphen."""
    lines: list[str] = []
    for word in textwrap.TextWrapper(width=1, break_long_words=False).wrap(text):
        longer = (lines[-1] + ("" if lines[-1].endswith("-") else " ") + word) if lines else word
        if lines and width_of(longer, size_pt, bold) <= inches:
            lines[-1] = longer
        else:
            lines.append(word)
    return lines


def balanced(text: str, inches: float, size_pt: float, bold: bool = False) -> list[str]:
    """Return the text in as few lines as fit, of about the same length, so that no word is left alone."""
    lines = wrapped(text, inches, size_pt, bold)
    while len(lines) > 1 and len(narrower := wrapped(text, inches - 0.2, size_pt, bold)) == len(lines):
        lines, inches = narrower, inches - 0.2
    return lines


def line_height(size_pt: float) -> float:
    """Return the height of a line in inches."""
    return size_pt * 1.32 / 72
