"""One office's submission with known faults, made in memory."""

import io
from collections.abc import Mapping, Sequence
from typing import Any

import openpyxl
import xlsxwriter

from expectations.contract import load_contract
from expectations.feedback import Assessment, assess
from expectations.reading import SubmittedFile
from tests.lib.submissions.files import YEAR, Row, pseudonym

OFFICE = "KEN"
CANARY = "Zyxwvut-Canary-4711"


def victim(number: int, **more: Any) -> dict[str, Any]:
    """A good row of the trafficking form, unlike all others."""
    citizenships = ("UKR", "HTI", "KHM", "ETH", "AFG", "NPL", "LAO")
    row = {
        "case_ref": f"T{number}",
        "trafficking_status": "Actual",
        "sex": "F" if number % 2 else "M",
        "age": 19 + number,
        "citizenship": citizenships[number % 7],
        "country_of_exploitation": OFFICE,
        "exploit_ForcedLabour": "yes",
    }
    return {**row, **more}


def workbook(
    sheets: Mapping[str, Sequence[Row]], language: str = "en", cover: bool = True, above: Sequence[str] = ()
) -> list[SubmittedFile]:
    """A workbook of a cover and the forms; ``above`` are texts in rows above each header."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream, {"strings_to_formulas": False}) as book:
        if cover:
            page = book.add_worksheet("Cover")
            said = {"office": OFFICE, "year": str(YEAR), "language": language, "contact": CANARY}
            for number, pair in enumerate(said.items()):
                page.write_row(number, 0, pair)
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, text in enumerate(above):
                sheet.write_string(number, 0, text)
            names = list(dict.fromkeys(name for row in rows for name in row))
            lines = [names, *([row.get(name, "") for name in names] for row in rows)]
            for number, line in enumerate(lines, start=len(above)):
                sheet.write_row(number, 0, line)
    return [SubmittedFile("office.xlsx", stream.getvalue())]


def with_one_fault(number: int = 3, language: str = "en") -> list[SubmittedFile]:
    """Twelve victims of which one has a sex that is no code, in cell C<number + 2>."""
    rows = [victim(n) for n in range(12)]
    rows[number]["sex"] = "perhaps"
    return workbook({"trafficking": rows}, language)


def assessed(files: Sequence[SubmittedFile]) -> Assessment:
    """The files assessed."""
    return assess(files, load_contract(), OFFICE, YEAR, pseudonym)


def opened(content: bytes) -> openpyxl.Workbook:
    """A workbook of ours read back, formulas as formulas."""
    return openpyxl.load_workbook(io.BytesIO(content))


def all_texts(content: bytes) -> list[str]:
    """Every text, name and note of a workbook."""
    book = opened(content)
    texts = list(book.sheetnames)
    for sheet in book.worksheets:
        for line in sheet.iter_rows():
            texts += [str(cell.value) for cell in line if cell.value is not None]
            texts += [str(cell.comment.text) for cell in line if cell.comment]
    return texts
