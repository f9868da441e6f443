"""The launcher of runs: Dagster's own, which can also say whether the process of a run is there.

Belongs here: what `dagster.yaml` names, so that the daemon's monitor asks every half minute. Does not: closing runs
(stale_runs.py).
"""

import dagster as dg
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus

from pipelines.stale_runs import close_if_stale
from resources.home import Home


class ReviewRunLauncher(dg.DefaultRunLauncher):
    """Launches runs as Dagster's default launcher does, and closes a run whose process is gone when it is asked."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Let the daemon's monitor ask for the health of a run."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Close a run whose process is gone, with a message of ours, which the monitor would not give."""
        message = close_if_stale(self._instance, Home.from_environment(), run.run_id)
        return CheckRunHealthResult(WorkerStatus.FAILED if message else WorkerStatus.RUNNING, message or None)
