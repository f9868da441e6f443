"""Rows of a form: records, blanks, totals, hidden ones; and their addresses."""

import io

import xlsxwriter

from tests.lib.submissions.made_files import SubmittedFile, read, rules, separated, workbook

HEADER = ["case_ref", "sex", "age"]


def test_blank_rows_are_skipped_and_row_numbers_are_those_of_the_spreadsheet() -> None:
    frame = read(workbook({"trafficking": [[], HEADER, [], ["A", "F", 1], [], ["B", "M", 2]]})).records["trafficking"]
    assert frame["row_no"].tolist() == [4, 6]


def test_a_total_row_is_not_a_person() -> None:
    for word in ("Total", "TOTAUX", "Total general:", "somme"):
        reading = read(separated(f"case_ref,sex,age\nA,F,1\n{word},,1\n"))
        assert len(reading.records["trafficking"]) == 1
        assert rules(reading) == ["total_row"]


def test_a_total_row_is_no_person_though_its_sum_stands_under_the_link_key() -> None:
    reading = read(separated("case_ref,sex,link_key\nA,F,\nTotal,,1\n"))
    assert len(reading.records["trafficking"]) == 1
    assert rules(reading) == ["total_row"]


def test_a_row_with_a_reference_is_a_person_though_a_cell_says_total() -> None:
    reading = read(separated("sex,case_ref,age\nTotal,A,1\n"))
    assert len(reading.records["trafficking"]) == 1


def test_a_row_without_reference_is_a_record_still() -> None:
    frame = read(separated("case_ref,sex,age\n,F,1\n")).records["trafficking"]
    assert frame["person_key"].isna().tolist() == [True]


def test_content_beside_the_form_alone_makes_no_person() -> None:
    reading = read(separated("case_ref,sex,remark\nA,F,\n,,seen by the head of office\n"))
    assert len(reading.records["trafficking"]) == 1
    assert [(f.rule, f.row_no) for f in reading.findings if f.row_no] == [("row_outside_the_form", 3)]


def _with_sheet(write: object) -> SubmittedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("trafficking")
        sheet.write_row(0, 0, HEADER)
        write(book, sheet)  # type: ignore[operator]
    return SubmittedFile("a.xlsx", stream.getvalue())


def test_a_hidden_row_is_read_and_reported() -> None:
    def write(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_row(1, 0, ["A", "F", 1])
        sheet.set_row(1, None, None, {"hidden": True})

    reading = read(_with_sheet(write))
    assert len(reading.records["trafficking"]) == 1
    assert [(f.rule, f.row_no, f.severity) for f in reading.findings] == [("hidden_row", 2, "info")]


def test_a_formula_is_read_by_its_saved_value_and_without_one_is_unknown() -> None:
    def write(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_row(1, 0, ["A", "F"])
        sheet.write_formula(1, 2, "=20+1", None, 21)
        sheet.write_row(2, 0, ["B", "F"])
        sheet.write_formula(2, 2, "=20+1", None, "")
        sheet.write_row(3, 0, ["C", "F"])
        sheet.write_formula(3, 2, "=NA()", None, "#N/A")

    reading = read(_with_sheet(write))
    ages = reading.records["trafficking"]["age"]
    assert ages.tolist()[0] == 21
    assert ages.isna().tolist() == [False, True, True]
    noted = [(f.rule, f.row_no, f.column_letters, f.field) for f in reading.findings]
    assert sorted(noted) == [
        ("error_cell", 4, "C", "age"),
        ("formula_cell", 2, "C", "age"),
        ("formula_without_value", 3, "C", "age"),
    ]


def test_a_column_full_of_formulas_is_one_finding() -> None:
    def write(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        for row in range(1, 101):
            sheet.write_row(row, 0, [f"A{row}", "F"])
            sheet.write_formula(row, 2, "=20+1", None, 21)

    reading = read(_with_sheet(write))
    assert [(f.rule, f.row_no, f.column_letters) for f in reading.findings] == [("formula_cell", None, "C")]


def test_a_hidden_sheet_of_a_form_is_read_and_reported() -> None:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        book.add_worksheet("Notes")
        sheet = book.add_worksheet("trafficking")
        sheet.write_row(0, 0, HEADER)
        sheet.write_row(1, 0, ["A", "F", 1])
        sheet.hide()
    reading = read(SubmittedFile("a.xlsx", stream.getvalue()))
    assert rules(reading) == ["hidden_sheet"]
    assert reading.records["trafficking"]["sheet_no"].tolist() == [2]


def test_two_files_of_one_form_are_read_in_the_order_of_their_names() -> None:
    second = separated("case_ref,sex,scope\nB,M,BOTH\n", "b.csv")
    first = separated("case_ref,sex,scope\nA,F,BOTH\n", "a.csv")
    frame = read(second, first).records["trafficking"]
    assert frame[["file_no", "person_key"]].to_numpy().tolist() == [[1, "<MDA|a>"], [2, "<MDA|b>"]]


def test_a_footnote_under_the_table_is_no_person() -> None:
    notes = (
        "* some ages are estimated",
        "Source: case files",
        "The office counted all persons whom it met in the year",
    )
    for note in notes:
        reading = read(separated(f"case_ref,sex,age\nA,F,1\n,,\n{note},,\n"))
        assert len(reading.records["trafficking"]) == 1
        assert [(f.rule, f.row_no) for f in reading.findings] == [("row_outside_the_form", 4)]


def test_a_reference_alone_is_a_person() -> None:
    assert len(read(separated("case_ref,sex,age\nA,F,1\nKEN 2012 7,,\n")).records["trafficking"]) == 2


def test_a_total_that_is_not_that_of_the_rows_is_told_with_its_place() -> None:
    reading = read(separated("case_ref,sex,vuln_UMC,age\nA,F,yes,10\nB,M,no,20\nTotal,,3,30\n", "returns.csv"))
    assert [(f.rule, f.row_no, f.column_letters) for f in reading.findings] == [
        ("total_row", 4, None),
        ("total_row_disagrees", 4, "C"),
    ]


def test_a_total_of_rows_of_answers_or_of_numbers_is_right_and_so_is_a_subtotal() -> None:
    rows = "A,F,yes,10\nB,M,no,20\nSubtotal,2,1,30\nC,F,yes,5\nSubtotal,1,1,5\nTotal,3,2,35\n"
    reading = read(separated(f"case_ref,sex,vuln_UMC,age\n{rows}", "returns.csv"))
    assert rules(reading) == ["total_row"] * 3


def test_merged_cells_among_the_records_are_told() -> None:
    def write(book: xlsxwriter.Workbook, sheet: xlsxwriter.worksheet.Worksheet) -> None:
        sheet.write_row(1, 0, ["A", "", 1])
        sheet.write_row(2, 0, ["B", "", 1])
        sheet.merge_range(1, 1, 2, 1, "F")

    reading = read(_with_sheet(write))
    assert reading.records["trafficking"]["sex"].isna().tolist() == [False, True]
    assert [(f.rule, f.row_no, f.column_letters) for f in reading.findings] == [("merged_cells", 2, "B")]
