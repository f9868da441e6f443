"""The cells of a workbook's sheets, after its limits were checked: one parser for all formats of workbooks.

Belongs here: from a parsed book and the traces of its sheets to grids. Does not: the traces (workbook.py,
old_workbook.py, open_document.py).
"""

import io
from collections.abc import Sequence

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from expectations.reading.grid import CellValue, Grid, Traces
from expectations.reading.refusal import DeliveryRejectedError


def _as_text(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Write true and false as text, which are otherwise equal to 1 and 0."""
    return [[str(cell).upper() if isinstance(cell, bool) else cell for cell in row] for row in rows]


def _without_errors(rows: list[list[CellValue]], errors: Sequence[tuple[int, int]]) -> None:
    for row, column in errors:
        if row <= len(rows) and column <= len(rows[row - 1]):
            rows[row - 1][column - 1] = ""


def grids_of(content: bytes, file_no: int, traces: Sequence[Traces | None], starts_in_1904: bool) -> list[Grid]:
    """Return the worksheets of a book as grids, in its order; ``traces`` has one entry a sheet, None for no worksheet.

    Raises DeliveryRejectedError where the parser finds other sheets than the check of limits, or the parser's own
    error.
    """
    grids: list[Grid] = []
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        if len(book.sheets_metadata) != len(traces):
            raise DeliveryRejectedError("unreadable")
        for place, (meta, trace) in enumerate(zip(book.sheets_metadata, traces, strict=True)):
            if trace is None or meta.typ != SheetTypeEnum.WorkSheet:
                continue
            rows: list[list[CellValue]] = book.get_sheet_by_index(place).to_python(skip_empty_area=False)
            _without_errors(rows, trace.errors)
            grid = Grid(
                file_no=file_no,
                sheet_no=place + 1,
                name=meta.name,
                rows=_as_text(rows) if trace.has_true_or_false else rows,
                traces=trace,
                starts_in_1904=starts_in_1904,
                is_hidden=meta.visible != SheetVisibleEnum.Visible,
            )
            grids.append(grid)
    return grids
