"""The partitions of a year: its offices, and the tags by which one run covers a range of them.

Belongs here: the offices of a year, and Dagster's tags of a range. Does not: running (run_year.py).
"""

from assets.partitions import FIRST_YEAR, LAST_YEAR
from expectations.geography import is_office
from expectations.geography import offices as expected_offices
from pipelines.errors import UsageError
from resources.home import Home
from resources.stores import open_stores

RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"


def partitions_of(home: Home, year: int) -> list[str]:
    """Return the offices of a year, expected or delivered, in order. Raises UsageError if it is not a review year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError(f"{year} is not a review year; they go from {FIRST_YEAR} to {LAST_YEAR}")
    delivered = {delivery.office for delivery in open_stores(home).source.deliveries(year)}
    return sorted({*expected_offices(), *(office for office in delivered if is_office(office))})
