"""The feedback workbooks' common ground: a workbook of fixed bytes, its looks, and texts written as texts.

Belongs here: what findings_workbook.py and marked_workbook.py share. Does not: what they write.
"""

import datetime
import io
import math
import re
from typing import Any

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import Worksheet

from expectations.contract import Severity

LONGEST_TEXT = 32_767  # characters that a cell of Excel holds
NOT_IN_XML = re.compile("[\ud800-\udfff\ufffe\uffff]")
NOT_IN_A_SHEET_NAME = re.compile(r"[\[\]:*?/\\']")
FILL = {Severity.HOLD: "#F4B6B6", Severity.BLANK: "#FCD9A8", Severity.WARNING: "#FFF4B8", Severity.INFO: "#E6EEF7"}
INK = "#1A1A1A"


class FeedbackBook:
    """A workbook being written in memory; nothing of it is ever a formula or a link, and no clock is asked."""

    def __init__(self, title: str, year: int) -> None:
        self._out = io.BytesIO()
        options = {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        }
        self.book: Workbook = xlsxwriter.Workbook(self._out, options)
        self.book.set_properties({"title": title, "author": "", "created": datetime.datetime(year + 1, 1, 1)})
        self.title = self._format(bold=True, font_size=15)
        self.heading = self._format(bold=True, font_size=12)
        self.text = self._format()
        self.lines = self._format(text_wrap=True, valign="top")
        self.top = self._format(valign="top")
        self.head = self._format(bold=True, text_wrap=True, valign="top", bottom=1)
        self.count = self._format(valign="top", align="right", indent=1)
        self.count_head = self._format(bold=True, text_wrap=True, valign="top", bottom=1, align="right", indent=1)
        self.faint = self._format(font_color="#5A5A5A", italic=True)
        self.day = self._format(num_format="yyyy-mm-dd")
        self.weights: dict[Severity, Format] = {
            severity: self._format(
                bg_color=colour, border=1, border_color="#7F7F7F", bold=severity is Severity.HOLD, valign="top"
            )
            for severity, colour in FILL.items()
        }
        self.weights_of_days = {
            severity: self._format(bg_color=colour, border=1, border_color="#7F7F7F", num_format="yyyy-mm-dd")
            for severity, colour in FILL.items()
        }

    def _format(self, **look: Any) -> Format:
        return self.book.add_format({"font_name": "Arial", "font_size": 10, "font_color": INK, **look})

    def sheet(self, name: str) -> Worksheet:
        """Add a sheet; a name that Excel would not take, or has already, is mended."""
        taken = {sheet.get_name().casefold() for sheet in self.book.worksheets()}
        plain = NOT_IN_A_SHEET_NAME.sub(" ", name).strip()[:26] or "-"
        known = plain
        number = 2
        while known.casefold() in taken:
            known = f"{plain} ({number})"
            number += 1
        sheet = self.book.add_worksheet(known)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        return sheet

    def content(self) -> bytes:
        """Close the workbook and return its bytes."""
        self.book.close()
        return self._out.getvalue()


def as_text(text: str) -> str:
    """Return a text that a cell can hold: cut at Excel's limit, without what no XML can hold."""
    return NOT_IN_XML.sub("\ufffd", text[:LONGEST_TEXT])


def write_cell(sheet: Worksheet, row: int, column: int, value: Any, look: Format, look_of_day: Format) -> None:
    """Write a value as what it is: a number, a day, and everything else as text, which is never a formula or a link."""
    if isinstance(value, bool):
        sheet.write_string(row, column, str(value).upper(), look)
    elif isinstance(value, int | float) and math.isfinite(value):
        sheet.write_number(row, column, value, look)
    elif isinstance(value, datetime.date) and value.year >= 1900:  # a date and time is a date too
        sheet.write_datetime(row, column, value, look_of_day)
    elif value == "":
        sheet.write_blank(row, column, None, look)
    else:
        sheet.write_string(row, column, as_text(str(value)), look)
