"""The stores as a Dagster resource, and resources that take nothing from run configuration.

Belongs here: what assets ask Dagster for. Does not: the stores themselves (stores.py). Whoever launches a run writes
its configuration, so that a resource with a configuration could be led to a key, a vault and a warehouse elsewhere.
"""

from dataclasses import dataclass

import dagster as dg

from resources.home import Home
from resources.stores import Stores, open_stores

NO_CONFIGURATION: dict[str, object] = {}
"""Dagster refuses every name in a configuration of this schema; without a schema it accepts any configuration."""


@dataclass(frozen=True)
class ReviewStores:
    """The stores of one home, which is fixed when the definitions are loaded."""

    home: Home

    def open(self) -> Stores:
        """Open the stores; once a process and home."""
        return open_stores(self.home)


def fixed_resource(value: object) -> dg.ResourceDefinition:
    """Return ``value`` as a resource without configuration."""
    return dg.ResourceDefinition(lambda _: value, config_schema=NO_CONFIGURATION)


def fixed_io_manager() -> dg.IOManagerDefinition:
    """Return an I/O manager without configuration. Dagster's default one writes where run configuration says.

    Assets pass no values to each other through Dagster.
    """
    return dg.IOManagerDefinition(_in_memory, config_schema=NO_CONFIGURATION)


def _in_memory(_: dg.InitResourceContext) -> dg.IOManager:
    return dg.InMemoryIOManager()  # type: ignore[no-untyped-call]


def stores_resource(home: Home) -> dg.ResourceDefinition:
    """Return the stores of ``home`` as a resource without configuration."""
    return fixed_resource(ReviewStores(home))
