"""Benchmark of return to sender: one office of 1,000 rows, resubmitted, a fault in every twentieth row.

Belongs here: the seconds of checking before sending (without importing Great Expectations, which is measured apart) and
of writing both feedback workbooks. Does not: the goals (goals.py).
"""

import io
import subprocess
import sys
import time
from dataclasses import replace
from importlib import import_module
from pathlib import Path

import xlsxwriter

from expectations.contract import load_contract
from expectations.feedback import assess, compared, cover_of, listed, marked
from expectations.reading import SubmittedFile
from resources.private_files import make_private_folder, replace_private_file

ROWS = 1_000
OFFICE, YEAR = "KEN", 2012


def _office_file(shift: int) -> list[SubmittedFile]:
    stream = io.BytesIO()
    header = ("case_ref", "trafficking_status", "sex", "age", "citizenship", "exploit_ForcedLabour", "means_Threats")
    with xlsxwriter.Workbook(stream) as book:
        cover = book.add_worksheet("Cover")
        for number, pair in enumerate((("office", OFFICE), ("year", str(YEAR)), ("nature", "demonstration"))):
            cover.write_row(number, 0, pair)
        sheet = book.add_worksheet("trafficking")
        sheet.write_row(0, 0, header)
        for row in range(1, ROWS + 1):
            sex = "perhaps" if (row + shift) % 20 == 0 else "F"
            sheet.write_row(row, 0, (f"T{row}", "Actual", sex, 18 + row % 40, "UKR", "yes", "no"))
    return [SubmittedFile("office.xlsx", stream.getvalue())]


def run(home: Path) -> dict[str, float]:
    """Return the seconds of `review check` cold, of importing Great Expectations, checking, and both workbooks."""
    contract = load_contract()
    before, now = _office_file(0), _office_file(1)
    started = time.perf_counter()
    import_module("great_expectations.expectations")
    imported = time.perf_counter()
    cover_of(now, contract)
    assessment = assess(now, contract, OFFICE, YEAR, str)
    checked = time.perf_counter()
    remarks, mended = compared(assessment.remarks, assess(before, contract, OFFICE, YEAR, str).remarks)
    assessment = replace(assessment, remarks=remarks, mended=mended)
    listed(assessment, contract)
    marked(now, contract, assessment)
    written = time.perf_counter()
    path = home / "office.xlsx"
    make_private_folder(path.parent)
    replace_private_file(path, now[0].content)
    command = [sys.executable, "-c", "from pipelines.cli import main; main()", "check", str(path)]
    began = time.perf_counter()
    subprocess.run(command, capture_output=True, check=False, timeout=120)  # noqa: S603 - it ends 1: there are faults
    cold = time.perf_counter()
    return {
        "check_cold_s": round(cold - began, 2),
        "import_s": round(imported - started, 2),
        "check_before_sending_s": round(checked - imported, 2),
        "return_to_sender_s": round(written - checked, 2),
    }
