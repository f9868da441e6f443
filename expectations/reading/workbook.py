"""Reading an Excel workbook into grids: guard, raw XML, then cells.

Belongs here: what a workbook's parts are called and which order they are read in. Does not: limits (guard.py), the raw
pass (sheet_xml.py), forms and headers.
"""

import io
import posixpath

from defusedxml import ElementTree
from python_calamine import CalamineWorkbook, SheetVisibleEnum

from expectations.reading.grid import CellValue, Grid, Traces
from expectations.reading.guard import unpacked
from expectations.reading.refusal import Refused
from expectations.reading.sheet_xml import traces_of_sheet

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
YES = ("1", "true")


def _workbook_part(parts: dict[str, bytes]) -> tuple[str, str]:
    """Return the names of the workbook part and of its relations, which need not stand where they usually do."""
    roots = ElementTree.fromstring(parts["_rels/.rels"], forbid_dtd=True)
    for relation in roots.iterfind("{*}Relationship"):
        if relation.get("Type", "").endswith("/officeDocument"):
            part = relation.get("Target", "").lstrip("/")
            folder, name = posixpath.split(part)
            return part, posixpath.join(folder, "_rels", f"{name}.rels")
    return WORKBOOK, RELATIONS


def _sheet_parts(parts: dict[str, bytes]) -> tuple[list[str], bool]:
    """Return the part of each sheet in the workbook's order, and whether days count from 1904."""
    book_part, relations_part = _workbook_part(parts)
    book = ElementTree.fromstring(parts[book_part], forbid_dtd=True)
    targets = {
        relation.get("Id"): relation.get("Target", "")
        for relation in ElementTree.fromstring(parts[relations_part], forbid_dtd=True).iterfind("{*}Relationship")
    }
    names = []
    for sheet in book.iterfind("{*}sheets/{*}sheet"):
        link = next(value for key, value in sheet.attrib.items() if key.endswith("}id"))
        target = targets[link]
        inside = target.lstrip("/") if target.startswith("/") else posixpath.join(posixpath.dirname(book_part), target)
        names.append(posixpath.normpath(inside))
    properties = book.find("{*}workbookPr")
    return names, properties is not None and properties.get("date1904", "") in YES


def _as_text(rows: list[list[CellValue]]) -> list[list[CellValue]]:
    """Write true and false as text, which are otherwise equal to 1 and 0."""
    return [[str(cell).upper() if isinstance(cell, bool) else cell for cell in row] for row in rows]


def read_workbook(content: bytes, file_no: int) -> list[Grid]:
    """Return the sheets of a workbook as grids, in its order.

    Raises Refused, or a parser's own error for a broken workbook; the caller turns that into a refusal.
    """
    parts = unpacked(content)
    names, starts_in_1904 = _sheet_parts(parts)
    traces: list[Traces | None] = [traces_of_sheet(parts[name]) if name in parts else None for name in names]
    parts.clear()
    grids: list[Grid] = []
    with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        if len(book.sheets_metadata) != len(names):
            raise Refused("unreadable")
        for place, (meta, trace) in enumerate(zip(book.sheets_metadata, traces, strict=True)):
            if trace is None or not names[place].rpartition("/")[0].endswith("worksheets"):
                continue
            rows: list[list[CellValue]] = book.get_sheet_by_index(place).to_python(skip_empty_area=False)
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
