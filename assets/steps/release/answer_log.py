"""The log of ad-hoc tables: each was given out, binds every later protection of its year, and is never removed.

One folder per table, `asked/<year>/<n>/`, and its cubes. Belongs here: numbering and logging a table, and finishing or
undoing a log that was interrupted. Does not: protecting the table (queries/adhoc_tables.py).
"""

import re
import shutil
from collections.abc import Mapping
from pathlib import Path

from assets.steps.release.kept_cubes import CubesByTheme, cubes_folder, put_cubes
from assets.steps.runtime.errors import OperatorError
from resources.answers import AnswerRecords, AnswerRow, folder_sha256
from resources.durable_files import aside_of, put_folder
from resources.journal import Intent, intend, settle
from resources.stores import Stores

CUBES = re.compile(r"asked-([1-9][0-9]*)")


def asked_folder(stores: Stores, year: int) -> Path:
    """Return the folder of the logs of a year."""
    return stores.home.asked / str(year)


def logged_answers(stores: Stores, year: int) -> dict[int, Path]:
    """Return the folders of the ad-hoc tables of a year by number, in order."""
    folders = [folder for folder in asked_folder(stores, year).glob("[0-9]*") if folder.name.isdigit()]
    return {int(folder.name): folder for folder in sorted(folders, key=lambda folder: int(folder.name))}


def log_answer(stores: Stores, year: int, files: Mapping[str, bytes], cubes: CubesByTheme) -> Path:
    """Log an ad-hoc table under the next number; return its folder. It is on the disk and binds when this returns.

    ``files``: the log by name. The caller holds the lock of the year since it read what was given out before.
    """
    number = _next_number(stores, year)
    intend(stores.home, year, Intent(step="answer", answer_no=number))
    put_cubes(stores, year, f"asked-{number}", cubes)
    folder = asked_folder(stores, year) / str(number)
    put_folder(folder, files)
    _record(stores, year, number)
    settle(stores.home, year)
    return folder


def finish_or_undo_answer(stores: Stores, year: int, number: int) -> bool:
    """Record an ad-hoc table whose log was interrupted, or remove its parts; return whether it is logged."""
    folder = asked_folder(stores, year) / str(number)
    is_logged = folder.exists()
    if is_logged:
        record_unrecorded(stores, year)
    else:
        cubes = cubes_folder(stores, year) / f"asked-{number}"
        for part in (aside_of(folder), aside_of(cubes), cubes):
            shutil.rmtree(part, ignore_errors=True)
    settle(stores.home, year)
    return is_logged


def unrecorded_answers(stores: Stores, year: int) -> list[int]:
    """Return the numbers of ad-hoc tables with a log and without a row in the warehouse."""
    rows = AnswerRecords(stores.warehouse).rows(year)
    return [number for number in logged_answers(stores, year) if number not in rows]


def record_unrecorded(stores: Stores, year: int) -> list[int]:
    """Add the missing rows of ad-hoc tables that are logged; return their numbers."""
    numbers = unrecorded_answers(stores, year)
    for number in numbers:
        _record(stores, year, number)
    return numbers


def require_answers_unaltered(stores: Stores, year: int) -> None:
    """Raise OperatorError where an ad-hoc table of a year is gone, or it or its cubes are not as they were recorded."""
    for number, row in AnswerRecords(stores.warehouse).rows(year).items():
        now = _row(stores, year, number)
        if now.log_sha256 != row.log_sha256:
            raise OperatorError(
                f"ad-hoc table {number} of {year} was given out, and its log is gone or changed: put back asked/{year}/"
                f"{number}"
            )
        if now.cubes_sha256 != row.cubes_sha256:
            raise OperatorError(
                f"ad-hoc table {number} of {year} was given out, and its records are gone or changed: put back "
                f"disclosure/{year}/cubes/asked-{number}"
            )


def _next_number(stores: Stores, year: int) -> int:
    """Return a number that no log, no row and no kept cubes of the year have."""
    named = (CUBES.fullmatch(folder.name) for folder in cubes_folder(stores, year).glob("asked-*"))
    cubes = [int(match[1]) for match in named if match]
    return max([*logged_answers(stores, year), *AnswerRecords(stores.warehouse).rows(year), *cubes], default=0) + 1


def _record(stores: Stores, year: int, number: int) -> None:
    AnswerRecords(stores.warehouse).add(_row(stores, year, number))


def _row(stores: Stores, year: int, number: int) -> AnswerRow:
    log, cubes = asked_folder(stores, year) / str(number), cubes_folder(stores, year) / f"asked-{number}"
    return AnswerRow(year, number, folder_sha256(log), folder_sha256(cubes))
