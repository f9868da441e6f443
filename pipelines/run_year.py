"""Running a year in this process, on the instance that the UI shows.

Belongs here: from a year and its offices to Dagster runs. Does not: what they do (assets), printing (cli).
"""

from collections.abc import Sequence
from typing import Any

import dagster as dg

from assets.partitions import office_year, offices
from assets.review_assets import DRAFT
from assets.steps.runtime.errors import OperatorError, StepError
from assets.steps.runtime.progress import Progress
from expectations.geography import is_office
from pipelines.partition_ranges import RANGE_END, RANGE_START, partitions_of
from pipelines.run_outcome import RunOutcome, UsageError
from resources.dagster_home import prepare_dagster_home
from resources.home import Home

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


def offices_of_run(home: Home, year: int, chosen: Sequence[str]) -> list[str]:
    """Return the offices of a year. Raises UsageError where an office of ``chosen`` is none of them."""
    known = partitions_of(home, year)
    unknown = sorted(set(chosen) - set(known))
    if unknown:
        raise UsageError(f"no office {', '.join(unknown)} is expected or has delivered for {year}")
    return known


def run_year(home: Home, year: int, progress: Progress, chosen: Sequence[str] = ()) -> RunOutcome:
    """Take ``chosen`` offices (all of the year where none is named) from the drop to the shelf, in two runs."""
    prepare_dagster_home(home)
    outcome = RunOutcome()
    with dg.DagsterInstance.get() as instance:
        known = offices_of_run(home, year, chosen)
        partitions = set(instance.get_dynamic_partitions(str(offices.name)))
        instance.add_dynamic_partitions(str(offices.name), [office for office in known if office not in partitions])
        for office in chosen:
            tags = {"dagster/partition": office_year(office, year)}
            _execute("one_office", instance, progress, outcome, partition_key=tags["dagster/partition"])
        if not chosen:
            keys = [key for key in instance.get_dynamic_partitions(str(offices.name)) if is_office(key)]
            tags = {RANGE_START: office_year(keys[0], year), RANGE_END: office_year(keys[-1], year)}
            _execute("offices_of_a_year", instance, progress, outcome, tags=tags)
        if not outcome.fault:
            _execute("review_of_a_year", instance, progress, outcome, partition_key=str(year))
    return outcome


def _execute(job: str, instance: dg.DagsterInstance, progress: Progress, outcome: RunOutcome, **how: Any) -> None:
    """Execute a job in this process; a fault is kept in words of ours."""
    from pipelines.definitions import defs  # loaded late, so that a wrong call answers at once

    result = defs.resolve_job_def(job).execute_in_process(
        instance=instance,
        resources={**defs.resources, "progress": progress} if defs.resources else None,
        run_config=QUIET,
        raise_on_error=False,
        **how,
    )
    for evaluation in result.get_asset_check_evaluations():
        outcome.checks += 1
        if not evaluation.passed:
            outcome.checks_failed[evaluation.severity.value] += 1
    if not result.success:
        outcome.fault = _fault_of(result)
    elif job == "review_of_a_year" and not _made_a_draft(result):
        outcome.fault = "the run ended without a draft; its log in the UI says which step was left out"


def _made_a_draft(result: dg.ExecuteInProcessResult) -> bool:
    return any(event.asset_key == DRAFT for event in result.get_asset_materialization_events())


def _fault_of(result: dg.ExecuteInProcessResult) -> str:
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            while error is not None:
                if error.cls_name in (OperatorError.__name__, StepError.__name__):
                    return error.message.partition(": ")[2].strip()
                error = error.cause
    failed = [e for e in result.get_asset_check_evaluations() if not e.passed and e.blocking]
    if failed:
        return "a blocking check failed: " + ", ".join(
            sorted({f"{e.asset_key.to_user_string()} {e.check_name}" for e in failed})
        )
    return "the run failed; its log in the UI says where"
