"""A review before it becomes HTML or Word: headlines, basis, chapters with sentences, figures and tables.

Belongs here: choice and order. Does not: markup (html.py, docx.py), numbers (they come in protected tables and
sentences).
"""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from string import ascii_lowercase

import yaml
from pydantic import BaseModel, ConfigDict

from reports.documents.audit_page import AuditPage, audit_page
from reports.documents.printed_table import PrintedTable, is_unanswered, print_table
from reports.figures.figure import Figure
from reports.published import ProtectedTable, require_protected
from reports.published.audit_report import AuditReport
from reports.published.disclosure_rules import default_threshold
from reports.sentences.claim_sentences import Sentence
from reports.sentences.edition_label import EditionLabel

FOLDER = Path(__file__).parent
SEVERAL = 3  # tables of a chapter with the same note, from which it is printed once for all


class Chapter(BaseModel):
    """One chapter as chapters.yaml names it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    theme: str
    also: tuple[str, ...] = ()  # further themes that the chapter holds
    title: str
    introduction: str
    tables: tuple[str, ...]
    annex: bool = False  # about the reporting and not about persons; left out where it has no table

    @property
    def themes(self) -> frozenset[str]:
        """The themes whose tables, figures and sentences are in the chapter."""
        return frozenset((self.theme, *self.also))


class DocumentWords(BaseModel):
    """The words of review.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: str
    headlines: str
    basis: str
    reading: str
    nothing: str
    unanswered: str
    figure: str
    table: str
    contents: str
    notes: str
    chapter_notes: str
    see_notes: str
    symbols: dict[str, str]
    how: tuple[str, ...]
    of_a_draft: str


@dataclass(frozen=True)
class NumberedFigure:
    """A figure with its name in the review: Figure 3."""

    name: str
    figure: Figure


@dataclass(frozen=True)
class NumberedTable:
    """A table with its name in the review: Table 3. ``notes``: those printed under it within its chapter."""

    name: str
    table: PrintedTable
    notes: tuple[str, ...] = ()


@dataclass(frozen=True)
class ChapterContent:
    """One chapter filled. ``nothing`` is its text where no record of its kind was submitted."""

    key: str
    title: str
    introduction: str
    sentences: tuple[Sentence, ...]
    figures: tuple[NumberedFigure, ...]
    tables: tuple[NumberedTable, ...]
    notes: tuple[tuple[str, str], ...]  # printed once for several of its tables, by letter
    nothing: str


@dataclass(frozen=True)
class ReviewContent:
    """A review in reading order."""

    title: str
    draft: str
    nature: str
    caveat: str
    headlines: tuple[str, ...]
    basis: tuple[str, ...]
    chapters: tuple[ChapterContent, ...]
    how: tuple[str, ...]
    audit: AuditPage | None
    words: DocumentWords


@lru_cache(maxsize=1)
def load_words() -> DocumentWords:
    """Return the words of the documents."""
    return DocumentWords.model_validate(yaml.safe_load((FOLDER / "review.yaml").read_text(encoding="utf-8")))


def how_to_read(label: EditionLabel) -> tuple[str, ...]:
    """Return how the review is to be read; of a draft, that it is one."""
    words = load_words()
    rules = tuple(line.format(largest_confidential=default_threshold() - 1) for line in words.how)
    return rules if label.edition else (*rules, words.of_a_draft)


@lru_cache(maxsize=1)
def load_chapters() -> tuple[Chapter, ...]:
    """Return the chapters in their order."""
    entries = yaml.safe_load((FOLDER / "chapters.yaml").read_text(encoding="utf-8"))
    return tuple(Chapter.model_validate(entry) for entry in entries)


