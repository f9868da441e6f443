"""Packages of the extras `postgres` and `remote`: checking that one is installed before it is needed.

Belongs here: which extra installs which package, and the error of a missing one. Does not: using the packages.
"""

from importlib.util import find_spec

from expectations.errors import ReviewError

DISTRIBUTION = "migrant-assistance-review"
EXTRA_OF = {"psycopg": "postgres", "aiohttp": "remote", "s3fs": "remote", "sshfs": "remote"}
PACKAGE_OF_SCHEME = {"postgresql": "psycopg", "postgresql+psycopg": "psycopg"}


class MissingPackageError(ReviewError, RuntimeError):
    """A package of an extra is needed and not installed; names the package and how to install it."""


def require_package(package: str) -> None:
    """Raise MissingPackageError where a package of an extra is not installed. Imports nothing."""
    if find_spec(package) is None:
        extra = f"{DISTRIBUTION}[{EXTRA_OF[package]}]"
        raise MissingPackageError(f"the package {package} is not installed: pip install '{extra}'")


def require_package_of(url: str) -> None:
    """Raise MissingPackageError where an address (``scheme://…``) needs a package of an extra that is not installed."""
    package = PACKAGE_OF_SCHEME.get(url.partition("://")[0].lower())
    if package is not None:
        require_package(package)
