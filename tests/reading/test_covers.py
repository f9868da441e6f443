"""The cover: what an office says of its submission."""

import pytest

from expectations.contract import load_contract
from expectations.reading import DeliveryRejectedError
from tests.lib.submissions.made_files import CANARY, COVER, read, rules, separated, workbook

ROWS = [["case_ref", "sex"], ["A", "F"]]


@pytest.mark.parametrize(
    ("sheet", "keys"),
    [
        ("Cover", ("Office", "Year", "Language", "Nature", "Contact")),
        ("Couverture", ("Bureau", "Année", "Langue", "Nature des données", "Personne de contact")),
        ("Portada", ("Oficina", "Año", "Idioma", "Naturaleza", "Contacto")),
    ],
)
def test_a_cover_is_read_in_three_languages_and_its_contact_never(sheet: str, keys: tuple[str, ...]) -> None:
    answers = ("Moldova", 2012, "Français", "démonstration", CANARY)
    rows = [["A title"], [], *map(list, zip(keys, answers, strict=True))]
    reading = read(workbook({sheet: rows, "trafficking": ROWS}))
    cover = reading.cover
    assert (cover.office, cover.year, cover.language, cover.nature) == ("MDA", 2012, "fr", "demonstration")
    assert CANARY not in repr(reading.cover) + repr(reading.findings)


def test_a_cover_may_be_a_file_of_its_own() -> None:
    cover = separated("key;value\noffice;MDA\nyear;2012\nnil_forms;returns\n", "cover.csv")
    reading = read(cover, separated("case_ref;sex\nA;F\n"))
    assert reading.cover.nil_forms == {"returns"}
    assert reading.records["trafficking"]["file_no"].tolist() == [2]


def test_without_a_cover_office_and_year_are_those_of_the_folder_and_the_data_real() -> None:
    cover = read(workbook({"trafficking": ROWS})).cover
    assert (cover.office, cover.year, cover.nature) == ("MDA", 2012, "real")


def test_a_nil_return_is_a_reading_without_records() -> None:
    three, every = {"trafficking", "returns", "vulnerable"}, set(load_contract().forms)
    for said, nil in (("trafficking; Retours;vulnerable", three), ("all forms", every), ("todos", every)):
        reading = read(workbook({"Cover": [*COVER, ("nil_forms", said)]}))
        assert reading.records == {}
        assert reading.cover.nil_forms == nil


def test_a_form_with_rows_is_not_nil() -> None:
    reading = read(workbook({"Cover": [*COVER, ("nil_forms", "trafficking;returns")], "trafficking": ROWS}))
    assert reading.cover.nil_forms == {"returns"}
    assert rules(reading) == ["nil_form_with_rows"]


def test_a_partial_submission_names_its_forms() -> None:
    reading = read(workbook({"Cover": [*COVER, ("only_forms", "Traite")], "trafficking": ROWS}))
    assert reading.cover.only_forms == {"trafficking"}


def test_a_partial_submission_whose_forms_are_not_understood_holds_the_forms_with_rows() -> None:
    reading = read(workbook({"Cover": [*COVER, ("only_forms", "that one")], "trafficking": ROWS}))
    assert reading.cover.only_forms == {"trafficking"}
    assert rules(reading) == ["cover_unclear"]


def test_an_answer_that_is_not_understood_is_a_finding_at_its_row() -> None:
    reading = read(workbook({"Cover": [("office", "MDA"), ("language", CANARY)], "trafficking": ROWS}))
    assert [(f.form, f.rule, f.row_no) for f in reading.findings] == [("cover", "cover_unclear", 2)]
    assert reading.cover.language is None


@pytest.mark.parametrize(
    ("row", "reason"),
    [(("office", "UKR"), "wrong_office"), (("office", "Ukraine"), "wrong_office"), (("year", 2011), "wrong_year")],
)
def test_the_cover_of_another_office_or_year_refuses_the_delivery(row: tuple[str, object], reason: str) -> None:
    with pytest.raises(DeliveryRejectedError) as refused:
        read(workbook({"Cover": [row], "trafficking": ROWS}))
    assert refused.value.reason == reason
