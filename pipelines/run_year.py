"""Runs a year in this process, on the Dagster instance that the UI shows.

Belongs here: from a year and its offices to Dagster runs, and their outcome. Does not: what a run computes (assets),
printing (cli).
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from assets.partitions import office_year, offices
from assets.review_assets import DRAFT
from expectations.errors import ReviewError
from expectations.geography import is_office
from expectations.progress import Progress
from pipelines.definitions import defs
from pipelines.errors import UsageError
from pipelines.partition_ranges import RANGE_END, RANGE_START, partitions_of
from resources.dagster_home import prepare_dagster_home
from resources.home import Home

QUIET = {"loggers": {"console": {"config": {"log_level": "CRITICAL"}}}}


@dataclass
class RunOutcome:
    """The outcome of a year's runs: failed checks by severity, and the error of a run that ended early."""

    checks_failed: dict[str, int] = field(default_factory=lambda: {"ERROR": 0, "WARN": 0})
    checks: int = 0
    error: str = ""


def offices_of_run(home: Home, year: int, chosen: Sequence[str]) -> list[str]:
    """Return the offices of a year. Raises UsageError if an office of ``chosen`` is not among them."""
    known = partitions_of(home, year)
    unknown = sorted(set(chosen) - set(known))
    if unknown:
        raise UsageError(f"no office {', '.join(unknown)} is expected or has delivered for {year}")
    return known


def run_year(home: Home, year: int, progress: Progress, chosen: Sequence[str] = ()) -> RunOutcome:
    """Run ``chosen`` offices (all of the year if none is chosen), then the review of the year."""
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
        if not outcome.error:
            _execute("review_of_a_year", instance, progress, outcome, partition_key=str(year))
    return outcome


def _execute(job: str, instance: dg.DagsterInstance, progress: Progress, outcome: RunOutcome, **how: Any) -> None:
    """Execute a job in this process and add its checks and its error to ``outcome``."""
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
        outcome.error = _error_of(result)
    elif job == "review_of_a_year" and not _made_a_draft(result):
        outcome.error = "the run ended without a draft; its log in the UI shows which step was skipped"


def _made_a_draft(result: dg.ExecuteInProcessResult) -> bool:
    return any(event.asset_key == DRAFT for event in result.get_asset_materialization_events())


def _kinds_of(base: type[ReviewError]) -> set[type[ReviewError]]:
    return {base}.union(*(_kinds_of(kind) for kind in base.__subclasses__()))


def _error_of(result: dg.ExecuteInProcessResult) -> str:
    names = {kind.__name__ for kind in _kinds_of(ReviewError)}
    for event in result.all_events:
        if event.is_step_failure:
            error = event.step_failure_data.error
            while error is not None:
                if error.cls_name in names:
                    return error.message.partition(": ")[2].strip()
                error = error.cause
    failed = [check for check in result.get_asset_check_evaluations() if not check.passed and check.blocking]
    if failed:
        return "a blocking check failed: " + ", ".join(
            sorted({f"{check.asset_key.to_user_string()} {check.check_name}" for check in failed})
        )
    return "the run failed; its log in the UI shows the step"
