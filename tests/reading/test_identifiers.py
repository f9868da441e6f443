"""Identifiers sent by mistake: found, reported by their place, and not in the copy that is kept."""

import datetime
import hashlib
import io
import zipfile

import pytest

from expectations.contract import load_contract
from expectations.geography import names_of_countries
from expectations.reading import redacted
from expectations.reading.answer_lists import answers
from expectations.reading.identifiers import (
    is_identifier,
    looks_like_identifier,
    looks_like_name_for_an_answer,
    names_identifier,
)
from expectations.reading.vocabulary import Vocabulary
from tests.lib.submissions.files import YEAR, pseudonym
from tests.lib.submissions.made_files import CANARY, SubmittedFile, read, rules, separated, workbook
from tests.reading.made_workbooks import open_document

BEFORE = 2007


@pytest.mark.parametrize(
    "cell",
    [
        "amina@example.org",
        "call amina.h@mail.example.org please",
        "+254 712 345 678",
        "0033 6 12 34 56 78",
        "06 12 34 56 78",
        "tel 712345678",
        "Passport no. A 123456",
        "AB1234567",
        "1987-03-02",
        "02/03/1987",
        "born 3 on 2010-03-02",
        "referred by Mr Hassan",
        "MME DIALLO, shelter",
        "Sra. Pérez",
        "her name is Amina",
        "Nom : Diallo",
        "née Diallo",
        "elle s’appelle Aminata",
        "se llama Rosa",
        datetime.date(1987, 3, 2),
    ],
)
def test_a_cell_that_looks_like_an_identifier_is_one(cell: object) -> None:
    assert is_identifier(cell, BEFORE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "cell",
    ["", "F", "yes", "2012-05", "2012-05-17", "17/05/2012", "UKR;MDA", "KEN-2012-000123", "left out", 41046, 0.5,
     "A00001234", "20120000123", "1.234.567", "Forced labour: agriculture", "Ms project", "name: left out",
     "a man named in no file", "Mrs", "born in Dakar", "SR 4", datetime.date(2012, 5, 17)],
)  # fmt: skip
def test_an_answer_is_no_identifier(cell: object) -> None:
    assert not is_identifier(cell, BEFORE)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "reference",
    ["Amina Hassan", "HASSAN, Amina", "Jean-Pierre N'Dour", "Amina", "José M. Pérez", "+254712345678", "1987-03-02",
     "02/03/1987", "AB1234567", "amina@example.org", datetime.date(2012, 5, 17)],
)  # fmt: skip
def test_a_reference_that_looks_like_a_person_is_told(reference: object) -> None:
    assert looks_like_identifier(reference)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "reference",
    ["A", "A1", "MDA-2012-0007", "VOT/12/045", "00001234", "2012-05-0012", "KE00012345", "case 12", "x7f3a9", 7],
)
def test_a_plain_pseudonym_is_not(reference: object) -> None:
    assert not looks_like_identifier(reference)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "header",
    [
        "Name",
        "NOM ET PRÉNOM",
        "Apellidos",
        "Date of birth",
        "Passport No.",
        "Teléfono móvil",
        "E-mail",
        "prs_First_Name",
    ],
)
def test_a_column_that_is_called_like_an_identifier_is_known(header: str) -> None:
    assert names_identifier(header)


@pytest.mark.parametrize("header", ["Remarks", "Name of project", "Sex", "Nombre de casos", "Number", "Observaciones"])
def test_a_column_that_is_called_otherwise_is_not(header: str) -> None:
    assert not names_identifier(header)


def _places(*files: SubmittedFile) -> list[tuple[str, int | None, str | None, str]]:
    return [(f.rule, f.row_no, f.column_letters, f.family) for f in read(*files).findings]


def test_a_named_column_an_unknown_cell_and_a_reference_are_found_by_their_places_alone() -> None:
    text = f"case_ref,sex,Surname,remark\nA,F,{CANARY},ok\nAmina Hassan,F,x,write to a@b.example\n"
    reading = read(separated(text))
    assert [(f.rule, f.row_no, f.column_letters) for f in reading.findings] == [
        ("column_unknown", None, "D"),
        ("identifier_sent", None, "C"),
        ("identifier_sent", 3, "D"),
        ("reference_looks_like_identifier", 3, "A"),
    ]
    assert CANARY not in repr(reading.findings) and "b.example" not in repr(reading)
    assert {f.family for f in reading.findings} == {"layout", "protection"}


