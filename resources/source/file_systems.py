"""Connecting to the file systems with deliveries: folders, SFTP, HTTP(S), and S3-compatible stores; no others.

Belongs here: the schemes that an address may have, credentials, host keys and certificates checked, time limits. Does
not: the deliveries there (folder.py), the configuration (configuration.py).

Nothing is looked up in fsspec's registry of protocols: it holds chains (``zip::``), caches, links to other addresses
(``reference://``) and what any installed package adds. This is the only module of the project that imports fsspec.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, unquote, urlsplit

from fsspec.implementations.local import LocalFileSystem

from resources.optional_packages import require_package
from resources.source.delivery import SourceConfigurationError
from resources.source.http_folder import HttpFolder
from resources.source.library_logs import silence_event_loop

Connect = Callable[[], Any]
LOOK_S = 60.0
OWN_KNOWN_HOSTS = "~/.ssh/known_hosts"
REFUSED = (
    "the address of the source is refused: it is a folder, or file:///…, sftp://…, https://… or s3://…, "
    "without a chain (::), a query or a fragment"
)
UNENCRYPTED = (
    "the address of the source is refused: over http anybody on the way can read the files. Use https, or a source "
    "in sources.yaml with allow_unencrypted: true"
)
NO_KNOWN_HOSTS = (
    "the SFTP server of the address cannot be checked: put its host key into the file .ssh/known_hosts of this account"
)


@dataclass(frozen=True)
class Place:
    """A folder with deliveries, and how to reach the file system that it is in."""

    connect: Connect
    root: str
    is_remote: bool


def expanded(text: str, folder: Path | None = None) -> Path:
    """Return the absolute path of a text, under ``folder`` where it is relative. Raises SourceConfigurationError."""
    try:
        path = Path(text).expanduser()
    except RuntimeError:
        path = None
    if path is None or "\0" in text:
        raise SourceConfigurationError("a path of the sources is no path of this machine")
    return ((folder or Path()) / path).absolute()


def local(folder: Path) -> Place:
    """Return a folder of this machine."""
    return Place(lambda: LocalFileSystem(skip_instance_cache=True), str(folder.absolute()), is_remote=False)


def _split(address: str) -> SplitResult:
    """Return the parts of an address. Raises SourceConfigurationError where it is none, or has a query or fragment."""
    try:
        parts = urlsplit(address)
        usable = bool(parts.hostname) and not parts.query and not parts.fragment and (parts.port or 1) > 0
    except ValueError:
        usable = False
    if not usable:
        raise SourceConfigurationError(REFUSED)
    return parts


def by_address(address: str) -> Place:
    """Return the folder of an address; user and password may be in it, as it comes from the environment.

    Raises MissingPackageError; SourceConfigurationError for every scheme that is not listed here, and for chains.
    """
    scheme, mark, rest = address.partition("://")
    if "::" in address or (mark and not scheme) or (not mark and ":" in address.partition("/")[0]):
        raise SourceConfigurationError(REFUSED)
    match scheme.lower() if mark else "":
        case "":
            return local(expanded(address))
        case "file" if rest.startswith("/"):
            return local(expanded(unquote(rest)))
        case "sftp":
            return _sftp_address(address)
        case "https":
            parts = _split(address)
            server = parts.netloc.rpartition("@")[2]
            connect = https(unquote(parts.username or ""), unquote(parts.password or ""), wait_s=LOOK_S)
            return Place(connect, f"https://{server}{unquote(parts.path)}", is_remote=True)
        case "http":
            raise SourceConfigurationError(UNENCRYPTED)
        case "s3" if rest and "@" not in rest.partition("/")[0]:
            return Place(s3(None, None, None, None, wait_s=LOOK_S), rest, is_remote=True)
    raise SourceConfigurationError(REFUSED)


def _sftp_address(address: str) -> Place:
    require_package("sshfs")
    parts = _split(address)
    known_hosts = expanded(OWN_KNOWN_HOSTS)
    if not known_hosts.is_file():
        raise SourceConfigurationError(NO_KNOWN_HOSTS)
    password = None if parts.password is None else unquote(parts.password)
    connect = sftp(
        str(parts.hostname),
        parts.port or 22,
        None if parts.username is None else unquote(parts.username),
        known_hosts=known_hosts,
        password=password,
        with_own_keys=password is None,
        wait_s=LOOK_S,
    )
    return Place(connect, unquote(parts.path) or ".", is_remote=True)


def sftp(
    host: str, port: int, user: str | None, *, known_hosts: Path, password: str | None = None,
    key_file: str | None = None, passphrase: str | None = None, with_own_keys: bool = False, wait_s: float,
) -> Connect:  # fmt: skip
    """Return how to reach an SFTP server whose host key is in ``known_hosts``; any other is refused.

    ``with_own_keys``: the keys and the agent of this account may be used. Raises MissingPackageError.
    """
    require_package("sshfs")
    own = {} if with_own_keys else {"client_keys": [key_file] if key_file else None, "agent_path": None}

    def connect() -> Any:
        from sshfs import SSHFileSystem  # type: ignore[import-untyped]  # half a second of imports, for those alone who have such a source

        silence_event_loop()
        return SSHFileSystem(
            host,
            port=port,
            **({} if user is None else {"username": user}),
            password=password,
            **own,
            passphrase=passphrase,
            known_hosts=str(known_hosts),
            config=None,
            connect_timeout=wait_s,
            login_timeout=wait_s,
            keepalive_interval=max(wait_s / 3, 1),
            skip_instance_cache=True,
        )

    return connect


def https(user: str, password: str, *, certificates: str | None = None, wait_s: float) -> Connect:
    """Return how to reach a web server; ``certificates`` is a file of authorities, the system's own where None."""
    return lambda: HttpFolder(user=user, password=password, certificates=certificates, wait_s=wait_s)


def s3(
    endpoint: str | None, region: str | None, key: str | None, secret: str | None, *,
    certificates: str | None = None, wait_s: float,
) -> Connect:  # fmt: skip
    """Return how to reach an S3-compatible store; ``certificates`` as for https; without a key that of this account.

    Raises MissingPackageError.
    """
    require_package("s3fs")

    def connect() -> Any:
        from s3fs import S3FileSystem  # type: ignore[import-untyped]  # half a second of imports, for those alone who have such a source

        from resources.source.s3_session import SessionWithoutRedirection

        silence_event_loop()
        region_name = region or ("us-east-1" if key else None)
        return S3FileSystem(
            key=key,
            secret=secret,
            endpoint_url=endpoint,
            client_kwargs={
                **({"region_name": region_name} if region_name else {}),
                **({"verify": certificates} if certificates else {}),
            },
            config_kwargs={
                "connect_timeout": wait_s,
                "read_timeout": wait_s,
                "retries": {"max_attempts": 1},
                "http_session_cls": SessionWithoutRedirection,
                "s3": {"addressing_style": "path"} if endpoint else {},
            },
            use_listings_cache=False,
            skip_instance_cache=True,
        )

    return connect
