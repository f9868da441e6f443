"""The thumbnail of a figure, as Dagster's metadata shows it.

Belongs here: a small PNG in a line of markdown. Does not: drawing (reports/figures).
"""

import base64
import io

from PIL import Image

from reports.figures import Figure
from reports.published import NotProtectedError

WIDTH_PX = 480


def thumbnail(figure: Figure) -> str:
    """Return markdown that shows the figure small; its text is made from published numbers. NotProtectedError
    otherwise."""
    if type(figure) is not Figure:
        raise NotProtectedError(f"only a figure of the review is shown small, this is a {type(figure).__name__}")
    picture = Image.open(io.BytesIO(figure.png)).convert("RGB")
    height = round(picture.height * WIDTH_PX / picture.width)
    small = io.BytesIO()
    picture.resize((WIDTH_PX, height), Image.Resampling.LANCZOS).quantize(64).save(small, "PNG", optimize=True)
    told = figure.alt.replace("[", "(").replace("]", ")").replace("\n", " ")
    return f"![{told}](data:image/png;base64,{base64.b64encode(small.getvalue()).decode('ascii')})"