def numbered_tables(tables: Mapping[str, ProtectedTable]) -> dict[str, list[NumberedTable]]:
    """Return the printed tables by chapter, numbered through the review; none of which nothing was reported."""
    require_protected(tables)
    words, number = load_words(), 0
    found: dict[str, list[NumberedTable]] = {}
    for chapter in load_chapters():
        own = [key for key in tables if tables[key].theme in chapter.themes]
        found[chapter.theme] = []
        for key in [*(k for k in chapter.tables if k in own), *sorted(set(own) - set(chapter.tables))]:
            printed = None if is_unanswered(tables[key]) else print_table(tables[key])
            if printed is not None:
                number += 1
                found[chapter.theme].append(NumberedTable(words.table.format(number=number), printed))
    return found


def content_of(
    tables: Mapping[str, ProtectedTable],
    figures: Iterable[Figure],
    sentences: Iterable[Sentence],
    label: EditionLabel,
    audit: AuditReport | None = None,
) -> ReviewContent:
    """Return the review's content. Figures and sentences of a theme without a chapter are not printed.

    ``audit`` is the public sheet of the edition's disclosure audit, where it has one.
    """
    words, said, drawn = load_words(), tuple(sentences), tuple(figures)
    printed = numbered_tables(tables)
    chapters, number = [], 0
    for chapter in load_chapters():
        if chapter.annex and not printed[chapter.theme]:
            continue
        own = []
        for figure in (figure for figure in drawn if figure.theme in chapter.themes):
            number += 1
            own.append(NumberedFigure(words.figure.format(number=number), figure))
        nothing = "" if printed[chapter.theme] else words.nothing.format(year=label.year)
        about = tuple(sentence for sentence in said if sentence.theme in chapter.themes)
        chapters.append(
            ChapterContent(
                chapter.theme,
                chapter.title,
                _introduction(chapter, tables, label),
                about,
                tuple(own),
                *_noted(printed[chapter.theme]),
                nothing,
            )
        )
    return ReviewContent(
        title=words.title.format(year=label.year),
        draft=label.draft_line(),
        nature=label.nature_note(),
        caveat=label.caveat(),
        headlines=_headlines(said),
        basis=(label.coverage_line(), label.held_back_line()),
        chapters=tuple(chapters),
        how=how_to_read(label),
        audit=audit_page(audit) if audit else None,
        words=words,
    )


def _noted(tables: list[NumberedTable]) -> tuple[tuple[NumberedTable, ...], tuple[tuple[str, str], ...]]:
    """Return tables with the notes under each, and the notes printed once for the chapter, by letter.

    The first note of a table, its caveat where it has one, stays with it. Others that several have are printed once.
    """
    times = Counter(note for one in tables for note in one.table.notes[1:])
    letters = {
        note: ascii_lowercase[place]
        for place, note in enumerate([note for note, number in times.items() if number >= SEVERAL][:26])
    }
    noted = []
    for one in tables:
        own = [note for note in one.table.notes if note not in letters or note == one.table.notes[0]]
        said = [letters[note] for note in one.table.notes[1:] if note in letters]
        refer = [load_words().see_notes.format(letters=", ".join(sorted(said)))] if said else []
        noted.append(replace(one, notes=(*own, *refer)))
    return tuple(noted), tuple((letter, note) for note, letter in letters.items())


def _introduction(chapter: Chapter, tables: Mapping[str, ProtectedTable], label: EditionLabel) -> str:
    """Return the chapter's introduction, corrections in an annex, and the tables whose question has no answer."""
    said = [chapter.introduction]
    if chapter.annex:
        said.append(label.corrections_line())
    own = [table for table in tables.values() if table.theme in chapter.themes and is_unanswered(table)]
    if own:
        titles = "; ".join(sorted({table.text.title for table in own}))
        said.append(load_words().unanswered.format(year=label.year, tables=titles))
    return " ".join(said)


def _headlines(sentences: tuple[Sentence, ...]) -> tuple[str, ...]:
    """Join what follows another sentence to it, so that no line begins with "That is"."""
    lines: list[str] = []
    keys: list[str] = []
    for sentence in (sentence for sentence in sentences if sentence.headline):
        if keys and sentence.follows in keys:
            lines[-1] = f"{lines[-1]} {sentence.text}"
            keys.append(sentence.key)
        else:
            lines.append(sentence.text)
            keys = [sentence.key]
    return tuple(lines)
