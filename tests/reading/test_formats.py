"""The formats that are read: .xlsx, .xlsm, .xls, .ods and CSV, and what in them is left alone."""

import io
import struct
import time
import tracemalloc
import zipfile

import pytest

from expectations.reading import DeliveryRejectedError
from tests.lib.submissions.made_files import SubmittedFile, read, rules, separated, workbook
from tests.reading.made_workbooks import formula, ods_cell, old_workbook, open_document

ROWS = [["Trafficking, 2012"], ["case_ref", "sex", "age"], ["A", "F", 20], [], ["B", "Féminin", 31]]


@pytest.mark.parametrize("make", [workbook, open_document, old_workbook])
def test_a_workbook_of_any_format_is_read_with_its_addresses(make: object) -> None:
    reading = read(make({"Notes": [["x"]], "trafficking": ROWS}))  # type: ignore[operator]
    frame = reading.records["trafficking"]
    assert frame[["sheet_no", "row_no", "sex", "age"]].to_numpy().tolist() == [[2, 3, "F", 20], [2, 5, "F", 31]]
    assert rules(reading) == ["sheet_unknown"]


def test_a_workbook_with_macros_is_read_as_data_and_the_macros_are_reported() -> None:
    stream = io.BytesIO(workbook({"trafficking": ROWS}).content)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("xl/vbaProject.bin", b"\xd0\xcf\x11\xe0")
        archive.writestr("xl/externalLinks/externalLink1.xml", "<externalLink/>")
        archive.writestr("xl/embeddings/oleObject1.bin", b"MZ")
    reading = read(SubmittedFile("office.xlsm", stream.getvalue()))
    assert len(reading.records["trafficking"]) == 2
    assert sorted(rules(reading)) == ["links_ignored", "macros_ignored", "objects_ignored"]
    assert {(f.sheet_no, f.row_no, f.severity) for f in reading.findings} == {(0, None, "warning")}


def test_an_open_document_tells_formulas_errors_hidden_rows_and_links() -> None:
    value = '<table:table-cell table:formula="of:=1+1" office:value-type="float" office:value="2"/>'
    link = '<text:p><text:a xlink:href="http://x.test/">F</text:a></text:p>'
    linked = f'<table:table-cell office:value-type="string">{link}</table:table-cell>'
    rows = [["case_ref", "sex", "age"], ["A", "F", value], ["B", linked, 30]]
    reading = read(open_document({"trafficking": rows}, row_attributes={3: 'table:visibility="collapse"'}))
    found = sorted((f.rule, f.row_no, f.field) for f in reading.findings)
    assert found == [("formula_cell", 2, "age"), ("hidden_row", 3, None), ("links_ignored", None, None)]


def test_rows_repeated_to_the_end_of_a_sheet_are_no_records() -> None:
    cells = '<table:table-cell table:number-columns-repeated="16384"/>'
    blank = f'<table:table-row table:number-rows-repeated="1048570">{cells}</table:table-row>'
    assert len(read(open_document({"trafficking": ROWS}, rows_after=blank)).records["trafficking"]) == 2


def test_an_old_workbook_tells_formulas_errors_hidden_rows_and_merged_cells() -> None:
    error = b"\x02\x00\x07\x00\x00\x00\xff\xff" + struct.pack("<HI", 0, 0) + struct.pack("<H", 3) + b"\x1e\x01\x00"
    merged = struct.pack("<HHHHHHH", 0x00E5, 10, 1, 1, 2, 1, 1)
    rows = [["case_ref", "sex", "age"], ["A", "F", formula(2.0)], ["B", "", error]]
    reading = read(old_workbook({"trafficking": rows}, hidden=[3], extra=merged))
    found = sorted((f.rule, f.row_no, f.field) for f in reading.findings)
    assert found == [
        ("error_cell", 3, "age"),
        ("formula_cell", 2, "age"),
        ("hidden_row", 3, None),
        ("merged_cells", 2, "sex"),
    ]
    assert reading.records["trafficking"]["age"].isna().tolist() == [False, True]


