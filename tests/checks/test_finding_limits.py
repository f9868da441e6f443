"""Findings are capped by rule and field, and their number is kept."""

import pandas as pd

from expectations.checks import FINDING_COLUMNS, check_records
from expectations.checks.validation_frame import unread_fields
from expectations.contract import Contract, load_contract
from expectations.finding_limits import MOST_PLACES, capped
from tests.checks.record_frames import NO_COLUMNS, records_of

MANY = MOST_PLACES + 300


def checked(*rows: dict[str, object], contract: Contract | None = None) -> pd.DataFrame:
    contract = contract or load_contract()
    records = records_of(contract, "trafficking", *rows)
    return check_records(records, contract.forms["trafficking"], contract, NO_COLUMNS).findings


def of_rule(findings: pd.DataFrame, rule: str) -> pd.DataFrame:
    return findings[findings["rule"] == rule]


def test_a_rule_broken_many_times_keeps_its_first_places_and_the_number_of_the_others() -> None:
    findings = checked(*[{"unread": "sex:code;umc:flag", "sex": None}] * MANY, *[{"sex": "F"}] * 10)
    for rule in ("sex.code", "umc.flag"):
        broken = of_rule(findings, rule)
        if rule == "umc.flag" and not len(broken):
            continue
        assert len(broken) == MOST_PLACES + 1
        assert broken["times"].sum() == MANY
        assert broken["row_no"].dropna().tolist() == list(range(5, 5 + MOST_PLACES))
        others = broken[broken["row_no"].isna()].iloc[0]
        assert (others["times"], others["file_no"], others["sheet_no"]) == (MANY - MOST_PLACES, 1, 2)


def test_flags_of_one_question_are_capped_each_by_itself() -> None:
    notes = "exploit_ForcedLabour:flag;exploit_SexualExploitation:flag"
    fields = [name for name in load_contract().forms["trafficking"].by_name if name.startswith("exploit_")][:2]
    notes = ";".join(f"{name}:flag" for name in fields)
    findings = of_rule(checked(*[{"unread": notes}] * MANY), "exploit.flag")
    assert findings.groupby("field")["times"].sum().to_dict() == dict.fromkeys(fields, MANY)
    assert len(findings) == 2 * (MOST_PLACES + 1)


def test_the_same_reference_on_every_row_is_capped_and_every_row_is_held_back() -> None:
    contract = load_contract()
    records = records_of(contract, "trafficking", *[{"person_key": "one"}] * MANY)
    result = check_records(records, contract.forms["trafficking"], contract, NO_COLUMNS)
    broken = of_rule(result.findings, "reference_twice")
    assert (len(broken), broken["times"].sum(), len(result.held_back)) == (MOST_PLACES + 1, MANY - 1, MANY - 1)


def test_few_findings_are_kept_as_they_are() -> None:
    findings = checked(*[{"unread": "sex:code"}] * MOST_PLACES)
    assert len(of_rule(findings, "sex.code")) == MOST_PLACES
    assert set(findings["times"]) == {1}
    assert list(findings.columns) == list(FINDING_COLUMNS)


def test_others_in_several_sheets_have_no_sheet_and_offices_are_capped_each_by_itself() -> None:
    frame = pd.DataFrame(
        {
            "office": ["KEN"] * MANY + ["UGA"] * 3,
            "year": 2012,
            "submission": "x",
            "form": "trafficking",
            "file_no": 1,
            "sheet_no": [1 + number % 2 for number in range(MANY)] + [1] * 3,
            "row_no": range(MANY + 3),
            "rule": "sex.code",
            "field": "sex",
        }
    )
    found = capped(frame)
    [others] = found[found["times"] > 1].to_dict("records")
    assert (others["office"], others["times"]) == ("KEN", MANY - MOST_PLACES)
    assert pd.isna(others["sheet_no"]) and pd.isna(others["row_no"])
    assert found.groupby("office")["times"].sum().to_dict() == {"KEN": MANY, "UGA": 3}


def test_notes_of_records_are_expanded_with_their_kind_and_suggestion() -> None:
    records = pd.DataFrame({"unread": ["sex:code;age:number", "", None, "citizenship:country:UKR"]}, index=[4, 5, 6, 7])
    rows = unread_fields(records).astype(object)
    assert rows[["row", "field", "kind"]].to_numpy().tolist() == [
        [4, "sex", "code"],
        [4, "age", "number"],
        [7, "citizenship", "country"],
    ]
    assert rows["suggestion"].isna().tolist() == [True, True, False]
