"""The executor: all steps in the process of the run, one run of a year at a time.

Belongs here: what each run launched by the UI, a schedule or a sensor does around its steps. `review run` executes its
two runs by itself and does the same around both (run_year.py).
"""

from collections.abc import Iterator
from contextlib import ExitStack

import dagster as dg
from dagster._core.errors import raise_execution_interrupts
from dagster._core.execution.context.system import PlanOrchestrationContext
from dagster._core.execution.plan.plan import ExecutionPlan
from dagster._core.execution.retries import RetryMode
from dagster._core.executor.in_process import InProcessExecutor

from pipelines.partition_ranges import waits_for, year_of_run
from resources.home import Home
from resources.run_lock import hold_run_lock
from resources.stores_resource import NO_CONFIGURATION
from resources.year_lock import year_lock


class YearExecutor(InProcessExecutor):
    """Executes a run in its process while it holds the lock of the run's year."""

    def execute(
        self, plan_context: PlanOrchestrationContext, execution_plan: ExecutionPlan
    ) -> Iterator[dg.DagsterEvent]:
        """Wait for the year, with a message in the run's log, then execute all steps.

        The lock of the run is held until the process ends, which is after Dagster has noted how the run ended.
        """
        home, year = Home.from_environment(), year_of_run(plan_context.run_tags)
        hold_run_lock(home, plan_context.run_id)
        with ExitStack() as held:
            if year is not None:
                with raise_execution_interrupts():  # so that a waiting run can be terminated
                    held.enter_context(year_lock(home, int(year), lambda: plan_context.log.info(waits_for(year))))
            yield from super().execute(plan_context, execution_plan)


@dg.executor(name="in_process", config_schema=NO_CONFIGURATION)
def year_executor(_: dg.InitExecutorContext) -> dg.Executor:
    """Return the executor of all jobs. A run cannot set that steps go on after a failed blocking check."""
    return YearExecutor(RetryMode.ENABLED)
