"""The sensors: new deliveries start one run a year, and the run of offices starts the review of their year.

Belongs here: the sensors. Does not: the jobs, the cursor of deliveries (delivery_cursor.py).
"""

from collections.abc import Callable
from functools import partial

import dagster as dg

from assets.partitions import FIRST_YEAR, LAST_YEAR, office_year, offices
from assets.steps.runtime.errors import redacted
from assets.steps.submissions.delivery_names import known_as
from expectations.geography import is_office
from pipelines.delivery_cursor import DeliveryCursor, DeliveryDigests
from pipelines.jobs import new_deliveries_of_a_year, offices_of_a_year, one_office, review_of_a_year
from pipelines.partition_ranges import OF_COMMAND, range_tags, year_of_run
from pipelines.stale_runs import IN_PROGRESS
from resources.source import Delivery
from resources.stores import Stores
from resources.stores_resource import ReviewStores

OFFICE_JOBS = (one_office, new_deliveries_of_a_year, offices_of_a_year)
UNFINISHED = [dg.DagsterRunStatus.QUEUED, *IN_PROGRESS]
LATEST_RUNS = 1000
ENDED = [dg.DagsterRunStatus.SUCCESS, dg.DagsterRunStatus.FAILURE]


@dg.sensor(
    name="new_deliveries",
    job=new_deliveries_of_a_year,
    minimum_interval_seconds=60,
    description="Starts one run for all deliveries of a year whose files are the same at two evaluations. What arrives "
    "during the run is in the next one. New offices get a partition.",
)
@redacted("sensor of deliveries")
def new_deliveries(context: dg.SensorEvaluationContext, stores: dg.ResourceParam[ReviewStores]) -> dg.SensorResult:
    """Request one run for each year with new deliveries whose files no longer change."""
    opened = stores.open()
    cursor = DeliveryCursor.parse(context.cursor, DeliveryDigests(partial(opened.key.keyed_digest, "listing")))
    usable = [
        delivery
        for delivery in opened.source.deliveries()
        if is_office(delivery.office) and FIRST_YEAR <= delivery.year <= LAST_YEAR
    ]
    for name, why in opened.source.not_reached.items():
        context.log.warning(f"source {name or 'drop'} could not be reached: {why}")
    busy = {int(year) for run in _runs(context.instance, UNFINISHED) if (year := year_of_run(run.dagster_run.tags))}
    due = cursor.due(usable, _registered_in(opened), busy)
    if not opened.source.not_reached:
        cursor.forget_all_but(usable)
    known = context.instance.get_dynamic_partitions(str(offices.name))
    new = sorted({delivery.office for delivery in due} - set(known))
    years = sorted({delivery.year for delivery in due})
    of_year = {year: [delivery for delivery in due if delivery.year == year] for year in years}
    return dg.SensorResult(
        run_requests=[_batch(year, batch, [*known, *new], cursor) for year, batch in of_year.items()],
        dynamic_partitions_requests=[offices.build_add_request(new)] if new else [],
        cursor=cursor.serialize(),
    )


def _batch(year: int, deliveries: list[Delivery], known: list[str], cursor: DeliveryCursor) -> dg.RunRequest:
    """Return the request of one run over the offices of ``deliveries``, which are all of one year."""
    codes = sorted({delivery.office for delivery in deliveries})
    run_key = f"{year}-{cursor.arrivals}-{cursor.digests.batch(deliveries)}"
    if len(codes) == 1:
        return dg.RunRequest(run_key=run_key, partition_key=office_year(codes[0], year))
    return dg.RunRequest(run_key=run_key, tags=range_tags(known, year, codes))


def _registered_in(stores: Stores) -> Callable[[Delivery], bool]:
    """Return whether the register has a delivery that was read or rejected, by office and name; it is read on demand.

    A row that is received and not read is of a run that ended before its end.
    """
    known: dict[int, set[tuple[str, str]]] = {}

    def is_registered(delivery: Delivery) -> bool:
        year = delivery.year
        if year not in known:
            done = (row for row in stores.register.rows(year) if row.state != "received")
            known[year] = {(row.office, row.delivery) for row in done}
        return (delivery.office, known_as(delivery.name, year, stores.key.pseudonym)) in known[year]

    return is_registered


def _request_review(context: dg.RunStatusSensorContext) -> dg.RunRequest | dg.SkipReason:
    """Request the year's review after the last of its office runs; only the run that ended last requests it."""
    year = year_of_run(context.dagster_run.tags)
    if year is None:
        return dg.SkipReason("the run has no year")
    if OF_COMMAND.items() <= context.dagster_run.tags.items() and context.dagster_run.is_success:
        return dg.SkipReason(f"`review run` makes the review of {year} itself")
    if _runs_of_year(context.instance, year, UNFINISHED):
        return dg.SkipReason(f"runs over offices of {year} are not finished")
    record = context.instance.get_run_record_by_id(context.dagster_run.run_id)
    ended = _runs_of_year(context.instance, year, ENDED)
    if record is not None and max(ended, key=_end_of, default=record).dagster_run.run_id != context.dagster_run.run_id:
        return dg.SkipReason(f"a later run over offices of {year} requests the review")
    return dg.RunRequest(run_key=context.dagster_run.run_id, partition_key=year)


def _runs(instance: dg.DagsterInstance, statuses: list[dg.DagsterRunStatus]) -> list[dg.RunRecord]:
    """Return the latest runs over offices that have one of ``statuses``."""
    jobs = {job.name for job in OFFICE_JOBS}
    records = instance.get_run_records(filters=dg.RunsFilter(statuses=statuses), limit=LATEST_RUNS)
    return [run for run in records if run.dagster_run.job_name in jobs]


def _runs_of_year(instance: dg.DagsterInstance, year: str, statuses: list[dg.DagsterRunStatus]) -> list[dg.RunRecord]:
    return [run for run in _runs(instance, statuses) if year_of_run(run.dagster_run.tags) == year]


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


SENSORS = (new_deliveries, review_after_offices, review_after_a_failed_office)
