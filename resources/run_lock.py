"""The lock of a run: held by the process that works on the run, for as long as it does.

The operating system releases the lock when its process ends, also when the process is killed. A run whose lock is
released has ended, whatever Dagster's database says. A process number would be no evidence: another process may have
it by now, and another container has numbers of its own.
"""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from typing import Literal

from filelock import FileLock, Timeout

from resources.dagster_home import dagster_lock
from resources.home import Home
from resources.private_files import make_private_folder

_HELD: dict[str, FileLock] = {}

LockState = Literal["held", "released", "never held"]


def hold_run_lock(home: Home, run_id: str) -> None:
    """Hold the lock of a run until it is released or this process ends."""
    folder = home.locks / "runs"
    make_private_folder(folder)
    lock = FileLock(folder / f"{run_id}.lock", mode=0o600)
    with dagster_lock(home):  # no process sees the file before it is locked
        lock.acquire()
    _HELD[run_id] = lock


def release_run_lock(home: Home, run_id: str) -> None:
    """Release the lock of a run that has ended, and remove its file."""
    (home.locks / "runs" / f"{run_id}.lock").unlink(missing_ok=True)
    _HELD.pop(run_id).release()


@contextmanager
def run_lock_state(home: Home, run_id: str) -> Iterator[LockState]:
    """Yield whether a process works on the run, has worked on it, or never began; a released lock is held meanwhile."""
    path = home.locks / "runs" / f"{run_id}.lock"
    with dagster_lock(home), ExitStack() as held:
        if not path.exists():
            yield "never held"
            return
        try:
            held.enter_context(FileLock(path, mode=0o600, blocking=False))
        except Timeout:
            yield "held"
            return
        yield "released"
        path.unlink(missing_ok=True)


def remove_released_locks(home: Home) -> None:
    """Remove the files of all locks that no process holds."""
    for path in (home.locks / "runs").glob("*.lock"):
        with run_lock_state(home, path.stem):
            pass
