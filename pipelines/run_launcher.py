"""The launcher of runs: Dagster's default launcher, with a check whether the process of a run has ended.

`dagster.yaml` names it; the monitor of the daemon asks it every half minute. Does not belong here: closing runs
(stale_runs.py).
"""

import dagster as dg
from dagster._core.launcher.base import CheckRunHealthResult, WorkerStatus

from pipelines.stale_runs import close_if_stale
from resources.home import Home


class ReviewRunLauncher(dg.DefaultRunLauncher):
    """Launches runs as Dagster's default launcher does, and closes a run whose process has ended."""

    @property
    def supports_check_run_worker_health(self) -> bool:
        """Let the daemon's monitor ask for the health of a run."""
        return True

    def check_run_worker_health(self, run: dg.DagsterRun) -> CheckRunHealthResult:
        """Close a run whose process has ended; the monitor itself would write no reason to it."""
        message = close_if_stale(self._instance, Home.from_environment(), run.run_id)
        return CheckRunHealthResult(WorkerStatus.FAILED if message else WorkerStatus.RUNNING, message or None)
