"""The list of findings: a workbook without any value, with the place of each finding and what to mend.

Belongs here: the lists of places after the summary. Does not: the office's own values (marked_workbook.py).
Accessible: a title in A1 of each sheet, no merged cell, and the weight of a finding in words as well as in colour.
"""

from collections.abc import Sequence

from expectations.contract import Contract
from expectations.feedback.assessment import Assessment
from expectations.feedback.remark_text import cell_of, form_of, label_of, teller, weight_of
from expectations.feedback.remarks import Remark
from expectations.feedback.summary_sheet import SummarySheet, height_of, set_widths, write_head
from expectations.feedback.words import FeedbackWords
from expectations.feedback.workbook import FeedbackBook

HEADS = ("file", "sheet", "form", "cell", "field", "weight", "message", "state")
WIDTHS = (9, 9, 26, 14, 30, 18, 90, 18)


def listed(assessment: Assessment, contract: Contract, delivery: str = "", *, without_marks: bool = False) -> bytes:
    """Return the workbook that lists what was found, by place, without any value; the same bytes for the same input.

    ``delivery`` is the name of the delivery's folder, by which an office recognises its files. ``without_marks``: the
    office's own workbook was too big to be marked, and the list says so.
    """
    words = FeedbackWords(assessment.language)
    book = FeedbackBook(words.say("title"), assessment.year)
    notes = [words.say("without_marks")] if without_marks else []
    SummarySheet(book, assessment, contract, delivery).write(words.say("title"), notes)
    if assessment.remarks:
        _places(book, "sheet_places", assessment.remarks, contract, words)
    if assessment.mended:
        _places(book, "sheet_mended", assessment.mended, contract, words)
    return book.content()


def _places(book: FeedbackBook, name: str, remarks: Sequence[Remark], contract: Contract, words: FeedbackWords) -> None:
    language, tell = words.language, teller(contract, words.language)
    sheet = book.sheet(words.say(name))
    sheet.write_string(0, 0, words.say(name), book.title)
    sheet.write_string(1, 0, f"{words.say('golden')} {words.say('files_are_sorted')}", book.text)
    heads = HEADS if any(remark.state for remark in remarks) else HEADS[:-1]
    write_head(sheet, 2, [words.say(head) for head in heads], book, (0, 1))
    set_widths(sheet, WIDTHS)
    sheet.freeze_panes(3, 0)
    sheet.autofilter(2, 0, 2 + len(remarks), len(heads) - 1)
    for row, remark in enumerate(remarks, start=3):
        for column, number in enumerate(remark.sheet):
            if number is not None:
                sheet.write_number(row, column, number, book.count)
        sheet.write_string(row, 2, form_of(contract, remark.form, language), book.lines)
        sheet.write_string(row, 3, cell_of(remark, language), book.top)
        sheet.write_string(row, 4, label_of(contract, remark, language), book.lines)
        sheet.write_string(row, 5, weight_of(remark, language), book.weights[remark.severity])
        sheet.write_string(row, 6, tell(remark), book.lines)
        label = label_of(contract, remark, language)
        sheet.set_row(row, height_of([(label, WIDTHS[4]), (tell(remark), WIDTHS[6])]))
        if remark.state:
            sheet.write_string(row, 7, words.say(f"state_{remark.state}"), book.top)
