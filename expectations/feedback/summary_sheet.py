"""The first sheet of a feedback workbook: what was read, what became of it, what to mend first.

Belongs here: that sheet. Does not: the list of places (findings_workbook.py), the office's own sheets
(marked_workbook.py).
"""

import textwrap
from collections.abc import Container, Iterable, Sequence

from xlsxwriter.worksheet import Worksheet

from expectations.contract import LANGUAGES, Contract
from expectations.feedback.assessment import Assessment
from expectations.feedback.remark_groups import RuleSum, by_rule, counts_by_form, places_of, several_files
from expectations.feedback.remark_text import form_of, label_of, teller, weight_of
from expectations.feedback.remarks import Remark
from expectations.feedback.words import FeedbackWords
from expectations.feedback.workbook import FeedbackBook
from expectations.geography import country_name
from expectations.reading import reason_in_words

LINE_HEIGHT = 13.5
WIDTHS = (38, 26, 18, 18, 26, 80, 50)


class SummarySheet:
    """Writes the summary of one assessment, in its language, as the next sheet of a workbook."""

    def __init__(self, book: FeedbackBook, assessment: Assessment, contract: Contract, delivery: str) -> None:
        self.book, self.assessment, self.contract, self.delivery = book, assessment, contract, delivery
        self.language = assessment.language
        self.words = FeedbackWords(self.language)
        self.tell = teller(contract, self.language)
        self.with_file = several_files((*assessment.remarks, *(assessment.mended or ())))

    def write(self, title: str, notes: Iterable[str] = ()) -> None:
        """Add the sheet; ``notes`` are lines under the title."""
        sheet = self.book.sheet(self.words.say("sheet_summary"))
        set_widths(sheet, WIDTHS)
        sheet.hide_gridlines(2)
        sheet.write_string(0, 0, title, self.book.title)
        row = 1
        about = self.words.say("about", office=self._office(), year=self.assessment.year)
        delivery = [f"{self.words.say('delivery')} {self.delivery}"] if self.delivery else []
        for line in (about, *delivery, self.words.say("golden"), *notes):
            sheet.write_string(row, 0, line, self.book.heading if row == 1 else self.book.text)
            row += 1
        if self.assessment.refusal is not None:
            self._refusal(sheet, row + 1)
            return
        row = self._by_form(sheet, row + 1)
        if self.assessment.mended is not None:
            row = self._since_last_time(sheet, row)
        if self.assessment.remarks:
            self._first_to_mend(sheet, row)
        else:
            sheet.write_string(row, 0, self.words.say("all_well"), self.book.heading)

    def _office(self) -> str:
        office, year = self.assessment.office, self.assessment.year
        try:
            return f"{country_name(office, self.language, year)} ({office})"
        except KeyError:
            return office

    def _refusal(self, sheet: Worksheet, row: int) -> None:
        reason = self.assessment.refusal or ""
        sheet.write_string(row, 0, self.words.say("refused"), self.book.heading)
        others = [language for language in LANGUAGES if language != self.language]  # no cover was read
        for line, language in enumerate([self.language, *others] if reason else [], start=row + 1):
            sheet.write_string(line, 0, reason_in_words(reason, language), self.book.text)
        if self.assessment.mended is not None:
            sheet.write_string(row + 5, 0, self.words.say("earlier_stands"), self.book.text)

    def _by_form(self, sheet: Worksheet, row: int) -> int:
        say = self.words.say
        sheet.write_string(row, 0, say("by_form"), self.book.heading)
        heads = ("form", "read", "accepted", "held_back", "remarks")
        write_head(sheet, row + 1, [say(head) for head in heads], self.book, range(1, 5))
        remarks = counts_by_form(self.assessment.remarks, self.contract)
        row += 2
        for form in self.assessment.forms:
            name = form_of(self.contract, form.form, self.language)
            sheet.write_string(row, 0, self.words.colon(name, say("nil")) if form.is_nil else name, self.book.lines)
            for column, number in enumerate((form.read, form.accepted, form.held_back, remarks[form.form]), start=1):
                sheet.write_number(row, column, number, self.book.count)
            row += 1
        sheet.write_string(row, 0, say("how_faults_count"), self.book.text)
        return row + 2

    def _since_last_time(self, sheet: Worksheet, row: int) -> int:
        """Write how many remarks were mended, remain and are new, by rule over both submissions."""
        say, mended = self.words.say, by_rule(self.assessment.mended or ())
        sheet.write_string(row, 0, say("since"), self.book.heading)
        heads = ("field", "form", "state_mended", "state_remains", "state_new", "message")
        write_head(sheet, row + 1, [say(head) for head in heads], self.book, range(2, 5))
        row += 2
        former = {_what(rule_sum): rule_sum.count() for rule_sum in mended}
        now = {_what(rule_sum): rule_sum for rule_sum in by_rule(self.assessment.remarks)}
        for what, rule_sum in ({_what(rule_sum): rule_sum for rule_sum in mended} | now).items():
            self._question(sheet, row, rule_sum.example)
            still = (rule_sum.count("remains"), rule_sum.count("new")) if what in now else (0, 0)
            for column, count in enumerate((former.get(what, 0), *still), start=2):
                sheet.write_number(row, column, count, self.book.count)
            row += 1
        return row + 1

    def _first_to_mend(self, sheet: Worksheet, row: int) -> None:
        say = self.words.say
        sheet.write_string(row, 0, say("first"), self.book.heading)
        heads = ("field", "form", "weight", "count", "family", "message", "places")
        write_head(sheet, row + 1, [say(head) for head in heads], self.book, (3,))
        for number, rule_sum in enumerate(by_rule(self.assessment.remarks), start=row + 2):
            self._question(sheet, number, rule_sum.example)
            sheet.write_string(
                number, 2, weight_of(rule_sum.example, self.language), self.book.weights[rule_sum.example.severity]
            )
            sheet.write_number(number, 3, rule_sum.count(), self.book.count)
            sheet.write_string(number, 4, self._family(rule_sum.example), self.book.lines)
            places = places_of(rule_sum, self.language, with_file=self.with_file)
            sheet.write_string(number, 6, places, self.book.lines)
            texts = {2: weight_of(rule_sum.example, self.language), 4: self._family(rule_sum.example)}
            texts |= {5: self.tell(rule_sum.example), 6: places}
            sheet.set_row(number, height_of((text, WIDTHS[column]) for column, text in texts.items()))

    def _family(self, example: Remark) -> str:
        families = self.contract.families
        return families[example.family].in_language(self.language) if example.family in families else ""

    def _question(self, sheet: Worksheet, row: int, example: Remark) -> None:
        sheet.write_string(row, 0, label_of(self.contract, example, self.language), self.book.lines)
        sheet.write_string(row, 1, form_of(self.contract, example.form, self.language), self.book.lines)
        sheet.write_string(row, 5, self.tell(example), self.book.lines)


def _what(rule_sum: RuleSum) -> tuple[str | None, str, str]:
    return rule_sum.example.field, rule_sum.example.form, rule_sum.example.rule


def write_head(
    sheet: Worksheet, row: int, texts: Iterable[str], book: FeedbackBook, counts: Container[int] = ()
) -> None:
    """Write the header row of a table; those of the columns ``counts`` are aligned with their numbers."""
    for column, text in enumerate(texts):
        sheet.write_string(row, column, text, book.count_head if column in counts else book.head)


def height_of(texts: Iterable[tuple[str, int]]) -> float:
    """Return the height of a row, in points, that shows wrapped texts whole in columns of these widths.

    Programs that open a workbook do not all reckon it themselves, and those that do not print one row over the next.
    """
    lines = (len(textwrap.wrap(text, max(1, width - 1))) for text, width in texts)
    return LINE_HEIGHT * max([1, *lines])


def set_widths(sheet: Worksheet, widths: Sequence[int]) -> None:
    """Set the widths of the first columns, in characters."""
    for column, width in enumerate(widths):
        sheet.set_column(column, column, width)
