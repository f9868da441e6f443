"""An error of any library as one sentence: what failed, where, for which office, and what to do.

Belongs here: recognising the kind of an error, the part of the home and the place in the code. Does not: the words of
the kinds (failure_kinds.py), printing (pipelines/cli/errors.py), the end of a step (assets/steps/runtime/errors.py).

Errors are recognised by number and by class. A message of a library is never shown: it may quote a value or a
password. Nothing is imported and no file is opened when an error occurs: the disk may be full.
"""

import errno
import re
import shutil
import tempfile
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from pathlib import Path
from typing import NamedTuple, ParamSpec, TypeVar

from expectations.errors import ReviewError
from resources.failure_kinds import KINDS, OF_RUN_HISTORY, PROGRAM, RUN_HISTORY, SYSTEM, FailureKind
from resources.home import PROJECT, Home

Given = ParamSpec("Given")
Returned = TypeVar("Returned")
PASSING = (PROJECT / "resources" / "failures.py", PROJECT / "assets" / "steps" / "runtime" / "errors.py")
PACKAGES = ("assets", "demo", "expectations", "pipelines", "reports", "resources")
OFFICE = re.compile(r"[A-Z]{3}")
YEAR = re.compile(r"[0-9]{4}")
OFFICE_NOTE = "review office "
MAX_CAUSES = 8
ALMOST_NOTHING = 1 << 20  # bytes
DISK_FULL = next(kind for kind in KINDS if kind.key == "disk_full")
SILENT = {"psycopg.OperationalError", "sqlite3.OperationalError"}  # they may come without a code
# Where a file is, by what handles it: for errors that name no file. The innermost of these in the traceback counts.
HANDLERS = (
    ("dagster/_core/storage/", RUN_HISTORY),
    ("dagster/_core/instance/", RUN_HISTORY),
    ("resources/dagster_home.py", "dagster"),
    ("resources/vault.py", "vault"),
    ("resources/shelf.py", "shelf"),
    ("resources/key.py", "key"),
    ("resources/drop.py", "drop"),
    ("resources/source/", "a source of submissions"),
    ("resources/warehouse/", "warehouse"),
    ("resources/register.py", "warehouse"),
    ("resources/editions.py", "warehouse"),
    ("resources/shadow.py", "warehouse"),
    ("assets/steps/submissions/receipts.py", "outbox"),
    ("assets/steps/review/publish_draft.py", "release"),
)
# In these folders of the home, names of files say nothing of an office's files.
OWN_NAMES = ("shelf", "release", "disclosure", "warehouse", "corrections", "reference", "published_elsewhere", "key")
KNOWN_NAME = re.compile(r"[a-z0-9_.-]{1,80}")


class Failure(NamedTuple):
    """What failed. ``place``: a part of the home or of the code, empty where it is not known; so is ``office``."""

    kind: FailureKind
    error: str
    place: str
    code: str
    office: str

    @property
    def sentence(self) -> str:
        """The failure as one sentence, without its full stop."""
        named = [self.error] if self.kind.names_code else []
        named += [part for part in (self.place, self.code if self.kind.names_code else "") if part]
        named += [f"office {self.office}"] if self.office else []
        where = f" ({', '.join(named)})" if named else ""
        return f"{self.kind.what}{where}: {self.kind.remedy}"


@contextmanager
def about_office(office: str) -> Iterator[None]:
    """Note on an error which office was worked on; the sentence of the error names it."""
    try:
        yield
    except Exception as error:
        if office and not office_of(error):
            error.add_note(OFFICE_NOTE + office)
        raise


def names_office(function: Callable[Given, Returned]) -> Callable[Given, Returned]:
    """Run a function under ``about_office``, with the office of the first argument that has one or is of a row."""

    @wraps(function)
    def run(*given: Given.args, **named: Given.kwargs) -> Returned:
        offices = (getattr(getattr(one, "row", one), "office", None) for one in given)
        with about_office(next((office for office in offices if isinstance(office, str)), "")):
            return function(*given, **named)

    return run


def office_of(error: BaseException) -> str:
    """Return the office that was worked on; empty where no error of the chain has a note of one."""
    for one in _chain(error):
        for note in getattr(one, "__notes__", ()):
            code = str(note).removeprefix(OFFICE_NOTE)
            if code != note and OFFICE.fullmatch(code):
                return code
    return ""


def sentence_of(error: BaseException) -> str:
    """Return an error as one sentence, without its full stop: our own message, or what ``failure_of`` says."""
    for one in _causes(error):
        if isinstance(one, ReviewError):
            office, message = office_of(error), str(one).rstrip(".")
            return message if not office or office in message else f"{message} (office {office})"
    return failure_of(error).sentence


def failure_of(error: BaseException) -> Failure:
    """Return the kind, place and office of an error that is none of ours."""
    known = next(((one, kind) for one in _causes(error) if (kind := _kind_of(one))), None)
    around = next(((one, kind) for one in _chain(error) if (kind := _kind_of(one)) and kind.surrounds), None)
    cause, kind = known or around or (list(_causes(error))[-1], PROGRAM)
    if kind.key == "device" and _is_full():
        kind = DISK_FULL
    place, office = _place_of(cause)
    if not place:
        place = next((found for one in _chain(error) if (found := _handler_of(one))), "")
    if place == RUN_HISTORY:
        kind = OF_RUN_HISTORY.get(kind.key, kind)
    code = next((found for one in (cause, error, *_chain(error)) if (found := place_in_code(one))), "")
    return Failure(kind, _name_of(cause), place, code, office_of(error) or office)


