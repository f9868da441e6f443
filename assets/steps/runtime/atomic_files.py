"""Atomic files: written under another name and renamed, so that a failed step changes nothing.

Belongs here: replacing a folder or a file in one step. Does not: what is in them.
"""

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Replace ``folder`` by one that holds exactly ``files`` (name to content); where that fails, it stays."""
    aside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    former = folder.with_name(f".{folder.name}.former")
    aside.mkdir(parents=True)
    try:
        for name, content in files.items():
            (aside / name).write_bytes(content)
        if folder.exists():
            shutil.rmtree(former, ignore_errors=True)
            folder.rename(former)
        try:
            aside.rename(folder)
        except OSError:
            if former.exists():
                former.rename(folder)
            raise
        shutil.rmtree(former, ignore_errors=True)
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def replace_file(path: Path, content: bytes) -> None:
    """Replace the file at ``path``; where that fails, the former file stays."""
    path.parent.mkdir(parents=True, exist_ok=True)
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        aside.write_bytes(content)
        aside.rename(path)
    finally:
        aside.unlink(missing_ok=True)
