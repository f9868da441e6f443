"""An installation in memory: a home, an instance, and jobs run over it without a terminal.

Belongs here: what the tests of orchestration share. Does not: submissions (tests.lib.submissions), any claim.
"""

from dataclasses import dataclass, field
from typing import Any

import dagster as dg

from assets.partitions import office_year, offices
from expectations.progress import NULL_PROGRESS
from pipelines.definitions import defs
from pipelines.partition_ranges import RANGE_END, RANGE_START
from pipelines.run_year import QUIET
from resources.home import Home
from resources.stores import Stores, open_stores
from resources.stores_resource import ReviewStores
from tests.lib.submissions.files import YEAR


@dataclass
class Installation:
    """A home, an instance that is gone with the test, and the runs made."""

    home: Home
    instance: dg.DagsterInstance
    runs: list[dg.ExecuteInProcessResult] = field(default_factory=list)

    @property
    def stores(self) -> Stores:
        """The stores of the home."""
        return open_stores(self.home)

    def knows(self, *codes: str) -> None:
        """Add offices as partitions."""
        self.instance.add_dynamic_partitions(str(offices.name), list(codes))

    def run(self, job: str, **how: Any) -> dg.ExecuteInProcessResult:
        """Execute a job in this process."""
        result = defs.resolve_job_def(job).execute_in_process(
            instance=self.instance,
            resources={"stores": ReviewStores(self.home), "progress": NULL_PROGRESS},
            run_config=QUIET,
            raise_on_error=False,
            **how,
        )
        self.runs.append(result)
        return result

    def run_range(self, first: str, last: str, year: int = YEAR) -> dg.ExecuteInProcessResult:
        """Execute one run over a range of offices."""
        tags = {RANGE_START: office_year(first, year), RANGE_END: office_year(last, year)}
        return self.run("offices_of_a_year", tags=tags)

    def partitions(self, *asset: str) -> set[str]:
        """Return the partitions of an asset that are materialised."""
        return self.instance.get_materialized_partitions(dg.AssetKey(list(asset)))

    def metadata(self, *asset: str, partition: str) -> dict[str, Any]:
        """Return the values of the metadata of a partition's latest materialisation."""
        wanted = dg.AssetRecordsFilter(asset_key=dg.AssetKey(list(asset)), asset_partitions=[partition])
        found = self.instance.fetch_materializations(wanted, limit=1).records[0].asset_materialization
        assert found is not None
        return {name: value.value for name, value in found.metadata.items()}


def check_of(result: dg.ExecuteInProcessResult, asset: str, name: str) -> dg.AssetCheckEvaluation:
    """Return the evaluation of one check in a run."""
    found = [e for e in result.get_asset_check_evaluations() if e.check_name == name]
    return next(e for e in found if e.asset_key.to_user_string() == asset)
