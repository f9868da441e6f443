"""A missing answer is not an attribute of a person: where this holds, and where the code stays confidential."""

import hashlib
from dataclasses import replace
from itertools import cycle

import pandas as pd
import pytest
from pydantic import ValidationError

from expectations.contract import FieldType, load_contract
from reports.disclosure.audit.attacker_scenarios import audit_report
from reports.disclosure.audit.small_counts import printed_small_counts
from reports.disclosure.audit.suppression_counts import SuppressionCounts
from reports.disclosure.model.contributors import cube_with_contributors
from reports.disclosure.model.linked_tables import LinkedTables
from reports.disclosure.protect_edition import ProtectionResult, protect_edition
from reports.disclosure.protect_table import make_protected_table, printed_except
from reports.statistics import columns_needed, load_tables, tabulate
from reports.statistics.dimensions import Answers, Ranked, load_dimensions
from tests.disclosure.form_frames import frame_of

YEAR = 2012
NUMBERS = {FieldType.FLAG, FieldType.WHOLE, FieldType.YEAR}
OFFICES = ("KEN", "UGA", "ETH", "TZA")
LARGE: dict[tuple[str, int | None], int] = {("F", 30): 60, ("M", 30): 50, ("F", 10): 25, ("M", 10): 40}
FEW_WITHOUT_SEX: dict[tuple[str, int | None], int] = {("U", 30): 20, ("U", 10): 3}


def records(
    persons: dict[tuple[str, int | None], int], offices: tuple[str, ...] = OFFICES, **more: str
) -> pd.DataFrame:
    """Return victims by sex and age, from the offices in turn. One row per victim."""
    fields, turn = load_contract().forms["trafficking"].by_name, cycle(offices)
    rows = [
        {"office": next(turn), "person_key": f"{sex}{age}-{number}", "sex": sex, "age": age, **more}
        for (sex, age), count in persons.items()
        for number in range(count)
    ]
    return pd.DataFrame(
        {
            name: pd.Series(
                [row.get(name) for row in rows],
                dtype="Int16" if name in fields and fields[name].type in NUMBERS else "str",
            )
            for name in columns_needed("trafficking")
        }
    )


def linked(frame: pd.DataFrame, *keys: str) -> LinkedTables:
    cube = cube_with_contributors("trafficking", {"trafficking": frame}, YEAR)
    statistics = [tabulate(cube, spec, YEAR) for spec in load_tables() if spec.key in keys]
    return LinkedTables(YEAR, statistics, {"trafficking": cube})


def protection(frame: pd.DataFrame, *keys: str) -> ProtectionResult:
    result = protect_edition(linked(frame, *keys), lambda name: hashlib.sha256(name.encode()).hexdigest())
    assert not result.under_protected
    return result


def suppressed(frame: pd.DataFrame, key: str = "victims_by_sex_and_age") -> frozenset[tuple[str, ...]]:
    return protection(frame, key).suppressed.get(key, frozenset())


def test_a_small_count_of_missing_sex_is_printed_and_nothing_is_suppressed_for_it():
    assert not suppressed(records({**LARGE, **FEW_WITHOUT_SEX}))


def test_after_a_release_a_theme_without_records_is_protected_with_the_others():
    before = {"trafficking": records({**LARGE, **FEW_WITHOUT_SEX}), "returns": frame_of("returns", [])}
    now = {**before, "trafficking": records({**LARGE, **FEW_WITHOUT_SEX, ("F", 30): 90})}
    earlier, cubes = (
        {theme: cube_with_contributors(theme, of_edition, YEAR) for theme in before} for of_edition in (before, now)
    )
    statistics = [
        tabulate(cubes["trafficking"], spec, YEAR) for spec in load_tables() if spec.key == "victims_by_sex_and_age"
    ]
    edition = LinkedTables.after(YEAR, statistics, cubes, {"edition-1": earlier})
    result = protect_edition(edition, lambda name: hashlib.sha256(name.encode()).hexdigest())
    assert not result.under_protected


def test_the_codes_are_named_by_table_and_dimension_in_the_public_report():
    result = protection(records({**LARGE, **FEW_WITHOUT_SEX}), "victims_by_sex_and_age")
    report = audit_report(result, SuppressionCounts(1, 0, 1, 0, 11), YEAR, {}, result.missing_codes)
    assert report.missing_not_an_attribute == {"victims_by_sex_and_age": {"sex": "not_stated"}}


