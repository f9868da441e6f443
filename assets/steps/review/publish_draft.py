"""Steps downstream of disclosure control: figures, sentences, documents, and the draft on the shelf.

They read protected tables only. Belongs here: protected tables to files under release/<year>/, and from there to the
shelf. Does not: drawing figures, choosing sentences, setting documents (reports).
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assets.steps.provenance.put_edition import put_draft
from assets.steps.release.key_of_year import require_key_of_year
from assets.steps.release.open_year import open_year
from assets.steps.release.restricted_audit import why_not_protected
from assets.steps.release.tables import (
    EDITION,
    audit_report_of,
    edition_in_progress,
    release_folder,
    released_tables,
)
from assets.steps.runtime.atomic_files import replace_file, replace_folder
from assets.steps.runtime.errors import OperatorError, redact_errors
from expectations.progress import NULL_PROGRESS, Progress
from reports.documents import write_docx, write_html, write_workbook
from reports.figures import Figure, draw_figures, load_figures
from reports.sentences import Said, Sentence, say
from resources.stores import Stores

FORMATS = ("png", "svg", "pdf", "csv")
INDEX = "figures.json"
SENTENCES = "sentences.json"
DOCUMENTS = {"html": "review.html", "docx": "review.docx", "workbook": "tables.xlsx"}


def draw_year(stores: Stores, year: int, progress: Progress = NULL_PROGRESS) -> list[Figure]:
    """Draw the figures of ``year``; return them. A table without printed numbers has no figure."""
    with redact_errors("figures"):
        released = released_tables(stores, year)
        files: dict[str, bytes] = {}
        drawn: list[Figure] = []
        progress.begin("drawing figures", len(load_figures()))
        for figure in draw_figures(released.tables, released.label):
            drawn.append(figure)
            files |= {f"{figure.key}.{ending}": getattr(figure, ending) for ending in FORMATS}
            progress.advance()
        described = [{name: value for name, value in asdict(f).items() if name not in FORMATS} for f in drawn]
        files[INDEX] = _json(described)
        replace_folder(release_folder(stores, year) / "figures", files)
        return drawn


def say_year(stores: Stores, year: int) -> Said:
    """Write the sentences of ``year``, and the claims that may not be made, each with its reason."""
    with redact_errors("sentences"):
        sentences = say(released_tables(stores, year).tables)
        content = {
            "sentences": [asdict(sentence) for sentence in sentences.sentences],
            "unsaid": [asdict(claim) for claim in sentences.unsaid],
        }
        replace_file(release_folder(stores, year) / SENTENCES, _json(content))
        return sentences


def set_document(stores: Stores, year: int, kind: str) -> Path:
    """Set one document of DOCUMENTS from tables, figures and sentences; return its path."""
    with redact_errors(f"review/{kind}"):
        released = released_tables(stores, year)
        folder = release_folder(stores, year)
        tables, label, audit = released.tables, released.label, audit_report_of(stores, year)
        writers: dict[str, Callable[[], bytes]] = {
            "html": lambda: write_html(tables, _figures(folder), _sentences(folder), label, audit),
            "docx": lambda: write_docx(tables, _figures(folder), _sentences(folder), label, audit),
            "workbook": lambda: write_workbook(tables, label, audit),
        }
        path = folder / DOCUMENTS[kind]
        replace_file(path, writers[kind]())
        return path


def put_on_shelf(stores: Stores, year: int) -> tuple[Path, bool]:
    """Put the edition on the shelf as a draft; return its folder, and whether it is a new draft.

    Raises OperatorError, with tables and choices, where the tables could not be protected together: such a draft is
    never put on the shelf. A draft that is protected itself and only cannot be released is put there, and its pages say
    that the audit did not pass.
    """
    with redact_errors("review/draft"), open_year(stores, year):
        folder, edition = release_folder(stores, year), edition_in_progress(stores, year)
        missing = [name for name in ("figures", SENTENCES, *DOCUMENTS.values()) if not (folder / name).exists()]
        if missing:
            raise OperatorError(f"the draft of {year} is incomplete: {', '.join(missing)} is missing; run {year} again")
        require_key_of_year(stores, year)
        _require_protected_together(stores, year)
        with stores.shelf.workspace(year) as build:
            for path in sorted(folder.glob("[!.]*")):  # a step that was killed leaves a hidden file
                if path.is_dir():
                    shutil.copytree(path, build / path.name)
                else:
                    shutil.copyfile(path, build / path.name)
            (build / EDITION).unlink()
            return put_draft(stores, build, edition, year)


def _require_protected_together(stores: Stores, year: int) -> None:
    if why := why_not_protected(stores, year):
        raise OperatorError(
            f"no draft of {year} was put on the shelf; the last protected draft stays there. {why}. "
            f"The restricted audit, disclosure/{year}/audit.json, names the cells"
        )


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _figures(folder: Path) -> list[Figure]:
    """Read the figures. Raises OperatorError where there are none."""
    index = folder / "figures" / INDEX
    if not index.exists():
        raise OperatorError("review/figures has not been materialised; run it first")
    figures = []
    for described in json.loads(index.read_text(encoding="utf-8")):
        path = folder / "figures" / described["key"]
        files: dict[str, Any] = {ending: path.with_suffix(f".{ending}").read_bytes() for ending in FORMATS}
        figures.append(Figure(**described, **files))
    return figures


def _sentences(folder: Path) -> list[Sentence]:
    """Read the sentences. Raises OperatorError where there are none."""
    path = folder / SENTENCES
    if not path.exists():
        raise OperatorError("review/sentences has not been materialised; run it first")
    sentences: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["sentences"]
    return [Sentence(**{**sentence, "cell_ids": tuple(sentence["cell_ids"])}) for sentence in sentences]
