"""Records against the contract: each fault breaks exactly its rule, the value goes and the person stays."""

import pandas as pd
import pytest

from expectations.checks import CONSISTENCY_RULES, check_records, checks_of, message_of
from expectations.contract import Contract, Severity, load_contract
from tests.checks.record_frames import NO_COLUMNS, records_of


@pytest.fixture(scope="module")
def contract() -> Contract:
    return load_contract()


GOOD: dict[str, dict[str, object]] = {"health": {"value": 5}, "totals": {"value": 5}}
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
    ("trafficking", {"unread": "age:ambiguous"}, "age.ambiguous", "age"),
    ("returns", {"unread": "departure_month:ambiguous_date"}, "departure_month.ambiguous_date", "departure_month"),
    ("trafficking", {"age": 30, "age_band": "18-20"}, "age_outside_the_band", "age_band"),
    ("trafficking", {"age": 7, "age_band": "9-17"}, "age_outside_the_band", "age_band"),
    ("vulnerable", {"assist_year_first": 2013}, "first_assistance_after_the_year", "assist_year_first"),
    (
        "trafficking",
        {"exploit_SexualExploitation": 0, "sex_type_Pornography": 1},
        "sex_type_without_sexual_exploitation",
        "exploit_SexualExploitation",
    ),
    ("trafficking", {"age": 15, "child_at_entry": 0}, "child_now_and_adult_at_entry", "child_at_entry"),
    (
        "trafficking",
        {"age": 19, "child_at_entry": 0, "exploit_ChildLabour": 1},
        "child_labour_of_an_adult_at_entry",
        "child_at_entry",
    ),
    ("returns", {"vuln_Older65": 1, "age": 64}, "older_65_and_younger", "vuln_Older65"),
    ("returns", {"vuln_Older65": 1, "age_band": "60-64"}, "older_65_and_younger", "vuln_Older65"),
    ("returns", {"vuln_Pregnant": 1, "sex": "M"}, "pregnant_and_male", "vuln_Pregnant"),
    ("returns", {"reint_delivered_year": 2014}, "reintegration_after_the_year", "reint_delivered_year"),
    ("projects", {"unread": "title:text"}, "title.text", "title"),
    ("projects", {"unread": "joint_with:code"}, "joint_with.code", "joint_with"),
    ("projects", {"unread": "start:ambiguous_date"}, "start.ambiguous_date", "start"),
    ("projects", {"start": "2012-05-01", "end": "2012-04-30"}, "end_before_start", "end"),
    ("projects", {"budget_usd": 3_000_000_000}, "budget_usd.range", "budget_usd"),
    ("health", {"value": -4}, "value.range", "value"),
    ("totals", {"value": None, "unread": "value:number"}, "value.number", "value"),
]

WARNINGS = [
    ("trafficking", {"new_or_carried": "NEW", "assist_year_first": 2010}, "new_and_first_assisted_before"),
    ("returns", {"vuln_UMC": 1, "age": 12, "family_role": "MEMBER"}, "unaccompanied_and_with_family"),
    ("projects", {"start": "2010-01-01", "end": "2011-12-31"}, "project_ended_before_the_year"),
    ("projects", {"start": "2013-01-01"}, "project_starts_after_the_year"),
    ("health", {"indicator": "MHPSS", "value": None}, "number_missing"),
    ("totals", {"measure": "VICTIMS", "value": None}, "number_missing"),
]


@pytest.mark.parametrize(("form", "fault", "rule", "field"), FAULTS, ids=[f"{f}-{r}" for f, _, r, _ in FAULTS])
def test_a_fault_breaks_exactly_its_rule_and_the_person_stays(
    contract: Contract, form: str, fault: dict[str, object], rule: str, field: str
) -> None:
    good = GOOD.get(form, {})
    records = records_of(contract, form, good, {**good, **fault}, good)
    checked = check_records(records, contract.forms[form], contract, NO_COLUMNS)
    found = checked.findings[checked.findings["family"] != "completeness"]
    assert found[["rule", "field", "row_no", "severity"]].to_numpy().tolist() == [[rule, field, 6, "blank"]]
    assert len(checked.accepted) == 3
    assert checked.held_back.empty
    assert pd.isna(checked.accepted.loc[1, field])


