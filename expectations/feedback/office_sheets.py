"""The office's own sheets, as far as they may be shown to it again: the form's columns and no others.

Belongs here: what of a file is carried along. Does not: marking it (marked_workbook.py), finding forms and headers
(reading). Left out: columns outside the form, title and footnote rows, sheets that are no form, formulas (their values
stay), and every cell that could identify a person.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from expectations.contract import Contract
from expectations.reading import SubmittedFile
from expectations.reading.cover import is_cover
from expectations.reading.grid import CellValue, Grid
from expectations.reading.identifier_places import identifier_places
from expectations.reading.open_file import recognised, sheets_of
from expectations.reading.rows import sorted_rows
from expectations.reading.vocabulary import Vocabulary

SheetCell = tuple[int, int]  # row and column, counted from 0


@dataclass(frozen=True)
class OfficeSheet:
    """One sheet of a form: the cells that are carried along, at their places.

    ``places`` are the form's columns, ``left_out`` all other columns, ``emptied`` what could identify a person.
    """

    form: str
    file_no: int
    sheet_no: int
    header_rows: tuple[int, ...]
    places: tuple[int, ...]
    left_out: tuple[int, ...]
    emptied: frozenset[SheetCell]
    cells: dict[SheetCell, CellValue]


def office_sheets(files: Sequence[SubmittedFile], contract: Contract, year: int) -> Iterator[OfficeSheet]:
    """Yield the forms' sheets of a delivery, in the order of files and sheets. Raises DeliveryRejectedError."""
    vocabulary = Vocabulary.of(contract)
    for file_no, file in enumerate(sorted(files, key=lambda file: file.name), start=1):
        for grid in sheets_of(file, file_no, vocabulary).grids:
            sheet = None if is_cover(grid) else _sheet(grid, vocabulary, contract, year)
            if sheet is not None:
                yield sheet


def _sheet(grid: Grid, vocabulary: Vocabulary, contract: Contract, year: int) -> OfficeSheet | None:
    found = recognised(grid, vocabulary)
    if found.form is None or found.header is None:
        return None
    form, header = contract.forms[found.form], found.header
    records = sorted_rows(grid, header, form)
    identifying = identifier_places(grid, form, header, year, records.numbers, vocabulary.answer_words)
    emptied = frozenset(identifying.cells | identifying.references)
    places = tuple(sorted(set(header.columns.values()) - identifying.columns))
    rows = [(row, grid.rows[row]) for row in header.rows]
    rows += [(number - 1, row) for number, row in zip(records.numbers, records.cells, strict=True)]
    return OfficeSheet(
        form=form.key,
        file_no=grid.file_no,
        sheet_no=grid.sheet_no,
        header_rows=header.rows,
        places=places,
        left_out=tuple(sorted({*header.unknown, *header.repeated, *identifying.columns})),
        emptied=emptied,
        cells={
            (row, place): cells[place]
            for row, cells in rows
            for place in places
            if place < len(cells) and cells[place] != "" and (row, place) not in emptied
        },
    )
