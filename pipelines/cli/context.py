"""The stores of a home that holds a review already, for commands that make nothing.

Belongs here: opening them. Does not: any command.
"""

import os

from pipelines.errors import UsageError
from resources.home import Home
from resources.stores import Stores, open_stores
from resources.warehouse.store import URL_VARIABLE


def reviewed_stores() -> Stores:
    """Return the stores. Raises UsageError if the home has no warehouse; nothing is written then."""
    home = Home.from_environment()
    if not os.environ.get(URL_VARIABLE) and not home.warehouse.exists():
        raise UsageError("there is no review here yet: make one with `review run --year YEAR`")
    return open_stores(home)
