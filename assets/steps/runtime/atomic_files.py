"""Atomic files: written under another name and renamed, so that a failed step changes nothing; for their owner alone.

Belongs here: replacing a folder or a file in one step. Does not: what is in them.
"""

import secrets
import shutil
from collections.abc import Mapping
from pathlib import Path

from resources.private_files import make_private_folder, replace_private_file, write_private_file


def replace_folder(folder: Path, files: Mapping[str, bytes]) -> None:
    """Replace ``folder`` by one that holds exactly ``files`` (name to content); where that fails, it stays."""
    aside = folder.with_name(f".{folder.name}.{secrets.token_hex(4)}")
    former = folder.with_name(f".{folder.name}.former")
    make_private_folder(aside)
    try:
        for name, content in files.items():
            write_private_file(aside / name, content)
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
    make_private_folder(path.parent)
    replace_private_file(path, content)
