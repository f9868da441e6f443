"""The thumbnail of a figure in Dagster's metadata: a small PNG in one line of markdown.

Belongs here: making it small. Does not: drawing (reports/figures).
"""

import base64
import io

from PIL import Image

from reports.figures import Figure
from reports.published import NotProtectedError

WIDTH_PX = 480


def thumbnail(figure: Figure) -> str:
    """Return markdown with the thumbnail and its alternative text. Raises NotProtectedError if it is not a Figure."""
    if type(figure) is not Figure:
        raise NotProtectedError(f"a thumbnail needs a figure of the review, this is a {type(figure).__name__}")
    picture = Image.open(io.BytesIO(figure.png)).convert("RGB")
    height = round(picture.height * WIDTH_PX / picture.width)
    small = io.BytesIO()
    picture.resize((WIDTH_PX, height), Image.Resampling.LANCZOS).quantize(64).save(small, "PNG", optimize=True)
    text = figure.alt.replace("[", "(").replace("]", ")").replace("\n", " ")
    return f"![{text}](data:image/png;base64,{base64.b64encode(small.getvalue()).decode('ascii')})"
