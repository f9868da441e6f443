"""Searches that have nothing to do with each other, side by side on as many cores as there are.

The solver does not hold the interpreter, so threads do. What each finds is the same whether others run beside it.

Belongs here: running them, and telling one watch how far all are. Does not: what is searched (protect.py).
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Event
from typing import Protocol, TypeVar

from expectations.errors import ReviewError

MAX_CORES = 2  # each search that runs needs memory of its own
Found = TypeVar("Found")


class Watch(Protocol):
    """Told how far the search is."""

    def begin(self, numbers: int) -> None:
        """Take notice of how many confidential numbers are to be searched for."""

    def advance(self) -> None:
        """Take notice that one is done."""


class Unwatched:
    """Told nothing."""

    def begin(self, numbers: int) -> None:
        """Take no notice."""

    def advance(self) -> None:
        """Take no notice."""


class _StoppedError(ReviewError):
    """The searches beside this one are not wanted any more."""


def run_parallel(searches: Sequence[Callable[[Watch], Found]], watch: Watch) -> list[Found]:
    """Return what each search finds, in their order. ``watch`` is told by this thread alone.

    What one raises is raised here, and the others are given up.
    """
    cores = min(MAX_CORES, os.cpu_count() or 1, len(searches))
    if cores <= 1:
        return [search(watch) for search in searches]
    done: SimpleQueue[bool] = SimpleQueue()  # True: one number more; False: one search has ended
    stop = Event()

    class Telling(Unwatched):
        def advance(self) -> None:
            if stop.is_set():
                raise _StoppedError
            done.put(True)

    def run(search: Callable[[Watch], Found]) -> Found:
        try:
            return search(Telling())
        finally:
            done.put(False)

    with ThreadPoolExecutor(cores, thread_name_prefix="protection") as pool:
        try:
            running = [pool.submit(run, search) for search in searches]
            ended = 0
            while ended < len(running):
                if done.get():
                    watch.advance()
                    continue
                ended += 1
                for one in running:
                    if one.done() and one.exception() is not None:
                        one.result()
            return [one.result() for one in running]
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
