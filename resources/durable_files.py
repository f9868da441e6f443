"""Durable files: on the disk, and not only in its cache, before their name appears. For their owner alone.

Belongs here: making a file or folder in one step that neither a kill nor a power failure leaves half done. Does not:
files that a run can make again (assets/steps/runtime/atomic_files.py).
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from resources.private_files import FILE_MODE, make_private_folder

ASIDE = ".{}.aside"


def put_file(path: Path, content: bytes) -> None:
    """Replace the file at ``path``; its folder is made where there is none."""
    make_folder(path.parent)
    aside = aside_of(path)
    _write(aside, content)
    aside.replace(path)
    sync_folder(path.parent)


def put_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Make a new folder that holds exactly ``files`` (name to content). Raises OSError where the folder exists."""
    make_folder(folder.parent)
    aside = aside_of(folder)
    shutil.rmtree(aside, ignore_errors=True)
    make_private_folder(aside)
    for name, content in files.items():
        _write(aside / name, content)
    sync_folder(aside)
    aside.rename(folder)
    sync_folder(folder.parent)


def aside_of(place: Path) -> Path:
    """Return where the content of a file or folder is written before it has its name."""
    return place.with_name(ASIDE.format(place.name))


def remove_file(path: Path) -> None:
    """Remove a file, if there is one, and what a kill left of writing it, for good."""
    present = [each for each in (path, aside_of(path)) if each.exists()]
    for each in present:
        each.unlink()
    if present:
        sync_folder(path.parent)


def make_folder(folder: Path) -> None:
    """Make a folder and those above it, for their owner alone, where there is none."""
    missing = [each for each in (folder, *folder.parents) if not each.exists()]
    make_private_folder(folder)
    for each in missing:
        sync_folder(each.parent)


def sync_tree(folder: Path) -> None:
    """Write all files under ``folder`` to the disk."""
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("rb") as file:
                os.fsync(file.fileno())
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Write the names in a folder to the disk."""
    opened = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)


def _write(path: Path, content: bytes) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, FILE_MODE), "wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
