"""The journal: what a command is about to put in its place for a year, written before and removed after it is recorded.

One file per year, `journal/<year>.json` of the home; there is none between commands. Belongs here: the intent, and its
file. Does not: finishing or undoing what a killed command left (assets/steps/release/open_year.py).
"""

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from expectations.errors import ReviewError
from resources.durable_files import aside_of, put_file, remove_file
from resources.editions import EditionFacts
from resources.home import Home


class JournalError(ReviewError, RuntimeError):
    """A journal that cannot be read; names its file and what to do."""


class Intent(BaseModel):
    """One thing that gets its name next: the folder of an edition, or the log of an ad-hoc table.

    ``edition``: what is recorded of the edition. ``cut_off_no``: the cut-off that its release ends.
    ``answer_no``: the number of the ad-hoc table.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    step: Literal["draft", "release", "answer"]
    edition: EditionFacts | None = None
    cut_off_no: int | None = None
    answer_no: int | None = None


def intend(home: Home, year: int, intent: Intent) -> None:
    """Write the intent of a year; it is on the disk when this returns."""
    put_file(journal_file(home, year), intent.model_dump_json(indent=2).encode() + b"\n")


def intent_of(home: Home, year: int) -> Intent | None:
    """Return what a command intended for a year and did not finish; None where there is nothing."""
    path = journal_file(home, year)
    if not path.exists():
        return None
    try:
        return Intent.model_validate_json(path.read_bytes())
    except ValidationError:
        raise JournalError(
            f"journal/{path.name} was changed by hand and cannot be read: put it back from a copy, or remove it; then "
            f"look at `review edition list --year {year}` before anything of {year} is released"
        ) from None


def is_begun(home: Home, year: int) -> bool:
    """Say whether there is an intent, or a part of one."""
    path = journal_file(home, year)
    return path.exists() or aside_of(path).exists()


def settle(home: Home, year: int) -> None:
    """Remove the intent of a year, or a part of one: it is recorded, or undone."""
    remove_file(journal_file(home, year))


def journal_file(home: Home, year: int) -> Path:
    """Return the place of the journal of a year."""
    return home.journal / f"{year:04d}.json"
