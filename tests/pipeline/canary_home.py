"""A home whose submissions are full of canaries, after one run in a process of its own."""

from dataclasses import dataclass
from pathlib import Path

from resources.home import Home
from tests.pipeline.homes import Ended


@dataclass(frozen=True)
class CanaryHome:
    """Where it lies, the deliveries that must be refused with their reasons, and how the run ended."""

    root: Path
    rejected: dict[str, str]
    ended: Ended


def make_open_folders(root: Path) -> None:
    """Make every folder of a home before its first run, open to all accounts."""
    folders = [part for part in Home(root).parts if not part.suffix]
    for folder in [root, *folders, *(folder / "2012" for folder in folders)]:
        folder.mkdir(exist_ok=True)
        folder.chmod(0o777)


def open_to_others(root: Path) -> list[str]:
    """Return the files and folders of a home that another account may use, if it gets as far as the home."""
    ours = [path for part in Home(root).parts for path in (part, *part.rglob("*")) if path.exists()]
    return [str(path.relative_to(root)) for path in (root, *ours) if path.stat().st_mode & 0o077]
