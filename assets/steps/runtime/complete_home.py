"""A home that lacks what its warehouse knows is not counted: numbers would be wrong, or disclose, in silence.

Belongs here: refusing, and recording the files of headquarters that a run uses. Does not: the comparison
(resources/home_contents.py).
"""

from assets.steps.runtime.errors import OperatorError
from reports.reference import load_mappings
from resources.home_contents import missing_of
from resources.known_files import KnownFiles, files_of_year
from resources.stores import Stores

MOST_NAMED = 3


class IncompleteHomeError(OperatorError):
    """A home without something that its warehouse knows; the message says what to put back."""


def require_complete_home(stores: Stores, year: int) -> None:
    """Raise IncompleteHomeError where a released edition, an ad-hoc table, or a file that was used is gone."""
    missing = missing_of(stores, year)
    if missing:
        named = "; ".join(map(str, missing[:MOST_NAMED]))
        more = f"; and {len(missing) - MOST_NAMED} more" if len(missing) > MOST_NAMED else ""
        raise IncompleteHomeError(f"the home is not complete: {named}{more}. `review status --home` lists all")


def remember_files(stores: Stores, year: int) -> None:
    """Record the files of headquarters that a run of ``year`` uses now, so that the loss of one is noticed."""
    reference = {name for mapping in load_mappings().values() for name in mapping.files}
    KnownFiles(stores.warehouse).remember(files_of_year(stores.home, year, reference))
