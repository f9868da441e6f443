"""Rows unlike each other, of three forms, for small years that a run takes from the drop to the shelf."""

import io
from collections.abc import Mapping, Sequence
from datetime import datetime

import xlsxwriter

from tests.lib.submissions.files import YEAR, Files, Row, as_csv, cover

WRITTEN_ON = datetime(2013, 1, 10)
COUNTRIES = ("UKR", "HTI", "KHM", "ETH", "AFG")


def victims(office: str, count: int, first: int = 0) -> list[Row]:
    """Rows of the trafficking form, exploited in the office's country."""
    return [
        {
            "case_ref": f"{office}-T{number}",
            "trafficking_status": "Actual",
            "sex": "F" if number % 3 else "M",
            "age": 12 + number % 30,
            "citizenship": COUNTRIES[number % len(COUNTRIES)],
            "country_of_exploitation": office,
            "exploit_ForcedLabour": number % 2,
            "exploit_SexualExploitation": (number + 1) % 2,
            "scope": "INTERNATIONAL",
        }
        for number in range(first, first + count)
    ]


def returned(office: str, count: int) -> list[Row]:
    """Rows of the returns form, side of the host."""
    return [
        {
            "case_ref": f"{office}-R{number}",
            "side": "HOST",
            "programme": "AVRR",
            "host": office,
            "origin": COUNTRIES[number % len(COUNTRIES)],
            "departure_month": f"{YEAR}-{1 + number % 12:02d}",
            "sex": "M" if number % 4 else "F",
            "age": 20 + number % 40,
            "citizenship": COUNTRIES[number % len(COUNTRIES)],
        }
        for number in range(count)
    ]


def stranded(office: str, count: int) -> list[Row]:
    """Rows of the form of other vulnerable migrants."""
    return [
        {
            "case_ref": f"{office}-V{number}",
            "category": "STRANDED" if number % 2 else "UMC_UNACCOMPANIED",
            "sex": "M" if number % 2 else "F",
            "age": 30 if number % 2 else 14,
            "citizenship": COUNTRIES[number % len(COUNTRIES)],
        }
        for number in range(count)
    ]


def as_workbook(said: Mapping[str, str], sheets: Mapping[str, Sequence[Row]], name: str = "office.xlsx") -> Files:
    """A delivery of one workbook, a sheet a form, and the cover."""
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.set_properties({"created": WRITTEN_ON})
        page = book.add_worksheet("Cover")
        for number, pair in enumerate(said.items()):
            page.write_row(number, 0, pair)
        for title, rows in sheets.items():
            sheet = book.add_worksheet(title)
            for number, line in enumerate([list(rows[0]), *(list(row.values()) for row in rows)]):
                sheet.write_row(number, 0, line)
    return {name: stream.getvalue()}


def whole(office: str, count: int = 40, year: int = YEAR) -> dict[str, bytes]:
    """A good delivery of all three forms."""
    forms = {
        "trafficking": victims(office, count),
        "returns": returned(office, count),
        "vulnerable": stranded(office, count),
    }
    return as_csv(cover(office, year), forms)
