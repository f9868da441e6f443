"""The thumbnail of a figure, as Dagster's metadata shows it.

Belongs here: a small PNG in a line of markdown. Does not: drawing (reports/figures).
"""

import base64
import io

from PIL import Image

WIDTH_PX = 480


def thumbnail(png: bytes, alt: str) -> str:
    """Return markdown that shows the figure small; the alternative text is ours, made from published numbers."""
    picture = Image.open(io.BytesIO(png)).convert("RGB")
    height = round(picture.height * WIDTH_PX / picture.width)
    small = io.BytesIO()
    picture.resize((WIDTH_PX, height), Image.Resampling.LANCZOS).quantize(64).save(small, "PNG", optimize=True)
    told = alt.replace("[", "(").replace("]", ")").replace("\n", " ")
    return f"![{told}](data:image/png;base64,{base64.b64encode(small.getvalue()).decode('ascii')})"
