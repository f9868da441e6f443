"""The review as a Word document: headings, figures with alternative text, tables with header rows, DRAFT on every page.

Belongs here: setting a review with python-docx. Does not: the content (content.py). The bytes are the same on every
run.
"""

import datetime
import io
from collections.abc import Iterable, Mapping, Sequence

from docx import Document
from docx.document import Document as WordDocument
from docx.enum.section import WD_ORIENT, WD_SECTION
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Length, Pt, RGBColor
from docx.table import Table, _Cell

from reports.documents.audit_page import AuditPage
from reports.documents.content import (
    ChapterContent,
    NumberedFigure,
    NumberedTable,
    ReviewContent,
    content_of,
    load_words,
)
from reports.documents.office_package import repacked
from reports.figures.figure import Figure
from reports.published import ProtectedTable
from reports.published.audit_report import AuditReport
from reports.sentences.claim_sentences import Sentence
from reports.sentences.edition_label import EditionLabel

FONT = "Arial"
BLUE = RGBColor(0x12, 0x43, 0x6D)
TEXT_WIDTH, TEXT_HEIGHT = Cm(17), Cm(25.7)


def write_docx(
    tables: Mapping[str, ProtectedTable],
    figures: Iterable[Figure],
    sentences: Iterable[Sentence],
    label: EditionLabel,
    audit: AuditReport | None = None,
) -> bytes:
    """Return review.docx (A4; wide tables on pages on their side), byte-identical for the same input."""
    review = content_of(tables, figures, sentences, label, audit)
    document = Document()
    _set_styles(document)
    _set_page(document, review, label)
    document.add_heading(review.title, level=0)
    for line in (review.nature, review.audit.warning if review.audit else ""):
        if line:
            document.add_paragraph().add_run(line).bold = True
    document.add_heading(review.words.headlines, level=1)
    for headline in review.headlines:
        document.add_paragraph(headline, style="List Bullet")
    document.add_paragraph(review.caveat)
    document.add_heading(review.words.basis, level=2)
    for line in review.basis:
        document.add_paragraph(line)
    for chapter in review.chapters:
        _add_chapter(document, chapter)
    if review.audit is not None:
        _add_audit(document, review.audit)
    _add_reading(document, review)
    out = io.BytesIO()
    document.save(out)
    return repacked(out.getvalue())


def _set_styles(document: WordDocument) -> None:
    for name, size in (
        ("Normal", 10),
        ("Title", 22),
        ("Heading 1", 16),
        ("Heading 2", 12),
        ("Caption", 9),
        ("List Bullet", 10),
    ):
        style = document.styles[name]
        style.font.name, style.font.size = FONT, Pt(size)
        fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
        for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
            fonts.attrib.pop(qn(f"w:{theme}"), None)
        if name != "Normal" and name != "List Bullet":
            style.font.color.rgb = BLUE
    document.styles["Caption"].paragraph_format.keep_with_next = True
    document.styles["Normal"].paragraph_format.space_after = Pt(6)


def _set_page(document: WordDocument, review: ReviewContent, label: EditionLabel) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = Cm(2)
    for place, text in ((section.header, review.draft), (section.footer, f"{review.draft}. {review.nature}".strip())):
        paragraph = place.paragraphs[0]
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
        paragraph.add_run(text).bold = True
    about = document.core_properties
    about.title, about.subject, about.language = review.title, review.draft, "en-GB"
    about.author, about.last_modified_by, about.comments, about.revision = "", "", "", 1
    about.created = about.modified = datetime.datetime(label.year + 1, 1, 1, tzinfo=datetime.UTC)


def _add_chapter(document: WordDocument, chapter: ChapterContent) -> None:
    document.add_heading(chapter.title, level=1).paragraph_format.page_break_before = True
    document.add_paragraph(chapter.introduction)
    if chapter.nothing:
        document.add_paragraph().add_run(chapter.nothing).bold = True
    if chapter.sentences:
        document.add_paragraph(" ".join(sentence.text for sentence in chapter.sentences))
    for numbered in chapter.figures:
        _add_figure(document, numbered)
    if chapter.notes:
        document.add_heading(load_words().chapter_notes, level=2)
    for letter, note in chapter.notes:
        line = document.add_paragraph()
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
        for text, is_bold in ((f"{letter}  ", True), (note, False)):
            run = line.add_run(text)
            run.bold, run.font.size = is_bold, Pt(8)
    for table in chapter.tables:
        _add_table(document, table)


def _add_figure(document: WordDocument, numbered: NumberedFigure) -> None:
    caption = document.add_paragraph(f"{numbered.name}. {numbered.figure.title}", style="Caption")
    caption.paragraph_format.space_before = Pt(12)
    picture = document.add_picture(io.BytesIO(numbered.figure.png), width=TEXT_WIDTH)
    about = picture._inline.docPr
    about.set("descr", numbered.figure.alt)
    about.set("title", numbered.figure.title)
    about.set("name", numbered.name)