def place_in_code(error: BaseException) -> str:
    """Return file and line of the innermost frame of our own code; empty where there is none."""
    frames = [
        frame
        for frame in traceback.extract_tb(error.__traceback__)
        if is_ours(frame.filename) and Path(frame.filename) not in PASSING
    ]
    return f"{Path(frames[-1].filename).relative_to(PROJECT).as_posix()}:{frames[-1].lineno}" if frames else ""


def is_ours(filename: str) -> bool:
    """Say whether a file is code of the review."""
    path = Path(filename)
    return path.is_relative_to(PROJECT) and path.relative_to(PROJECT).parts[0] in PACKAGES


def redacted_traceback(error: BaseException) -> list[str]:
    """Return the traceback of an error and its causes for developers: classes, files, lines and functions alone."""
    lines = []
    for one in _chain(error):
        lines.append(_name_of(one))
        for frame in traceback.extract_tb(one.__traceback__):
            path = Path(frame.filename)
            shown = path.relative_to(PROJECT) if path.is_relative_to(PROJECT) else Path(*path.parts[-3:])
            lines.append(f"  {shown.as_posix()}:{frame.lineno} {frame.name}")
    return lines


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Give an error, and what libraries say it was caused by."""
    current: BaseException | None = error
    for _ in range(MAX_CAUSES):
        if current is None:
            return
        yield current
        inner = getattr(current, "orig", None) or getattr(current, "user_exception", None)
        if isinstance(current, BaseExceptionGroup):
            inner = current.exceptions[0]
        current = inner if isinstance(inner, BaseException) else current.__cause__


def _chain(error: BaseException) -> Iterator[BaseException]:
    """Give an error, its causes, and the errors during whose handling they were raised."""
    seen: list[BaseException] = []
    waiting = [error]
    while waiting and len(seen) < MAX_CAUSES:
        for one in _causes(waiting.pop(0)):
            if not any(one is other for other in seen):
                seen.append(one)
                yield one
                if one.__context__ is not None and not one.__suppress_context__:
                    waiting.append(one.__context__)


def _kind_of(error: BaseException) -> FailureKind | None:
    """Return the kind of one error by its number or class; None where it is not known."""
    sqlite = getattr(error, "sqlite_errorname", None)
    sqlstate = getattr(error, "sqlstate", None)
    classes = {f"{one.__module__}.{one.__qualname__}" for one in type(error).__mro__}
    number = error.errno if isinstance(error, OSError) and "ssl.SSLError" not in classes else None
    without_code = not sqlite and not sqlstate and bool(classes & SILENT)
    for kind in KINDS:
        if number is not None and number in kind.errnos:
            return kind
        if isinstance(sqlite, str) and sqlite.startswith(kind.sqlite or ("-",)):
            return kind
        if isinstance(sqlstate, str) and sqlstate.startswith(kind.sqlstates or ("-",)):
            return kind
        if without_code and any(phrase in str(error) for phrase in kind.phrases):
            return kind
        if classes & kind.types and not (sqlstate and "psycopg.OperationalError" in classes):
            return kind
    return SYSTEM if isinstance(error, OSError) else None


def _is_full() -> bool:
    """Say whether the disk of the home is full: SQLite reports a failed write to a full disk as a failing disk, too."""
    with suppress(OSError):
        return shutil.disk_usage(Home.from_environment().root).free < ALMOST_NOTHING
    return False


def _name_of(error: BaseException) -> str:
    """Return the class of an error with the code that its library gives, such as `OperationalError SQLITE_FULL`."""
    code = getattr(error, "sqlite_errorname", None) or getattr(error, "sqlstate", None)
    if isinstance(error, OSError) and error.errno:
        code = errno.errorcode.get(error.errno, str(error.errno))
    return f"{type(error).__name__} {code}" if isinstance(code, str) else type(error).__name__


def _place_of(error: BaseException) -> tuple[str, str]:
    """Return the part of the home that an error of the operating system names, and the office of it."""
    named = error.filename if isinstance(error, OSError) else None
    if not isinstance(named, str) or not named:
        return "", ""
    path = Path(named).absolute()
    home = Home.from_environment().root.absolute()
    if path.is_relative_to(home):
        parts = path.relative_to(home).parts
        office = next((part for part in parts[1:4] if OFFICE.fullmatch(part)), "")
        return _shown(parts), office
    if path.is_relative_to(tempfile.gettempdir()):
        return "the folder of temporary files", ""
    return ("", "") if is_ours(named) else ("outside of the home", "")


def _shown(parts: tuple[str, ...]) -> str:
    """Return a place in the home, without names of offices' files or entries of the vault."""
    if not parts:
        return "the home"
    shown = [parts[0] if KNOWN_NAME.fullmatch(parts[0]) else "a folder of the home"]
    for part in parts[1:]:
        if not YEAR.fullmatch(part) and not (parts[0] in OWN_NAMES and KNOWN_NAME.fullmatch(part)):
            break
        shown.append(part)
    return "/".join(shown)


def _handler_of(error: BaseException) -> str:
    """Return where the innermost handler of files in the traceback keeps them; empty where there is none."""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        filename = Path(frame.filename).as_posix()
        place = next((place for part, place in HANDLERS if f"/{part}" in filename), "")
        if place:
            return place
    return ""
