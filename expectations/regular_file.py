"""Reading a file that somebody else named: a regular file only, no larger than a limit, without waiting.

Belongs here: opening one file. Does not: what the file holds, which files a folder has.
"""

import os
import stat
from pathlib import Path

from expectations.errors import ReviewError

FILE_LIMIT_BYTES = 600_000_000
IRREGULAR = "there is a pipe, a socket or a device where a file is expected; name a file or a folder of files"


class NotRegularFileError(ReviewError, OSError):
    """A pipe, socket, device or folder where a file is wanted; the message does not name it."""


class FileTooLargeError(ReviewError, OSError):
    """A file that is larger than the limit; the message does not name it."""


def refuse_irregular(path: Path) -> None:
    """Raise NotRegularFileError where ``path`` is neither a file nor a folder; links are followed."""
    mode = path.stat().st_mode
    if not (stat.S_ISREG(mode) or stat.S_ISDIR(mode)):
        raise NotRegularFileError(IRREGULAR)


def read_regular_file(path: Path, limit_bytes: int = FILE_LIMIT_BYTES, *, follow_links: bool = True) -> bytes:
    """Return the bytes of a regular file; nothing else is opened, and no writer is waited for.

    Raises NotRegularFileError, FileTooLargeError, and OSError where the file cannot be opened.
    """
    if not stat.S_ISREG(path.stat(follow_symlinks=follow_links).st_mode):  # opening a device can already do something
        raise NotRegularFileError(IRREGULAR)
    flags = os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY | (0 if follow_links else os.O_NOFOLLOW)
    with os.fdopen(os.open(path, flags), "rb") as file:
        opened = os.fstat(file.fileno())  # of what was opened: the name may mean something else by now
        if not stat.S_ISREG(opened.st_mode):
            raise NotRegularFileError(IRREGULAR)
        if opened.st_size > limit_bytes:
            raise FileTooLargeError(f"the file is larger than {limit_bytes // 10**6} MB")
        content = file.read(limit_bytes + 1)
    if len(content) > limit_bytes:
        raise FileTooLargeError(f"the file is larger than {limit_bytes // 10**6} MB")
    return content
