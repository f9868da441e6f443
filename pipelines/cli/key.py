"""`review key rotate`: a new key in place of the key of the home.

Belongs here: printing what was done and what the operator must do. Does not: doing it (resources/key_rotation.py).
"""

import os

import typer

from expectations.contract import load_contract
from pipelines.cli.console import ProgressBars, console
from pipelines.errors import UsageError
from resources.home import Home
from resources.home_identity import has_warehouse, was_used
from resources.key import KEY_VARIABLE
from resources.key_rotation import rotate_key
from resources.run_lock import run_lock_state

app = typer.Typer(help="Replace the key of the home.", no_args_is_help=True, add_completion=False)


@app.callback()
def key() -> None:
    """Replace the key of the home."""


@app.command()
def rotate() -> None:
    """Encrypt the home with a new key. Pseudonyms and ties of suppression stay. Stop runs and the UI first.

    Copy the home before. A rotation that was interrupted is finished by the same command.
    """
    home = Home.from_environment()
    if not has_warehouse(home) or not was_used(home):
        raise UsageError("there is no review here yet: its first run makes a key")
    if not home.next_key.exists() and _has_runs(home):
        raise UsageError("a run is in progress: wait for its end, or end it in the UI, then rotate the key")
    with ProgressBars("key") as progress:
        rotation = rotate_key(home, load_contract(), progress)
    console.print(f"{rotation.files:,} files are encrypted with the new key.")
    if rotation.damaged:
        console.print(f"{rotation.damaged:,} files were damaged before and are left as they were.")
    place = home.key.relative_to(home.root).as_posix()
    if os.environ.get(KEY_VARIABLE):
        console.print(f"Set {KEY_VARIABLE} to the content of {place}, then remove that file.", soft_wrap=True)
    if rotation.former is not None:
        former = rotation.former.relative_to(home.root).as_posix()
        console.print(
            f"The former key is in {former}. It opens copies of the home made before: keep it for them, or delete it.",
            soft_wrap=True,
        )
    console.print("Copy the new key to where you keep it offline.")


def _has_runs(home: Home) -> bool:
    """Return whether a process works on a run."""
    for path in sorted((home.locks / "runs").glob("*.lock")):
        with run_lock_state(home, path.stem) as state:
            if state == "held":
                return True
    return False
