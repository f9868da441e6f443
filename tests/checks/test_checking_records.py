"""Records against the contract: each fault breaks exactly its rule, the value goes and the person stays."""

import pandas as pd
import pytest

from expectations.checks import check_records, checks_of, message_of
from expectations.contract import Contract, FieldType, Severity, load_contract

NO_COLUMNS = pd.DataFrame(
    {
        "office": pd.Series(dtype="str"),
        "file_no": pd.Series(dtype="int64"),
        "sheet_no": pd.Series(dtype="int64"),
        "field": pd.Series(dtype="str"),
        "column_letters": pd.Series(dtype="str"),
    }
)


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract()


def records_of(contract: Contract, form: str, *rows: dict[str, object]) -> pd.DataFrame:
    """Records as the reader gives them: all blank but for what the rows say."""
    columns: dict[str, pd.Series] = {}
    for field in contract.forms[form].fields:
        name = "person_key" if field.name == "case_ref" else field.name
        whole = field.type in (FieldType.FLAG, FieldType.WHOLE, FieldType.YEAR)
        dtype = "Int16" if whole else "float64" if field.type is FieldType.DECIMAL else "str"
        default = [f"key{number}" for number in range(len(rows))] if name == "person_key" else [None] * len(rows)
        values = [row.get(name, blank) for row, blank in zip(rows, default, strict=True)]
        columns[name] = pd.Series(values, dtype=dtype)
    frame = pd.DataFrame(columns)
    frame["unread"] = pd.Series([row.get("unread", "") for row in rows], dtype="str")
    frame = frame.assign(office="KEN", year=2012, submission="d" * 64, file_no=1, sheet_no=2)
    return frame.assign(row_no=range(5, 5 + len(rows)))


FAULTS = [
    ("trafficking", {"unread": "sex:code"}, "sex.code", "sex"),
    ("trafficking", {"unread": "citizenship:country"}, "citizenship.country", "citizenship"),
    ("trafficking", {"unread": "age:number"}, "age.number", "age"),
    ("trafficking", {"age": 140}, "age.range", "age"),
    ("trafficking", {"age": 140, "age_band": "CHILD"}, "age.range", "age"),
    ("trafficking", {"unread": "exploit_ForcedLabour:flag"}, "exploit.flag", "exploit_ForcedLabour"),
    ("trafficking", {"unread": "umc:flag"}, "umc.flag", "umc"),
    ("trafficking", {"age": 30, "age_band": "9-17"}, "age_and_band_disagree", "age_band"),
    ("trafficking", {"age": 9, "age_band": "ADULT"}, "child_age_and_adult_band_disagree", "age_band"),
    ("trafficking", {"umc": 1, "age": 40}, "umc_is_not_a_child", "umc"),
    ("trafficking", {"umc": 1, "age_band": "18-20"}, "umc_is_not_a_child", "umc"),
    (
        "trafficking",
        {"labour_sector": "A", "exploit_ForcedLabour": 0},
        "sector_without_forced_labour",
        "labour_sector",
    ),
    ("returns", {"origin": "GHA", "host": "GHA"}, "origin_is_host", "origin"),
    ("returns", {"departure_month": "2011-12"}, "departure_outside_the_year", "departure_month"),
    ("returns", {"unread": "departure_month:date"}, "departure_month.date", "departure_month"),
    ("returns", {"rss_social": 1.5}, "rss_social.range", "rss_social"),
    ("vulnerable", {"category": "UMC_SEPARATED", "age": 25}, "umc_is_not_a_child", "category"),
]


@pytest.mark.parametrize(("form", "fault", "rule", "field"), FAULTS, ids=[f"{f}-{r}" for f, _, r, _ in FAULTS])
def test_a_fault_breaks_exactly_its_rule_and_the_person_stays(
    contract: Contract, form: str, fault: dict[str, object], rule: str, field: str
) -> None:
    records = records_of(contract, form, {}, fault, {})
    checked = check_records(records, contract.forms[form], contract, NO_COLUMNS)
    found = checked.findings[checked.findings["family"] != "completeness"]
    assert found[["rule", "field", "row_no", "severity"]].to_numpy().tolist() == [[rule, field, 6, "blank"]]
    assert len(checked.accepted) == 3
    assert checked.held_back.empty
    assert pd.isna(checked.accepted.loc[1, field])


