"""Rules across forms, offices and years: each finding is a warning at a place, without a number."""

import pandas as pd
import pytest

from expectations.checks import FINDING_COLUMNS, changes, control_totals, empty_forms, linked_records
from expectations.checks.consistency_rules import load_consistency_rules
from expectations.contract import Contract, load_contract
from tests.checks.record_frames import records_of

DIGEST = "d" * 64


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract()


@pytest.fixture
def cases(contract: Contract) -> dict[str, pd.DataFrame]:
    victims = [{"sex": "F", "age": 12 + 6 * n, "citizenship": "KHM;LAO" if n else "KHM"} for n in range(3)]
    return {
        "trafficking": records_of(contract, "trafficking", *victims, {"trafficking_status": "NotAVictim"}),
        "returns": records_of(contract, "returns", {"person_key": "key0", "side": "HOST"}, {"side": "ORIGIN"}),
    }


def found_rows(found: pd.DataFrame) -> list[int]:
    assert list(found.columns) == list(FINDING_COLUMNS)
    assert set(found["severity"]) <= {"warning"}
    return [int(row) - 4 for row in found["row_no"]]


TOTALS = [
    ({"measure": "VICTIMS", "value": 3}, False),
    ({"measure": "VICTIMS", "value": 4}, True),
    ({"measure": "VICTIMS", "value": 4, "estimation": "ESTIMATE"}, False),
    ({"measure": "VICTIMS", "value": 3, "sex": "F"}, False),
    ({"measure": "VICTIMS", "value": 1, "sex": "M"}, True),
    ({"measure": "VICTIMS", "value": 1, "age_band": "CHILD"}, False),
    ({"measure": "VICTIMS", "value": 2, "age_band": "CHILD"}, True),
    ({"measure": "VICTIMS", "value": 9, "age_band": "0-8"}, False),
    ({"measure": "VICTIMS", "value": 2, "citizenship": "LAO"}, False),
    ({"measure": "RETURNED", "value": 1}, False),
    ({"measure": "AFTER_RETURN", "value": 1}, False),
    ({"measure": "PERSONS", "value": 3}, False),
    ({"measure": "PERSONS", "value": 4}, True),
    ({"measure": "VULNERABLE", "value": 50}, False),
]


@pytest.mark.parametrize(("total", "differs"), TOTALS)
def test_a_control_total_is_compared_with_the_persons_counted(
    contract: Contract, cases: dict[str, pd.DataFrame], total: dict[str, object], differs: bool
) -> None:
    found = control_totals(records_of(contract, "totals", total), cases, 2012, contract)
    assert found_rows(found) == ([1] if differs else [])


def test_every_measure_of_the_totals_form_can_be_counted(contract: Contract) -> None:
    across = load_consistency_rules()
    assert set(across.measures) == set(contract.code_lists["measure"].codes)
    for selections in across.measures.values():
        for one in selections:
            assert {*one.only, *one.leave_out} <= set(contract.forms[one.form].by_name)


@pytest.mark.parametrize(
    ("now", "before", "rule"),
    [
        (100, 201, "far_below_last_year"),
        (100, 200, None),
        (100, 49, "far_above_last_year"),
        (49, 10, None),
        (0, 50, "far_below_last_year"),
        (50, 0, None),
    ],
)
def test_a_change_beyond_the_band_is_remarked_on(now: int, before: int, rule: str | None) -> None:
    key = ("KEN", "returns")
    found = changes({key: now}, {key: before}, {key: DIGEST}, {key: "e" * 64}, 2012)
    assert found["rule"].tolist() == ([rule] if rule else [])
    assert found["submission"].tolist() == ([DIGEST] if rule else [])


def test_an_office_that_was_silent_last_year_has_not_risen() -> None:
    key = ("KEN", "returns")
    assert changes({key: 500}, {}, {key: DIGEST}, {}, 2012).empty


def test_an_empty_form_needs_a_nil_statement() -> None:
    standing = {("KEN", form): DIGEST for form in ("trafficking", "returns", "health", "totals")}
    due = [("KEN", form) for form in ("trafficking", "returns", "vulnerable", "health")]
    found = empty_forms({("KEN", "trafficking"): 3}, standing, {DIGEST: frozenset({"health"})}, due, 2012)
    assert found[["form", "rule"]].to_numpy().tolist() == [["returns", "form_empty_without_nil"]]


def test_two_offices_that_disagree_on_one_person_are_told(contract: Contract) -> None:
    linked = [{"link_key": "a", "sex": "F", "age": 12}, {"link_key": "a", "sex": "M", "age_band": "ADULT"}]
    agreeing = [{"link_key": "b", "sex": "F"}, {"link_key": "b", "sex": "U"}]
    records = records_of(contract, "returns", *linked, *agreeing)
    records["office"] = ["KEN", "UGA", "KEN", "UGA"]
    found = linked_records({"returns": records}, 2012, contract)
    assert found[["office", "row_no", "field"]].to_numpy().tolist() == [
        ["KEN", 5, "sex"],
        ["KEN", 5, "age_band"],
        ["UGA", 6, "sex"],
        ["UGA", 6, "age_band"],
    ]


def test_one_office_alone_is_not_compared_with_itself(contract: Contract) -> None:
    records = records_of(contract, "returns", {"link_key": "a", "sex": "F"}, {"link_key": "a", "sex": "M"})
    assert linked_records({"returns": records}, 2012, contract).empty