@pytest.mark.parametrize(("form", "doubt", "rule"), WARNINGS, ids=[f"{f}-{r}" for f, _, r in WARNINGS])
def test_a_doubt_is_a_warning_and_the_record_stays_as_it_is(
    contract: Contract, form: str, doubt: dict[str, object], rule: str
) -> None:
    records = records_of(contract, form, GOOD.get(form, {}), {**GOOD.get(form, {}), **doubt})
    checked = check_records(records, contract.forms[form], contract, NO_COLUMNS)
    found = (
        checked.findings[checked.findings["family"] != "completeness"] if "missing" not in rule else checked.findings
    )
    assert found[["rule", "row_no", "severity"]].to_numpy().tolist() == [[rule, 6, "warning"]]
    kept = checked.accepted.loc[1, list(doubt)]
    assert [None if pd.isna(value) else value for value in kept] == list(doubt.values())


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
                doubtful = check.severity is not Severity.HOLD or check.rule.endswith("_missing")
                if doubtful and sentence not in message:
                    lacking.append((form.key, check.rule, language))
    assert lacking == []


def test_every_message_is_said_in_full_in_three_languages(contract: Contract) -> None:
    rules = [
        (form.key, check.rule, check.fields[0])
        for form in contract.forms.values()
        for check in checks_of(form, contract)
    ]
    rules += [
        (form, rule, "value" if form == "totals" else "sex")
        for form in ("totals", "returns")
        for rule in CONSISTENCY_RULES
    ]
    said = [
        (form, rule, language, message_of(contract, form, rule, field, language))
        for form, rule, field in rules
        for language in ("en", "fr", "es")
    ]
    assert [entry[:3] for entry in said if "{" in entry[3] or len(entry[3].split(". ")) < 2] == []


def test_rows_identical_but_for_the_reference_are_a_warning_among_real_records_only(contract: Contract) -> None:
    row: dict[str, object] = {
        "sex": "F",
        "age": 22,
        "citizenship": "KHM",
        "country_of_exploitation": "THA",
        "scope": "INTERNATIONAL",
        "duration": "0-12",
    }
    few = {name: row[name] for name in ("sex", "age")}
    records = records_of(contract, "trafficking", row, {**row, "age": 23}, row, few, few)
    form = contract.forms["trafficking"]
    for nature, rows in (("real", [7]), ("synthetic", []), ("demonstration", [])):
        found = check_records(records.assign(nature=nature), form, contract, NO_COLUMNS).findings
        assert found.loc[found["rule"] == "identical_rows", "row_no"].tolist() == rows


def test_a_project_without_a_code_or_with_one_given_twice_is_held_back(contract: Contract) -> None:
    records = records_of(contract, "projects", {"code": "A"}, {"code": None}, {"code": "A"}, {"code": "B"})
    checked = check_records(records, contract.forms["projects"], contract, NO_COLUMNS)
    assert checked.held_back[["row_no", "rule"]].to_numpy().tolist() == [[6, "code_missing"], [7, "code_twice"]]
    assert checked.accepted["code"].tolist() == ["A", "B"]


def test_a_country_that_may_be_meant_is_suggested_as_a_code(contract: Contract) -> None:
    records = records_of(contract, "returns", {"unread": "origin:country:AFG;sex:code"})
    found = check_records(records, contract.forms["returns"], contract, NO_COLUMNS).findings
    assert dict(zip(found["rule"], found["suggestion"].fillna(""), strict=True)) | {} == {
        **dict.fromkeys(found["rule"], ""),
        "origin.country": "AFG",
    }
