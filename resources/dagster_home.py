"""Dagster's own home: its configuration, written once, telemetry off.

Belongs here: the `dagster.yaml` of an installation. Does not: runs, schedules (pipelines).
"""

import os

from resources.home import Home
from resources.private_files import make_private_folder, replace_private_file, secure_home

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
    """Make DAGSTER_HOME with its configuration, and name it to Dagster through the environment.

    The home is closed to other accounts.
    """
    secure_home(home)
    make_private_folder(home.dagster)
    configuration = home.dagster / "dagster.yaml"
    if not configuration.exists():
        replace_private_file(configuration, CONFIGURATION.encode())
    os.environ["DAGSTER_HOME"] = str(home.dagster)
