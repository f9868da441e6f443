"""Dagster's own home: its configuration, written once, telemetry off.

Belongs here: the `dagster.yaml` of an installation. Does not: runs, schedules (pipelines).
"""

import os

from resources.home import Home

CONFIGURATION = """\
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


def prepare_dagster_home(home: Home) -> None:
    """Make DAGSTER_HOME with its configuration, and name it to Dagster through the environment."""
    home.dagster.mkdir(parents=True, exist_ok=True, mode=0o700)
    configuration = home.dagster / "dagster.yaml"
    if not configuration.exists():
        configuration.write_text(CONFIGURATION, encoding="utf-8")
    os.environ["DAGSTER_HOME"] = str(home.dagster)
