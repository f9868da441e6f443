"""What whoever launches a run can set: no resource takes anything from run configuration."""

from collections.abc import Iterator

import dagster as dg
import pytest

from pipelines.definitions import defs
from pipelines.jobs import JOBS
from pipelines.run_year import QUIET
from tests.lib.marks import IMPORTING_GREAT_EXPECTATIONS

pytestmark = IMPORTING_GREAT_EXPECTATIONS
NAMES = [str(job.name) for job in JOBS]
ELSEWHERE = "/tmp/elsewhere"


def is_accepted(job: str, configuration: dict[str, object]) -> bool:
    try:
        dg.validate_run_config(defs.resolve_job_def(job), configuration)
    except dg.DagsterInvalidConfigError:
        return False
    return True


@pytest.mark.parametrize("job", NAMES)
@pytest.mark.parametrize(
    ("resource", "configuration"),
    [
        ("stores", {"root": ELSEWHERE}),
        ("stores", {"home": ELSEWHERE}),
        ("stores", {"home": {"root": ELSEWHERE}}),
        ("progress", {"title": "x"}),
        ("io_manager", {"base_dir": ELSEWHERE}),
    ],
)
def test_a_run_that_names_another_home_is_refused(job: str, resource: str, configuration: dict[str, object]) -> None:
    assert is_accepted(job, {})
    assert is_accepted(job, QUIET)
    assert not is_accepted(job, {"resources": {resource: {"config": configuration}}})


@pytest.mark.parametrize("job", NAMES)
def test_no_resource_of_a_job_has_a_configuration(job: str) -> None:
    resources = defs.resolve_job_def(job).resource_defs
    assert {"stores", "progress", "io_manager"} <= set(resources)
    for name, resource in resources.items():
        kind = resource.config_schema.config_type
        assert isinstance(kind, dg.Shape), name  # without a schema Dagster accepts any configuration
        assert kind.fields == {}, name


@pytest.mark.parametrize("job", NAMES)
def test_no_run_makes_a_draft_after_a_failed_blocking_check(job: str) -> None:
    configuration = {"step_dependency_config": {"require_upstream_step_success": False}}
    assert not is_accepted(job, {"execution": {"config": configuration}})


@pytest.mark.parametrize("job", NAMES)
def test_the_level_and_name_of_the_log_are_all_that_a_run_sets(job: str) -> None:
    found = set(settings(defs.resolve_job_def(job).run_config_schema.config_type))
    ignored = {path for path in found if path[0] == "ops" and path[2:] == ("config",)}  # an op without a schema
    assert found - ignored == {("loggers", "console", "config", "log_level"), ("loggers", "console", "config", "name")}


def settings(kind: object, *path: str) -> Iterator[tuple[str, ...]]:
    """Yield the path of everything that a configuration of this type can hold."""
    if not isinstance(kind, dg.Shape):
        yield path
        return
    for name, field in kind.fields.items():
        yield from settings(field.config_type, *path, name)