def test_day_numbers_of_an_old_workbook_count_as_it_says() -> None:
    rows = [["case_ref", "departure_month"], ["A", 41046 - 1462]]
    file = old_workbook({"returns": rows}, before=struct.pack("<HHH", 0x0022, 2, 1))
    assert read(file).records["returns"]["departure_month"].tolist() == ["2012-05"]


def test_an_old_workbook_with_macros_links_and_objects_is_read_and_they_are_reported() -> None:
    link = struct.pack("<HHHH", 0x01AE, 4, 1, 5)
    file = old_workbook({"trafficking": ROWS}, before=link, storages=["_VBA_PROJECT_CUR", "MBD00012345"])
    reading = read(file)
    assert len(reading.records["trafficking"]) == 2
    assert rules(reading) == ["macros_ignored", "links_ignored", "objects_ignored"]


def _zip(*members: tuple[str, bytes], base: SubmittedFile | None = None) -> bytes:
    stream = io.BytesIO(base.content if base else b"")
    with zipfile.ZipFile(stream, "a", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members:
            archive.writestr(name, content)
    return stream.getvalue()


BOMB = _zip(("x", b"\0" * 30_000_000))
REPEATED = (
    '<table:table-row table:number-rows-repeated="999999"><table:table-cell office:value-type="float" office:value="1" '
    'table:number-columns-repeated="16000"/></table:table-row>'
)
GOOD = workbook({"trafficking": ROWS})
HOSTILE = {
    "a zip in the zip that unpacks without measure": (
        "a.xlsx",
        lambda: _zip(("xl/media/x.zip", BOMB), base=GOOD),
        "bomb",
    ),
    "too many members": ("a.xlsx", lambda: _zip(*((f"x{n}", b"") for n in range(2_001)), base=GOOD), "bomb"),
    "an open document that unpacks without measure": (
        "a.ods",
        lambda: _zip(("Pictures/x", b"\0" * 60_000_000), base=open_document({"trafficking": ROWS})),
        "bomb",
    ),
    "a member above its folder": ("a.xlsx", lambda: _zip(("../../etc/x", b""), base=GOOD), "unsafe_name"),
    "a member with an absolute name": ("a.xlsx", lambda: _zip(("/etc/x", b""), base=GOOD), "unsafe_name"),
    "a member with a control character": ("a.xlsx", lambda: _zip(("xl/a\nb.xml", b""), base=GOOD), "unsafe_name"),
    "a document type among the shared texts": (
        "a.xlsx",
        lambda: _zip(("xl/more.xml", b'<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><x/>'), base=GOOD),
        "unreadable",
    ),
    "a document type in an open document": (
        "a.ods",
        lambda: open_document({"trafficking": ROWS}, prolog='<!DOCTYPE x [<!ENTITY a "b">]>').content,
        "unreadable",
    ),
    "a value repeated over the whole sheet": (
        "a.ods",
        lambda: open_document({"trafficking": ROWS}, rows_after=REPEATED).content,
        "too_big",
    ),
    "a locked open document": (
        "a.ods",
        lambda: (
            open_document({"trafficking": ROWS}, members={"META-INF/manifest.xml": "<m><encryption-data/></m>"}).content
        ),
        "locked",
    ),
    "a locked workbook": (
        "a.xlsx",
        lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le").rjust(2000, b"\0"),
        "locked",
    ),
    "a locked old workbook": (
        "a.xls",
        lambda: old_workbook({"trafficking": ROWS}, before=struct.pack("<HH6s", 0x2F, 6, b"")).content,
        "locked",
    ),
    "an old workbook that uses its whole area": (
        "a.xls",
        lambda: (
            old_workbook({"trafficking": ROWS}, extra=struct.pack("<HHHHHd", 0x0203, 14, 65535, 255, 0, 1.0)).content
        ),
        "too_big",
    ),
    "an old workbook called a new one": (
        "a.xlsx",
        lambda: old_workbook({"trafficking": ROWS}).content,
        "not_what_its_name_says",
    ),
    "a new workbook called an old one": ("a.xls", lambda: GOOD.content, "not_what_its_name_says"),
    "an open document called a workbook": (
        "a.xlsx",
        lambda: open_document({"trafficking": ROWS}).content,
        "not_what_its_name_says",
    ),
    "a workbook called an open document": ("a.ods", lambda: GOOD.content, "not_what_its_name_says"),
    "text called an open document": ("a.ods", lambda: b"case_ref,sex\n", "not_what_its_name_says"),
    "a program called a CSV file": ("a.csv", lambda: b"\x7fELF\x02\x01", "not_what_its_name_says"),
    "one endless line": ("trafficking.csv", lambda: b"case_ref,sex\n" + b"A" * 60_000_000, "too_big"),
    "a line of 100 MB": ("trafficking.csv", lambda: b"A" * 100_000_000, "too_big"),
    "one row of many columns over many rows": (
        "trafficking.csv",
        lambda: b"case_ref,sex" + b"," * 9_000 + b"\n" + b"A,F\n" * 10_000,
        "too_big",
    ),
    "NUL bytes": ("trafficking.csv", lambda: b"case_ref,sex\nA,F\0\n", "unreadable"),
    "a loop in the sectors": (
        "a.xls",
        lambda: old_workbook({"trafficking": ROWS}).content.replace(
            struct.pack("<II", 1, 2), struct.pack("<II", 1, 0), 1
        ),
        "unreadable",
    ),
    "a name above its folder": ("../trafficking.csv", lambda: b"case_ref,sex\nA,F\n", "unsafe_name"),
    "a name with an invisible turn": ("a\u202egnp.csv", lambda: b"case_ref,sex\nA,F\n", "unsafe_name"),
    "a name with a line break": ("a\nb.csv", lambda: b"case_ref,sex\nA,F\n", "unsafe_name"),
}


@pytest.mark.parametrize("which", HOSTILE)
def test_a_hostile_file_is_refused_soon_and_with_its_reason(which: str) -> None:
    name, make, reason = HOSTILE[which]
    file = SubmittedFile(name, make())
    read(GOOD)  # the reader runs once before: what it loads for good is not the file's
    start = time.process_time()
    with pytest.raises(DeliveryRejectedError) as refused:
        read(file)
    assert refused.value.reason == reason
    assert time.process_time() - start < 1


@pytest.mark.parametrize("which", HOSTILE)
def test_a_hostile_file_is_refused_within_200_megabytes(which: str) -> None:
    name, make, _ = HOSTILE[which]
    file = SubmittedFile(name, make())
    tracemalloc.start()
    try:
        with pytest.raises(DeliveryRejectedError):
            read(file)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 200_000_000


@pytest.mark.parametrize(
    ("encoding", "written", "said"),
    [
        ("utf-8", "utf-8", "utf-8"),
        ("utf-16", "utf-16", "utf-16"),
        ("utf-16-le", "utf-16", "utf-16"),
        ("utf-16-be", "utf-16", "utf-16"),
        ("cp1252", "windows-1252", "windows-1252"),
    ],
)
def test_how_a_csv_file_was_understood_is_told(encoding: str, written: str, said: str) -> None:
    file = separated("case_ref;citizenship;sex\nA;Côte d'Ivoire;F\n", encoding=encoding)
    reading = read(file)
    assert reading.records["trafficking"]["citizenship"].tolist() == ["CIV"]
    assert [(f.file_no, f.format, f.encoding, f.separator) for f in reading.formats] == [(1, "csv", said, "semicolon")]
    assert reading.findings == []


def test_letters_that_were_encoded_twice_are_restored_and_reported() -> None:
    text = "case_ref;citizenship\nA;Côte d'Ivoire\n".encode().decode("cp1252")
    reading = read(separated(text))
    assert reading.records["trafficking"]["citizenship"].tolist() == ["CIV"]
    assert rules(reading) == ["encoded_twice"]


@pytest.mark.parametrize("name", ["trafficking.tsv", "trafficking.txt", "TRAFFICKING.CSV"])
def test_a_text_file_is_read_by_any_of_its_names(name: str) -> None:
    assert len(read(separated("case_ref\tsex\nA\tF\n", name)).records["trafficking"]) == 1


def test_a_cell_of_the_test_workbook_is_escaped() -> None:
    assert "&lt;" in ods_cell("a<b")
