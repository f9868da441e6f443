"""Runs whose process has ended: they are closed as failed, so that no other run waits for them.

Belongs here: finding and closing them, before `review run` and `review ui` begin and when the daemon's monitor asks
(run_launcher.py). Does not: the lock of a run (resources/run_lock.py).
"""

from datetime import UTC, datetime, timedelta

import dagster as dg

from pipelines.partition_ranges import year_of_run
from resources.home import Home
from resources.run_lock import LockState, remove_released_locks, run_lock_state

IN_PROGRESS = [
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
START = timedelta(minutes=5)
"""A run of the daemon takes its lock once its process has started, which a busy machine may do slowly."""


def close_stale_runs(instance: dg.DagsterInstance, home: Home) -> list[str]:
    """Close every run whose process has ended, and return one message for each, for the operator."""
    records = instance.get_run_records(filters=dg.RunsFilter(statuses=IN_PROGRESS))
    messages = [close_if_stale(instance, home, record.dagster_run.run_id) for record in records]
    remove_released_locks(home)
    return [message for message in messages if message]


def close_if_stale(instance: dg.DagsterInstance, home: Home, run_id: str) -> str:
    """Close one run if its process has ended, and return a message for the operator; otherwise an empty text."""
    with run_lock_state(home, run_id) as state:
        record = instance.get_run_record_by_id(run_id)
        if record is None or record.dagster_run.status not in IN_PROGRESS or not _is_gone(state, record):
            return ""
        run, year = record.dagster_run, year_of_run(record.dagster_run.tags)
        again = f"`review run --year {year}` makes the review" if year else "start it again"
        message = f"The process of this run ended before the run did: killed, or the machine stopped; {again}."
        if run.status is dg.DagsterRunStatus.CANCELING:
            instance.report_run_canceled(run, message)
        else:
            instance.report_run_failed(run, message)
        return f"A run of {run.job_name}{f' for {year}' if year else ''} was interrupted, and is closed as failed."


def _is_gone(state: LockState, record: dg.RunRecord) -> bool:
    if state == "never held":
        return datetime.now(UTC) - record.update_timestamp > START
    return state == "released"
