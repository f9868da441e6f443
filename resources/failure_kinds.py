"""Kinds of failures of the operating system, of databases and of libraries: how each is recognised, and its words.

One ``FailureKind`` per kind. Belongs here: this list. Does not: finding the kind and the place of an error
(failures.py). The list is code and not YAML: it is needed when no file can be opened any more.
"""

import errno
from dataclasses import dataclass

RUN_AGAIN = "then run the same command again"


@dataclass(frozen=True)
class FailureKind:
    """A kind of failure. ``what`` and ``remedy`` are the two halves of its sentence.

    ``errnos``: numbers of the operating system. ``sqlite``: names of SQLite's error codes; extended codes begin with
    them. ``sqlstates``: codes of PostgreSQL, or their first two characters. ``types``: qualified names of classes.
    ``phrases``: what a message without a code contains; the message is never shown. ``names_code``: the sentence
    names the place in the code. ``surrounds``: an error of this kind explains whatever was raised while handling it.
    """

    key: str
    what: str
    remedy: str
    errnos: frozenset[int] = frozenset()
    sqlite: tuple[str, ...] = ()
    sqlstates: tuple[str, ...] = ()
    types: frozenset[str] = frozenset()
    phrases: tuple[str, ...] = ()
    names_code: bool = False
    surrounds: bool = False