def test_an_identifier_in_a_sheet_that_is_no_form_or_in_the_title_is_found() -> None:
    file = workbook(
        {"Contacts": [["Name"], ["x"]], "trafficking": [["by a@b.example"], ["case_ref", "sex"], ["A", "F"]]}
    )
    assert [(f.rule, f.sheet_no, f.row_no) for f in read(file).findings] == [
        ("sheet_unknown", 1, None),
        ("identifier_sent", 1, None),
        ("identifier_sent", 2, 1),
    ]


def test_a_named_column_without_content_is_no_identifier() -> None:
    assert rules(read(separated("case_ref,sex,Surname\nA,F,\n"))) == ["column_unknown"]


@pytest.mark.parametrize("cell", ["Amina Hassan", "HASSAN, Amina", "María de los Ángeles Pérez", "N'Dour Youssou"])
def test_a_name_alone_in_a_column_that_no_form_asks_for_is_found_and_not_kept(cell: str) -> None:
    text = f'case_ref,sex,remark\nA,F,"{cell}"\nB,M,ok\n'
    assert ("identifier_sent", 2, "C") in [(f.rule, f.row_no, f.column_letters) for f in read(separated(text)).findings]
    [kept] = redacted([separated(text)], load_contract(), YEAR, pseudonym)
    assert kept.file is not None
    assert cell.encode() not in kept.file.content


@pytest.mark.parametrize(
    "cell", ["Sierra Leone", "Referred to shelter", "ok", "Shelter", "República Dominicana", "A B"]
)
def test_other_words_in_such_a_column_are_no_name(cell: str) -> None:
    assert rules(read(separated(f"case_ref,sex,remark\nA,F,{cell}\n"))) == ["column_unknown"]


def test_many_identifiers_of_one_column_are_one_finding() -> None:
    rows = "".join(f"A{number},F,x{number}@b.example\n" for number in range(40))
    assert ("identifier_sent", None, "C", "protection") in _places(separated(f"case_ref,sex,remark\n{rows}"))


def test_a_file_without_identifiers_is_kept_byte_for_byte() -> None:
    file = workbook({"trafficking": [["case_ref", "sex"], ["A", "F"]]})
    [kept] = redacted([file], load_contract(), YEAR)
    assert (kept.file, kept.is_changed) == (file, False)
    assert kept.original_sha256 == hashlib.sha256(file.content).hexdigest()


@pytest.mark.parametrize("make", [workbook, open_document])
def test_the_copy_of_a_workbook_holds_no_identifier_and_the_same_records(make: object) -> None:
    rows = [
        ["Report"],
        ["case_ref", "sex", "Surname", "age", "remark"],
        ["A", "F", CANARY, 20, f"{CANARY}@b.example"],
        ["B", "M", "Hassan", 31, "=1+1"],
        ["Amina Hassan", "M", "", 40, "a friend"],
    ]
    file = make({"trafficking": rows})  # type: ignore[operator]
    [kept] = redacted([file], load_contract(), YEAR, pseudonym)
    assert kept.file is not None and kept.is_changed
    assert sorted({finding.rule for finding in kept.findings}) == ["identifier_sent", "reference_looks_like_identifier"]
    with zipfile.ZipFile(io.BytesIO(kept.file.content)) as archive:
        everything = b"".join(archive.read(name) for name in archive.namelist())
    for text in (CANARY, "b.example", "Hassan", "friend"):
        assert text.encode() not in everything
    before, after = read(file).records["trafficking"], read(kept.file).records["trafficking"]
    assert after[["row_no", "sex", "age"]].equals(before[["row_no", "sex", "age"]])
    assert after["person_key"].tolist()[:2] == before["person_key"].tolist()[:2]
    assert after["person_key"][2].startswith("<MDA|ref-")
    assert not any(f.family == "protection" for f in read(kept.file).findings)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "cp1252"])
