"""Independent searches in parallel threads: the solver releases the interpreter's lock.

The result of each search is the same whether others run beside it.

Belongs here: running them and reporting their progress from one thread. Does not: what is searched (protect.py).
"""

import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from queue import SimpleQueue
from threading import Event
from typing import TypeVar

from expectations.errors import ReviewError
from expectations.progress import NullProgress, Progress

MAX_CORES = 2  # each search needs memory of its own
Result = TypeVar("Result")


class _StoppedError(ReviewError):
    """Another search failed, so this one is given up."""


def run_parallel(searches: Sequence[Callable[[Progress], Result]], progress: Progress) -> list[Result]:
    """Return the result of each search, in their order. ``progress`` is called by this thread alone.

    An exception of one search is raised here, and the others are given up.
    """
    cores = min(MAX_CORES, os.cpu_count() or 1, len(searches))
    if cores <= 1:
        return [search(progress) for search in searches]
    events: SimpleQueue[bool] = SimpleQueue()  # True: one cell more is done; False: one search has ended
    stop = Event()

    class Reporter(NullProgress):
        def advance(self, done: int = 1) -> None:
            if stop.is_set():
                raise _StoppedError
            events.put(True)

    def run(search: Callable[[Progress], Result]) -> Result:
        try:
            return search(Reporter())
        finally:
            events.put(False)

    with ThreadPoolExecutor(cores, thread_name_prefix="protection") as pool:
        try:
            running = [pool.submit(run, search) for search in searches]
            ended = 0
            while ended < len(running):
                if events.get():
                    progress.advance()
                    continue
                ended += 1
                for future in running:
                    if future.done() and future.exception() is not None:
                        future.result()
            return [future.result() for future in running]
        finally:
            stop.set()
            pool.shutdown(wait=True, cancel_futures=True)
