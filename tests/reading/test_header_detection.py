"""Finding the header, and the field of each column."""

import pytest

from expectations.contract import load_contract
from expectations.reading import DeliveryRejectedError
from expectations.reading.headers import FieldNames, find_header
from expectations.reading.text_normalisation import without_accents
from expectations.reading.vocabulary import Vocabulary
from tests.lib.submissions.made_files import CANARY, read, rules, separated, workbook

TRAFFICKING = load_contract().forms["trafficking"]


def test_every_field_is_found_by_machine_name_and_by_its_label_in_each_language() -> None:
    names = [field.name for field in TRAFFICKING.fields]
    headers = [names] + [[field.label.in_language(lang) for field in TRAFFICKING.fields] for lang in ("en", "fr", "es")]
    for texts in headers:
        header = find_header([texts], FieldNames(TRAFFICKING))
        assert header is not None
        assert list(header.columns) == names


def test_title_rows_above_and_a_hidden_machine_row_are_no_records() -> None:
    rows = [
        ["Formulaire de la traite"],
        [],
        ["Référence du dossier", "Sexe", "Âge en années"],
        ["case_ref", "sex", "age"],
    ]
    for order in (rows, [*rows[:2], rows[3], rows[2]]):
        frame = read(workbook({"Traite": [*order, ["A", "F", 20]]})).records["trafficking"]
        assert frame["row_no"].tolist() == [5]
        assert frame["age"].tolist() == [20]


def test_the_machine_name_decides_where_the_label_disagrees() -> None:
    rows = [["case_ref", "age", "sex"], ["Case reference", "Sex", "Age in years"], ["A", 20, "F"]]
    frame = read(workbook({"trafficking": rows})).records["trafficking"]
    assert (frame["age"][0], frame["sex"][0]) == (20, "F")


def test_headers_are_compared_without_case_punctuation_and_invisible_characters() -> None:
    frame = read(separated("CASE REF,S\u200bEX,Age-in  years\nA,F,20\n")).records["trafficking"]
    assert (frame["age"][0], frame["sex"][0]) == (20, "F")


def test_headers_and_answers_are_known_without_their_accents() -> None:
    text = "Reference du dossier,Sexe,Age en annees,Nationalite,Exploitation: Travail force\nA,Feminin,20,FRA,oui\n"
    reading = read(separated(text, "trafficking.csv"))
    frame = reading.records["trafficking"]
    assert frame[["sex", "age", "citizenship", "exploit_ForcedLabour"]].to_numpy().tolist() == [["F", 20, "FRA", 1]]
    assert rules(reading) == []


def test_no_two_names_of_one_form_or_list_are_the_same_without_accents() -> None:
    contract = load_contract()
    vocabulary = Vocabulary.of(contract)
    for key, form in contract.forms.items():
        for one in form.fields:
            found = {vocabulary.forms[key].all.find(without_accents(label)) for label in one.label.in_all()}
            assert found == {one.name}
    for name, listed in contract.code_lists.items():
        for code, entry in listed.codes.items():
            assert {vocabulary.code_lists[name].find(without_accents(x)) for x in entry.label.in_all()} == {code}


def test_an_unknown_column_is_dropped_and_named_by_its_place_alone() -> None:
    reading = read(separated(f"case_ref,{CANARY},sex,Téléphone\nA,{CANARY},F,0171\n"))
    assert [(f.rule, f.column_letters) for f in reading.findings] == [("column_unknown", "B"), ("identifier_sent", "D")]
    assert CANARY not in repr(reading.findings) + repr(reading.columns) + reading.records["trafficking"].to_csv()


def test_a_column_without_header_is_noted_where_it_holds_something() -> None:
    reading = read(separated("case_ref,sex,,\nA,F,x,\n"))
    assert [(f.rule, f.column_letters) for f in reading.findings] == [("column_unknown", "C")]


def test_a_question_asked_twice_is_read_once() -> None:
    reading = read(separated("case_ref,Sex,Gender,age\nA,F,M,20\n"))
    assert reading.records["trafficking"]["sex"].tolist() == ["F"]
    assert [(f.rule, f.column_letters) for f in reading.findings] == [("column_repeated", "C")]


def test_columns_are_addressed_by_letters() -> None:
    reading = read(separated("x,case_ref,sex\n,A,F\n"))
    assert reading.columns["trafficking", 1, 1, "sex"] == "C"


def test_a_sheet_with_another_name_is_recognised_by_its_header() -> None:
    reading = read(workbook({"Feuil1": [["case_ref", "side", "host"], ["A", "HOST", "DEU"]]}))
    assert list(reading.records) == ["returns"]


def test_a_sheet_that_is_no_form_is_noted_and_not_read() -> None:
    reading = read(workbook({"trafficking": [["case_ref", "sex"], ["A", "F"]], "Notes": [["written by", CANARY]]}))
    assert rules(reading) == ["sheet_unknown"]


def test_a_header_of_two_rows_is_read_as_questions_over_answers() -> None:
    upper = ["Case reference", "Sex", "Vulnerability", "", "", "Host country"]
    lower = ["", "", "Unaccompanied migrant child", "Disability", "Pregnant", ""]
    labels = {f.name: f.label.en for f in load_contract().forms["returns"].fields}
    lower[2:5] = [labels[name].partition(": ")[2] for name in ("vuln_UMC", "vuln_Disability", "vuln_Pregnant")]
    frame = read(workbook({"returns": [upper, lower, ["A", "F", "yes", "no", "", "DEU"]]})).records["returns"]
    assert frame[["vuln_UMC", "vuln_Disability", "host", "sex"]].to_numpy().tolist() == [[1, 0, "DEU", "F"]]
    assert frame["row_no"].tolist() == [3]


def test_a_header_is_found_down_to_the_thirtieth_row_and_no_further() -> None:
    below = [["case_ref", "sex", "age"], ["A", "F", 20]]
    frame = read(workbook({"trafficking": [*([["A note"]] * 29), *below]})).records["trafficking"]
    assert (frame["row_no"].tolist(), frame["age"].tolist()) == ([31], [20])
    with pytest.raises(DeliveryRejectedError) as refused:
        read(workbook({"trafficking": [*([["A note"]] * 30), *below]}))
    assert refused.value.reason == "wrong_form"


def test_columns_in_another_order_and_shortened_names_are_found() -> None:
    frame = read(separated("age,country,sex,ref\n20,UKR,F,A\n")).records["trafficking"]
    assert (frame["age"][0], frame["sex"][0], frame["row_no"][0]) == (20, "F", 2)
