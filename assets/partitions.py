"""The partitions: office × year for submissions and cases, year for everything after them.

Belongs here: partition definitions and their keys. Dagster keeps a key for ever, so an office code is validated before
it becomes a key.
"""

from collections.abc import Mapping

import dagster as dg

FIRST_YEAR, LAST_YEAR = 2002, 2035
offices = dg.DynamicPartitionsDefinition(name="office")
years = dg.StaticPartitionsDefinition([str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)])
OFFICES_TAG = "review/offices"
"""The tag of a run that names its offices among those of its range, joined by commas."""
office_years = dg.MultiPartitionsDefinition({"office": offices, "year": years})


def office_year(office: str, year: int) -> str:
    """Return the partition key of one office and year."""
    return str(dg.MultiPartitionKey({"office": office, "year": str(year)}))


def offices_and_year(partition_keys: list[str], tags: Mapping[str, str]) -> tuple[list[str], int]:
    """Return the offices and the year of a run, from its partition keys and its tags.

    Raises ValueError if they have several years.
    """
    parts = [key.split("|") for key in partition_keys]
    if len({year for _, year in parts}) != 1:
        raise ValueError("a run takes offices of one year")
    offices = {office for office, _ in parts}
    named = tags.get(OFFICES_TAG)
    return sorted(offices & set(named.split(",")) if named else offices), int(parts[0][1])
