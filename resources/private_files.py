"""Files and folders for their owner alone, whatever the umask and whatever was there before.

Belongs here: making them (0700 and 0600), and the repair of modes in a home. Does not: which files there are.
"""

import os
import secrets
import stat
from collections.abc import Collection
from pathlib import Path

from expectations.errors import ReviewError
from resources.home import Home

FOLDER_MODE, FILE_MODE = 0o700, 0o600
OTHERS = 0o077
UMASK = 0o077


class HomeOwnerError(ReviewError, RuntimeError):
    """A home, or a part of it, that belongs to another account of the machine."""


def make_private_folder(folder: Path) -> None:
    """Make ``folder`` and its missing parents, mode 0700; ``folder`` gets that mode where it exists already."""
    missing = [folder, *folder.parents]
    missing = missing[: next((number for number, path in enumerate(missing) if path.exists()), len(missing))]
    for path in reversed(missing):
        path.mkdir(mode=FOLDER_MODE, exist_ok=True)
    if stat.S_IMODE(folder.stat().st_mode) != FOLDER_MODE:
        folder.chmod(FOLDER_MODE)


def write_private_file(path: Path, content: bytes) -> None:
    """Write a new file, mode 0600. Raises FileExistsError where there is one."""
    descriptor = os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, FILE_MODE)
    with os.fdopen(descriptor, "wb") as file:
        file.write(content)


def replace_private_file(path: Path, content: bytes) -> None:
    """Replace the file at ``path`` in one step by one of mode 0600; where that fails, the former file stays."""
    aside = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        write_private_file(aside, content)
        aside.rename(path)
    finally:
        aside.unlink(missing_ok=True)


def secure_home(home: Home) -> None:
    """Make the home where there is none, and close it and each of its parts to other accounts.

    Only the root and its parts are looked at, so that this costs the same in a large home. A part that is a symbolic
    link is followed. Raises HomeOwnerError where the home, or a part, belongs to another account.
    """
    make_owned(home.root, "the home")
    for part in home.parts:
        if part.is_dir():
            make_owned(part, f"{part.name} of the home")
        elif part.exists():
            _restrict(part, FILE_MODE)


def make_owned(folder: Path, named: str) -> None:
    """Make ``folder`` for its owner alone. Raises HomeOwnerError where another account owns it; root may use it."""
    if folder.exists() and folder.stat().st_uid != os.geteuid() != 0:
        raise HomeOwnerError(
            f"{named} belongs to another account of this machine: use a home of your own "
            "(REVIEW_HOME), or give it to the account that runs the review"
        )
    make_private_folder(folder)


def secure_whole_home(home: Home) -> None:
    """Close every file and folder of a home to other accounts: once, when the home gets its identity.

    The key file is left as it is: a key that others could read is refused elsewhere.
    """
    for part in home.parts:
        close_to_others(part, (home.key,))


def close_to_others(folder: Path, except_for: Collection[Path] = ()) -> None:
    """Close every file and folder under ``folder`` to other accounts; symbolic links are left alone."""
    for below, _, names in os.walk(folder):
        _restrict(Path(below), FOLDER_MODE)
        for path in (Path(below, name) for name in names):
            if path not in except_for and not path.is_symlink():
                _restrict(path, FILE_MODE)


def _restrict(path: Path, mode: int) -> None:
    try:
        if stat.S_IMODE(path.stat().st_mode) & OTHERS:
            path.chmod(mode)
    except (FileNotFoundError, PermissionError):
        return  # gone since, or of another account, who alone may change it: the folder above is closed
