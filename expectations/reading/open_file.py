"""Opening a file of a delivery, and recognising what each of its sheets is.

Belongs here: from bytes to sheets by format, and from a sheet to its form. Does not: reading records (records.py),
covers (cover.py).
"""

from dataclasses import dataclass
from pathlib import PurePath

from expectations.reading.cover import cover_keys_in
from expectations.reading.file_format import FileFormat, format_of
from expectations.reading.grid import Grid, Sheets
from expectations.reading.headers import Header, find_header
from expectations.reading.old_workbook import read_old_workbook
from expectations.reading.open_document import read_open_document
from expectations.reading.refusal import parsed
from expectations.reading.results import SubmittedFile
from expectations.reading.separated_values import read_separated
from expectations.reading.vocabulary import Vocabulary
from expectations.reading.workbook import read_workbook


@dataclass(frozen=True)
class Recognised:
    """What a sheet is: a form with its header; a form by its name and no header (refused); or neither."""

    form: str | None = None
    header: Header | None = None


def sheets_of(file: SubmittedFile, file_no: int, vocabulary: Vocabulary) -> Sheets:
    """Return the sheets of one file. Raises DeliveryRejectedError."""
    form = format_of(file)
    match form:
        case FileFormat.OPEN_DOCUMENT:
            return parsed(lambda: read_open_document(file.content, file_no))
        case FileFormat.OLD_WORKBOOK:
            return parsed(lambda: read_old_workbook(file.content, file_no))
        case FileFormat.SEPARATED:
            stem = PurePath(file.name).stem
            return parsed(
                lambda: read_separated(
                    file.content,
                    file_no,
                    stem,
                    lambda rows: max(vocabulary.most_fields_in(rows), cover_keys_in(rows)),
                )
            )
        case _:
            return parsed(lambda: read_workbook(file.content, file_no, form))


def recognised(grid: Grid, vocabulary: Vocabulary) -> Recognised:
    """Return what a sheet is, by its name or else by its header."""
    key = vocabulary.form_names.find(grid.name) or vocabulary.best_form(grid.rows)
    header = find_header(grid.rows, vocabulary.forms[key]) if key else None
    return Recognised(key, header)
