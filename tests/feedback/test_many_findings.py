"""Feedback on more findings than are kept with their places: all texts say the number, and none is lost."""

import io

import openpyxl
import pandas as pd

from expectations.contract import Severity, load_contract
from expectations.feedback import (
    Arrived,
    Assessment,
    FormCount,
    Remark,
    compared,
    listed,
    message_of_remark,
    remarks_of,
)
from expectations.feedback.marked_workbook import marked
from expectations.feedback.receipt import receipt_text
from expectations.feedback.remark_groups import by_rule, counts_by_form, places_of
from expectations.finding_limits import MOST_PLACES
from tests.lib.submissions.made_files import workbook

CONTRACT = load_contract()


def remark(row: int | None = None, times: int = 1, key: str | None = None) -> Remark:
    place = (1, 2, row, "E", "sex", None, key, times)
    return Remark("trafficking", "sex.code", "codes", Severity.BLANK, *place)


PLACES = [remark(row) for row in range(5, 5 + MOST_PLACES)]
REMARKS = remarks_of(pd.DataFrame([vars(one) | {"severity": "blank"} for one in [remark(times=59_800), *PLACES]]))
ASSESSMENT = Assessment("KEN", 2012, "en", (FormCount("trafficking", 60_000, 0),), REMARKS)


def test_the_number_and_not_the_places_is_counted_and_the_first_place_is_the_example() -> None:
    assert counts_by_form(REMARKS, CONTRACT)["trafficking"] == 60_000
    [group] = by_rule(REMARKS)
    assert (group.count(), group.example.row_no) == (60_000, 5)
    assert places_of(group, "en", with_file=False).endswith("and 59,992 more")
    assert "60000 × " in receipt_text(ASSESSMENT, Arrived("", "0" * 64, 1), "read", CONTRACT)


def test_the_list_ends_with_a_line_that_counts_the_others() -> None:
    book = openpyxl.load_workbook(io.BytesIO(listed(ASSESSMENT, CONTRACT)))
    lines = [[cell.value for cell in row] for row in book.worksheets[1].iter_rows(min_row=4)]
    assert len(lines) == MOST_PLACES + 1
    assert lines[-1][3] == "column E"
    assert "59,800 more findings of the same kind" in str(lines[-1][6])
    for language in ("fr", "es"):
        assert "59800" in message_of_remark(CONTRACT, REMARKS[-1], language)


def test_the_marked_workbook_says_the_number_at_the_head_of_the_column() -> None:
    rows = [["case_ref", "a", "b", "c", "sex"], *([f"R{number}", "", "", "", "q"] for number in range(9))]
    sheets = {"Cover": [["office", "KEN"]], "trafficking": rows}
    few = Assessment("KEN", 2012, "en", (), (remark(3), remark(times=59_800)))
    sheet = openpyxl.load_workbook(io.BytesIO(marked([workbook(sheets)], CONTRACT, few))).worksheets[1]
    assert "59,800 more" in sheet["E1"].comment.text


def test_a_list_says_that_the_workbook_could_not_be_marked() -> None:
    book = openpyxl.load_workbook(io.BytesIO(listed(ASSESSMENT, CONTRACT, without_marks=True)))
    assert any("too big" in str(cell.value) for row in book.worksheets[0].iter_rows() for cell in row if cell.value)


def numbers(remarks: tuple[Remark, ...]) -> dict[str, int]:
    counts: dict[str, int] = {}
    for one in remarks:
        counts[one.state] = counts.get(one.state, 0) + one.times
    return counts


def test_a_resubmission_that_mends_the_first_places_does_not_make_the_next_ones_new() -> None:
    before = [*[remark(row, key=f"k{row}") for row in range(200)], remark(times=300)]
    now = [*[remark(row, key=f"k{row}") for row in range(100, 300)], remark(times=200)]
    stated, mended = compared(now, before)
    assert numbers(stated) == {"remains": 400}
    assert sum(one.times for one in mended) == 100


def test_more_than_before_is_new_and_fewer_is_mended_by_number() -> None:
    few = [remark(row, key=f"k{row}") for row in range(150)]
    many = [*[remark(row, key=f"k{row}") for row in range(200)], remark(times=300)]
    stated, mended = compared(many, few)
    assert (numbers(stated), mended) == ({"remains": 150, "new": 350}, ())
    stated, mended = compared(few, many)
    assert (numbers(stated), sum(one.times for one in mended)) == ({"remains": 150}, 350)
