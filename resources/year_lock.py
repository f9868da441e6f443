"""The lock of a year: one process at a time reads, counts, protects, releases or answers for a review year.

The operating system releases the lock when its process ends, also when the process is killed. Belongs here: taking the
lock. Does not: what is done under it.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from resources.home import Home
from resources.private_files import make_private_folder


@contextmanager
def year_lock(home: Home, year: int, on_wait: Callable[[], None] = lambda: None) -> Iterator[None]:
    """Hold the lock of ``year``; a process that holds it already takes it again at once.

    ``on_wait`` is called once where another process holds the lock, before waiting for it.
    """
    make_private_folder(home.locks)
    lock = FileLock(home.locks / f"{year:04d}.lock", mode=0o600, is_singleton=True, thread_local=False)
    try:
        lock.acquire(blocking=False)
    except Timeout:
        on_wait()
        lock.acquire()
    try:
        yield
    finally:
        lock.release()