KINDS = (
    FailureKind(
        "disk_full",
        "the disk is full",
        f"free space, {RUN_AGAIN}",
        errnos=frozenset({errno.ENOSPC}),
        sqlite=("SQLITE_FULL",),
        sqlstates=("53100",),
        surrounds=True,
    ),
    FailureKind(
        "quota",
        "the disk quota of this account is used up",
        f"free space or raise the quota, {RUN_AGAIN}",
        errnos=frozenset({errno.EDQUOT}),
        surrounds=True,
    ),
    FailureKind(
        "file_too_large",
        "a file became larger than this account or file system allows",
        f"raise the limit (ulimit -f) or use another file system, {RUN_AGAIN}",
        errnos=frozenset({errno.EFBIG}),
        surrounds=True,
    ),
    FailureKind(
        "read_only",
        "the file system or database is read-only",
        f"make it writable, or name another home in REVIEW_HOME, {RUN_AGAIN}",
        errnos=frozenset({errno.EROFS}),
        sqlite=("SQLITE_READONLY",),
        sqlstates=("25006",),
        surrounds=True,
    ),
    FailureKind(
        "denied",
        "permission was denied",
        f"let the account that runs the review read and write there, {RUN_AGAIN}",
        errnos=frozenset({errno.EACCES, errno.EPERM}),
        sqlite=("SQLITE_PERM", "SQLITE_AUTH"),
        sqlstates=("42501",),
    ),
    FailureKind(
        "cannot_open",
        "the database file cannot be opened",
        "see that its folder exists and that this account may read and write there, " + RUN_AGAIN,
        sqlite=("SQLITE_CANTOPEN",),
    ),
    FailureKind(
        "too_many_files",
        "too many files are open",
        f"end other programs or raise the limit (ulimit -n), {RUN_AGAIN}",
        errnos=frozenset({errno.EMFILE, errno.ENFILE}),
        surrounds=True,
    ),
    FailureKind(
        "name_too_long",
        "a file name or path is too long",
        f"shorten the path of the home or of the folder named on the command line, {RUN_AGAIN}",
        errnos=frozenset({errno.ENAMETOOLONG}),
    ),
    FailureKind(
        "device",
        "the disk or network drive failed to read or write",
        f"have the drive checked, {RUN_AGAIN}",
        errnos=frozenset({errno.EIO, errno.ESTALE, errno.ENXIO, errno.ENODEV}),
        sqlite=("SQLITE_IOERR",),
        sqlstates=("58",),
        surrounds=True,
    ),
    FailureKind(
        "memory",
        "the memory of this machine or of this account is used up",
        f"end other programs or raise the limit, {RUN_AGAIN}",
        errnos=frozenset({errno.ENOMEM}),
        sqlite=("SQLITE_NOMEM",),
        sqlstates=("53200",),
        types=frozenset({"builtins.MemoryError", "concurrent.futures.process.BrokenProcessPool"}),
        surrounds=True,
    ),
    FailureKind(
        "damaged_database",
        "the database is damaged",
        "put the last backup of the home back; do not delete the database, it alone knows what was released",
        sqlite=("SQLITE_CORRUPT", "SQLITE_NOTADB", "SQLITE_FORMAT"),
        sqlstates=("XX001", "XX002"),
        phrases=("Could not decode to UTF-8",),
    ),
    FailureKind(
        "locked",
        "another command or run has it locked",
        f"wait until that one has ended, {RUN_AGAIN}",
        errnos=frozenset({errno.EAGAIN, errno.EDEADLK, errno.EBUSY, errno.ETXTBSY}),
        sqlite=("SQLITE_BUSY", "SQLITE_LOCKED", "SQLITE_PROTOCOL"),
        sqlstates=("55P03", "40"),
        types=frozenset({"filelock._error.Timeout"}),
    ),
    FailureKind(
        "login",
        "the database refuses the login",
        f"correct user, password and database in its address (REVIEW_WAREHOUSE_URL for the warehouse), {RUN_AGAIN}",
        sqlstates=("28", "3D000"),
        phrases=("authentication failed", "no password supplied", "pg_hba.conf", '" does not exist'),
    ),
    FailureKind(
        "connections",
        "the database has no free connection",
        f"wait or end other programs, {RUN_AGAIN}",
        sqlstates=("53300",),
        phrases=("too many clients", "remaining connection slots"),
    ),
    FailureKind(
        "newer_schema",
        "the database was made by a newer version of the review",
        "install that version or a newer one; nothing was changed",
        types=frozenset({"alembic.util.exc.CommandError"}),
    ),
    FailureKind(
        "unreachable",
        "the database or server does not answer",
        f"see that it runs and can be reached from this machine, {RUN_AGAIN}; what was committed is kept",
        errnos=frozenset(
            {
                errno.ECONNREFUSED,
                errno.ECONNRESET,
                errno.ECONNABORTED,
                errno.ETIMEDOUT,
                errno.EHOSTUNREACH,
                errno.ENETUNREACH,
                errno.ENETDOWN,
                errno.EHOSTDOWN,
                errno.ENOTCONN,
            }
        ),
        sqlstates=("08", "57P"),
        types=frozenset(
            {
                "builtins.ConnectionError",
                "builtins.TimeoutError",
                "psycopg.OperationalError",
                "psycopg.errors.ConnectionTimeout",
                "psycopg_pool.PoolTimeout",
                "socket.gaierror",
                "ssl.SSLError",
                "sqlalchemy.exc.TimeoutError",
            }
        ),
    ),
    FailureKind(
        "port_taken",
        "the port is used by another program",
        "name another one with --port",
        errnos=frozenset({errno.EADDRINUSE}),
    ),
    FailureKind(
        "missing_file",
        "a file or folder is missing",
        "put it back, or run the year again where the review makes it",
        errnos=frozenset({errno.ENOENT}),
        names_code=True,
    ),
    FailureKind(
        "wrong_kind_of_file",
        "a file is in the place of a folder, or a folder in the place of a file",
        f"move it away, {RUN_AGAIN}",
        errnos=frozenset({errno.ENOTDIR, errno.EISDIR, errno.EEXIST, errno.ENOTEMPTY, errno.ELOOP}),
        names_code=True,
    ),
    FailureKind(
        "damaged_file",
        "a file is damaged",
        "put it back from a backup, or run the year again where the review makes it",
        types=frozenset(
            {
                "_csv.Error",
                "builtins.EOFError",
                "builtins.UnicodeDecodeError",
                "json.decoder.JSONDecodeError",
                "lzma.LZMAError",
                "pyarrow.lib.ArrowException",
                "pydantic_core._pydantic_core.ValidationError",
                "yaml.error.YAMLError",
                "zipfile.BadZipFile",
                "zlib.error",
            }
        ),
        names_code=True,
    ),
    FailureKind(
        "dagster_settings",
        "Dagster's settings cannot be used",
        f"correct dagster/dagster.yaml, {RUN_AGAIN}",
        types=frozenset(
            {"dagster._core.errors.DagsterInvalidConfigError", "dagster._core.errors.DagsterHomeNotSetError"}
        ),
    ),
    FailureKind(
        "installation",
        "the installation of the review is incomplete",
        "install it again with its locked packages",
        types=frozenset({"builtins.ImportError"}),
        names_code=True,
    ),
    FailureKind(
        "child",
        "a program that the review started ended with an error",
        "see its lines above, " + RUN_AGAIN,
        types=frozenset({"subprocess.CalledProcessError", "subprocess.TimeoutExpired"}),
    ),
)
SYSTEM = FailureKind(
    "system",
    "an operation on a file failed",
    f"see the kind of error, {RUN_AGAIN}",
    names_code=True,
)
PROGRAM = FailureKind("program", "an error of the program", "report it with this line", names_code=True)
RUN_HISTORY = "Dagster's record of runs"
# Kinds that have other words where Dagster's databases or settings are concerned.
OF_RUN_HISTORY = {
    kind: FailureKind(
        "run_history",
        "a database is damaged",
        f"move the folder dagster/ away, {RUN_AGAIN}; it holds no numbers, only runs and what is switched on",
    )
    for kind in ("damaged_database", "program")
} | {
    kind: FailureKind(
        "dagster_settings",
        "dagster/dagster.yaml cannot be used",
        f"correct it, or move it away, {RUN_AGAIN}: it is then made again",
    )
    for kind in ("damaged_file", "dagster_settings")
}
