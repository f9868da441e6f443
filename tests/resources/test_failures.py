"""Errors of the system, of databases and of libraries become one sentence: kind, place, office, remedy; no value."""

import errno
import json
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psycopg
import pyarrow as pa
import pytest
import yaml
from filelock import Timeout
from pydantic import TypeAdapter, ValidationError
from sqlalchemy.exc import DBAPIError

from expectations.errors import ReviewError
from resources import failures
from resources.failure_kinds import KINDS
from resources.failures import about_office, failure_of, names_office, redacted_traceback, sentence_of

VALUE = "Amina Otieno"
PASSWORD = "s3cret"


def _sqlite(name: str) -> sqlite3.OperationalError:
    error = sqlite3.OperationalError(f"the value {VALUE} does not fit")
    error.sqlite_errorname = name
    return error


def _invalid() -> ValidationError:
    with pytest.raises(ValidationError) as caught:
        TypeAdapter(int).validate_python(VALUE)
    return caught.value


def _caught(call: Callable[[], object]) -> BaseException:
    with pytest.raises(BaseException) as caught:
        call()
    return caught.value


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("REVIEW_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


NUMBERS = {
    errno.ENOSPC: "the disk is full",
    errno.EDQUOT: "the disk quota",
    errno.EFBIG: "larger than",
    errno.EROFS: "read-only",
    errno.EACCES: "permission was denied",
    errno.EPERM: "permission was denied",
    errno.EMFILE: "too many files are open",
    errno.ENFILE: "too many files are open",
    errno.ENAMETOOLONG: "too long",
    errno.EIO: "failed to read or write",
    errno.ENOENT: "is missing",
    errno.ENOTDIR: "in the place of a folder",
    errno.ENOMEM: "the memory",
    errno.ECONNREFUSED: "does not answer",
    errno.EADDRINUSE: "the port",
    errno.ENOTSUP: "an operation on a file failed (OSError ENOTSUP",
}
PLACES = {
    "drop/2012/KEN/2013-01-01-1/Amina Otieno.xlsx": ("drop/2012", "KEN"),
    "vault/ab/abcdef.age": ("vault", ""),
    "shelf/2012/draft-1/tables/reach.csv": ("shelf/2012/draft-1/tables/reach.csv", ""),
    "release/2012/Amina Otieno": ("release/2012", ""),
    "key/review.key": ("key/review.key", ""),
    "Amina Otieno/x": ("a folder of the home", ""),
    "../Amina Otieno.xlsx": ("outside of the home", ""),
}


@pytest.mark.parametrize("number", NUMBERS)
@pytest.mark.parametrize("place", PLACES)
def test_an_error_of_the_system_is_its_kind_the_part_of_the_home_and_the_office(
    number: int, place: str, root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(failures.tempfile, "gettempdir", lambda: "/nowhere")
    shown, office = PLACES[place]
    failure = failure_of(OSError(number, VALUE, str((root / place).resolve())))
    assert (failure.place, failure.office) == (shown, office)
    assert NUMBERS[number] in failure.sentence
    assert shown in failure.sentence
    assert (f"office {office}" in failure.sentence) == bool(office)
    assert "Amina" not in failure.sentence


CODES = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_CORRUPT": "damaged",
    "SQLITE_CORRUPT_INDEX": "damaged",
    "SQLITE_NOTADB": "damaged",
    "SQLITE_READONLY_DIRECTORY": "read-only",
    "SQLITE_PERM": "permission was denied",
    "SQLITE_CANTOPEN": "cannot be opened",
    "SQLITE_IOERR_WRITE": "failed to read or write",
    "SQLITE_NOMEM": "the memory",
    "SQLITE_BUSY": "locked",
    "SQLITE_LOCKED_SHAREDCACHE": "locked",
    "SQLITE_ERROR": "an error of the program (OperationalError SQLITE_ERROR",
}


@pytest.mark.parametrize("name", CODES)
def test_an_error_of_sqlite_is_known_by_its_code(name: str) -> None:
    error = _sqlite(name)
    for shown in (sentence_of(error), sentence_of(DBAPIError(f"SELECT {VALUE}", {"x": VALUE}, error))):
        assert CODES[name] in shown
        assert VALUE not in shown


STATES = {
    "53100": "the disk is full",
    "53200": "the memory",
    "53300": "no free connection",
    "25006": "read-only",
    "42501": "permission was denied",
    "28P01": "refuses the login",
    "3D000": "refuses the login",
    "57P01": "does not answer",
    "08006": "does not answer",
    "55P03": "locked",
    "40P01": "locked",
    "XX001": "damaged",
    "23505": "an error of the program (UniqueViolation 23505",
}


@pytest.mark.parametrize("state", STATES)
def test_an_error_of_postgresql_is_known_by_its_state(state: str) -> None:
    error = psycopg.errors.lookup(state)(f"DETAIL: Key (name)=({VALUE}) at postgresql://review:{PASSWORD}@db/review")
    for shown in (sentence_of(error), sentence_of(DBAPIError(None, None, error))):
        assert STATES[state] in shown
        assert VALUE not in shown
        assert PASSWORD not in shown


@pytest.mark.parametrize(
    ("message", "words"),
    [
        (f'connection failed: FATAL: password authentication failed for user "{PASSWORD}"', "refuses the login"),
        (f'connection failed: FATAL: database "{PASSWORD}" does not exist', "refuses the login"),
        (f"connection failed: could not translate host name {PASSWORD}", "does not answer"),
        ("server closed the connection unexpectedly", "does not answer"),
        ("FATAL: sorry, too many clients already", "no free connection"),
    ],
)
def test_a_connection_without_a_state_is_known_by_its_words_and_shows_none_of_them(message: str, words: str) -> None:
    shown = sentence_of(psycopg.OperationalError(message))
    assert words in shown
    assert PASSWORD not in shown


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (MemoryError(VALUE), "the memory"),
        (pa.ArrowMemoryError(VALUE), "the memory"),
        (Timeout(VALUE), "locked"),
        (_caught(lambda: json.loads(f"{{{VALUE}")), "a file is damaged (JSONDecodeError"),
        (_caught(lambda: yaml.safe_load(f"[{VALUE}")), "a file is damaged (ParserError"),
        (_caught(lambda: b"\xff".decode()), "a file is damaged (UnicodeDecodeError"),
        (_invalid(), "a file is damaged (ValidationError"),
        (pa.ArrowInvalid(VALUE), "a file is damaged (ArrowInvalid"),
        (sqlite3.OperationalError(f"Could not decode to UTF-8 column 'x' with text '{VALUE}'"), "damaged"),
        (ModuleNotFoundError(VALUE), "the installation of the review is incomplete"),
        (KeyError(VALUE), "an error of the program (KeyError): report it with this line"),
    ],
)
def test_an_error_of_a_library_is_known_by_its_class(error: BaseException, words: str) -> None:
    assert words in sentence_of(error)
    assert VALUE not in sentence_of(error)


