"""What happens by itself: a new delivery is taken in, and a year whose offices changed gets its review anew.

Belongs here: the sensors and what they remember. Does not: the jobs. What a sensor remembers is what it has seen (path,
size, digest of the listing), never a clock.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import dagster as dg

from assets.partitions import FIRST_YEAR, LAST_YEAR, office_year, offices
from expectations.geography import is_office
from pipelines.jobs import offices_of_a_year, one_office, review_of_a_year
from resources.source import Delivery
from resources.stores_resource import ReviewStores

UNFINISHED_RUNS = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
]


def listing_of(delivery: Delivery) -> str:
    """Return a digest of a delivery's listing (names and sizes): it changes while files are still being written."""
    described = json.dumps([[file.name, file.size] for file in delivery.files])
    return hashlib.sha256(described.encode()).hexdigest()[:16]


def settled(
    seen: Mapping[str, str], taken: Mapping[str, str], deliveries: list[Delivery]
) -> tuple[list[Delivery], dict[str, str], dict[str, str]]:
    """Return the deliveries to take now, and what is then seen and taken.

    A delivery is taken when its listing is the same as at the last look and has not been taken like that before.
    """
    now = {f"{d.year}/{d.office}/{d.name}": listing_of(d) for d in deliveries}
    due = [
        d
        for d, (path, listing) in zip(deliveries, now.items(), strict=True)
        if d.files and seen.get(path) == listing and taken.get(path) != listing
    ]
    took = {f"{d.year}/{d.office}/{d.name}": now[f"{d.year}/{d.office}/{d.name}"] for d in due}
    return due, now, {**taken, **took}


@dg.sensor(
    name="new_deliveries",
    job=one_office,
    minimum_interval_seconds=60,
    description="Takes in a delivery when its files are the same at two looks; adds the office's partition with it.",
)
def new_deliveries(context: dg.SensorEvaluationContext, stores: ReviewStores) -> dg.SensorResult:
    """Ask for one run for each office and year with a settled new delivery."""
    cursor: dict[str, Any] = json.loads(context.cursor or '{"seen": {}, "taken": {}, "arrivals": 0}')
    usable = [
        delivery
        for delivery in stores.open().source.deliveries()
        if is_office(delivery.office) and FIRST_YEAR <= delivery.year <= LAST_YEAR
    ]
    due, seen, taken = settled(cursor["seen"], cursor["taken"], usable)
    arrivals = cursor["arrivals"]
    requests = {}
    for delivery in due:
        arrivals += 1
        key = office_year(delivery.office, delivery.year)
        requests[key] = dg.RunRequest(run_key=f"{key}-{arrivals}-{listing_of(delivery)}", partition_key=key)
    new = sorted({d.office for d in due} - set(context.instance.get_dynamic_partitions(str(offices.name))))
    return dg.SensorResult(
        run_requests=list(requests.values()),
        dynamic_partitions_requests=[offices.build_add_request(new)] if new else [],
        cursor=json.dumps({"seen": seen, "taken": taken, "arrivals": arrivals}, sort_keys=True),
    )


@dg.run_status_sensor(
    name="review_after_offices",
    run_status=dg.DagsterRunStatus.SUCCESS,
    monitored_jobs=[one_office, offices_of_a_year],
    request_job=review_of_a_year,
    description="When offices of a year were taken in and no more of them wait, the year's review is made anew.",
)
def review_after_offices(context: dg.RunStatusSensorContext) -> dg.RunRequest | dg.SkipReason:
    """Ask for the year's review after its offices; the last of several waiting runs asks."""
    year = year_of_run(context.dagster_run.tags)
    if year is None:
        return dg.SkipReason("the run names no year")
    waiting = context.instance.get_runs(filters=dg.RunsFilter(statuses=UNFINISHED_RUNS))
    jobs = {one_office.name, offices_of_a_year.name}
    if any(run.job_name in jobs and year_of_run(run.tags) == year for run in waiting):
        return dg.SkipReason(f"more offices of {year} wait")
    return dg.RunRequest(run_key=context.dagster_run.run_id, partition_key=year)


def year_of_run(tags: Mapping[str, str]) -> str | None:
    """Return the year of a run over offices, from its partition or its range of partitions."""
    key = tags.get("dagster/partition") or tags.get("dagster/asset_partition_range_start") or ""
    return key.partition("|")[2] or None


SENSORS = (new_deliveries, review_after_offices)
