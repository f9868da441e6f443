"""The lock of a year keeps a second process out, and ends with the process that holds it."""

import multiprocessing
import os
import signal
import stat
from multiprocessing.synchronize import Event
from pathlib import Path

from resources.home import Home
from resources.year_lock import year_lock


def _hold(root: Path, holds: Event, release: Event) -> None:
    with year_lock(Home(root), 2012):
        holds.set()
        release.wait(60)


def test_a_second_process_waits_and_is_told_once(tmp_path: Path) -> None:
    home, spawn = Home(tmp_path / "home"), multiprocessing.get_context("spawn")
    holds, release = spawn.Event(), spawn.Event()
    holder = spawn.Process(target=_hold, args=(home.root, holds, release))
    holder.start()
    assert holds.wait(60)
    waited = []
    with year_lock(home, 2011, lambda: waited.append("2011")):
        assert not waited
    with year_lock(home, 2012, lambda: (waited.append("2012"), release.set())[0]):
        assert waited == ["2012"]
    holder.join(60)
    assert stat.S_IMODE((home.locks / "2012.lock").stat().st_mode) == 0o600
    assert stat.S_IMODE(home.locks.stat().st_mode) == 0o700


def test_the_lock_of_a_killed_process_is_free(tmp_path: Path) -> None:
    home, spawn = Home(tmp_path / "home"), multiprocessing.get_context("spawn")
    holds, release = spawn.Event(), spawn.Event()
    holder = spawn.Process(target=_hold, args=(home.root, holds, release))
    holder.start()
    assert holds.wait(60)
    os.kill(holder.pid or 0, signal.SIGKILL)
    holder.join(60)
    with year_lock(home, 2012):
        assert holder.exitcode == -signal.SIGKILL


def test_a_process_that_holds_the_lock_takes_it_again(tmp_path: Path) -> None:
    home = Home(tmp_path / "home")
    waited = []
    with year_lock(home, 2012), year_lock(home, 2012, lambda: waited.append(1)):
        assert not waited
