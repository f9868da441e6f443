"""From a drawing to bytes: PNG, SVG and PDF that are the same on every run.

Belongs here: the three formats and the SVG's title and description. Does not: files on the shelf.
"""

import io
import re
from xml.sax.saxutils import escape

from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure as Drawing

from reports.figures.house_style import DPI


def as_png(drawing: Drawing, title: str) -> bytes:
    """Return the drawing as PNG, without date or program."""
    out = io.BytesIO()
    FigureCanvasAgg(drawing)
    drawing.savefig(out, format="png", dpi=DPI, metadata={"Software": None, "Title": title})
    return out.getvalue()


def as_svg(drawing: Drawing, title: str, description: str, key: str) -> bytes:
    """Return the drawing as SVG, with role, title and description for those who hear it."""
    out = io.StringIO()
    drawing.savefig(out, format="svg", metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    told = f'<title id="{key}-title">{escape(title)}</title>\n <desc id="{key}-desc">{escape(description)}</desc>\n '
    head = f'<svg role="img" aria-labelledby="{key}-title {key}-desc" '
    text = out.getvalue().replace("<svg ", head, 1)
    opening = re.search(r"<svg [^>]*>\s*", text)
    if opening is None:
        raise ValueError("the drawing gave no SVG")
    return (text[: opening.end()] + told + text[opening.end() :]).encode()


def as_pdf(drawing: Drawing, title: str, description: str) -> bytes:
    """Return the drawing as PDF, without dates; the description is its subject."""
    out = io.BytesIO()
    removed = {"CreationDate": None, "ModDate": None, "Creator": None, "Producer": None}
    about = {**removed, "Title": title, "Subject": description}
    drawing.savefig(out, format="pdf", metadata=about)
    return out.getvalue()
