"""The office's own workbook, with each finding marked at its place. It holds values and is sent encrypted only.

Belongs here: writing the forms' cells anew, as values, with colours and notes. Does not: what is carried along
(office_sheets.py). Nothing of the original file but its cells' values is copied: no formula, link, macro, drawing.
"""

from collections.abc import Callable, Iterable, Sequence

from xlsxwriter.worksheet import Worksheet

from expectations.contract import Contract
from expectations.feedback.assessment import Assessment
from expectations.feedback.office_sheets import OfficeSheet, SheetCell, office_sheets
from expectations.feedback.remark_text import form_of, teller
from expectations.feedback.remarks import FIRST_TO_MEND, Remark
from expectations.feedback.summary_sheet import SummarySheet
from expectations.feedback.words import FeedbackWords
from expectations.feedback.workbook import FeedbackBook, write_cell
from expectations.reading import DeliveryRejectedError, SubmittedFile
from expectations.reading.grid import column_place

NOTE = {"author": "", "font_size": 9, "x_scale": 2.6, "y_scale": 1.8}
COLUMN_WIDTH = 15
MOST_CELLS = 1_500_000  # with content; nine seconds and 500 MB


def marked(files: Sequence[SubmittedFile], contract: Contract, assessment: Assessment, delivery: str = "") -> bytes:
    """Return the office's forms as one workbook: cells in their places, findings coloured, each with a note.

    The same bytes for the same input. Raises DeliveryRejectedError where the files cannot be read, and too_big where
    they hold more than MOST_CELLS.
    """
    words = FeedbackWords(assessment.language)
    book = FeedbackBook(words.say("marked_title"), assessment.year)
    SummarySheet(book, assessment, contract, delivery).write(words.say("marked_title"), [words.say("marked_legend")])
    by_sheet: dict[tuple[int | None, int | None], list[Remark]] = {}
    for remark in assessment.remarks:
        by_sheet.setdefault(remark.sheet, []).append(remark)
    tell = teller(contract, assessment.language)
    cells = 0
    for office_sheet in office_sheets(files, contract, assessment.year):
        cells += len(office_sheet.cells)
        if cells > MOST_CELLS:
            raise DeliveryRejectedError("too_big")
        sheet = book.sheet(form_of(contract, office_sheet.form, assessment.language))
        remarks = [
            candidate
            for candidate in by_sheet.get((office_sheet.file_no, office_sheet.sheet_no), [])
            if candidate.form == office_sheet.form
        ]
        _write(book, sheet, office_sheet, words.say("left_out"))
        _mark(book, sheet, office_sheet, remarks, tell, words.say("left_out"))
    return book.content()


def _write(book: FeedbackBook, sheet: Worksheet, office_sheet: OfficeSheet, left_out: str) -> None:
    """Write header and records, each cell in its place."""
    for place in office_sheet.places:
        sheet.set_column(place, place, COLUMN_WIDTH)
    headers = set(office_sheet.header_rows)
    for (row, place), value in office_sheet.cells.items():
        write_cell(sheet, row, place, value, book.head if row in headers else book.text, book.day)
    for place in office_sheet.left_out:
        sheet.write_string(max(headers), place, left_out, book.faint)
    sheet.freeze_panes(max(headers) + 1, 0)


def _cell(remark: Remark, office_sheet: OfficeSheet) -> SheetCell:
    """Return the cell that shows a remark: of a column its header, of a row its first cell, of a sheet the header."""
    row = max(office_sheet.header_rows) if remark.row_no is None else remark.row_no - 1
    return row, column_place(remark.column_letters) - 1 if remark.column_letters else office_sheet.places[0]


def _mark(
    book: FeedbackBook,
    sheet: Worksheet,
    office_sheet: OfficeSheet,
    remarks: Iterable[Remark],
    tell: Callable[[Remark], str],
    left_out: str,
) -> None:
    """Colour the cells that remarks are about, by the gravest, with one note a cell."""
    by_cell: dict[SheetCell, list[Remark]] = {}
    for remark in remarks:
        by_cell.setdefault(_cell(remark, office_sheet), []).append(remark)
    for (row, place), about in by_cell.items():
        gravest = min((remark.severity for remark in about), key=FIRST_TO_MEND.__getitem__)
        is_left_out = row == max(office_sheet.header_rows) and place in office_sheet.left_out
        value = left_out if is_left_out else office_sheet.cells.get((row, place), "")
        write_cell(sheet, row, place, value, book.weights[gravest], book.weights_of_days[gravest])
        note = "\n\n".join(dict.fromkeys(tell(remark) for remark in about))
        sheet.write_comment(row, place, note, NOTE)
