"""Dagster's own home: its configuration, written once, telemetry off; and its databases, made by one process.

Belongs here: the `dagster.yaml` of an installation. Does not: runs, schedules (pipelines).
"""

import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from filelock import FileLock

from resources.home import Home
from resources.private_files import make_private_folder, replace_private_file, secure_home

CONFIGURATION = """\
# Written once by the review; change it as you need, it is not written again.
telemetry:
  enabled: false
nux:  # no invitation to leave an address with a third party
  enabled: false
run_launcher:  # the monitor closes a run whose process has ended
  module: pipelines.run_launcher
  class: ReviewRunLauncher
run_monitoring:
  enabled: true
  poll_interval_seconds: 30
  max_runtime_seconds: 14400
concurrency:
  runs:
    max_concurrent_runs: 1
retention:  # the sensor looks every minute
  sensor:
    purge_after_days:
      skipped: 1
"""
FORMER = frozenset(("0349eb4f6eb353571849df05fc2c592a8006d1692435cc25b8a575585d96b09e",))
"""SHA-256 of the configurations of earlier versions: a file that nobody changed is replaced."""


def prepare_dagster_home(home: Home) -> None:
    """Make DAGSTER_HOME with its configuration and databases, and name it to Dagster through the environment.

    The home is closed to other accounts.
    """
    secure_home(home)
    make_private_folder(home.dagster)
    os.environ["DAGSTER_HOME"] = str(home.dagster)
    with dagster_lock(home):
        configuration = home.dagster / "dagster.yaml"
        if not configuration.exists() or hashlib.sha256(configuration.read_bytes()).hexdigest() in FORMER:
            replace_private_file(configuration, CONFIGURATION.encode())
        dg.DagsterInstance.get().dispose()


@contextmanager
def dagster_lock(home: Home) -> Iterator[None]:
    """Hold the lock for changes that two processes may not make at once: new databases, new partitions."""
    make_private_folder(home.locks)
    with FileLock(home.locks / "dagster.lock", mode=0o600, poll_interval=0.01):
        yield
