"""The warehouse: rows of records, findings and statistics, and the register of submissions.

Belongs here: its tables (made from the contract), opening it, the one gate through which rows go in, reading them back,
its migrations. Does not: what a row means, which rows are right, what is counted.
"""

from resources.warehouse.partition_writer import WarehouseError
from resources.warehouse.store import Warehouse
from resources.warehouse.tables import cases_table, metadata_of, read_table

__all__ = ["Warehouse", "WarehouseError", "cases_table", "metadata_of", "read_table"]
