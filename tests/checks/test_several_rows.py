"""Rules over several rows of one form: services above those tested, totals and their parts, rows given twice."""

import pandas as pd
import pytest

from expectations.checks import check_records
from expectations.contract import Contract, load_contract
from tests.checks.record_frames import NO_COLUMNS, records_of


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract()


def broken(contract: Contract, form: str, rule: str, *rows: dict[str, object]) -> list[int]:
    """The rows, counted from 1, that break a rule."""
    found = check_records(records_of(contract, form, *rows), contract.forms[form], contract, NO_COLUMNS).findings
    return [int(row) - 4 for row in found.loc[found["rule"] == rule, "row_no"]]


def service(indicator: str, value: int | None, **group: object) -> dict[str, object]:
    return {"indicator": indicator, "value": value, "population": "REFUGEE", "unit": "PERSONS", **group}


@pytest.mark.parametrize(
    ("above", "base", "rule"),
    [
        ("TB_DETECTED", "TB_SCREENED", "tuberculosis_detected_above_screened"),
        ("HIV_POSITIVE", "HIV_TESTED", "hiv_positive_above_tested"),
    ],
)
def test_more_found_than_looked_at_in_the_same_group_is_unknown(
    contract: Contract, above: str, base: str, rule: str
) -> None:
    women, men = {"sex": "F"}, {"sex": "M"}
    rows = [
        service(base, 10, **women),
        service(base, 50, **men),
        service(above, 11, **women),
        service(above, 50, **men),
    ]
    assert broken(contract, "health", rule, *rows) == [3]
    records = records_of(contract, "health", *rows)
    accepted = check_records(records, contract.forms["health"], contract, NO_COLUMNS).accepted
    assert accepted["value"].isna().tolist() == [False, False, True, False]


def test_found_without_a_number_looked_at_is_no_contradiction(contract: Contract) -> None:
    rule = "hiv_positive_above_tested"
    assert broken(contract, "health", rule, service("HIV_POSITIVE", 3)) == []
    assert broken(contract, "health", rule, service("HIV_POSITIVE", 3), service("HIV_TESTED", None)) == []
    other = service("HIV_TESTED", 1, population="VOT")
    assert broken(contract, "health", rule, service("HIV_POSITIVE", 3), other) == []


def test_another_offices_tests_are_not_compared(contract: Contract) -> None:
    records = records_of(contract, "health", service("HIV_POSITIVE", 3), service("HIV_TESTED", 1))
    records["office"] = ["KEN", "UGA"]
    found = check_records(records, contract.forms["health"], contract, NO_COLUMNS).findings
    assert found.empty


def test_the_same_indicator_for_the_same_group_twice_is_a_warning(contract: Contract) -> None:
    rows = [service("MHPSS", 3), service("MHPSS", 4), service("MHPSS", 4, sex="F")]
    assert broken(contract, "health", "indicator_twice", *rows) == [2]


def total(value: int | None, **part: object) -> dict[str, object]:
    return {"measure": "VICTIMS", "value": value, **part}


PARTS = [
    ("parts that add up", [total(10), total(6, sex="F"), total(4, sex="M")], []),
    ("parts above the total", [total(10), total(7, sex="F"), total(4, sex="M")], [1]),
    ("parts below the total", [total(10), total(5, sex="F"), total(4, sex="M")], [1]),
    ("one part alone", [total(10), total(5, sex="F")], []),
    ("a part that is not known", [total(10), total(5, sex="F"), total(None, sex="M")], []),
    (
        "bands within a band",
        [total(10), total(4, age_band="CHILD"), total(6, age_band="ADULT"), total(1, age_band="0-8")],
        [],
    ),
    ("parts of another measure", [total(10), {**total(7, sex="F"), "measure": "RETURNED"}, total(4, sex="M")], []),
    ("by citizenship", [total(10), total(6, citizenship="KHM"), total(5, citizenship="LAO")], [1]),
    (
        "parts by two questions",
        [total(10), total(6, sex="F", age_band="CHILD"), total(6, sex="M", age_band="CHILD")],
        [],
    ),
]


@pytest.mark.parametrize(("rows", "found"), [case[1:] for case in PARTS], ids=[case[0] for case in PARTS])
def test_a_total_is_the_sum_of_its_parts(contract: Contract, rows: list[dict[str, object]], found: list[int]) -> None:
    assert broken(contract, "totals", "parts_do_not_add_up", *rows) == found


def test_the_same_total_twice_is_a_warning_and_nothing_is_held_back(contract: Contract) -> None:
    assert broken(contract, "totals", "total_twice", total(10), total(11), total(4, sex="F")) == [2]
    records = records_of(contract, "totals", total(10), total(11))
    checked = check_records(records, contract.forms["totals"], contract, NO_COLUMNS)
    assert len(checked.accepted) == 2
    assert checked.accepted["value"].tolist() == [10, 11]


def test_a_value_that_was_not_understood_is_not_missing(contract: Contract) -> None:
    rows = [{"measure": "VICTIMS", "unread": "value:number"}, {"measure": "RETURNED", "value": -3}]
    records = records_of(contract, "totals", *rows)
    found = check_records(records, contract.forms["totals"], contract, NO_COLUMNS).findings
    assert found["rule"].tolist() == ["value.number", "value.range"]
    assert pd.isna(found["suggestion"]).all()
