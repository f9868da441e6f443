"""The template as a workbook: the same contract, office, year and language give the same bytes.

Belongs here: putting the sheets together. Does not: any one sheet (the files named after them).
"""

import io
from collections.abc import Collection, Mapping
from datetime import UTC, datetime
from typing import Any

import pandas as pd
import xlsxwriter

from expectations.contract import Contract
from expectations.template.checklist_sheet import write_before
from expectations.template.codes_sheet import write_codes
from expectations.template.cover_sheet import write_cover
from expectations.template.form_sheet import write_form
from expectations.template.plan import PREPARED_ROWS, Plan
from expectations.template.sheet_formats import formats_of

WRITTEN_ON = datetime(2000, 1, 1, tzinfo=UTC).replace(tzinfo=None)
"""The date in the workbook's properties: no clock's."""

OPTIONS = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


def write_template(
    contract: Contract,
    office: str,
    year: int,
    language: str,
    rows: int = PREPARED_ROWS,
    *,
    in_one_cell: bool = False,
) -> bytes:
    """Return the template of one office, year and language, with ``rows`` prepared rows a form.

    Rows written beneath are read all the same, and only not checked by the workbook itself. ``in_one_cell``: questions
    that take several answers have one column each, and not a yes or no for each answer.
    """
    return _workbook(Plan.of(contract, office, year, language, rows, in_one_cell=in_one_cell), {}, (), "real")


def fill(
    contract: Contract,
    office: str,
    year: int,
    language: str,
    records: Mapping[str, pd.DataFrame],
    nil_forms: Collection[str] = (),
    nature: str = "real",
    rows: int = PREPARED_ROWS,
    *,
    in_one_cell: bool = False,
) -> bytes:
    """Return the template with records written into it as a person would.

    ``records`` holds a frame a form: columns are field names (the references themselves, not their hashes), values are
    codes, 1 and 0, YYYY-MM, YYYY-MM-DD and numbers; missing is no answer. Columns may be left out.
    ``in_one_cell`` as in ``write_template``: a no next to a yes then has no place and is lost.
    """
    prepared = max([rows, *map(len, records.values())])
    plan = Plan.of(contract, office, year, language, prepared, in_one_cell=in_one_cell)
    return _workbook(plan, records, nil_forms, nature)


def _workbook(plan: Plan, records: Mapping[str, pd.DataFrame], nil_forms: Collection[str], nature: str) -> bytes:
    stream = io.BytesIO()
    book: Any = xlsxwriter.Workbook(stream, OPTIONS)
    title = plan.text("before.workbook_title", office=plan.office_name, year=plan.year)
    book.set_properties({"title": title, "created": WRITTEN_ON})
    formats = formats_of(book)
    write_before(book, plan, formats, is_filled=bool(records or nil_forms))
    write_cover(book, plan, formats, nil_forms, nature)
    for sheet in plan.sheets:
        write_form(book, sheet, records.get(sheet.form.key), plan, formats)
    write_codes(book, plan, formats)
    book.close()
    return stream.getvalue()