def test_each_kind_says_what_to_do_and_has_a_test_of_its_words() -> None:
    assert all(kind.remedy and kind.what and not kind.what.endswith(".") for kind in KINDS)
    assert len({kind.key for kind in KINDS}) == len(KINDS)


def _read_everything(path: str) -> Iterator[Any]:
    raise OSError(errno.ENOSPC, VALUE)
    yield path


def test_a_full_disk_is_named_when_another_error_followed_it_and_a_harmless_one_is_not() -> None:
    def full() -> None:
        try:
            list(_read_everything("x"))
        except OSError:
            raise KeyError(VALUE)  # noqa: B904

    def missing() -> None:
        try:
            Path("/nowhere/at/all").read_bytes()
        except OSError:
            raise KeyError(VALUE)  # noqa: B904

    assert "the disk is full" in sentence_of(_caught(full))
    assert "an error of the program (KeyError" in sentence_of(_caught(missing))


def test_a_write_that_fails_on_a_full_disk_is_no_failing_drive(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    error = _sqlite("SQLITE_IOERR_SHMSIZE")
    assert "failed to read or write" in sentence_of(error)
    monkeypatch.setattr(failures.shutil, "disk_usage", lambda _: type("Usage", (), {"free": 0}))
    assert "the disk is full" in sentence_of(error)


def test_the_office_that_was_worked_on_is_named_and_the_innermost_one_counts() -> None:
    def work() -> None:
        with about_office("UGA"), about_office("KEN"):
            raise KeyError(VALUE)

    assert sentence_of(_caught(work)) == ("an error of the program (KeyError, office KEN): report it with this line")

    class Row:
        office = "MDA"

    @names_office
    def read(row: Row) -> None:
        raise ReviewError("it cannot be read.")

    assert sentence_of(_caught(lambda: read(Row()))) == "it cannot be read (office MDA)"


def test_a_note_of_another_library_is_not_shown() -> None:
    error = KeyError(VALUE)
    error.add_note(f"review office {VALUE}")
    assert VALUE not in sentence_of(error)


def test_the_traceback_for_developers_has_classes_and_lines_and_no_message() -> None:
    def fail() -> None:
        try:
            raise OSError(errno.EIO, VALUE)
        except OSError as error:
            raise KeyError(VALUE) from error

    lines = "\n".join(redacted_traceback(_caught(fail)))
    assert "KeyError\n" in lines
    assert "OSError EIO" in lines
    assert "tests/resources/test_failures.py:" in lines
    assert VALUE not in lines