def test_good_records_break_no_rule(contract: Contract) -> None:
    good = {"age": 30, "age_band": "30-38", "sex": "F", "exploit_ForcedLabour": 1, "labour_sector": "T"}
    checked = check_records(
        records_of(contract, "trafficking", good, good), contract.forms["trafficking"], contract, NO_COLUMNS
    )
    assert sum(checked.broken_by_rule.values()) == 0


def test_a_row_without_a_reference_is_held_back_and_only_its_address_is_kept(contract: Contract) -> None:
    records = records_of(contract, "returns", {}, {"person_key": None}, {})
    checked = check_records(records, contract.forms["returns"], contract, NO_COLUMNS)
    assert len(checked.accepted) == 2
    assert checked.held_back.to_dict("records") == [
        {
            "office": "KEN",
            "year": 2012,
            "submission": "d" * 64,
            "form": "returns",
            "file_no": 1,
            "sheet_no": 2,
            "row_no": 6,
            "rule": "reference_missing",
        }
    ]


def test_of_a_reference_given_twice_the_first_row_counts(contract: Contract) -> None:
    records = records_of(contract, "vulnerable", {"person_key": "a"}, {"person_key": "b"}, {"person_key": "a"})
    checked = check_records(records, contract.forms["vulnerable"], contract, NO_COLUMNS)
    assert checked.accepted["person_key"].tolist() == ["a", "b"]
    assert checked.held_back["row_no"].tolist() == [7]


def test_the_same_reference_in_two_offices_is_two_persons(contract: Contract) -> None:
    records = records_of(contract, "vulnerable", {"person_key": "a"}, {"person_key": "a"})
    records["office"] = ["KEN", "UGA"]
    assert len(check_records(records, contract.forms["vulnerable"], contract, NO_COLUMNS).accepted) == 2


def test_an_unaccompanied_child_returned_without_a_determination_is_a_warning_and_stays_as_it_is(
    contract: Contract,
) -> None:
    child = {"vuln_UMC": 1, "age": 12, "best_interest_done": 0}
    checked = check_records(records_of(contract, "returns", child), contract.forms["returns"], contract, NO_COLUMNS)
    found = checked.findings[checked.findings["family"] == "protection"]
    assert found["severity"].tolist() == ["warning"]
    assert checked.accepted.loc[0, "best_interest_done"] == 0


def test_a_low_response_is_one_finding_for_office_and_field_never_one_a_person(contract: Contract) -> None:
    rows = [{"sex": "F"}] * 79 + [{}] * 21
    checked = check_records(
        records_of(contract, "trafficking", *rows), contract.forms["trafficking"], contract, NO_COLUMNS
    )
    found = checked.findings[checked.findings["rule"] == "sex.response"]
    assert len(found) == 1
    assert found["row_no"].isna().all()


def test_a_finding_names_the_column_where_the_field_stood(contract: Contract) -> None:
    columns = pd.DataFrame(
        {"office": ["KEN"], "file_no": [1], "sheet_no": [2], "field": ["sex"], "column_letters": ["C"]}
    )
    records = records_of(contract, "trafficking", {"unread": "sex:code"})
    checked = check_records(records, contract.forms["trafficking"], contract, columns)
    assert checked.findings.loc[checked.findings["rule"] == "sex.code", "column_letters"].tolist() == ["C"]


def test_a_form_without_any_record_is_checked_without_a_finding(contract: Contract) -> None:
    records = records_of(contract, "trafficking")
    checked = check_records(records, contract.forms["trafficking"], contract, NO_COLUMNS)
    assert (len(checked.accepted), len(checked.held_back), len(checked.findings)) == (0, 0, 0)


def test_every_message_about_a_missing_or_doubtful_value_says_never_go_back_to_the_person(contract: Contract) -> None:
    sentences = {
        "en": "Never go back to the person",
        "fr": "Ne retournez jamais vers la personne",
        "es": "Nunca vuelva a",
    }
    lacking = []
    for form in contract.forms.values():
        for check in checks_of(form, contract):
            for language, sentence in sentences.items():
                message = message_of(contract, form.key, check.rule, check.fields[0], language)
                doubtful = check.severity is not Severity.HOLD or check.rule == "reference_missing"
                if doubtful and sentence not in message:
                    lacking.append((form.key, check.rule, language))
    assert lacking == []