def _add_table(document: WordDocument, numbered: NumberedTable) -> None:
    table = numbered.table
    if table.is_wide:
        _turn(document, on_its_side=True)
    caption = document.add_paragraph(style="Caption")
    caption.paragraph_format.space_before = Pt(12)
    caption.add_run(f"{numbered.name}. {table.title}").bold = True
    caption.add_run(f"\n{table.subtitle}")
    grid = document.add_table(rows=1, cols=len(table.columns) + 1, style="Table Grid")
    _describe(grid, f"{numbered.name}. {table.title}", table.subtitle)
    widths = _widths(len(table.columns), TEXT_HEIGHT if table.is_wide else TEXT_WIDTH)
    grid.autofit = False
    _set_narrow_margins(grid)
    _set_lines(grid)
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    _fill(grid.rows[0].cells, (table.stub, *table.columns), widths, is_bold=True)
    _repeat_on_every_page(grid)
    for row in table.rows:
        entries = (row.label, *(cell.text for cell in row.cells))
        _fill(grid.add_row().cells, entries, widths, is_bold=row.is_total)
    for note in numbered.notes:
        line = document.add_paragraph()
        line.paragraph_format.space_before = line.paragraph_format.space_after = Pt(2)
        line.add_run(note).font.size = Pt(8)
    if table.is_wide:
        _turn(document, on_its_side=False)


def _turn(document: WordDocument, *, on_its_side: bool) -> None:
    """Begin a new page, on its side or upright; nothing to do where the page already lies so."""
    section = document.add_section(WD_SECTION.NEW_PAGE)
    if on_its_side != (section.orientation == WD_ORIENT.LANDSCAPE):
        section.orientation = WD_ORIENT.LANDSCAPE if on_its_side else WD_ORIENT.PORTRAIT
        section.page_width, section.page_height = section.page_height, section.page_width


def _widths(columns: int, room: int) -> list[Length]:
    first = room // 5 if columns > 5 else room * 3 // 10
    return [Length(first)] + [Length(min((room - first) // columns, Cm(3.2)))] * columns


def _fill(
    cells: Iterable[_Cell],
    entries: Iterable[str],
    widths: list[Length],
    *,
    is_bold: bool,
    align: WD_ALIGN_PARAGRAPH = WD_ALIGN_PARAGRAPH.RIGHT,
) -> None:
    for place, (cell, entry, width) in enumerate(zip(cells, entries, widths, strict=True)):
        cell.width = width
        paragraph = cell.paragraphs[0]
        paragraph.paragraph_format.space_before = paragraph.paragraph_format.space_after = Pt(1.5)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.LEFT if place == 0 else align
        run = paragraph.add_run(entry)
        run.bold, run.font.size = is_bold, Pt(7 if len(widths) > 6 else 8.5)


def _repeat_on_every_page(grid: Table) -> None:
    properties = grid.rows[0]._tr.get_or_add_trPr()
    properties.append(OxmlElement("w:tblHeader"))
    for row in grid.rows:
        row._tr.get_or_add_trPr().append(OxmlElement("w:cantSplit"))


def _describe(grid: Table, title: str, description: str) -> None:
    for tag, text in (("w:tblCaption", title), ("w:tblDescription", description)):
        element = OxmlElement(tag)
        element.set(qn("w:val"), text)
        grid._tbl.tblPr.append(element)


def _set_narrow_margins(grid: Table) -> None:
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), "45")
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    look = grid._tbl.tblPr.find(qn("w:tblLook"))
    if look is None:
        grid._tbl.tblPr.append(margins)
    else:
        look.addprevious(margins)


def _set_lines(grid: Table) -> None:
    """Draw thin lines between the rows, darker ones above and below, and none between columns."""
    borders = OxmlElement("w:tblBorders")
    for side in ("top", "left", "bottom", "right", "insideH", "insideV"):
        line = OxmlElement(f"w:{side}")
        is_outer, is_drawn = side in ("top", "bottom"), side in ("top", "bottom", "insideH")
        line.set(qn("w:val"), "single" if is_drawn else "nil")
        line.set(qn("w:sz"), "8" if is_outer else "4")
        line.set(qn("w:color"), "404040" if is_outer else "BFBFBF")
        borders.append(line)
    grid._tbl.tblPr.find(qn("w:tblLayout")).addprevious(borders)


def _add_audit(document: WordDocument, audit: AuditPage) -> None:
    document.add_heading(audit.title, level=1).paragraph_format.page_break_before = True
    if audit.warning:
        document.add_paragraph().add_run(audit.warning).bold = True
    document.add_paragraph(audit.introduction)
    _add_words(document, audit.counted, audit.head, audit.rows, (9, 8))
    _add_words(document, audit.tried, audit.attackers_head, audit.attackers, (4, 9, 4))
    for note in audit.notes:
        document.add_paragraph().add_run(note).font.size = Pt(8)


def _add_words(
    document: WordDocument,
    title: str,
    head: Sequence[str],
    rows: Sequence[Sequence[str]],
    centimetres: tuple[float, ...],
) -> None:
    """Add a table of words: its cells begin at the left."""
    document.add_paragraph(style="Caption").add_run(title).bold = True
    grid = document.add_table(rows=1, cols=len(head), style="Table Grid")
    _describe(grid, title, "; ".join(head))
    grid.autofit = False
    _set_lines(grid)
    widths: list[Length] = [Cm(one) for one in centimetres]
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for entries in (head, *rows):
        cells = grid.rows[0].cells if entries is head else grid.add_row().cells
        _fill(cells, entries, widths, is_bold=entries is head, align=WD_ALIGN_PARAGRAPH.LEFT)
    _repeat_on_every_page(grid)
    document.add_paragraph()


def _add_reading(document: WordDocument, review: ReviewContent) -> None:
    document.add_heading(review.words.reading, level=1).paragraph_format.page_break_before = True
    for line in review.how:
        document.add_paragraph(line, style="List Bullet")
    for symbol, meaning in review.words.symbols.items():
        paragraph = document.add_paragraph()
        paragraph.add_run(f"{symbol} ").bold = True
        paragraph.add_run(meaning)
