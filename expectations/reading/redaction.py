"""The copy of a submission that is kept: the same files without the identifiers in them (field rule 9.4).

Belongs here: which files are written anew, and how. Does not: the places of identifiers (identifier_places.py), the
vault (resources/vault). A file without identifiers is kept byte for byte. One with identifiers is written anew from its
cells only, without authors, comments and older versions of a text; formulas become their values. One that cannot be
read cannot be redacted, so nothing of it is kept but the digest.
"""

import csv
import datetime
import hashlib
import io
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import xlsxwriter

from expectations.contract import Contract
from expectations.reading.conversion import text_of
from expectations.reading.cover import is_cover
from expectations.reading.grid import CellValue, Grid, Sheets
from expectations.reading.identifier_places import IdentifierPlaces, identifier_findings, identifier_places
from expectations.reading.open_file import recognised, sheets_of
from expectations.reading.refusal import DeliveryRejectedError
from expectations.reading.results import ReadFinding, SubmittedFile
from expectations.reading.rows import sorted_rows
from expectations.reading.text_normalisation import visible
from expectations.reading.vocabulary import Vocabulary

CREATED = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)
ENCODINGS = {"utf-8": "utf-8", "utf-8-twice": "utf-8", "utf-16": "utf-16", "windows-1252": "cp1252"}
SEPARATORS = {"comma": ",", "semicolon": ";", "tab": "\t"}
PREFIX = "ref-"
Pseudonym = Callable[[str], str]


@dataclass(frozen=True)
class RedactedFile:
    """One file as it is kept. ``file`` is None where only the digest of the original may be kept.

    ``findings`` say what was taken out, by position; empty where the file is the original.
    """

    file: SubmittedFile | None
    original_sha256: str
    findings: tuple[ReadFinding, ...] = ()

    @property
    def is_changed(self) -> bool:
        """Whether it is another file than the one that was sent."""
        return self.file is None or bool(self.findings)


def _redacted_rows(grid: Grid, places: IdentifierPlaces, pseudonym: Pseudonym | None) -> list[list[CellValue]]:
    rows = [list(row) for row in grid.rows]
    for row, place in places.cells:
        rows[row][place] = ""
    for row in range(places.first_row, len(rows)):
        for place in places.columns:
            rows[row][place] = ""
    for row, place in places.references:
        reference = visible(text_of(rows[row][place])).casefold()
        rows[row][place] = "" if pseudonym is None else f"{PREFIX}{pseudonym(f'{PREFIX}{reference}')[:20]}"
    return rows


def _without_columns_that_hold_them(places: IdentifierPlaces, known: set[int], width: int) -> None:
    """Empty all of a column outside of the form if a cell of it holds an identifier: others may hold one, too."""
    outside = {place for row, place in places.cells if place not in known and row >= places.first_row}
    places.columns |= {place for place in outside if place < width}


def _as_separated(rows: Sequence[Sequence[CellValue]], sheets: Sheets) -> bytes:
    out = io.StringIO(newline="")
    writer = csv.writer(out, delimiter=SEPARATORS[sheets.as_read.separator or "comma"], lineterminator="\r\n")
    writer.writerows([[text_of(cell) for cell in row] for row in rows])
    return out.getvalue().encode(ENCODINGS[sheets.as_read.encoding or "utf-8"])


def _write_cell(sheet: xlsxwriter.worksheet.Worksheet, row: int, column: int, cell: CellValue, day: object) -> None:
    if isinstance(cell, bool | int | float):
        sheet.write_number(row, column, cell)
    elif isinstance(cell, datetime.datetime | datetime.date | datetime.time | datetime.timedelta):
        sheet.write_datetime(row, column, cell, day)
    elif cell != "":
        sheet.write_string(row, column, cell)


def _as_workbook(grids: Sequence[tuple[Grid, list[list[CellValue]]]]) -> bytes:
    out = io.BytesIO()
    options = {
        "in_memory": True,
        "date_1904": any(grid.starts_in_1904 for grid, _ in grids),
        "strings_to_formulas": False,
        "strings_to_urls": False,
        "strings_to_numbers": False,
    }
    with xlsxwriter.Workbook(out, options) as book:
        book.set_properties({"created": CREATED})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for grid, rows in grids:
            sheet = book.add_worksheet(grid.name)
            for row_no, row in enumerate(rows):
                for place, cell in enumerate(row):
                    _write_cell(sheet, row_no, place, cell, day)
            for row_no in grid.traces.hidden_rows:
                sheet.set_row(row_no - 1, None, None, {"hidden": True})
            if grid.is_hidden and len(grids) > 1 and grid is not grids[0][0]:
                sheet.hide()
    return out.getvalue()


def _redacted(
    file: SubmittedFile, file_no: int, contract: Contract, year: int, pseudonym: Pseudonym | None
) -> RedactedFile:
    digest = hashlib.sha256(file.content).hexdigest()
    vocabulary = Vocabulary.of(contract)
    try:
        sheets = sheets_of(file, file_no, vocabulary)
    except DeliveryRejectedError:
        return RedactedFile(None, digest)
    findings: list[ReadFinding] = []
    rewritten: list[tuple[Grid, list[list[CellValue]]]] = []
    for grid in sheets.grids:
        if is_cover(grid):
            rewritten.append((grid, grid.rows))
            continue
        sheet = recognised(grid, vocabulary)
        form = contract.forms[sheet.form] if sheet.form is not None and sheet.header is not None else None
        header = sheet.header if form is not None else None
        records = sorted_rows(grid, header, form).numbers if header is not None and form is not None else []
        places = identifier_places(grid, form, header, year, records, vocabulary.answer_words)
        findings += identifier_findings(grid, form, header, places)
        known = set() if header is None else set(header.columns.values())
        _without_columns_that_hold_them(places, known, max(map(len, grid.rows), default=0))
        rewritten.append((grid, _redacted_rows(grid, places, pseudonym)))
    if not findings:
        return RedactedFile(file, digest)
    try:
        if sheets.as_read.separator is not None:
            kept = SubmittedFile(file.name, _as_separated(rewritten[0][1], sheets))
        else:
            is_workbook = file.name.casefold().endswith(".xlsx")
            kept = SubmittedFile(file.name if is_workbook else f"{file.name}.xlsx", _as_workbook(rewritten))
    except (ValueError, UnicodeError, xlsxwriter.exceptions.XlsxWriterException):
        return RedactedFile(None, digest, tuple(findings))
    return RedactedFile(kept, digest, tuple(findings))


def redacted(
    files: Sequence[SubmittedFile], contract: Contract, year: int, pseudonym: Pseudonym | None = None
) -> list[RedactedFile]:
    """Return the files as they are kept, in the order of their names, each with the digest of the original.

    A reference that looks like an identifier is replaced by its keyed hash, so that the person stays the same person;
    without ``pseudonym`` it is emptied, and its row will be held back. An older workbook (.xls, .ods, .xlsm) is kept as
    .xlsx, with that added to its name.
    """
    in_order = sorted(files, key=lambda file: file.name)
    return [_redacted(file, number, contract, year, pseudonym) for number, file in enumerate(in_order, start=1)]
