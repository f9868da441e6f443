"""A question with several answers in one cell: each named answer is yes, no other is no."""

import pandas as pd
import pytest

from expectations.checks import check_records
from expectations.contract import load_contract
from tests.lib.submissions.made_files import read, rules, workbook

FLAGS = ["exploit_ForcedLabour", "exploit_SexualExploitation", "exploit_ForcedBegging"]


def flags_of(header: str, cell: object) -> tuple[list[int | None], str]:
    reading = read(workbook({"trafficking": [["case_ref", "sex", header], ["A", "F", cell]]}))
    frame = reading.records["trafficking"].astype(object)
    row = frame.where(frame.notna(), None).iloc[0]
    assert rules(reading) == []
    return [row[flag] for flag in FLAGS], row["unread"]


@pytest.mark.parametrize("header", ["exploit", "Exploitation", "explotación", "EXPLOITATION "])
@pytest.mark.parametrize(
    "cell", ["Forced labour; ForcedBegging", "travail forcé,mendicité forcée", "ForcedBegging\nForcedLabour"]
)
def test_named_answers_are_yes_and_the_others_unknown(header: str, cell: str) -> None:
    assert flags_of(header, cell) == ([1, None, 1], "")


@pytest.mark.parametrize("cell", ["no", "Non", "NO"])
def test_a_plain_no_says_no_to_every_answer(cell: str) -> None:
    assert flags_of("exploit", cell) == ([0, 0, 0], "")


@pytest.mark.parametrize("cell", ["", "n/a", "inconnu"])
def test_a_blank_says_nothing(cell: str) -> None:
    assert flags_of("exploit", cell) == ([None, None, None], "")


@pytest.mark.parametrize("cell", ["Forced labour; of another kind", "Forced labour / zzz"])
def test_what_is_understood_is_kept_and_the_rest_reported(cell: str) -> None:
    assert flags_of("exploit", cell) == ([1, None, None], "exploit:code")


def test_an_answer_that_is_none_of_the_list_breaks_one_rule_with_its_place() -> None:
    contract = load_contract()
    rows = [["case_ref", "sex", "exploit", "labour_sector"], ["A", "F", "something", "A"]]
    reading = read(workbook({"trafficking": rows}))
    records = reading.records["trafficking"].assign(office="MDA", year=2012, submission="0" * 64, nature="real")
    places = [("MDA", *place[1:], letters) for place, letters in reading.columns.items()]
    columns = pd.DataFrame(places, columns=["office", "file_no", "sheet_no", "field", "column_letters"])
    found = check_records(records, contract.forms["trafficking"], contract, columns).findings
    found = found[found["family"] != "completeness"]
    assert found[["rule", "field", "column_letters", "row_no"]].to_numpy().tolist() == [
        ["exploit.code", "exploit", "C", 2]
    ]


def test_flags_beside_the_question_are_read_and_the_question_is_not() -> None:
    header = ["case_ref", "exploit", "exploit_ForcedLabour"]
    reading = read(workbook({"trafficking": [header, ["A", "SexualExploitation", "no"]]}))
    frame = reading.records["trafficking"]
    assert frame["exploit_ForcedLabour"].tolist() == [0]
    assert frame["exploit_SexualExploitation"].isna().all()
    assert [(f.rule, f.column_letters) for f in reading.findings] == [("column_repeated", "B")]


def test_a_question_over_one_answer_is_two_header_rows() -> None:
    rows = [["case_ref", "sex", "Vulnerability"], ["", "", "Disability"], ["A", "F", "yes"]]
    frame = read(workbook({"returns": rows})).records["returns"]
    assert frame["vuln_Disability"].tolist() == [1]
