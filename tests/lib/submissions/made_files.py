"""Files of cells as they are written, made in memory, and what the reader makes of them."""

import io
from collections.abc import Sequence
from typing import Any

import xlsxwriter

from expectations.contract import load_contract
from expectations.reading import Reading, SubmittedFile, read_submission
from tests.lib.submissions.files import YEAR, pseudonym

OFFICE = "MDA"
CANARY = "Zyxwvut-Canary-4711"
COVER = (("office", OFFICE), ("year", str(YEAR)), ("nature", "demonstration"))


def workbook(sheets: dict[str, Sequence[Sequence[Any]]], options: dict[str, Any] | None = None) -> SubmittedFile:
    """A workbook whose cells are what Python's types say; a text that begins with = is a formula without value."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"default_date_format": "yyyy-mm-dd", **(options or {})}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for number, row in enumerate(rows):
                sheet.write_row(number, 0, row)
    return SubmittedFile("office.xlsx", stream.getvalue())


def separated(text: str, name: str = "trafficking.csv", encoding: str = "utf-8") -> SubmittedFile:
    """A CSV file."""
    return SubmittedFile(name, text.encode(encoding))


def read(*files: SubmittedFile, office: str = OFFICE, year: int = YEAR) -> Reading:
    """The files read as one submission."""
    return read_submission(files, load_contract(), office, year, pseudonym)


def answers_of(field: str, *cells: Any, form: str = "returns") -> tuple[list[Any], list[str]]:
    """What cells of one field become: values (None where missing) and the notes on unread ones."""
    rows = [["case_ref", field], *([f"R{place}", cell] for place, cell in enumerate(cells))]
    frame = read(workbook({form: rows})).records[form]
    column = frame[field].astype(object)
    return column.where(frame[field].notna(), None).tolist(), frame["unread"].tolist()


def rules(reading: Reading) -> list[str]:
    """The rules of a reading's findings."""
    return [finding.rule for finding in reading.findings]
