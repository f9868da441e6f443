import base64
import hashlib
import io
import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from docx import Document
from docx.oxml.ns import qn
from openpyxl import load_workbook

from assets.steps.release.derived_tables import KINDS
from reports.documents import EditionLabel, write_docx, write_html, write_workbook
from reports.documents.content import content_of, load_chapters
from reports.documents.printed_table import PrintedTable, print_table
from reports.figures import Figure, draw_figures
from reports.published import ProtectedTable
from reports.sentences import Sentence, say
from reports.statistics import load_tables
from tests.lib.places import PROJECT

Tables = dict[str, ProtectedTable]
NO_PERSONS = ("health", "health_projects", "projects")
LABEL_OF_A_DRAFT = EditionLabel(2012, 1, frozenset(["demonstration"]), 150, 141)
NOTHING = PrintedTable("", "", "", "", (), (), ())
DRAWN = ("persons_by_theme", "victims_by_sex_and_age", "returns_by_vulnerability")


@pytest.fixture(scope="module")
def figures(tables: Tables, label: EditionLabel) -> list[Figure]:
    return list(draw_figures({key: tables[key] for key in DRAWN}, label))


@pytest.fixture(scope="module")
def sentences(tables: Tables) -> tuple[Sentence, ...]:
    return say(tables).sentences


@pytest.fixture(scope="module")
def page(tables: Tables, figures: list[Figure], sentences: tuple[Sentence, ...], label: EditionLabel) -> str:
    return write_html(tables, figures, sentences, label).decode()


class Parsed(HTMLParser):
    """Every start tag with its attributes, and whether all were closed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("meta", "img"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def test_the_page_says_draft_and_demonstration(page: str) -> None:
    assert '<div class="state" role="note">DRAFT 1 – not for citation</div>' in page
    assert '@top-center { content: "DRAFT 1 – not for citation"' in page
    assert "Demonstration data: no real person stands behind these numbers." in page


def test_the_page_needs_nothing_from_elsewhere(page: str) -> None:
    without_figures = re.sub(r"base64,[A-Za-z0-9+/=]+", "", page)
    assert "http://" not in without_figures
    assert "https://" not in without_figures
    assert "<script" not in page
    sources = [attributes["src"] for tag, attributes in Parsed(page).tags if tag == "img"]
    assert sources
    assert all(str(source).startswith("data:image/svg+xml;base64,") for source in sources)


def test_the_page_is_well_formed_and_its_tables_can_be_heard(page: str, tables: Tables) -> None:
    parsed = Parsed(page)
    assert parsed.open == []
    tags = [tag for tag, _ in parsed.tags]
    assert tags.count("table") == tags.count("caption") == len(tables)
    assert all(attributes.get("scope") in ("col", "row") for tag, attributes in parsed.tags if tag == "th")
    assert all(attributes.get("alt") for tag, attributes in parsed.tags if tag == "img")
    ids = [attributes["id"] for _, attributes in parsed.tags if "id" in attributes]
    assert len(ids) == len(set(ids))


def test_the_caveat_travels_with_every_table(page: str, tables: Tables) -> None:
    caveat = next(iter(tables.values())).text.notes[0]
    assert "do not measure how common" in caveat
    about_persons = [spec.key for spec in load_tables() if spec.key in tables and spec.theme not in NO_PERSONS]
    assert page.count(f"<li>{caveat}</li>") == len(about_persons) > 20


def test_headlines_and_numbers_of_the_year_stand_on_the_page(page: str) -> None:
    first = "Over 100,000 migrants were assisted in 2012: some 103,000. That is 70 per cent more than in 2011"
    assert f"<li>{first}" in page
    assert '<th scope="row">Forced labour</th><td>1,005</td>' in page
    assert "<td>[c]</td>" in page


def test_text_from_tables_is_escaped(tables: Tables, label: EditionLabel) -> None:
    table = tables["reach"]
    labels = {**table.text.code_labels, ("reach", "offices"): "<script>alert(1)</script>"}
    changed = {"reach": replace(table, text=replace(table.text, code_labels=labels))}
    page = write_html(changed, [], [], label).decode()
    assert "<script>" not in page
    assert "&lt;script&gt;" in page


def test_a_chapter_without_records_says_so(tables: Tables, label: EditionLabel) -> None:
    only = {key: table for key, table in tables.items() if table.theme == "trafficking"}
    page = write_html(only, [], say(only).sentences, label).decode()
    assert page.count("No record of this kind was submitted for 2012.") == 5


def test_every_table_that_is_made_has_its_place_in_a_chapter() -> None:
    of_other_kinds = {key: theme for kind in KINDS for key, theme in kind.themes().items()}
    placed = {key: chapter.themes for chapter in load_chapters() for key in chapter.tables}
    made = {spec.key: spec.theme for spec in load_tables()} | of_other_kinds
    assert set(placed) == set(made)
    assert {key: made[key] for key in made if made[key] not in placed[key]} == {}


def test_figures_and_tables_are_numbered_through_the_review(
    tables: Tables, figures: list[Figure], sentences: tuple[Sentence, ...], label: EditionLabel
) -> None:
    review = content_of(tables, figures, sentences, label)
    names = [table.name for chapter in review.chapters for table in chapter.tables]
    assert names == [f"Table {number}" for number in range(1, len(names) + 1)]
    drawn = [figure.name for chapter in review.chapters for figure in chapter.figures]
    assert drawn == [f"Figure {number}" for number in range(1, len(figures) + 1)]


def test_no_headline_begins_with_that_is(
    tables: Tables, figures: list[Figure], sentences: tuple[Sentence, ...], label: EditionLabel
) -> None:
    review = content_of(tables, figures, sentences, label)
    assert review.headlines
    assert not [line for line in review.headlines if line.startswith(("That is", "They were", "Of these"))]


def test_the_word_document_says_draft_on_every_page_and_describes_its_figures_and_tables(
    tables: Tables, figures: list[Figure], sentences: tuple[Sentence, ...], label: EditionLabel
) -> None:
    document = Document(io.BytesIO(write_docx(tables, figures, sentences, label)))
    assert all("DRAFT 1 – not for citation" in section.header.paragraphs[0].text for section in document.sections)
    descriptions = [shape._inline.docPr.get("descr") for shape in document.inline_shapes]
    assert descriptions == [figure.alt for figure in figures]
    assert len(document.tables) == len(tables)
    for table in document.tables:
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert table._tbl.tblPr.find(qn("w:tblCaption")) is not None
    headings = [p.text for p in document.paragraphs if p.style is not None and p.style.name == "Heading 1"]
    themes = {table.theme for table in tables.values()}
    chapters = [chapter.title for chapter in load_chapters() if not chapter.annex or chapter.theme in themes]
    assert headings == ["The year in short", *chapters, "How to read this review"]


def test_the_workbook_has_cover_contents_notes_and_one_table_a_sheet(tables: Tables, label: EditionLabel) -> None:
    book = load_workbook(io.BytesIO(write_workbook(tables, label)))
    assert book.sheetnames[:4] == ["Cover", "Contents", "Notes", "Table_1"]
    assert len(book.sheetnames) == 3 + len(tables)
    for sheet in book:
        values = [cell.value for row in sheet.iter_rows() for cell in row]
        assert "DRAFT 1 – not for citation" in values
        assert not sheet.merged_cells.ranges
        assert not [v for v in values if isinstance(v, str) and v.startswith("=")]
    first = [[cell.value for cell in row] for row in book["Table_1"].iter_rows()]
    assert next(row for row in first if row[0] == "Not stated")[:6] == ["Not stated", 40, 210, "[c]", 260, 0.3]


def test_a_label_that_looks_like_a_formula_stays_text_in_the_workbook(tables: Tables, label: EditionLabel) -> None:
    table = tables["reach"]
    labels = {**table.text.code_labels, ("reach", "offices"): "=1+1"}
    changed = {"reach": replace(table, text=replace(table.text, code_labels=labels))}
    sheet = load_workbook(io.BytesIO(write_workbook(changed, label)))["Table_1"]
    (cell,) = [cell for row in sheet.iter_rows() for cell in row if cell.value == "=1+1"]
    assert cell.data_type == "s"


DIGESTS = """
import hashlib
from tests.lib.protected_edition import LABEL, protected_tables
from reports.documents import write_docx, write_html, write_workbook
from reports.sentences import say
tables = protected_tables()
said = say(tables).sentences
page, word = write_html(tables, [], said, LABEL), write_docx(tables, [], said, LABEL)
for content in (page, word, write_workbook(tables, LABEL)):
    print(hashlib.sha256(content).hexdigest())
