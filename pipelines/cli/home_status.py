"""`review status --home`: what a copy of the home needs, what is there, and what its warehouse knows besides.

Belongs here: printing it. Does not: the list of parts and the comparison (resources/home_contents.py).
"""

import os

from rich.table import Table

from expectations.errors import ReviewError
from pipelines.cli.console import console
from resources.home import Home
from resources.home_contents import is_there, missing_entries, missing_of, parts_of
from resources.home_identity import has_warehouse, was_used
from resources.key import KEY_VARIABLE
from resources.stores import open_stores


def print_home(home: Home) -> bool:
    """Print the parts of the home and what is missing; return whether it is complete. A new home is not made."""
    if not has_warehouse(home) and not was_used(home):
        console.print(_parts_table(home))
        console.print("No review was made in this home yet: `review run --year YEAR` makes one.")
        return True
    try:
        stores = open_stores(home)
    except ReviewError as error:
        console.print(_parts_table(home))
        console.print(f"The home cannot be opened: {str(error).rstrip('.')}.", soft_wrap=True, markup=False)
        return False
    console.print(_parts_table(home))  # after opening, which gives an identity to each part that has none
    missing = [*missing_of(stores), *missing_entries(stores)]
    for one in missing:
        console.print(f"Missing: {one}.", soft_wrap=True, markup=False)
    if not missing:
        console.print("The home is complete: its parts belong together, and it has all that its warehouse knows.")
    return not missing


def _parts_table(home: Home) -> Table:
    """Return the table of parts: one row per part."""
    table = Table(title="The home")
    for heading in ("part", "in a copy", "there", "what"):
        table.add_column(heading, overflow="fold")
    for part in parts_of(home):
        there = "yes" if is_there(home, part) else "no"
        if part.place == home.key.parent and os.environ.get(KEY_VARIABLE):
            there = KEY_VARIABLE
        table.add_row(part.place.relative_to(home.root).as_posix(), part.need, there, part.what)
    return table
