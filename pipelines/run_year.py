"""Runs a year in this process, on the Dagster instance that the UI shows.

Belongs here: from a year and its offices to Dagster runs, and their outcome. Does not: what a run computes (assets),
printing (cli).
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Any
from uuid import uuid4

import dagster as dg

from assets.partitions import office_year
from assets.review_assets import DRAFT
from expectations.errors import ReviewError
from expectations.progress import Progress
from pipelines.definitions import defs
from pipelines.errors import INTERRUPTIONS, UsageError
from pipelines.partition_ranges import OF_COMMAND, know_offices, partitions_of, range_tags, waits_for
from pipelines.stale_runs import close_stale_runs
from resources.dagster_home import dagster_lock, prepare_dagster_home
from resources.home import Home
from resources.run_lock import hold_run_lock, release_run_lock
from resources.stores_resource import stores_resource
from resources.year_lock import year_lock

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


def run_year(
    home: Home,
    year: int,
    progress: Progress,
    chosen: Sequence[str] = (),
    notify: Callable[[str], None] = lambda _: None,
) -> RunOutcome:
    """Run ``chosen`` offices (all of the year if none is chosen), then the review of the year.

    No other process works on the year meanwhile. ``notify`` gets a message where this run waits for another run, and
    for each run that is closed because its process has ended.
    """
    prepare_dagster_home(home)
    outcome = RunOutcome()
    with dg.DagsterInstance.get() as instance, year_lock(home, year, lambda: notify(waits_for(year))):
        for message in close_stale_runs(instance, home):
            notify(message)
        _run(_Runs(home, year, instance, progress, outcome), chosen)
    return outcome


@dataclass(frozen=True)
class _Runs:
    """What the runs of one call share."""

    home: Home
    year: int
    instance: dg.DagsterInstance
    progress: Progress
    outcome: RunOutcome


def _run(runs: _Runs, chosen: Sequence[str]) -> None:
    expected = offices_of_run(runs.home, runs.year, chosen)
    with dagster_lock(runs.home):
        known = know_offices(runs.instance, expected)
    for office in chosen:
        _execute(runs, "one_office", partition_key=office_year(office, runs.year))
    if not chosen:
        _execute(runs, "offices_of_a_year", tags=range_tags(known, runs.year))
    if not runs.outcome.error:
        _execute(runs, "review_of_a_year", partition_key=str(runs.year))


def _execute(runs: _Runs, job: str, tags: Mapping[str, str] = MappingProxyType({}), **how: Any) -> None:
    """Execute a job in this process and add its checks and its error to the outcome."""
    run_id = str(uuid4())
    hold_run_lock(runs.home, run_id)
    try:
        result = defs.resolve_job_def(job).execute_in_process(
            instance=runs.instance,
            resources={
                **(defs.resources or {}),
                "stores": stores_resource(runs.home),
                "progress": runs.progress,
            },
            run_config=QUIET,
            raise_on_error=False,
            run_id=run_id,
            tags={**OF_COMMAND, **tags},
            **how,
        )
    finally:
        release_run_lock(runs.home, run_id)
    outcome = runs.outcome
    for evaluation in result.get_asset_check_evaluations():
        outcome.checks += 1
        if not evaluation.passed:
            outcome.checks_failed[evaluation.severity.value] += 1
    if not result.success:
        if _was_interrupted(result):
            raise KeyboardInterrupt  # Dagster ends the run as failed and goes on
        outcome.error = _error_of(result)
    elif job == "review_of_a_year" and not _made_a_draft(result):
        outcome.error = "the run ended without a draft; its log in the UI shows which step was skipped"


def _made_a_draft(result: dg.ExecuteInProcessResult) -> bool:
    return any(event.asset_key == DRAFT for event in result.get_asset_materialization_events())


def _was_interrupted(result: dg.ExecuteInProcessResult) -> bool:
    steps = [event.step_failure_data.error for event in result.all_events if event.is_step_failure]
    runs = [event.job_failure_data.error for event in result.all_events if event.is_job_failure]
    return any(error is not None and error.cls_name in INTERRUPTIONS for error in (*steps, *runs))


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
