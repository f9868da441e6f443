"""Statistics before disclosure control: one cube per theme that counts every person once, and tables from it.

Belongs here: cubes, dimensions and tables as data, and counting by them. Does not: what may be printed
(reports/disclosure). Numbers of this package are never published.
"""

from reports.specification_loader import SpecificationError
from reports.statistics.cube_builder import build_cube
from reports.statistics.cubes import columns_needed, themes
from reports.statistics.specification import (
    TableSpec,
    earlier_tables,
    load_tables,
    short_list,
    specification_of,
    specified_tables,
)
from reports.statistics.statistic import StatisticTable, from_rows, to_rows
from reports.statistics.tabulation import tabulate
from reports.statistics.text import text_of

__all__ = [
    "SpecificationError",
    "StatisticTable",
    "TableSpec",
    "build_cube",
    "columns_needed",
    "earlier_tables",
    "from_rows",
    "load_tables",
    "short_list",
    "specification_of",
    "specified_tables",
    "tabulate",
    "text_of",
    "themes",
    "to_rows",
]
