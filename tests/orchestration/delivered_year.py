"""A small year made by hand: four offices, comma-separated files; and running jobs over it without a terminal.

Belongs here: what the tests of Dagster's room share. Does not: any claim.
"""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import dagster as dg

from assets.partitions import office_year, offices
from expectations.progress import NULL_PROGRESS
from pipelines.definitions import defs
from pipelines.partition_ranges import RANGE_END, RANGE_START
from pipelines.run_year import QUIET
from resources.home import Home
from resources.stores import Stores
from resources.stores_resource import ReviewStores

YEAR = 2012
CANARY = "Canaria Zweifel-0815"
HEADER = "case_ref,sex,age,citizenship,trafficking_status,country_of_exploitation,exploit_ForcedLabour"
CANARY_HEADER = f"{HEADER},Nom de famille {CANARY}"


def victims(office: str, number: int, sex: str = "F", age: int = 30) -> list[str]:
    """Return rows of the trafficking form, without a fault."""
    return [f"{office}-{i},{sex},{age},UKR,Actual,{office},1" for i in range(number)]


def deliver(home: Home, office: str, delivery: str, *rows: str, header: str = HEADER, year: int = YEAR) -> Path:
    """Write a delivery of one trafficking file and its cover."""
    place = home.drop / str(year) / office / delivery
    place.mkdir(parents=True, exist_ok=True)
    (place / "trafficking.csv").write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    cover = f"key,value\noffice,{office}\nyear,{year}\nlanguage,en\nnature,demonstration\n"
    (place / "cover.csv").write_text(cover, encoding="utf-8")
    return place


def deliver_the_year(home: Home) -> None:
    """Kenya is without fault; Uganda has two faulty values and a row held back; Moldova's file is none; Chad is silent.

    The faulty values, the reference and a column of its own hold a canary.
    """
    deliver(
        home,
        "KEN",
        "2013-01-10",
        *victims("KEN", 40),
        *[row.replace("KEN-", "m-") for row in victims("KEN", 20, "M", 12)],
    )
    faulty = [
        f"UGA-{CANARY},{CANARY},30,UKR,Actual,UGA,1,{CANARY}",
        f"UGA-b,F,30,{CANARY},Actual,UGA,1,{CANARY}",
        f",F,30,UKR,Actual,UGA,1,{CANARY}",
    ]
    rows = [f"{row},{CANARY}" for row in victims("UGA", 30)]
    deliver(home, "UGA", "2013-01-11", *rows, *faulty, header=CANARY_HEADER)
    place = home.drop / str(YEAR) / "MDA" / "2013-01-12"
    place.mkdir(parents=True)
    (place / "trafficking.xlsx").write_bytes(f"no workbook {CANARY}".encode())


@dataclass
class Installation:
    """A home, an instance that is gone with the test, and the runs made."""

    home: Home
    instance: dg.DagsterInstance
    runs: list[dg.ExecuteInProcessResult] = field(default_factory=list)

    @property
    def stores(self) -> Stores:
        """The stores of the home."""
        return ReviewStores(root=str(self.home.root)).open()

    def knows(self, *codes: str) -> None:
        """Add offices as partitions."""
        self.instance.add_dynamic_partitions(str(offices.name), list(codes))

    def run(self, job: str, **how: Any) -> dg.ExecuteInProcessResult:
        """Execute a job in this process."""
        stores = ReviewStores(root=str(self.home.root))
        result = defs.resolve_job_def(job).execute_in_process(
            instance=self.instance,
            resources={"stores": stores, "progress": NULL_PROGRESS},
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
