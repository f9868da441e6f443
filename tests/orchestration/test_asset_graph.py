"""Definitions: what Dagster loads, as a person sees it in the UI."""

import os
from pathlib import Path

import dagster as dg
import pytest

from expectations.contract import load_contract
from pipelines.definitions import defs
from pipelines.executor import year_executor
from pipelines.run_launcher import ReviewRunLauncher
from reports.figures import load_figures
from resources.dagster_home import prepare_dagster_home
from resources.home import Home
from resources.warehouse import cases_table
from resources.warehouse.tables import metadata_of
from tests.orchestration.asset_graph_snapshot import (
    ASSETS,
    CHECKS_OF_CASES,
    CHECKS_OF_CONSISTENCY,
    CHECKS_OF_TABLES,
    FOR_OFFICES,
)

SPECS = {spec.key.to_user_string(): spec for spec in defs.resolve_all_asset_specs()}
DOOR = "release/tables"
ASSETS_DEFS = [asset for asset in defs.assets or [] if isinstance(asset, dg.AssetsDefinition)]


def deps_of(asset: str) -> set[str]:
    return {dep.asset_key.to_user_string() for dep in SPECS[asset].deps}


def test_the_definitions_load_and_their_jobs_resolve() -> None:
    dg.Definitions.validate_loadable(defs)
    assert {job.name for job in defs.resolve_all_job_defs()} >= {"offices_of_a_year", "one_office", "review_of_a_year"}


def test_the_assets_their_groups_and_what_they_stand_on_are_as_drawn() -> None:
    drawn = {asset: (spec.group_name, tuple(sorted(deps_of(asset)))) for asset, spec in SPECS.items()}
    figures = {f"figures/{spec.key}": ("review", (DOOR,)) for spec in load_figures()}
    whole = tuple(sorted([DOOR, "sentences/en", *figures]))
    documents = dict.fromkeys(("review/html", "review/docx"), ("review", whole))
    assert drawn == {**ASSETS, **figures, **documents}


def test_the_checks_are_as_drawn() -> None:
    checks = {
        (spec.asset_key.to_user_string(), spec.name): spec.blocking
        for asset in ASSETS_DEFS
        for spec in asset.check_specs
    }
    of_cases = {
        (f"cases/{form}", name): blocking
        for form in load_contract().forms
        for name, blocking in CHECKS_OF_CASES.items()
    }
    across = {("cases/consistency", name): False for name in CHECKS_OF_CONSISTENCY}
    assert checks == {**of_cases, **across, **{(DOOR, name): blocking for name, blocking in CHECKS_OF_TABLES.items()}}
    assert checks["cases/trafficking", "read_is_accepted_plus_held_back"]


@pytest.mark.parametrize("asset", sorted(SPECS))
def test_an_asset_says_what_it_is_whose_it_is_and_of_what_kind(asset: str) -> None:
    spec = SPECS[asset]
    assert spec.description and spec.description.rstrip().endswith(".")
    assert "{" not in spec.description
    assert spec.owners
    assert spec.kinds


@pytest.mark.parametrize("asset", sorted(a for a in SPECS if SPECS[a].group_name == "review"))
def test_nothing_of_the_review_reaches_the_statistics_but_through_the_protected_tables(asset: str) -> None:
    reached, ahead = set[str](), {asset}
    while ahead:
        here = ahead.pop()
        reached.add(here)
        if here != DOOR:
            ahead |= deps_of(here) - reached
    assert DOOR in reached
    assert {SPECS[key].group_name for key in reached} <= {"review", "release"}


def test_every_case_asset_stands_behind_the_review() -> None:
    reached, ahead = set[str](), {"review/edition"}
    while ahead:
        here = ahead.pop()
        reached.add(here)
        ahead |= deps_of(here) - reached
    assert reached | FOR_OFFICES == set(SPECS)


@pytest.mark.parametrize("form", load_contract().forms)
def test_the_columns_of_cases_are_those_of_the_contract_and_of_the_warehouse(form: str) -> None:
    contract = load_contract()
    schema = SPECS[f"cases/{form}"].metadata["dagster/column_schema"]
    shown = [column.name for column in schema.columns]
    fields = ["person_key" if field.name == "case_ref" else field.name for field in contract.forms[form].fields]
    assert shown == ["office", "year", "submission", *fields, "nature"]
    stored = {column.name for column in metadata_of(contract).tables[cases_table(form)].columns}
    assert set(shown) == stored - {"place"}  # place is the warehouse's own: the order of rows
    assert all(column.description for column in schema.columns)
    sexes = [column.description or "" for column in schema.columns if column.name == "sex"]
    assert all("F, M, X, U" in description for description in sexes)
    assert bool(sexes) == ("sex" in fields)


def test_every_office_asset_takes_a_range_of_partitions_in_one_run() -> None:
    policies = {
        a.op.name: a.backfill_policy for a in ASSETS_DEFS if isinstance(a.partitions_def, dg.MultiPartitionsDefinition)
    }
    assert policies == {"from_delivery_to_cases": dg.BackfillPolicy.single_run()}


def test_a_job_runs_in_its_own_process_and_holds_the_lock_of_its_year() -> None:
    assert [job.name for job in defs.resolve_all_job_defs() if job.executor_def is not year_executor] == []


def test_an_installation_sends_nothing_home_and_asks_for_no_address(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home = Home(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", "elsewhere")
    prepare_dagster_home(home)
    assert os.environ["DAGSTER_HOME"] == str(home.dagster)
    with dg.DagsterInstance.from_config(str(home.dagster)) as instance:
        assert instance.telemetry_enabled is False
        assert instance.nux_enabled is False
        assert instance.run_monitoring_enabled is True
        assert isinstance(instance.run_launcher, ReviewRunLauncher)


def test_what_an_operator_wrote_into_the_configuration_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    monkeypatch.setenv("DAGSTER_HOME", "elsewhere")
    monkeypatch.setattr(dg.DagsterInstance, "get", dg.DagsterInstance.ephemeral)
    home.dagster.mkdir()
    (home.dagster / "dagster.yaml").write_text("telemetry: {enabled: false}\n", encoding="utf-8")
    prepare_dagster_home(home)
    assert (home.dagster / "dagster.yaml").read_text(encoding="utf-8") == "telemetry: {enabled: false}\n"
