"""The sensors: a new delivery starts a run, and the run of an office starts the review of its year.

Belongs here: the sensors and their cursors. Does not: the jobs. A cursor holds digests of places and of listings, never
a time.
"""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

import dagster as dg

from assets.partitions import FIRST_YEAR, LAST_YEAR, office_year, offices
from assets.steps.runtime.errors import redacted
from expectations.geography import is_office
from pipelines.jobs import offices_of_a_year, one_office, review_of_a_year
from resources.source import Delivery
from resources.stores_resource import ReviewStores

OFFICE_JOBS = (one_office, offices_of_a_year)
UNFINISHED = [
    dg.DagsterRunStatus.QUEUED,
    dg.DagsterRunStatus.NOT_STARTED,
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]
LATEST_RUNS = 1000
ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE]


def _digest(described: object) -> str:
    return hashlib.sha256(json.dumps(described).encode()).hexdigest()[:16]


def place_of(delivery: Delivery) -> str:
    """Return a digest of a delivery's place, so that an office's folder name does not go into Dagster's database."""
    return _digest([delivery.year, delivery.office, delivery.name])


def listing_of(delivery: Delivery) -> str:
    """Return a digest of a delivery's listing (names, sizes, versions); it changes while files are being written."""
    return _digest([[file.name, file.size, file.version] for file in delivery.files])


def settled(
    seen: Mapping[str, str], taken: Mapping[str, str], deliveries: list[Delivery]
) -> tuple[list[Delivery], dict[str, str], dict[str, str]]:
    """Return the deliveries to take in now, and the new state of ``seen`` and ``taken``.

    A delivery is taken in if its listing is the same as at the evaluation before, and was not taken in with it yet.
    """
    now = {place_of(delivery): listing_of(delivery) for delivery in deliveries}
    due = [d for d in deliveries if d.files and seen.get(place_of(d)) == listing_of(d) != taken.get(place_of(d))]
    return due, now, {**taken, **{place_of(delivery): listing_of(delivery) for delivery in due}}


@dg.sensor(
    name="new_deliveries",
    job=one_office,
    minimum_interval_seconds=60,
    description="Starts a run for a delivery whose files are the same at two evaluations. New offices get a partition.",
)
@redacted("sensor of deliveries")
def new_deliveries(context: dg.SensorEvaluationContext, stores: ReviewStores) -> dg.SensorResult:
    """Request one run for each office and year with a new delivery whose files no longer change."""
    cursor: dict[str, Any] = json.loads(context.cursor or '{"seen": {}, "taken": {}, "arrivals": 0}')
    source = stores.open().source
    usable = [
        delivery
        for delivery in source.deliveries()
        if is_office(delivery.office) and FIRST_YEAR <= delivery.year <= LAST_YEAR
    ]
    for name, why in source.not_reached.items():
        context.log.warning(f"source {name or 'drop'} could not be reached: {why}")
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


def _request_review(context: dg.RunStatusSensorContext) -> dg.RunRequest | dg.SkipReason:
    """Request the year's review after the last of its office runs; only the run that ended last requests it."""
    year = year_of_run(context.dagster_run.tags)
    if year is None:
        return dg.SkipReason("the run has no year")
    if _runs_of_year(context.instance, year, dg.RunsFilter(statuses=UNFINISHED)):
        return dg.SkipReason(f"runs over offices of {year} are not finished")
    record = context.instance.get_run_record_by_id(context.dagster_run.run_id)
    ended = _runs_of_year(context.instance, year, dg.RunsFilter(statuses=ENDED))
    if record is not None and max(ended, key=_end_of, default=record).dagster_run.run_id != context.dagster_run.run_id:
        return dg.SkipReason(f"a later run over offices of {year} requests the review")
    return dg.RunRequest(run_key=context.dagster_run.run_id, partition_key=year)


def _runs_of_year(instance: dg.DagsterInstance, year: str, which: dg.RunsFilter) -> list[dg.RunRecord]:
    jobs = {job.name for job in OFFICE_JOBS}
    records = instance.get_run_records(filters=which, limit=LATEST_RUNS)
    return [run for run in records if run.dagster_run.job_name in jobs and year_of_run(run.dagster_run.tags) == year]


def _end_of(record: dg.RunRecord) -> tuple[float, str]:
    return record.end_time or 0.0, record.dagster_run.run_id


def _review_after(name: str, status: dg.DagsterRunStatus, description: str) -> dg.SensorDefinition:
    return dg.run_status_sensor(
        name=name,
        run_status=status,
        monitored_jobs=list(OFFICE_JOBS),
        request_job=review_of_a_year,
        description=description,
    )(_request_review)


review_after_offices = _review_after(
    "review_after_offices",
    dg.DagsterRunStatus.SUCCESS,
    "When the last run over offices of a year succeeded, the review of the year is made again.",
)
review_after_a_failed_office = _review_after(
    "review_after_a_failed_office",
    dg.DagsterRunStatus.FAILURE,
    "When the last run over offices of a year failed, the review is made with the offices whose runs succeeded.",
)


def year_of_run(tags: Mapping[str, str]) -> str | None:
    """Return the year of a run over offices, from its partition or its range of partitions."""
    key = tags.get("dagster/partition") or tags.get("dagster/asset_partition_range_start") or ""
    return key.partition("|")[2] or None


SENSORS = (new_deliveries, review_after_offices, review_after_a_failed_office)
