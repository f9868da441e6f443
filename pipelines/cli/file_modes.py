"""The modes of files that a command writes: in the home for the owner alone; elsewhere as the operator's umask says.

Belongs here: the umask of a command. Does not: modes of what was there before (resources/private_files.py).
"""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from pathlib import Path

from resources.private_files import UMASK

_OPERATORS_UMASK: ContextVar[int] = ContextVar("umask")


@contextmanager
def owner_only_files() -> Iterator[None]:
    """Let every new file and folder of a command, and of the programs that it starts, be for their owner alone."""
    former = os.umask(UMASK)
    token = _OPERATORS_UMASK.set(former)
    try:
        yield
    finally:
        _OPERATORS_UMASK.reset(token)
        os.umask(former)


@contextmanager
def operators_umask() -> Iterator[None]:
    """Let new files follow the umask that the operator had: for what holds no data of a submission."""
    former = os.umask(_OPERATORS_UMASK.get(UMASK))
    try:
        yield
    finally:
        os.umask(former)


def write_output(path: Path, content: bytes) -> None:
    """Write, in one step, a file that the operator passes on: a template, public numbers."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    with operators_umask():
        path.parent.mkdir(parents=True, exist_ok=True)
        try:
            aside.write_bytes(content)
            aside.replace(path)
        finally:
            aside.unlink(missing_ok=True)