def test_the_copy_of_a_csv_file_keeps_its_encoding_and_separator(encoding: str) -> None:
    file = separated("case_ref;citizenship;Prénom\nA;Côte d'Ivoire;Amina\n", encoding=encoding)
    [kept] = redacted([file], load_contract(), YEAR)
    assert kept.file is not None
    assert kept.file.content.decode(encoding) == "case_ref;citizenship;Prénom\r\nA;Côte d'Ivoire;\r\n"


def test_the_same_file_gives_the_same_copy() -> None:
    file = workbook({"trafficking": [["case_ref", "sex", "Surname"], ["A", "F", "x"]]})
    assert redacted([file], load_contract(), YEAR) == redacted([file], load_contract(), YEAR)


def test_of_a_file_that_cannot_be_read_nothing_is_kept_but_its_digest() -> None:
    [kept] = redacted([SubmittedFile("a.xlsx", b"PK\x03\x04zzz")], load_contract(), YEAR)
    assert (kept.file, len(kept.original_sha256)) == (None, 64)


def test_a_very_long_reference_is_looked_at_in_no_time() -> None:
    assert not looks_like_identifier("a" * 100_000)


CONTRACT = load_contract()
WORDS = Vocabulary.of(CONTRACT).answer_words


def _proper_answers() -> set[str]:
    """Whatever an office may answer by: codes, labels, aliases, questions, and what says yes, no, nothing or total."""
    said = {*answers().missing, *answers().flags, *answers().totals, *answers().months}
    for codes in CONTRACT.code_lists.values():
        for key, code in codes.codes.items():
            said |= {key, code.label.en, code.label.fr, code.label.es, *code.aliases}
    for form in CONTRACT.forms.values():
        for question in form.questions.values():
            said |= {question.name, question.label.en, question.label.fr, question.label.es, *question.aliases}
    return said


def test_no_answer_that_the_contract_knows_is_taken_for_a_name_however_it_is_capitalised() -> None:
    written = {way(text) for text in _proper_answers() for way in (str, str.title, str.upper)}
    assert len(written) > 2_000
    taken = {text for text in written for country in (False, True)
             if looks_like_name_for_an_answer(text, WORDS, country)}  # fmt: skip
    assert taken == set()


def test_no_name_of_a_country_is_taken_for_a_person_where_a_country_is_asked_for() -> None:
    written = {way(name) for name in names_of_countries() for way in (str.title, str.upper)}
    assert {name for name in written if looks_like_name_for_an_answer(name, WORDS, True)} == set()


@pytest.mark.parametrize("text", ["Forced Labor", "Police Officer", "Intimate Partners", "Hijo De Pareja", "Nobody"])
def test_an_answer_that_is_written_wrongly_is_no_name(text: str) -> None:
    assert not looks_like_name_for_an_answer(text, WORDS)


@pytest.mark.parametrize("text", ["Saudi Arabai", "Republica Dominica", "Guinee Bisau", "Sierra Leona"])
def test_a_country_that_is_written_wrongly_is_no_person(text: str) -> None:
    assert not looks_like_name_for_an_answer(text, WORDS, True)


@pytest.mark.parametrize("text", ["Amina Hassan", "HASSAN, Amina", "Chad Smith", "María de los Ángeles Pérez"])
def test_a_person_where_a_country_is_asked_for_is_told(text: str) -> None:
    assert looks_like_name_for_an_answer(text, WORDS, True)


@pytest.mark.parametrize("field", ["sex", "age", "citizenship", "means_Threats", "referred_by", "labour_sector"])
@pytest.mark.parametrize("name", ["Amina Hassan", "DIALLO Mamadou", "Police; Amina Hassan"])
def test_a_name_in_the_place_of_an_answer_is_found_and_not_kept(field: str, name: str) -> None:
    file = separated(f'case_ref,{field}\nA,"{name}"\nB,\n')
    found = [(f.row_no, f.field) for f in read(file).findings if f.rule == "identifier_sent"]
    assert found == [(2, field)]
    [kept] = redacted([file], CONTRACT, YEAR, pseudonym)
    assert kept.file is not None
    assert not any(word.encode() in kept.file.content for word in ("Amina", "Hassan", "DIALLO", "Mamadou"))
    assert read(kept.file).records["trafficking"]["row_no"].tolist() == [2, 3]
