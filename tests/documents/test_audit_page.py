"""The disclosure audit as a page of the annex and a sheet of the workbook."""

import io
import re
from dataclasses import replace

import pytest
from docx import Document
from openpyxl import load_workbook

from reports.disclosure.audit.attacker_scenarios import REGIONAL_OFFICE, audit_report
from reports.disclosure.audit.suppression_counts import SuppressionCounts
from reports.documents import EditionLabel, write_docx, write_html, write_workbook
from reports.documents.audit_page import audit_page
from reports.published import ProtectedTable
from reports.published.audit_report import AttackerResult, AuditReport

Tables = dict[str, ProtectedTable]
OUTSIDER = AttackerResult("outsider", "every printed number", True)
RELATIVE = AttackerResult("a relative", "one person's country", True)
SHEET = AuditReport(2012, True, 1_600, 400, 50, 1_500, 11, (OUTSIDER, RELATIVE), "HiGHS 1.0", {"a.csv": "ab"})
FAILED = replace(SHEET, passed=False, attackers=(replace(OUTSIDER, held=False),))
ONE = ("persons_by_theme",)


def few(tables: Tables) -> Tables:
    return {key: tables[key] for key in ONE}


def words_of_html(content: bytes) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", content.decode().split('<section aria-labelledby="audit">')[1]))


def test_the_page_says_how_much_is_withheld_and_names_the_scenarios(tables: Tables, label: EditionLabel) -> None:
    said = words_of_html(write_html(few(tables), [], [], label, SHEET))
    assert "Audit passed" in said
    assert "Numbers printed 1,600 Numbers withheld 400 (20.0 per cent)" in said
    assert "numbers of 11 or more, withheld to protect others 50 (3.3 per cent of all numbers of 11 or more)" in said
    assert "Smallest count that is printed 11 Tables audited 1 Solver HiGHS 1.0" in said
    assert "Outsider Every printed number of every table together" in said
    assert "A relative One person's country found nothing" in said.replace("&#39;", "'")


def test_the_same_stands_in_word_and_in_the_workbook(tables: Tables, label: EditionLabel) -> None:
    page = audit_page(SHEET)
    document = Document(io.BytesIO(write_docx(few(tables), [], [], label, SHEET)))
    in_word = [[cell.text for cell in row.cells] for grid in document.tables for row in grid.rows]
    sheet = load_workbook(io.BytesIO(write_workbook(few(tables), label, SHEET)))["Disclosure_audit"]
    in_sheet = [[str(value) for value in row if value is not None] for row in sheet.iter_rows(values_only=True)]
    for row in (*page.rows, *page.attackers):
        assert list(row) in in_word
        assert list(row) in in_sheet
    assert page.title in [paragraph.text for paragraph in document.paragraphs]


def test_a_draft_that_did_not_pass_says_so_first_on_every_document(tables: Tables, label: EditionLabel) -> None:
    warning = audit_page(FAILED).warning
    assert warning.startswith("This draft did not pass")
    html = write_html(few(tables), [], [], label, FAILED).decode()
    assert html.index(warning) < html.index('id="headlines"')
    paragraphs = [one.text for one in Document(io.BytesIO(write_docx(few(tables), [], [], label, FAILED))).paragraphs]
    assert paragraphs.index(warning) < paragraphs.index("The year in short")
    cover = load_workbook(io.BytesIO(write_workbook(few(tables), label, FAILED)))["Cover"]
    assert warning in [row[0] for row in cover.iter_rows(values_only=True)]
    assert "not shown to find nothing" in words_of_html(html.encode())


def test_an_edition_without_an_audit_yet_has_no_page_of_it(tables: Tables, label: EditionLabel) -> None:
    assert b'id="audit"' not in write_html(few(tables), [], [], label)
    assert "Disclosure_audit" not in load_workbook(io.BytesIO(write_workbook(few(tables), label))).sheetnames


@pytest.mark.parametrize("language", ["en", "fr", "es"])
def test_the_page_says_the_same_in_each_language(language: str) -> None:
    page = audit_page(FAILED, language)  # type: ignore[arg-type]
    texts = [page.title, page.introduction, page.warning, page.counted, page.tried, *page.head, *page.attackers_head]
    texts += [*page.notes, *(text for row in (*page.rows, *page.attackers) for text in row)]
    assert all(texts)
    assert not any("{" in text for text in texts)
    digits = {text: re.sub(r"\D", "", text) for text in (row[1] for row in page.rows)}
    assert list(digits.values()) == ["", "1600", "400200", "5033" + "11", "11", "1", "10"]


def test_only_a_released_edition_is_no_draft(tables: Tables, label: EditionLabel) -> None:
    assert b"This is a draft and binds nothing later" in write_html(few(tables), [], [], label)
    assert b"This is a draft" not in write_html(few(tables), [], [], replace(label, edition=1), SHEET)


def test_an_audit_that_was_given_up_counts_nothing() -> None:
    page = audit_page(AuditReport(2012, False, 0, 0, 0, 0, 0, (OUTSIDER,), "HiGHS", {}))
    assert ("Numbers printed", "[x]") in page.rows


@pytest.mark.parametrize(
    ("language", "share"), [("en", "2.4 per cent"), ("fr", "2,4 pour cent"), ("es", "2,4 por ciento")]
)
def test_the_share_of_numbers_in_which_a_regional_office_finds_few_others_is_given(language: str, share: str) -> None:
    name, knows = REGIONAL_OFFICE
    found = replace(SHEET, attackers=(AttackerResult(name, knows, held=False, binding=False, found_pct=2.4),))
    nothing = replace(SHEET, attackers=(AttackerResult(name, knows, held=True, binding=False, found_pct=0.0),))
    (row,), (none,) = (audit_page(one, language).attackers for one in (found, nothing))  # type: ignore[arg-type]
    assert share in row[2]
    assert not re.search(r"\d", none[2])


def test_every_attacker_scenario_that_is_tried_has_words_in_each_language() -> None:
    sheet = audit_report(None, SuppressionCounts(0, 0, 0, 0, 11), 2012, {})
    assert len(sheet.attackers) >= 4
    said = {language: audit_page(sheet, language).attackers for language in ("en", "fr", "es")}  # type: ignore[arg-type]
    for place in range(len(sheet.attackers)):
        assert len({said[language][place][:2] for language in said}) == 3
