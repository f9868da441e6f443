"""The review as one self-contained HTML page: styles and figures inside, no script, no address.

Belongs here: filling review.html. Does not: the content (content.py).
"""

import base64
from collections.abc import Iterable, Mapping
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from reports.documents.content import content_of
from reports.figures.figure import Figure
from reports.published import ProtectedTable
from reports.published.audit_report import AuditReport
from reports.sentences.claim_sentences import Sentence
from reports.sentences.edition_label import EditionLabel

FOLDER = Path(__file__).parent


def write_html(
    tables: Mapping[str, ProtectedTable],
    figures: Iterable[Figure],
    sentences: Iterable[Sentence],
    label: EditionLabel,
    audit: AuditReport | None = None,
) -> bytes:
    """Return review.html (UTF-8). Figures are in the order given, tables in that of chapters.yaml."""
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["base64"] = lambda content: base64.b64encode(content).decode("ascii")
    style = Markup((FOLDER / "review.css").read_text(encoding="utf-8"))  # noqa: S704 - our own file, nothing from outside
    review = content_of(tables, figures, sentences, label, audit)
    return environment.get_template("review.html").render(review=review, style=style).encode("utf-8")
