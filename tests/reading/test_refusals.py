"""What refuses a delivery, and that a refusal carries nothing from outside."""

import io
import pickle
import traceback
import zipfile

import pytest
import xlsxwriter
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from expectations.reading import DeliveryRejectedError, SubmittedFile, reasons
from expectations.reading.archive_limits import Limits, unpacked
from tests.lib.submissions.made_files import CANARY, COVER, read, separated, workbook

GOOD = workbook({"trafficking": [["case_ref", "sex"], [CANARY, "F"]]})


def refusal(*files: SubmittedFile) -> str:
    with pytest.raises(DeliveryRejectedError) as refused:
        read(*files)
    return refused.value.reason


def changed(file: SubmittedFile, member: str, old: bytes, new: bytes) -> SubmittedFile:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(file.content)) as before,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            part = before.read(name)
            assert name != member or old in part
            after.writestr(name, part.replace(old, new) if name == member else part)
    return SubmittedFile(file.name, stream.getvalue())


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        ("a.xlsx", b"this is no workbook", "not_what_its_name_says"),
        ("a.csv", GOOD.content, "not_what_its_name_says"),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "locked"),
        ("a.xlsx", b"PK\x03\x04" + bytes(100), "unreadable"),
        ("a.xlsx", GOOD.content[:2000], "unreadable"),
        ("a.xlsx", b"", "unreadable"),
        ("a.docx", GOOD.content, "unreadable"),
        ("a.csv", b"case_ref,sex\x00\x00\x01", "unreadable"),
        ("a.csv", b"name,colour\nx,red\n", "wrong_form"),
        ("trafficking.csv", b"name,colour\nx,red\n", "wrong_form"),
        ("trafficking.csv", b"case_ref,sex\n", "no_rows"),
        ("trafficking.csv", b"case_ref,sex\nTotal,\n", "no_rows"),
    ],
)
def test_a_file_that_is_no_form_is_refused_with_its_reason(name: str, content: bytes, reason: str) -> None:
    assert refusal(SubmittedFile(name, content)) == reason


def test_a_delivery_without_files_is_refused() -> None:
    assert refusal() == "no_file"


def test_a_cover_alone_is_no_report() -> None:
    assert refusal(workbook({"Cover": COVER})) == "no_rows"


def test_one_unreadable_file_refuses_the_whole_delivery() -> None:
    assert refusal(separated("case_ref,sex\nA,F\n"), SubmittedFile("z.xlsx", b"PK\x03\x04zzz")) == "unreadable"


def test_a_zip_that_is_no_workbook_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("hello.txt", "hello")
    assert refusal(SubmittedFile("a.xlsx", stream.getvalue())) == "unreadable"


def test_a_member_that_unpacks_far_beyond_its_size_is_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/workbook.xml", b" " * 30_000_000)
    assert refusal(SubmittedFile("a.xlsx", stream.getvalue())) == "bomb"


