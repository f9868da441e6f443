"""A column most of whose answers are not understood refuses the delivery; fewer are findings, or notes of records."""

import time

import pytest

from expectations.finding_limits import FEWEST_ANSWERS, MOST_PLACES
from expectations.reading import DeliveryRejectedError, ReadFinding
from expectations.reading.capped_findings import capped_findings
from expectations.reading.refusal import key_of, reason_in_words
from tests.lib.submissions.made_files import CANARY, SubmittedFile, read, separated

WRONG = f"{CANARY} q"


def column(field: str, *answers: str, form: str = "trafficking") -> SubmittedFile:
    lines = [f"R{number},{answer}" for number, answer in enumerate(answers)]
    return separated("\n".join([f"case_ref,{field}", *lines, ""]), f"{form}.csv")


def refused(file: SubmittedFile) -> DeliveryRejectedError:
    with pytest.raises(DeliveryRejectedError) as caught:
        read(file)
    return caught.value


def test_a_column_of_another_code_list_is_named_with_its_place_and_question() -> None:
    error = refused(column("sex", *["F"] * 10, *[WRONG] * 30))
    assert error.reason == "another_code_list"
    assert "file 1, sheet 1, column B (Sex: 10 of 40 answers understood)" in str(error)
    assert "colonne B (Sexe : 10 réponses comprises sur 40)" in error.in_language("fr")
    assert "columna B (Sexo: 10 de 40 respuestas entendidas)" in error.in_language("es")


def test_the_refusal_and_what_the_register_keeps_hold_no_answer() -> None:
    error = refused(column("sex", *[WRONG] * 40))
    for text in (str(error), error.recorded, error.in_language("fr"), repr(error.args)):
        assert CANARY not in text
    assert key_of(error.recorded) == "another_code_list"
    assert reason_in_words(error.recorded, "es") == error.in_language("es")


@pytest.mark.parametrize(
    ("field", "form", "answer", "reason"),
    [
        ("citizenship", "trafficking", "Atlantis", "another_code_list"),
        ("umc", "trafficking", "perhaps", "another_code_list"),
        ("exploit", "trafficking", "some of it", "another_code_list"),
        ("departure_month", "returns", "the fifth", "another_date_format"),
        ("age", "trafficking", "thirty", "another_number_format"),
    ],
)
def test_columns_of_every_type_are_looked_at(field: str, form: str, answer: str, reason: str) -> None:
    assert refused(column(field, *[answer] * FEWEST_ANSWERS, form=form)).reason == reason


def test_half_of_a_column_and_a_short_column_are_read_with_notes() -> None:
    for answers in ([WRONG] * 20 + ["F"] * 20, [WRONG] * (FEWEST_ANSWERS - 1), [WRONG] * 20 + [""] * 900):
        records = read(column("sex", *answers)).records["trafficking"]
        assert (records["unread"] == "sex:code").sum() == answers.count(WRONG)
        assert len(records) == len(answers)


def test_what_a_repeatable_answer_holds_besides_counts_as_understood() -> None:
    records = read(column("citizenship", *["UKR; Atlantis"] * 40)).records["trafficking"]
    assert set(records["citizenship"]) == {"UKR"}


def test_names_in_the_place_of_answers_are_identifiers_and_no_code_list() -> None:
    reading = read(column("sex", *["Amina Otieno"] * 40))
    assert {finding.rule for finding in reading.findings} == {"identifier_sent"}


def test_many_columns_are_counted_and_few_are_named() -> None:
    fields = ["sex", "age_band", "trafficking_status", "scope", "umc"]
    lines = [",".join([f"R{number}", *[WRONG] * len(fields)]) for number in range(40)]
    error = refused(separated("\n".join([f"case_ref,{','.join(fields)}", *lines, ""])))
    assert "and 2 more columns" in str(error)


def test_thousands_of_wrong_answers_are_refused_as_fast_as_good_ones_are_read() -> None:
    start = time.process_time()
    read(column("sex", *["F"] * 20_000))
    good = time.process_time() - start
    start = time.process_time()
    refused(column("sex", *[WRONG] * 20_000))
    assert time.process_time() - start < 2 * good + 1


def test_findings_of_the_reader_beyond_the_limit_are_one_with_their_number() -> None:
    found = [
        ReadFinding("cover", 1, 1 + row // 500, row, None, None, "cover_unclear", "layout", "warning")
        for row in range(1_000)
    ]
    capped = capped_findings([*found, ReadFinding("", 1, 0, None, None, None, "encoded_twice", "layout", "warning")])
    assert len(capped) == MOST_PLACES + 2
    assert sum(finding.times for finding in capped) == 1_001
    assert (capped[-1].times, capped[-1].row_no, capped[-1].sheet_no) == (1_000 - MOST_PLACES, None, 0)