def test_the_gate_allows_a_small_count_of_a_missing_code_only_where_the_report_names_it():
    frame = records({**LARGE, **FEW_WITHOUT_SEX})
    cube = cube_with_contributors("trafficking", {"trafficking": frame}, YEAR)
    spec = next(spec for spec in load_tables() if spec.key == "victims_by_sex_and_age")
    statistic = tabulate(cube, spec, YEAR)
    table = make_protected_table(statistic, printed_except(statistic, ()))
    report = audit_report(None, SuppressionCounts(1, 0, 1, 0, 11), YEAR, {}, {spec.key: {0: "not_stated"}})
    assert not printed_small_counts({spec.key: table}, report, YEAR)
    (found,) = printed_small_counts({spec.key: table}, replace(report, missing_not_an_attribute={}), YEAR)
    assert found[1].codes == ("not_stated", "CHILD")
    assert printed_small_counts({spec.key: table}, None, YEAR)


@pytest.mark.parametrize(
    ("offices", "persons"),
    [
        (OFFICES, {("U", 30): 6, ("U", 10): 3}),  # fewer than the threshold have no sex
        (OFFICES[:2], FEW_WITHOUT_SEX),  # two offices
        (("KEN", "KEN", "UGA", "KEN", "ETH"), FEW_WITHOUT_SEX),  # one office has more than half
        (OFFICES, {("U", 30): 20, ("U", 10): 3, ("X", 30): 8}),  # sex X is more than a third of the truly missing
    ],
)
def test_otherwise_a_small_count_of_missing_sex_stays_confidential(offices, persons):
    assert ("not_stated", "CHILD") in suppressed(records({**LARGE, **persons}, offices))


def test_a_few_persons_of_sex_x_among_many_missing_do_not_make_the_code_an_attribute():
    assert not suppressed(records({**LARGE, ("U", 30): 20, ("U", 10): 3, ("X", 30): 6}))


def test_the_missing_code_of_a_small_group_stays_confidential():
    few_children = {("F", 30): 60, ("M", 30): 50, ("F", 10): 3, ("M", 10): 2, ("U", 30): 20, ("U", 10): 3}
    assert {("F", "CHILD"), ("M", "CHILD"), ("not_stated", "CHILD"), ("total", "CHILD")} & suppressed(
        records(few_children)
    ) >= {("F", "CHILD"), ("M", "CHILD"), ("not_stated", "CHILD")}


def test_a_small_count_of_a_known_code_stays_confidential_beside_a_missing_one():
    found = suppressed(records({**LARGE, ("F", 10): 4, ("U", 30): 40, ("U", 10): 30}))
    assert ("F", "CHILD") in found
    assert ("M", "CHILD") not in found  # the missing code is suppressed first


def test_all_known_persons_of_a_group_in_one_code_stay_confidential():
    found = suppressed(records({("F", 30): 60, ("M", 30): 50, ("F", 10): 25, ("U", 30): 20, ("U", 10): 3}))
    assert ("F", "CHILD") in found  # all children whose sex is known are girls: group disclosure


def test_all_known_persons_of_a_group_in_one_code_stay_confidential_however_many_are_missing():
    of_many_missing = {("U", 30): 20, ("U", 10): 120, ("M", None): 100, ("F", None): 20}
    found = suppressed(records({("F", 30): 160, ("M", 30): 150, ("F", 10): 25, **of_many_missing}))
    assert ("M", "CHILD") in found  # of children whose sex is known all are girls; of men whose age is known all adults


def test_by_region_a_small_count_of_missing_sex_stays_confidential():
    frame = records({**LARGE, **FEW_WITHOUT_SEX}, country_of_exploitation="THA")
    few = records({("F", 30): 30, ("M", 30): 30, ("U", 30): 4}, country_of_exploitation="NPL")
    few = few.assign(person_key="n" + few["person_key"])
    result = protection(pd.concat([frame, few], ignore_index=True), "victims_by_region_and_sex")
    in_small_region = {codes[1] for codes in result.suppressed["victims_by_region_and_sex"] if codes[0] != "total"}
    assert in_small_region & {"F", "M"}  # the total less women and men would be the few whose sex is missing
    assert not result.missing_codes


def test_geography_and_health_are_refused_at_loading():
    definitions = load_dimensions().dimensions
    for name in ("citizenship", "host", "world_region", "corridor", "assisting_region"):
        with pytest.raises(ValidationError, match="a missing country or office is always an attribute"):
            type(definitions[name]).model_validate({**definitions[name].model_dump(), "missing_is": "not_an_attribute"})
    assert isinstance(definitions["citizenship"], Ranked)
    with pytest.raises(ValidationError, match="health services"):
        Answers.model_validate({**definitions["population"].model_dump(), "missing_is": "not_an_attribute"})
    with pytest.raises(ValidationError, match="no missing code"):
        Answers.model_validate({**definitions["theme"].model_dump(), "missing_is": "not_an_attribute"})