def test_the_size_that_a_zip_declares_is_not_believed() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.xml", b" " * 3_000_000)
    lying = stream.getvalue().replace((3_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    with pytest.raises((DeliveryRejectedError, zipfile.BadZipFile)):
        unpacked(lying, Limits(unpacked_bytes=1_000_000))


def test_a_member_that_stands_twice_is_refused() -> None:
    stream = io.BytesIO(GOOD.content)
    with zipfile.ZipFile(stream, "a") as archive, pytest.warns(UserWarning):
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    assert refusal(SubmittedFile("a.xlsx", stream.getvalue())) == "unreadable"


@pytest.mark.parametrize("member", ["xl/workbook.xml", "xl/worksheets/sheet1.xml"])
def test_a_document_type_is_refused(member: str) -> None:
    declared = b'?>\n<!DOCTYPE x [<!ENTITY e "e">]>'
    assert refusal(changed(GOOD, member, b"?>", declared)) == "unreadable"


def _far_out(write: str) -> SubmittedFile:
    stream = io.BytesIO()
    with xlsxwriter.Workbook(stream) as book:
        sheet = book.add_worksheet("trafficking")
        sheet.write_row(0, 0, ["case_ref", "sex"])
        sheet.write_row(1, 0, ["A", "F"])
        if write == "value":
            sheet.write(1_048_575, 16_383, "x")
        else:
            sheet.write_blank(1_048_575, 16_383, None, book.add_format({"bold": True}))
    return SubmittedFile("a.xlsx", stream.getvalue())


def test_a_value_in_the_last_cell_of_a_sheet_is_refused_before_it_is_parsed() -> None:
    assert refusal(_far_out("value")) == "too_big"


def test_a_value_far_out_is_refused_however_its_xml_is_written() -> None:
    for old, new in ((b'<c r="XFD', b'<c s="0" r="XFD'), (b'<c r="XFD1048576"', b"<c r='XFD1048576'")):
        assert refusal(changed(_far_out("value"), "xl/worksheets/sheet1.xml", old, new)) == "too_big"


def test_a_formatted_blank_in_the_last_cell_does_no_harm() -> None:
    assert len(read(_far_out("blank")).records["trafficking"]) == 1


def test_cells_without_addresses_are_read() -> None:
    file = GOOD
    for address in (b' r="A1"', b' r="B1"', b' r="A2"', b' r="B2"'):
        file = changed(file, "xl/worksheets/sheet1.xml", address, b"")
    assert len(read(file).records["trafficking"]) == 1


def test_every_reason_has_a_sentence_in_three_languages() -> None:
    for reason, labels in reasons().items():
        assert DeliveryRejectedError(reason).message == labels.en
        assert {labels.en, labels.fr, labels.es} == {
            DeliveryRejectedError(reason).in_language(lang) for lang in ("en", "fr", "es")
        }


def test_a_refusal_survives_the_way_between_processes() -> None:
    assert pickle.loads(pickle.dumps(DeliveryRejectedError("bomb"))).reason == "bomb"


def test_a_refusal_keeps_nothing_of_the_fault_that_caused_it() -> None:
    broken = changed(GOOD, "xl/workbook.xml", b"<sheets>", f"<{CANARY}>".encode())
    with pytest.raises(DeliveryRejectedError) as refused:
        read(broken)
    assert refused.value.__context__ is None
    assert refused.value.__cause__ is None
    assert CANARY not in "".join(traceback.format_exception(refused.value))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(st.data())
def test_a_damaged_workbook_is_read_or_refused_and_nothing_else(data: st.DataObject) -> None:
    content = bytearray(GOOD.content)
    for _ in range(data.draw(st.integers(1, 8))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        read(SubmittedFile("a.xlsx", bytes(content)))
    except DeliveryRejectedError as refused:
        assert refused.reason in reasons()


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True)
@given(xml=st.data())
def test_damaged_xml_is_read_or_refused_and_nothing_else(xml: st.DataObject) -> None:
    with zipfile.ZipFile(io.BytesIO(GOOD.content)) as archive:
        part = archive.read("xl/worksheets/sheet1.xml")
    start = xml.draw(st.integers(0, len(part) - 1))
    end = xml.draw(st.integers(start, min(start + 40, len(part))))
    try:
        read(
            changed(GOOD, "xl/worksheets/sheet1.xml", part, part[:start] + xml.draw(st.binary(max_size=8)) + part[end:])
        )
    except DeliveryRejectedError as refused:
        assert refused.reason in reasons()


@settings(max_examples=150, deadline=None, derandomize=True)
@given(st.binary(max_size=300), st.sampled_from(["trafficking.csv", "cover.csv", "x.csv", "x.xlsx"]))
def test_any_bytes_are_read_or_refused_and_nothing_else(content: bytes, name: str) -> None:
    try:
        read(SubmittedFile(name, content))
    except DeliveryRejectedError as refused:
        assert refused.reason in reasons()


@settings(max_examples=200, deadline=None, derandomize=True)
@given(st.lists(st.text(max_size=12), min_size=9, max_size=9))
def test_any_texts_in_a_form_are_converted_or_unread(cells: list[str]) -> None:
    header = ["case_ref", "age", "sex", "citizenship", "host", "departure_month", "rss_social", "vuln_UMC", "link_key"]
    try:
        read(
            workbook(
                {"returns": [header, ["A", *["1"] * 8], cells]},
                {"strings_to_formulas": False, "strings_to_urls": False},
            )
        )
    except DeliveryRejectedError as refused:
        assert refused.reason in reasons()
