"""The stores as a Dagster resource, and the progress that a run shows.

Belongs here: what assets ask Dagster for. Does not: the stores themselves (stores.py).
"""

from pathlib import Path

import dagster as dg

from resources.home import Home
from resources.stores import Stores, open_stores


class ReviewStores(dg.ConfigurableResource):  # type: ignore[type-arg]
    """The stores of the home that REVIEW_HOME names, or of ``root`` where that is set."""

    root: str = ""

    def open(self) -> Stores:
        """Open the stores; once a process and home."""
        return open_stores(Home(Path(self.root)) if self.root else Home.from_environment())
