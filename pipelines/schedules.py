"""The schedule of submissions: nightly while a year's submission period is open, weekly after it.

Belongs here: the schedule. Does not: the calendar (expectations/calendar.py), the review that follows (sensors.py).
"""

from collections.abc import Iterator
from datetime import date

import dagster as dg

from assets.partitions import FIRST_YEAR, LAST_YEAR
from assets.steps.runtime.errors import redacted
from expectations.calendar import submission_period
from pipelines.jobs import offices_of_a_year
from pipelines.partition_ranges import know_offices, partitions_of, range_tags
from resources.stores_resource import ReviewStores

WEEKLY_ON = 6  # Sunday
YEARS_KEPT_AFTER_CLOSING = 2


def years_due(day: date) -> list[int]:
    """Return the review years to receive on ``day``: open years every night, recently closed years on Sundays."""
    due = []
    for year in range(max(FIRST_YEAR, day.year - 1 - YEARS_KEPT_AFTER_CLOSING), min(LAST_YEAR, day.year - 1) + 1):
        period = submission_period(year)
        if period.is_open_on(day) or (day > period.closes and day.weekday() == WEEKLY_ON):
            due.append(year)
    return due


@dg.schedule(
    name="submissions_of_open_years",
    job=offices_of_a_year,
    cron_schedule="0 2 * * *",
    execution_timezone="UTC",
    description="Nightly while a year's submission period is open, and on Sundays in the two years after it.",
)
@redacted("schedule of submissions")
def submissions_of_open_years(
    context: dg.ScheduleEvaluationContext, stores: dg.ResourceParam[ReviewStores]
) -> Iterator[dg.RunRequest | dg.SkipReason]:
    """Request one run over all offices of each year that is due. An office without a partition gets one."""
    day = context.scheduled_execution_time.date()
    due = years_due(day)
    if not due:
        yield dg.SkipReason(f"no year is due on {day.isoformat()}")
    for year in due:
        known = know_offices(context.instance, partitions_of(stores.open().home, year))
        yield dg.RunRequest(run_key=f"{year}-{day.isoformat()}", tags=range_tags(known, year))


SCHEDULES = (submissions_of_open_years,)
