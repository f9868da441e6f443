"""Runs of one year queue behind its lock, with a message; Dagster's databases are made by one process."""

import fcntl
import os
import signal
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import dagster as dg
import pytest
from dagster._core.errors import DagsterExecutionInterruptedError
from dagster._core.execution.retries import RetryMode
from dagster._core.executor.in_process import InProcessExecutor

from expectations.progress import NULL_PROGRESS
from pipelines import run_year as module
from pipelines.executor import YearExecutor, year_executor
from pipelines.partition_ranges import OF_COMMAND, know_offices
from pipelines.run_year import run_year
from resources.dagster_home import CONFIGURATION, FORMER, dagster_lock, prepare_dagster_home
from resources.home import Home
from resources.run_lock import run_lock_state
from tests.lib.keys import set_key

WAITS = "2012 is being worked on by another run; waiting for its end."


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Home:
    set_key(monkeypatch)
    monkeypatch.setenv("DAGSTER_HOME", "elsewhere")
    monkeypatch.setenv("REVIEW_HOME", str(tmp_path))
    return Home(tmp_path)


@pytest.fixture
def instance_in_memory(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(dg.DagsterInstance, "get", dg.DagsterInstance.ephemeral)


class OtherProcess:
    """Holds the lock of 2012 as another process does: the lock of the process does not know of it."""

    def __init__(self, home: Home) -> None:
        home.locks.mkdir(exist_ok=True)
        self._file = os.open(home.locks / "2012.lock", os.O_RDWR | os.O_CREAT)

    def gets_the_year(self) -> bool:
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def ends(self) -> None:
        fcntl.flock(self._file, fcntl.LOCK_UN)


@pytest.fixture
def other(home: Home) -> OtherProcess:
    return OtherProcess(home)


class FakeResult:
    """The result of a job that did nothing."""

    success = True

    def get_asset_check_evaluations(self) -> list[Any]:
        return []

    def get_asset_materialization_events(self) -> list[Any]:
        return [SimpleNamespace(asset_key=module.DRAFT)]


@contextmanager
def watched_jobs(home: Home, other: OtherProcess) -> Iterator[list[tuple[str, bool, str]]]:
    """Let jobs do nothing, and note of each whether another process gets the year, and who holds the run's lock."""
    ran: list[tuple[str, bool, str]] = []

    def resolved(job: str) -> Any:
        def execute(run_id: str, tags: dict[str, str], **_: Any) -> FakeResult:
            assert OF_COMMAND.items() <= tags.items()
            with run_lock_state(home, run_id) as state:
                ran.append((job, other.gets_the_year(), state))
            return FakeResult()

        return SimpleNamespace(execute_in_process=execute)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(module, "defs", SimpleNamespace(resolve_job_def=resolved, resources={}))
        yield ran


@pytest.mark.usefixtures("instance_in_memory")
@pytest.mark.parametrize(
    ("chosen", "jobs"),
    [((), ("offices_of_a_year",)), (("KEN", "UGA"), ("one_office", "one_office"))],
)
def test_review_run_waits_for_another_run_and_holds_the_year_around_all_of_its_jobs(
    home: Home, other: OtherProcess, chosen: Sequence[str], jobs: Sequence[str]
) -> None:
    assert other.gets_the_year()
    told: list[str] = []

    def tell(message: str) -> None:
        told.append(message)
        other.ends()

    with watched_jobs(home, other) as ran:
        assert run_year(home, 2012, NULL_PROGRESS, chosen, tell).error == ""
    assert told == [WAITS]
    assert ran == [(job, False, "held") for job in (*jobs, "review_of_a_year")]
    assert other.gets_the_year()
    assert list((home.locks / "runs").iterdir()) == []


@pytest.mark.usefixtures("instance_in_memory")
def test_a_run_that_was_killed_while_review_run_waited_for_it_is_closed(
    home: Home, other: OtherProcess, monkeypatch: pytest.MonkeyPatch
) -> None:
    events: list[str] = []

    def close(*_: object) -> list[str]:
        events.append("another process holds the year" if other.gets_the_year() else "this process holds the year")
        return ["A run was interrupted."]

    monkeypatch.setattr(module, "close_stale_runs", close)
    with watched_jobs(home, other):
        run_year(home, 2012, NULL_PROGRESS, (), events.append)
    assert events == ["this process holds the year", "A run was interrupted."]


@pytest.mark.usefixtures("instance_in_memory")
def test_a_run_of_another_year_does_not_wait(home: Home, other: OtherProcess) -> None:
    assert other.gets_the_year()
    told: list[str] = []
    with watched_jobs(home, other) as ran:
        run_year(home, 2011, NULL_PROGRESS, (), told.append)
    assert told == []
    assert len(ran) == 2


@pytest.mark.parametrize("tags", [{"dagster/partition": "2012"}, {"dagster/partition": "KEN|2012"}])
def test_a_run_of_the_daemon_waits_for_another_run_of_its_year_and_says_so_in_its_log(
    home: Home, other: OtherProcess, monkeypatch: pytest.MonkeyPatch, tags: dict[str, str]
) -> None:
    assert other.gets_the_year()
    logged: list[str] = []
    states: list[tuple[bool, str]] = []

    def info(message: str) -> None:
        logged.append(message)
        other.ends()

    def execute(*_: object) -> Iterator[str]:
        with run_lock_state(home, "a-run") as state:
            states.append((other.gets_the_year(), state))
        yield "a step"

    monkeypatch.setattr(InProcessExecutor, "execute", execute)
    context: Any = SimpleNamespace(run_tags=tags, run_id="a-run", log=SimpleNamespace(info=info))
    executor = year_executor.executor_creation_fn(None)  # type: ignore[misc, arg-type]
    assert isinstance(executor, YearExecutor)
    assert list(executor.execute(context, None)) == ["a step"]  # type: ignore[arg-type, comparison-overlap]
    assert logged == [WAITS]
    assert states == [(False, "held")]
    assert other.gets_the_year()
    with run_lock_state(home, "a-run") as state:
        assert state == "held"  # until the process ends: Dagster notes the end of the run after its steps


def test_a_waiting_run_of_the_daemon_can_be_terminated(home: Home, other: OtherProcess) -> None:
    assert other.gets_the_year()
    log = SimpleNamespace(info=lambda _: signal.raise_signal(signal.SIGTERM))
    context: Any = SimpleNamespace(run_tags={"dagster/partition": "2012"}, run_id="b-run", log=log)
    with pytest.raises(DagsterExecutionInterruptedError):
        list(YearExecutor(RetryMode.ENABLED).execute(context, None))  # type: ignore[arg-type]


def test_databases_of_dagster_are_made_by_one_process_after_the_other(home: Home) -> None:
    second = threading.Thread(target=prepare_dagster_home, args=[home])
    with dagster_lock(home):
        second.start()
        second.join(0.3)
        assert second.is_alive()
        assert list(home.dagster.iterdir()) == []
    second.join(60)
    assert {path.name for path in home.dagster.rglob("*.db")} == {"runs.db", "index.db", "schedules.db"}


@pytest.mark.usefixtures("instance_in_memory")
def test_a_configuration_of_version_0_2_that_nobody_changed_is_replaced(home: Home) -> None:
    assert len(FORMER) == 1
    former = """\
# Written once by the review; change it as you need, it is not written again.
telemetry:
  enabled: false
nux:  # no invitation to leave an address with a third party
  enabled: false
run_monitoring:
  enabled: true
  max_runtime_seconds: 14400
concurrency:
  runs:
    max_concurrent_runs: 1
"""
    home.dagster.mkdir()
    configuration = home.dagster / "dagster.yaml"
    configuration.write_text(former, encoding="utf-8")
    prepare_dagster_home(home)
    assert configuration.read_text("utf-8") == CONFIGURATION


def test_an_office_is_added_as_a_partition_once() -> None:
    with dg.DagsterInstance.ephemeral() as instance:
        assert know_offices(instance, ["UGA", "KEN"]) == know_offices(instance, ["KEN"]) == ["UGA", "KEN"]
