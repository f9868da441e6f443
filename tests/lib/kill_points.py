"""A home as a kill leaves it: a copy at each moment between two changes of it, made while one step runs undisturbed.

Belongs here: the copies, and all that two homes are compared by. Does not: any step.
"""

import hashlib
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from resources.stores import Stores
from resources.warehouse import Warehouse

RECORDED = ("editions", "cut_offs", "vintages", "answers", "register")
NOT_COMPARED = ("cubes_sha256",)
"""Encryption gives other bytes each time."""


@contextmanager
def killed_at_each_change(root: Path, copies: Path) -> Iterator[list[Path]]:
    """Give a list that gets a copy of the home ``root`` before and after each change of a name and each transaction."""
    states: list[Path] = []
    last: dict[str, str] = {}
    is_copying = False

    def copy() -> None:
        nonlocal last, is_copying
        now = _digests(root)
        if is_copying or now == last:
            return
        is_copying, last = True, now
        states.append(copies / str(len(states)))
        shutil.copytree(root, states[-1], ignore=shutil.ignore_patterns("*-shm"))
        is_copying = False

    def between_copies(real: Callable[..., Any]) -> Callable[..., Any]:
        def changed(*given: Any, **named: Any) -> Any:
            copy()
            result = real(*given, **named)
            copy()
            return result

        return changed

    real_writing = Warehouse.writing

    @contextmanager
    def writing(self: Warehouse) -> Iterator[Any]:
        copy()
        with real_writing(self) as connection:
            yield connection
        copy()

    with pytest.MonkeyPatch.context() as patch:
        for name in ("rename", "replace", "unlink", "mkdir"):
            patch.setattr(Path, name, between_copies(getattr(Path, name)))
        patch.setattr(Warehouse, "writing", writing)
        yield states


def contents_of(stores: Stores) -> dict[str, object]:
    """Return what a home holds of its editions: rows, files for readers, logs, names of cubes, and left-overs."""
    tables: dict[str, object] = {}
    with stores.warehouse.engine.connect() as connection:
        for name in RECORDED:
            columns = [column for column in stores.warehouse.table(name).c if column.name not in NOT_COMPARED]
            tables[name] = sorted(map(tuple, connection.execute(select(*columns))))
    root = stores.home.root
    files = {name: digest for name, digest in _digests(root).items() if not Path(name).name.startswith(".lock-")}
    seen = {name: digest for name, digest in files.items() if name.startswith(("shelf/", "asked/"))}
    cubes = sorted(name for name in files if name.startswith("disclosure/") and "/cubes/" in name)
    begun = sorted(name for name in files if name.startswith("journal/"))
    hidden = sorted(str(path) for path in (root / "shelf").glob(".build-*"))
    return tables | {"files": seen, "cubes": cubes, "begun": begun, "hidden": hidden}


def _digests(root: Path) -> dict[str, str]:
    """Return the digest of every file but locks and shared memory; the log of SQLite stays as it is."""
    files = [path for path in sorted(root.rglob("*")) if path.is_file() and not path.name.endswith(("-shm", ".lock"))]
    return {path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest() for path in files}
