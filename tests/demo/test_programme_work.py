"""Health services, projects and totals alone, read independently from the files, are those of the targets."""

from collections import Counter, defaultdict

from expectations.contract import Contract
from expectations.geography import region_of
from tests.demo.office_files import Row
from tests.demo.written_year import WrittenYear

WITHIN = {  # an indicator that is part of another
    "TB_DETECTED": "TB_SCREENED",
    "HIV_TESTED": "HIV_COUNSELLED",
    "HIV_POSITIVE": "HIV_TESTED",
    "HIV_REFERRED": "HIV_POSITIVE",
    "HIV_LINKED_TO_CARE": "HIV_REFERRED",
}


def group_of(row: Row) -> tuple[str, ...]:
    return tuple(row.get(name, "") for name in ("office", "population", "sex", "age_band"))


def test_every_indicator_sums_to_its_target_in_each_unit(written: WrittenYear, contract: Contract) -> None:
    sums: Counter[tuple[str, str]] = Counter()
    for row in written.rows["health"]:
        sums[row["indicator"], row["unit"]] += int(row["value"])
    wanted = written.targets.health.indicators
    assert dict(sums) == {(name, unit): total for name, units in wanted.items() for unit, total in units.items()}
    assert set(wanted) == set(contract.code_lists["indicator"].codes)


def test_no_group_has_more_of_a_part_than_of_what_it_is_part_of(written: WrittenYear) -> None:
    sums: dict[str, Counter[tuple[str, ...]]] = defaultdict(Counter)
    for row in written.rows["health"]:
        sums[row["indicator"]][group_of(row)] += int(row["value"])
    for part, whole in WITHIN.items():
        assert all(number <= sums[whole][group] for group, number in sums[part].items()), part


def test_the_services_are_of_every_population_sex_age_and_exactness(written: WrittenYear, contract: Contract) -> None:
    rows = written.rows["health"]
    assert {row["population"] for row in rows} - {""} == set(contract.code_lists["population"].codes)
    assert {row.get("sex", "") for row in rows} == {"F", "M", ""}
    assert {row.get("age_band", "") for row in rows} == {"CHILD", "ADULT", ""}
    assert {row.get("estimation", "") for row in rows} == {"EXACT", "ESTIMATE", "PARTIAL", ""}
    assert {row.get("testing_basis", "") for row in rows} == {"VOLUNTARY", "REQUIRED", ""}
    assert len({row["office"] for row in rows if row.get("estimation") == "PARTIAL"}) == 2


def test_the_projects_are_as_many_as_printed_and_each_has_a_code_of_its_own(written: WrittenYear) -> None:
    rows = written.rows["projects"]
    codes = [row["code"] for row in rows]
    assert len(set(codes)) == len(codes) == written.targets.projects.number
    assert all(row["start"] < row["end"] for row in rows)
    trained = sum(int(row["training_participants"]) for row in rows if row.get("training_participants"))
    assert trained == written.targets.projects.training_participants


def test_the_projects_of_2012_are_426_and_70_per_cent_more_than_in_2011(written_years: dict[int, WrittenYear]) -> None:
    now, before = (len(written_years[year].rows["projects"]) for year in (2012, 2011))
    assert now == 426
    assert round(100 * (now / before - 1)) == 70


def test_a_project_covers_its_offices_country_and_others_of_the_same_regional_office(written: WrittenYear) -> None:
    several = 0
    for row in written.rows["projects"]:
        countries = row["countries"].split(";")
        assert row["office"] in countries
        assert len({region_of("regional_office", written.summary.year, country) for country in countries}) == 1
        several += len(countries) > 1
    assert 20 < several < 120


def test_only_health_projects_have_a_pillar_and_all_pillars_have_projects(
    written: WrittenYear, contract: Contract
) -> None:
    rows = written.rows["projects"]
    assert all(row["theme"] == "HEALTH" for row in rows if row.get("pillar") or row.get("health_area"))
    assert {row.get("pillar", "") for row in rows} - {""} == set(contract.code_lists["pillar"].codes)
    partners = {one for row in rows for one in row.get("joint_with", "").split(";")}
    assert {"WHO", "UNAIDS", "UNICEF"} <= partners


def test_offices_with_totals_alone_send_them_and_no_nil_statement_of_persons(written: WrittenYear) -> None:
    alone = written.targets.offices.totals_only
    found: dict[str, Counter[str]] = defaultdict(Counter)
    for row in written.rows["totals"]:
        if row["office"] in alone:
            found[row["office"]][row["measure"]] += int(row["value"])
    assert found == alone
    for form in ("trafficking", "returns", "vulnerable", "health", "projects"):
        assert not {row["office"] for row in written.rows[form]} & set(alone), form
    assert not set(written.summary.nil) & set(alone)
