"""The stores of a home that holds a review already, for commands that make nothing.

Belongs here: opening them. Does not: any command.
"""

from pipelines.errors import UsageError
from resources.home import Home
from resources.home_identity import has_warehouse, was_used
from resources.stores import Stores, open_stores


def reviewed_stores() -> Stores:
    """Return the stores. Raises UsageError if no review was made in the home; nothing is written then."""
    home = Home.from_environment()
    if not has_warehouse(home) and not was_used(home):
        raise UsageError("there is no review here yet: make one with `review run --year YEAR`")
    return open_stores(home)
