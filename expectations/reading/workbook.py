"""Reading an Excel workbook into grids: limits, raw XML, then cells.

Belongs here: what a workbook's parts are called and which order they are read in. Does not: limits (archive_limits.py),
the raw pass (sheet_xml.py), forms and headers.
"""

import posixpath
import re

from defusedxml import ElementTree

from expectations.reading.archive_limits import unpacked
from expectations.reading.cells import grids_of
from expectations.reading.file_format import FileFormat
from expectations.reading.grid import Sheets
from expectations.reading.refusal import DeliveryRejectedError
from expectations.reading.results import FileAsRead
from expectations.reading.sheet_xml import traces_of_sheet

WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
YES = ("1", "true")
MACROS = re.compile(r"vbaProject|macrosheets/|dialogsheets/", re.IGNORECASE)
LINKS = re.compile(r"externalLinks/|connections\.xml|queryTables/|model/item\.data", re.IGNORECASE)
OBJECTS = re.compile(r"embeddings/|activeX/|ctrlProps/|oleObject", re.IGNORECASE)
EXTERNAL = b'TargetMode="External"'


def _workbook_part(parts: dict[str, bytes]) -> tuple[str, str]:
    """Return the names of the workbook part and of its relations, which may have other names than usual."""
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


def _notes(parts: dict[str, bytes]) -> tuple[str, ...]:
    """Return the rules about what a workbook holds besides its cells: nothing of it is run, fetched or kept."""
    noted = {
        "macros_ignored": any(MACROS.search(name) for name in parts),
        "links_ignored": any(LINKS.search(name) for name in parts)
        or any(EXTERNAL in part for name, part in parts.items() if name.endswith(".rels")),
        "objects_ignored": any(OBJECTS.search(name) for name in parts),
    }
    return tuple(rule for rule, is_so in noted.items() if is_so)


def read_workbook(content: bytes, file_no: int, form: FileFormat) -> Sheets:
    """Return the sheets of a workbook (.xlsx, .xlsm) as grids, in its order.

    Raises DeliveryRejectedError, or a parser's own error for a broken workbook; the caller turns that into a refusal.
    """
    parts = unpacked(content)
    if "mimetype" in parts and "content.xml" in parts:
        raise DeliveryRejectedError("not_what_its_name_says")
    names, starts_in_1904 = _sheet_parts(parts)
    traces = [
        traces_of_sheet(parts[name]) if name.rpartition("/")[0].endswith("worksheets") and name in parts else None
        for name in names
    ]
    notes = _notes(parts)
    parts.clear()
    return Sheets(grids_of(content, file_no, traces, starts_in_1904), FileAsRead(file_no, form.value), notes)
