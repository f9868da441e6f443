"""Connecting to the file systems with deliveries: by address, over SFTP, HTTP(S), or in an S3-compatible store.

Belongs here: connecting with credentials from the environment, host keys and certificates checked, and time limits.
Does not: the deliveries there (folder.py), the configuration (configuration.py).
"""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from fsspec.core import url_to_fs

from resources.optional_packages import require_package, require_package_of
from resources.source.http_folder import HttpFolder

Connect = Callable[[], Any]


def by_address(url: str) -> tuple[Connect, str]:
    """Return how to reach the file system of an address that fsspec understands, and the folder in it.

    Raises MissingPackageError.
    """
    require_package_of(url)
    system, root = url_to_fs(url)
    return lambda: system, str(root)


def sftp(
    host: str, port: int, user: str, *, known_hosts: Path, password: str | None, key_file: str | None,
    passphrase: str | None, wait_s: float,
) -> Connect:  # fmt: skip
    """Return how to reach an SFTP server whose host key is in ``known_hosts``; any other is refused.

    Raises MissingPackageError.
    """
    require_package("sshfs")

    def connect() -> Any:
        from sshfs import SSHFileSystem  # type: ignore[import-untyped]  # half a second of imports, for those alone who have such a source

        return SSHFileSystem(
            host,
            port=port,
            username=user,
            password=password,
            client_keys=[key_file] if key_file else None,
            passphrase=passphrase,
            known_hosts=str(known_hosts),
            agent_path=None,
            config=None,
            connect_timeout=wait_s,
            login_timeout=wait_s,
            keepalive_interval=max(wait_s / 3, 1),
            skip_instance_cache=True,
        )

    return connect


def https(user: str, password: str, *, certificates: str | None, wait_s: float) -> Connect:
    """Return how to reach a web server; ``certificates`` is a file of authorities, the system's own where None."""
    return lambda: HttpFolder(user=user, password=password, certificates=certificates, wait_s=wait_s)


def s3(
    endpoint: str | None, region: str | None, key: str, secret: str, *, certificates: str | None, wait_s: float
) -> Connect:
    """Return how to reach an S3-compatible store; ``certificates`` as for https. Raises MissingPackageError."""
    require_package("s3fs")

    def connect() -> Any:
        from s3fs import S3FileSystem  # type: ignore[import-untyped]  # half a second of imports, for those alone who have such a source

        return S3FileSystem(
            key=key,
            secret=secret,
            endpoint_url=endpoint,
            client_kwargs={"region_name": region or "us-east-1", **({"verify": certificates} if certificates else {})},
            config_kwargs={
                "connect_timeout": wait_s,
                "read_timeout": wait_s,
                "retries": {"max_attempts": 1},
                "s3": {"addressing_style": "path"} if endpoint else {},
            },
            use_listings_cache=False,
            skip_instance_cache=True,
        )

    return connect
