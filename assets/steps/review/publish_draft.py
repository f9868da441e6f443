"""The stations behind the door: figures, sentences, documents, and the draft on the shelf.

Belongs here: protected tables to files under release/<year>/, and from there to the shelf. Does not: drawing, saying
and setting (reports). Nothing here sees anything but protected tables.
"""

import json
import shutil
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assets.steps.provenance.vintage_records import record_vintages
from assets.steps.release.protection import why_not_protected
from assets.steps.release.tables import audit_report_of, edition_in_progress, release_folder, released_tables
from assets.steps.runtime.atomic_files import replace_file, replace_folder
from assets.steps.runtime.errors import OperatorError, redact_errors
from assets.steps.runtime.progress import SILENT, Progress
from reports.documents import write_docx, write_html, write_workbook
from reports.figures import Figure, draw_figures, load_figures
from reports.sentences import Said, Sentence, say
from resources.stores import Stores

FORMATS = ("png", "svg", "pdf", "csv")
INDEX = "figures.json"
SENTENCES = "sentences.json"
INSIDE_ONLY = ("draft", "tables", "pedigree")
"""Of an edition, what its manifest leaves out: the number is the folder's."""
DOCUMENTS = {"html": "review.html", "docx": "review.docx", "workbook": "tables.xlsx"}


def draw_year(stores: Stores, year: int, progress: Progress = SILENT) -> list[Figure]:
    """Draw the figures of ``year``; return them. A table with nothing to show has no figure."""
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
    """Say the sentences of ``year``, and list the claims that may not be made, with the reason."""
    with redact_errors("sentences"):
        said = say(released_tables(stores, year).tables)
        content = {"sentences": [asdict(s) for s in said.sentences], "unsaid": [asdict(u) for u in said.unsaid]}
        replace_file(release_folder(stores, year) / SENTENCES, _json(content))
        return said


def set_document(stores: Stores, year: int, kind: str) -> Path:
    """Set one document of DOCUMENTS from tables, figures and sentences; return its place."""
    with redact_errors(f"review/{kind}"):
        released = released_tables(stores, year)
        folder = release_folder(stores, year)
        tables, label, audit = released.tables, released.label, audit_report_of(stores, year)
        setting: dict[str, Callable[[], bytes]] = {
            "html": lambda: write_html(tables, _figures(folder), _sentences(folder), label, audit),
            "docx": lambda: write_docx(tables, _figures(folder), _sentences(folder), label, audit),
            "workbook": lambda: write_workbook(tables, label, audit),
        }
        path = folder / DOCUMENTS[kind]
        replace_file(path, setting[kind]())
        return path


def put_on_shelf(stores: Stores, year: int) -> tuple[Path, bool]:
    """Put the edition on the shelf as a draft; return its folder, and whether it is a new draft.

    Raises OperatorError, which names tables and choices, where its tables could not be protected together: nothing that
    is half protected stands on the shelf. A draft that waits for more does, and its pages say that it did not pass.
    """
    with redact_errors("review/draft"):
        folder, edition = release_folder(stores, year), edition_in_progress(stores, year)
        missing = [name for name in ("figures", SENTENCES, *DOCUMENTS.values()) if not (folder / name).exists()]
        if missing:
            raise OperatorError(f"the draft of {year} is not whole, it lacks {', '.join(missing)}")
        _refuse_what_is_half_protected(stores, year)
        with stores.shelf.workspace(year) as build:
            for path in sorted(folder.glob("[!.]*")):  # a station that was killed leaves a hidden file aside
                if path.is_dir():
                    shutil.copytree(path, build / path.name)
                else:
                    shutil.copyfile(path, build / path.name)
            (build / "edition.json").unlink()
            manifest = {name: value for name, value in edition.items() if name not in INSIDE_ONLY}
            path, new = stores.shelf.put(year, build, {**manifest, "released": False})
        record_vintages(stores, year, path, str(edition["pedigree"]))
        return path, new


def _refuse_what_is_half_protected(stores: Stores, year: int) -> None:
    if why := why_not_protected(stores, year):
        raise OperatorError(
            f"nothing of {year} was put on the shelf, where the last draft that was protected stays. {why}. "
            "The restricted audit beside the warehouse names the cells"
        )


def _json(content: object) -> bytes:
    return (json.dumps(content, indent=2, sort_keys=True, ensure_ascii=False) + "\n").encode()


def _figures(folder: Path) -> list[Figure]:
    """Read the figures back; OperatorError where none have been drawn."""
    index = folder / "figures" / INDEX
    if not index.exists():
        raise OperatorError("the figures have not been drawn yet")
    figures = []
    for described in json.loads(index.read_text(encoding="utf-8")):
        place = folder / "figures" / described["key"]
        files: dict[str, Any] = {ending: place.with_suffix(f".{ending}").read_bytes() for ending in FORMATS}
        figures.append(Figure(**described, **files))
    return figures


def _sentences(folder: Path) -> list[Sentence]:
    """Read the sentences back; OperatorError where none have been said."""
    path = folder / SENTENCES
    if not path.exists():
        raise OperatorError("the sentences have not been said yet")
    said: list[dict[str, Any]] = json.loads(path.read_text(encoding="utf-8"))["sentences"]
    return [Sentence(**{**sentence, "cell_ids": tuple(sentence["cell_ids"])}) for sentence in said]
