"""Runs whose process is gone are closed as failed, by the next command and by the daemon's monitor; others are left."""

import logging
import subprocess
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import dagster as dg
import pytest
from dagster._daemon.monitoring.run_monitoring import monitor_started_run

from pipelines import stale_runs
from pipelines.definitions import defs
from pipelines.run_launcher import ReviewRunLauncher
from pipelines.stale_runs import close_if_stale, close_stale_runs
from resources.home import Home
from resources.run_lock import hold_run_lock, release_run_lock, run_lock_state

Status = dg.DagsterRunStatus
WORKING = "import sys; from pathlib import Path; from resources.home import Home; from resources.run_lock import *; "
WORKING += "hold_run_lock(Home(Path(sys.argv[1])), sys.argv[2]); print(flush=True); sys.stdin.read()"


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return Home(tmp_path)


@pytest.fixture
def instance() -> Iterator[dg.DagsterInstance]:
    with dg.DagsterInstance.ephemeral() as one:
        yield one


def begun(instance: dg.DagsterInstance, status: Status = Status.STARTED) -> str:
    job = defs.resolve_job_def("review_of_a_year")
    return instance.create_run_for_job(job, status=status, tags={"dagster/partition": "2012"}).run_id


def left_by_its_process(home: Home, run_id: str) -> None:
    hold_run_lock(home, run_id)
    release_run_lock(home, run_id)
    (home.locks / "runs" / f"{run_id}.lock").touch()


def status_of(instance: dg.DagsterInstance, run_id: str) -> Status:
    run = instance.get_run_by_id(run_id)
    assert run is not None
    return run.status


def last_message(instance: dg.DagsterInstance, run_id: str) -> str:
    return str(instance.all_logs(run_id)[-1].get_dagster_event().message)


def test_a_run_whose_process_was_killed_is_closed_as_failed_with_its_reason(
    home: Home, instance: dg.DagsterInstance
) -> None:
    run_id = begun(instance)
    command = [sys.executable, "-c", WORKING, str(home.root), run_id]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.readline()
        assert close_stale_runs(instance, home) == []
        assert status_of(instance, run_id) is Status.STARTED
        process.kill()
    assert close_stale_runs(instance, home) == [
        "A run of review_of_a_year for 2012 was interrupted, and is closed as failed."
    ]
    assert status_of(instance, run_id) is Status.FAILURE
    assert "process of this run ended" in last_message(instance, run_id)
    assert "`review run --year 2012`" in last_message(instance, run_id)
    assert close_stale_runs(instance, home) == []


def test_a_run_that_this_process_works_on_is_left(home: Home, instance: dg.DagsterInstance) -> None:
    run_id = begun(instance)
    hold_run_lock(home, run_id)
    assert close_stale_runs(instance, home) == []
    release_run_lock(home, run_id)
    assert status_of(instance, run_id) is Status.STARTED


def test_a_run_that_was_being_terminated_is_closed_as_canceled(home: Home, instance: dg.DagsterInstance) -> None:
    run_id = begun(instance)
    run = instance.get_run_by_id(run_id)
    assert run is not None
    instance.report_run_canceling(run)
    left_by_its_process(home, run_id)
    assert close_if_stale(instance, home, run_id)
    assert status_of(instance, run_id) is Status.CANCELED


@pytest.mark.parametrize("status", [Status.SUCCESS, Status.FAILURE])
def test_a_run_that_has_ended_stays_as_it_ended(home: Home, instance: dg.DagsterInstance, status: Status) -> None:
    run_id = begun(instance, status)
    left_by_its_process(home, run_id)
    assert close_if_stale(instance, home, run_id) == ""
    assert status_of(instance, run_id) is status


def test_a_run_without_a_lock_may_be_starting_and_is_closed_later(
    home: Home, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    run_id = begun(instance)  # as a run of version 0.2, too, which had no locks
    assert close_stale_runs(instance, home) == []
    monkeypatch.setattr(stale_runs, "START", timedelta(0))
    assert len(close_stale_runs(instance, home)) == 1
    assert status_of(instance, run_id) is Status.FAILURE


def test_locks_of_runs_that_ended_are_removed(home: Home, instance: dg.DagsterInstance) -> None:
    ended, working = begun(instance, Status.SUCCESS), begun(instance)
    left_by_its_process(home, ended)
    hold_run_lock(home, working)
    close_stale_runs(instance, home)
    assert [path.stem for path in (home.locks / "runs").iterdir()] == [working]
    with run_lock_state(home, working) as state:
        assert state == "held"
    release_run_lock(home, working)


def test_the_daemons_monitor_closes_a_run_whose_process_is_gone(
    home: Home, instance: dg.DagsterInstance, monkeypatch: pytest.MonkeyPatch
) -> None:
    launcher = ReviewRunLauncher()
    launcher.register_instance(instance)
    monkeypatch.setattr(dg.DagsterInstance, "run_launcher", launcher)
    monkeypatch.setenv("REVIEW_HOME", str(home.root))
    gone, working = begun(instance), begun(instance)
    left_by_its_process(home, gone)
    hold_run_lock(home, working)
    for run_id in (gone, working):
        record = instance.get_run_record_by_id(run_id)
        assert record is not None
        monitor_started_run(instance, None, record, logging.getLogger(__name__))  # type: ignore[arg-type]
    release_run_lock(home, working)
    assert status_of(instance, gone) is Status.FAILURE
    assert "process of this run ended" in last_message(instance, gone)
    assert status_of(instance, working) is Status.STARTED