"""


def test_documents_are_the_same_bytes_in_another_process(
    tables: Tables, sentences: tuple[Sentence, ...], label: EditionLabel
) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "4711", "TZ": "Pacific/Auckland"}
    command = [sys.executable, "-c", DIGESTS]
    run = subprocess.run(command, cwd=PROJECT, capture_output=True, text=True, check=True, env=environment)
    written = [
        write_html(tables, [], sentences, label),
        write_docx(tables, [], sentences, label),
        write_workbook(tables, label),
    ]
    assert run.stdout.split() == [hashlib.sha256(content).hexdigest() for content in written]


@pytest.mark.parametrize("writer", [write_docx, None])
def test_office_packages_hold_no_time_of_writing(
    tables: Tables, label: EditionLabel, writer: Callable[..., bytes] | None
) -> None:
    content = writer(tables, [], [], label) if writer else write_workbook(tables, label)
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        assert {member.date_time for member in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        assert b"2013-01-01T00:00:00Z" in package.read("docProps/core.xml")


def test_a_figure_inside_the_page_is_the_svg_that_was_drawn(page: str, figures: list[Figure]) -> None:
    inside = re.findall(r"data:image/svg\+xml;base64,([A-Za-z0-9+/=]+)", page)
    assert [base64.b64decode(content) for content in inside] == [figure.svg for figure in figures]


def test_a_note_under_several_tables_of_a_chapter_is_said_once_and_named_under_each(tables: Tables) -> None:
    review = content_of(tables, [], [], LABEL_OF_A_DRAFT)
    chapter = next(one for one in review.chapters if one.key == "trafficking")
    assert chapter.notes
    for letter, note in chapter.notes:
        having = [one for one in chapter.tables if note in one.table.notes[1:]]
        assert len(having) >= 3
        for one in having:
            assert note not in one.notes[1:]
            assert re.search(rf"Notes of the chapter: .*\b{letter}\b", one.notes[-1])
    for one in chapter.tables:  # nothing is lost, and the caveat stands under the table itself
        said = {note for letter, note in chapter.notes if re.search(rf": .*\b{letter}\b", one.notes[-1])}
        assert set(one.table.notes) <= {*one.notes, *said}
        assert one.notes[0] == one.table.notes[0]


def test_a_row_of_those_without_any_answer_is_not_printed_where_nobody_is_there(tables: Tables) -> None:
    table = tables["victims_by_assistance"]
    nobody = tuple(
        replace(cell, value=0.0, status="published") if cell.codes[0] == "none" and cell.value is not None else cell
        for cell in table.cells
    )
    printed = [row.label for row in (print_table(table) or NOTHING).rows]
    without = [row.label for row in (print_table(replace(table, cells=nobody)) or NOTHING).rows]
    assert [label for label in printed if label not in without] == [table.label("assistance", "none")]
