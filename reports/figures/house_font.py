"""The house font: DejaVu Sans without its layout tables, under a name of its own.

Belongs here: making it from matplotlib's own copy, once, in matplotlib's cache folder. Does not: sizes and weights
(house_style.py). Each figure's PDF embeds the glyphs that it uses; sorting out glyphs that no text of ours substitutes
took two thirds of the time of drawing a figure (measured: 0.09 s a font and PDF with these tables, 0.03 s without).
"""

import hashlib
import os
from functools import cache
from pathlib import Path

import matplotlib as mpl
from fontTools.ttLib import TTFont
from matplotlib import font_manager

FAMILY = "Review Sans"
LAYOUT_TABLES = ("GSUB", "GPOS", "GDEF", "MATH", "FFTM")
FAMILY_NAME_IDS = (1, 16)
OTHER_NAME_IDS = {3: "unique", 4: "full", 6: "postscript"}


@cache
def register_house_font() -> str:
    """Make the house font known to matplotlib, once a process; return its family."""
    for weight, suffix in (("normal", "Regular"), ("bold", "Bold")):
        source = Path(font_manager.findfont(font_manager.FontProperties(family="DejaVu Sans", weight=weight)))
        font_manager.fontManager.addfont(_made_from(source, suffix))
    return FAMILY


def _made_from(source: Path, suffix: str) -> Path:
    digest = hashlib.sha256(source.read_bytes()).hexdigest()[:16]
    place = Path(mpl.get_cachedir()) / f"review-sans-{suffix.lower()}-{digest}.ttf"
    if not place.exists():
        font = TTFont(source, recalcTimestamp=False)
        for tag in LAYOUT_TABLES:
            if tag in font:
                del font[tag]
        for record in font["name"].names:
            if record.nameID in FAMILY_NAME_IDS:
                record.string = FAMILY
            elif record.nameID in OTHER_NAME_IDS:
                record.string = f"{FAMILY} {suffix}" if record.nameID != 6 else f"ReviewSans-{suffix}"
        aside = place.with_suffix(f".{os.getpid()}")
        font.save(aside)
        aside.rename(place)
    return place
