"""Figure: one finished figure in all its forms.

Belongs here: what a figure consists of. Does not: making one (edition.py).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """One figure, drawn from one protected table.

    ``csv`` has exactly what is drawn, one row per mark (UTF-8, LF); ``alt`` has the same in words.
    """

    key: str
    table: str
    theme: str
    title: str
    subtitle: str
    alt: str
    png: bytes
    svg: bytes
    pdf: bytes
    csv: bytes
    width_px: int
    height_px: int
