"""Left-overs of killed processes: hidden files and folders in which something was being written.

The caller holds the lock of the year, so no living process writes there. Belongs here: finding and removing them, and
putting back a folder that was being replaced. Does not: those of the vault (vault.py) and of the
shelf (shelf.py), writing (atomic files).
"""

import re
import shutil
import time
from pathlib import Path

from resources.home import Home

ASIDE = re.compile(r"\.(?P<name>.+)\.(?:[0-9a-f]{8,32}|part|former)")
KEY_ASIDE_S = 600.0  # a key is written in less, and by processes that hold no lock


def sweep_year(home: Home, year: int) -> int:
    """Remove the left-overs of ``year``, under its lock; return how many. A folder in replacement is put back."""
    swept = 0
    for parent in (home.release, home.disclosure, home.asked):
        swept += sum(_swept(path) for path in _asides(parent) if _name(path) == str(year))
        swept += _sweep_below(parent / str(year))
    swept += sum(_swept(path) for path in _asides(home.outbox) if f"-{year}-" in path.name)
    return swept + _sweep_key(home.key)


def _asides(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob(".*") if ASIDE.fullmatch(path.name)) if folder.is_dir() else []


def _name(aside: Path) -> str:
    matched = ASIDE.fullmatch(aside.name)
    return matched["name"] if matched else ""


def _sweep_below(folder: Path) -> int:
    swept = sum(map(_swept, _asides(folder)))
    below = [path for path in folder.iterdir() if path.is_dir() and not path.is_symlink()] if folder.is_dir() else []
    return swept + sum(map(_sweep_below, below))


def _swept(aside: Path) -> bool:
    """Remove one; what was there before is put back where nothing has taken its place."""
    place = aside.with_name(_name(aside))
    if aside.name.endswith(".former") and not place.exists():
        aside.rename(place)
    elif aside.is_dir() and not aside.is_symlink():
        shutil.rmtree(aside)
    else:
        aside.unlink(missing_ok=True)
    return True


def _sweep_key(key: Path) -> int:
    """Remove what a killed first command left beside the key, once the key is there."""
    old = [path for path in _asides(key.parent) if _name(path) == key.name and _age_s(path) > KEY_ASIDE_S]
    if not key.exists():
        return 0
    for path in old:
        path.unlink(missing_ok=True)
    return len(old)


def _age_s(path: Path) -> float:
    return time.time() - path.stat().st_mtime
