"""The partitions: office × year for submissions and cases, year for everything after them.

Belongs here: partition definitions and their keys. Dagster keeps a key for ever, so an office code is validated before
it becomes a key.
"""

import dagster as dg

FIRST_YEAR, LAST_YEAR = 2002, 2035
offices = dg.DynamicPartitionsDefinition(name="office")
years = dg.StaticPartitionsDefinition([str(year) for year in range(FIRST_YEAR, LAST_YEAR + 1)])
office_years = dg.MultiPartitionsDefinition({"office": offices, "year": years})


def office_year(office: str, year: int) -> str:
    """Return the partition key of one office and year."""
    return str(dg.MultiPartitionKey({"office": office, "year": str(year)}))


def offices_and_year(partition_keys: list[str]) -> tuple[list[str], int]:
    """Return the offices and the year of a run's partition keys. Raises ValueError if they have several years."""
    parts = [key.split("|") for key in partition_keys]
    if len({year for _, year in parts}) != 1:
        raise ValueError("a run takes offices of one year")
    return sorted({office for office, _ in parts}), int(parts[0][1])
