"""Opening a year to change it: its lock is taken, and what a killed command left is finished or undone first.

Every step opens its year that puts something on the shelf, gives a table out, freezes, defers or releases; so does a
run. Belongs here: the opening. Does not: what is finished and undone (interrupted_steps.py).
"""

import logging
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial

from assets.steps.release.interrupted_steps import finish_or_undo, is_interrupted
from assets.steps.runtime.errors import redact_errors
from resources.stores import Stores
from resources.year_lock import year_lock

Tell = Callable[[str], None]
log: Tell = logging.getLogger("review").warning
"""Where steps tell what was finished or undone, unless a command prints it."""


class _YearIsBusyError(Exception):
    """Another command works on the year."""


@contextmanager
def open_year(stores: Stores, *years: int, tell: Tell = log) -> Iterator[None]:
    """Hold the locks of ``years``, and finish or undo what a killed command left of them.

    ``tell`` gets one sentence for all that was finished or undone, and one before waiting for another command.
    """
    with ExitStack() as held:
        for year in sorted(set(years)):  # always in this order: two commands never wait for each other
            wait = partial(tell, f"another command works on {year}; waiting for it")
            held.enter_context(year_lock(stores.home, year, wait))
            _repair(stores, year, tell)
        yield


def repair_year(stores: Stores, year: int, tell: Tell) -> None:
    """Finish or undo what a killed command left of ``year``, before a run works on it."""
    with open_year(stores, year, tell=tell):
        return


def repair_if_free(stores: Stores, years: Iterable[int], tell: Tell) -> None:
    """Finish or undo what a killed command left of ``years``, for a command that only reads.

    A year on which another command works is left to that command. Without anything to do, nothing is written.
    """
    for year in years:
        try:
            if is_interrupted(stores, year):
                with year_lock(stores.home, year, _give_up):
                    _repair(stores, year, tell)
        except _YearIsBusyError:
            continue


def _give_up() -> None:
    raise _YearIsBusyError


def _repair(stores: Stores, year: int, tell: Tell) -> None:
    with redact_errors("opening a year"):
        for sentence in finish_or_undo(stores, year):
            tell(f"{year}: {sentence}")
