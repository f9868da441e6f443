"""The partitions of a year: its offices, and the tags by which one run covers several of them.

Belongs here: the offices of a year, the tags of their runs, the year of a run. Does not: running (run_year.py).
"""

from collections.abc import Mapping, Sequence

import dagster as dg

from assets.partitions import FIRST_YEAR, LAST_YEAR, OFFICES_TAG, office_year, offices
from expectations.geography import is_office
from expectations.geography import offices as expected_offices
from pipelines.errors import UsageError
from resources.home import Home
from resources.stores import open_stores

RANGE_START = "dagster/asset_partition_range_start"
RANGE_END = "dagster/asset_partition_range_end"
OF_COMMAND = {"review/command": "run"}
"""The tag of a run that `review run` makes, which makes the review of the year itself."""


def partitions_of(home: Home, year: int) -> list[str]:
    """Return the offices of a year, expected or delivered, in order. Raises UsageError if it is not a review year."""
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise UsageError(f"{year} is not a review year; they go from {FIRST_YEAR} to {LAST_YEAR}")
    delivered = {delivery.office for delivery in open_stores(home).source.deliveries(year)}
    return sorted({*expected_offices(), *(office for office in delivered if is_office(office))})


def know_offices(instance: dg.DagsterInstance, codes: list[str]) -> list[str]:
    """Add a partition for each office without one; return all partitions, in the order in which they were added."""
    known = instance.get_dynamic_partitions(str(offices.name))
    instance.add_dynamic_partitions(str(offices.name), [code for code in codes if code not in set(known)])
    return [key for key in instance.get_dynamic_partitions(str(offices.name)) if is_office(key)]


def range_tags(known: Sequence[str], year: int, chosen: Sequence[str] = ()) -> dict[str, str]:
    """Return the tags of one run over ``chosen`` offices of a year, over all of ``known`` if none is chosen.

    Dagster takes a range without gaps, in the order in which partitions were added; a tag of ours names the offices.
    """
    codes = [code for code in known if code in set(chosen)] if chosen else list(known)
    tags = {RANGE_START: office_year(codes[0], year), RANGE_END: office_year(codes[-1], year)}
    return tags | ({OFFICES_TAG: ",".join(sorted(codes))} if chosen else {})


def year_of_run(tags: Mapping[str, str]) -> str | None:
    """Return the year of a run, from its partition or its range of partitions."""
    key = tags.get("dagster/partition") or tags.get(RANGE_START) or ""
    return key.rpartition("|")[2] or None


def waits_for(year: int | str) -> str:
    """Return the message of a run that waits for another one."""
    return f"{year} is being worked on by another run; waiting for its end."
